"""docs/features.md: every row of the specification with its tests and pages, and nothing that is not there."""

import re
from pathlib import Path

from tests.docs.test_spec import EXPECTED, ROOT

LINE = re.compile(
    r"^\| \[([A-Z]\d+)\]\(spec\.md#([a-z]\d+)\) \| (有|部分|未开放) \| (.*) \| (.*) \|$", re.MULTILINE
)
LINK = re.compile(r"\[`([^`]+)`\]\(\.\./([^)]+)\)")
# The 37 rows of the enterprise's side, by hand: the manual that the platform was ordered by.
ENTERPRISE = [
    *(f"R{n}" for n in range(1, 12)),
    *(f"L{n}" for n in range(1, 7)),
    *(f"C{n}" for n in range(1, 13)),
    *(f"P{n}" for n in range(1, 8)),
    "F1",
]


def table() -> dict[str, tuple[str, str]]:
    """Row → (tests, pages), as the page says them."""
    found = LINE.findall((ROOT / "docs" / "features.md").read_text(encoding="utf-8"))
    return {row: (tests, pages) for row, anchor, _, tests, pages in found if row.lower() == anchor}


def test_every_row_stands_in_the_table() -> None:
    assert len(ENTERPRISE) == 37
    assert list(table()) == EXPECTED


def test_no_row_of_the_enterprises_side_misses() -> None:
    """Each has a test and a page of the manual."""
    rows = table()
    missing = [row for row in ENTERPRISE if "没有" in rows[row]]
    assert not missing


def test_tests_and_pages_named_are_there() -> None:
    for row, (tests, pages) in table().items():
        links = LINK.findall(tests)
        assert links or tests == "没有", row
        for name, path in links:
            text = (ROOT / path).read_text(encoding="utf-8")
            assert Path(path).name == name or f"def {name}(" in text, f"{row}: {name}"
        for path in re.findall(r"\]\((manual/[^)]+)\)", pages):
            page = (ROOT / "docs" / path).read_text(encoding="utf-8")
            assert f"(../spec.md#{row.lower()})" in page, f"{row}: {path}"
