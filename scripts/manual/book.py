"""Writes what was played: docs/manual/ in Markdown, and manual.json, from which 「帮助中心」 and the PDF are drawn."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.manual.pictures import PC, TOLD
from scripts.manual.play import Played
from scripts.manual.steps import Part, Section, Step

SHOWN = {PC: 560, "phone": 200}
TITLE = "河南省金融服务共享平台 · 豫正贷　使用手册"
INTRODUCTION = (
    "这本手册由 `make manual` 在演示系统上一步一步真正做一遍时写成：图是当时的屏幕，红框是要点、要填的地方。"
    "企业、机构、证件和人脸都是示例；二维码、编号和验证码在图里换成了样子相同的示例。"
    "系统改了而手册的一步走不通时，`make manual` 会停下，并说出是 [要求](../spec.md) 的哪一行。"
)
DATA = "manual.json"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section that has been played."""

    part: Part
    section: Section
    played: list[Played]


def write(chapters: list[Chapter], folder: Path) -> None:
    """The index, a page a section, and the data."""
    data = [_data(chapter) for chapter in chapters]
    (folder / DATA).write_text(
        json.dumps({"title": TITLE, "sections": data}, ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
    (folder / "README.md").write_text(_index(chapters), "utf-8")
    for before, chapter, after in zip([None, *chapters], chapters, [*chapters[1:], None], strict=False):
        (folder / _file(chapter)).write_text(_page(chapter, before, after), "utf-8")


def anchor(step: Step, place: int) -> str:
    """The name of a step within its page."""
    return step.key or f"step-{place}"


def _data(chapter: Chapter) -> dict[str, Any]:
    return {
        "part": f"{chapter.part.number} {chapter.part.title}",
        "number": chapter.section.number,
        "title": chapter.section.title,
        "opening": chapter.section.opening,
        "steps": [
            {
                "anchor": anchor(one.step, place),
                "rows": one.step.row.split(),
                "words": one.step.words,
                "pictures": [
                    {"file": shot.file, "device": shot.device, "width": shot.width, "height": shot.height}
                    for shot in one.pictures
                ],
            }
            for place, one in enumerate(chapter.played, start=1)
        ],
    }


def _index(chapters: list[Chapter]) -> str:
    lines = [f"# {TITLE}", "", INTRODUCTION, "", "可打印、可检索的一本：[manual.pdf](manual.pdf)。", ""]
    part = ""
    for chapter in chapters:
        heading = f"{chapter.part.number} {chapter.part.title}"
        if heading != part:
            part = heading
            lines += [f"## {heading}", ""]
        lines.append(f"- [{_name(chapter)}]({_file(chapter)})")
        if chapter is chapters[-1] or chapters[chapters.index(chapter) + 1].part is not chapter.part:
            lines.append("")
    return "\n".join(lines)


def _page(chapter: Chapter, before: Chapter | None, after: Chapter | None) -> str:
    lines = [f"# {_name(chapter)}", "", chapter.section.opening, ""]
    for place, one in enumerate(chapter.played, start=1):
        rows = "、".join(f"[{row}](../spec.md#{row.lower()})" for row in one.step.row.split())
        lines += [
            f'<a id="{anchor(one.step, place)}"></a>',
            "",
            f"**{place}.** {one.step.words}（{rows}）",
            "",
        ]
        lines += [
            f'<img src="pictures/{shot.file}" width="{SHOWN[shot.device]}" alt="{_name(chapter)} 第 {place} 步，{TOLD[shot.device]}">'
            for shot in one.pictures
        ]
        lines += [""]
    ways = [f"[上一节：{_name(before)}]({_file(before)})"] if before else []
    ways += ["[目录](README.md)"]
    ways += [f"[下一节：{_name(after)}]({_file(after)})"] if after else []
    return "\n".join([*lines, " · ".join(ways), ""])


def _name(chapter: Chapter) -> str:
    return f"{chapter.section.number} {chapter.section.title}"


def _file(chapter: Chapter) -> str:
    return f"{chapter.section.number}.md"
