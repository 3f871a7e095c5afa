"""Collects what screens, messages, help and seed rows say: every sentence that claims somebody does or did something."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HAN = re.compile("[一-鿿]")
# Words by which a sentence claims an act: something was done, is done by itself, somebody is told, something is kept.
CLAIM = re.compile(
    "督办|代办|催办|升级到|已查询|查询过|保留|都还在|都在|仍在|不会丢|不会丢失|已发送|已发至|(?:已|会|将)(?:通知|告知|提醒|联系)|会收到|"
    "联系您|短信(?:告知|通知|提醒)|(?:会发|有)短信|已转|已移交|已保存|已记录|有记录|会看到|能看到|"
    "自动(?:失效|关闭|结束|删除|保存|发送|登录|继续|带出)|已删除|会删除|后删除|立即生效|已送达|已提交"
)
_TAG = re.compile(r"<[^>]+>|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_QUOTED = re.compile(r"[\"']([^\"']*[一-鿿][^\"']*)[\"']")
_ENDS = re.compile(r"[。；！？\n]|，")


def sentences() -> dict[str, set[str]]:
    """Claiming sentence → the files that say it."""
    found: dict[str, set[str]] = {}
    for path, text in _texts():
        for part in _ENDS.split(text):
            said = re.sub(r"\s+", " ", part).strip(" -")
            if HAN.search(said) and CLAIM.search(said):
                found.setdefault(said, set()).add(str(path.relative_to(ROOT)))
    return found


def _texts() -> Iterator[tuple[Path, str]]:
    for folder in (ROOT / "src", ROOT / "demo"):
        for path in folder.rglob("*.py"):
            if "migrations" not in path.parts:
                yield from ((path, text) for text in _literals(path))
        for path in folder.rglob("*.txt"):
            yield path, path.read_text(encoding="utf-8")
        for path in folder.rglob("*.html"):
            if not path.name.startswith(("gallery_", "frame_")):
                yield path, _template_text(path.read_text(encoding="utf-8"))
    for path in (ROOT / "frontend" / "ts").rglob("*.ts"):
        if not path.name.endswith(".test.ts"):
            text = path.read_text(encoding="utf-8")
            yield path, "\n".join(re.findall(r"[\"`]([^\"`]*[一-鿿][^\"`]*)[\"`]", text))


def _literals(path: Path) -> Iterator[str]:
    """String literals of a module, its docstrings apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def _template_text(text: str) -> str:
    """What a template says: text between tags, and quoted words inside of tags and calls, each on a line of its own."""
    plain = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    return _TAG.sub(lambda tag: "\n" + "\n".join(_QUOTED.findall(tag[0])) + "\n", plain)
