"""docs/effort.md: one row of its table and one section a way, written from what was counted and compared with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tests.effort.person import Tally

PATH = Path(__file__).resolve().parents[2] / "docs" / "effort.md"
LABELS: Mapping[str, str] = {
    "pc_and_phone": "电脑加手机，拍照",
    "phone": "只用手机，拍照",
    "without_face": "不用人脸（电脑，人工认证）",
    "shown": "电子营业执照加网证（手机）",
    "no_scripts": "没有 JavaScript（电脑，人工认证）",
}


def row(key: str, tally: Tally) -> str:
    """The way's row of the table."""
    numbers = (tally.screens, tally.fields, tally.characters, tally.codes, tally.clicks, tally.choices)
    return f"| {LABELS[key]} | " + " | ".join(map(str, numbers)) + " |"


def section(key: str, tally: Tally) -> str:
    """The way's screens and what is typed on them; the name of the test's product is left out."""
    shown = "、".join(_plain(one) for one in tally.shown)
    return (
        f"### {LABELS[key]}\n\n画面：{shown}。\n\n填写：{'、'.join(_plain(one) for one in tally.trail)}。\n"
    )


def kept(key: str) -> tuple[str, str]:
    """(row, section) as the document has them; "" for what it lacks."""
    text = PATH.read_text(encoding="utf-8") if PATH.exists() else ""
    found_row = re.search(rf"^\| {re.escape(LABELS[key])} \|.*$", text, re.MULTILINE)
    found = re.search(rf"^### {re.escape(LABELS[key])}\n.*?(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    return (found_row.group() if found_row else ""), (found.group().rstrip() + "\n" if found else "")


def write(key: str, tally: Tally) -> None:
    """Put the way's row and section in their places, which must be there."""
    old_row, old_section = kept(key)
    text = PATH.read_text(encoding="utf-8")
    text = text.replace(old_row, row(key, tally)).replace(old_section.rstrip(), section(key, tally).rstrip())
    PATH.write_text(text, encoding="utf-8")


def _plain(words: str) -> str:
    short = re.sub(r" - (豫正贷|河南省金融服务共享平台)( - 河南省金融服务共享平台)?", "", words)
    short = re.sub(r"示例\d+信用贷", "（产品）", short)
    return short.replace("，企业认证", "").replace("？", "")
