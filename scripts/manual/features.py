"""docs/features.md: row of docs/spec.md → tests that name it → pages of the manual. ``python -m scripts.manual.features``."""

from __future__ import annotations

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docs" / "features.md"
BOOK = ROOT / "docs" / "manual" / "manual.json"
ROW = re.compile(r'^\| <a id="[a-z]\d+"></a>([A-Z]\d+) \|.*\| (有|部分|未开放)[^|]* \|$', re.MULTILINE)
IN_A_NAME = re.compile(r"^test_((?:[rlcpfbokw]\d{1,2}_)+)")
# R4, L1–L3, P4-P7.
CITED = re.compile(r"\b([RLCPFBOKW])(\d{1,2})(?:[–-]([RLCPFBOKW]?)(\d{1,2}))?\b")
SHOWN = 4
"""Tests of a row that are named; of more, the number is told."""
HEAD = """# 功能对照：要求 → 测试 → 手册

由 `make manual` 生成（只重写这一页：`python -m scripts.manual.features`）。每一行是 [要求](spec.md) 的一个编号；
测试是名字或说明里写着这个编号的，手册是走过这个编号的那几节。没有的如实写「没有」。

| 编号 | 现在 | 测试 | 手册 |
|---|---|---|---|
"""


@dataclass(slots=True)
class Feature:
    """One row of the specification: what stands in its last column, tests as (file, function), numbers of sections."""

    row: str
    state: str
    tests: list[tuple[str, str]] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)


def features() -> list[Feature]:
    """Every row of docs/spec.md, in its order."""
    tests, sections = _tests(), _sections()
    return [
        Feature(row, state, tests.get(row, []), sections.get(row, []))
        for row, state in ROW.findall((ROOT / "docs" / "spec.md").read_text(encoding="utf-8"))
    ]


def _sections() -> dict[str, list[str]]:
    """Row → numbers of the sections of the manual that walk it."""
    found: dict[str, list[str]] = defaultdict(list)
    if not BOOK.exists():
        return found
    for section in json.loads(BOOK.read_text(encoding="utf-8"))["sections"]:
        for row in dict.fromkeys(row for step in section["steps"] for row in step["rows"]):
            found[row].append(section["number"])
    return found


def _tests() -> dict[str, list[tuple[str, str]]]:
    """Row → (file, function): a test is of a row when its name or its docstring says so; those of a module's docstring come after."""
    named: dict[str, list[tuple[str, str]]] = defaultdict(list)
    beside: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        where = path.relative_to(ROOT).as_posix()
        for row in _cited(ast.get_docstring(module) or ""):
            beside[row].append((where, ""))
        for node in module.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for row in {*_in_name(node.name), *_cited(ast.get_docstring(node) or "")}:
                    named[row].append((where, node.name))
    return {row: named[row] + [one for one in beside[row] if one[0] not in {file for file, _ in named[row]}]
            for row in {*named, *beside}}  # fmt: skip


def _in_name(name: str) -> list[str]:
    found = IN_A_NAME.match(name)
    return found.group(1).strip("_").upper().split("_") if found else []


def _cited(text: str) -> Iterator[str]:
    for letter, first, other, last in CITED.findall(text):
        if other in {"", letter}:
            yield from (f"{letter}{n}" for n in range(int(first), int(last or first) + 1))


def _line(one: Feature) -> str:
    tests = [
        f"[`{function or Path(file).name}`](../{file})" for file, function in sorted(one.tests, key=_browser_first)[:SHOWN]
    ]  # fmt: skip
    if len(one.tests) > SHOWN:
        tests.append(f"共 {len(one.tests)} 处")
    pages = [f"[{number}](manual/{number}.md)" for number in one.sections]
    return f"| [{one.row}](spec.md#{one.row.lower()}) | {one.state} | {'<br>'.join(tests) or '没有'} | {'、'.join(pages) or '没有'} |"


def _browser_first(test: tuple[str, str]) -> tuple[bool, bool, str, str]:
    return not test[1], not test[0].startswith("tests/e2e"), *test


def write() -> None:
    """Write docs/features.md from the specification, the tests and manual.json as they are now."""
    FILE.write_text(HEAD + "\n".join(_line(one) for one in features()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
