"""docs/spec.md is the list of promises; code and tests may only name rows that stand in it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("src", "demo", "engines", "frontend", "sandbox", "scripts", "tests", "benchmarks")
SUFFIXES = {".py", ".html", ".ts", ".css"}
ROW = re.compile(r'^\| <a id="([a-z]\d+)"></a>([A-Z]\d+) \|', re.MULTILINE)
# (R4), (L1–L3, C12), (P4-P7): a letter with its number, alone or in a list or range.
CITED = re.compile(r"\(((?:[RLCPFBOK]\d{1,2})(?:(?:[–,-] ?| and )[RLCPFBOK]?\d{1,2})*)\)")
IN_A_NAME = re.compile(r"def test_((?:[rlcpfbok]\d{1,2}_)+)")

# What the manual asks for (R1–R11, L1–L6, C1–C12, P1–P7, F1), the other side of the counter and W1, by hand.
EXPECTED = [
    *(f"R{n}" for n in range(1, 12)),
    *(f"L{n}" for n in range(1, 7)),
    *(f"C{n}" for n in range(1, 13)),
    *(f"P{n}" for n in range(1, 8)),
    "F1", "B1", "B2", "B3", "B4", "O1", "O2", "O3", "W1", "K1", "K2",
]  # fmt: skip


def rows() -> list[str]:
    """The rows of the specification, in order."""
    found = ROW.findall((ROOT / "docs" / "spec.md").read_text(encoding="utf-8"))
    assert all(anchor == name.lower() for anchor, name in found)
    return [name for _, name in found]


def test_every_promise_has_a_row() -> None:
    assert rows() == EXPECTED


def test_code_and_tests_name_rows_that_exist() -> None:
    known, cited = set(rows()), 0
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix not in SUFFIXES or "node_modules" in path.parts or "dist" in path.parts:
                continue
            text = path.read_text(encoding="utf-8")
            names = [
                name for group in CITED.findall(text) for name in re.findall(r"[RLCPFBOK]\d{1,2}", group)
            ]
            names += [
                name.upper() for group in IN_A_NAME.findall(text) for name in group.strip("_").split("_")
            ]
            assert set(names) <= known, f"{path.relative_to(ROOT)} names {sorted(set(names) - known)}"
            cited += len(names)
    assert cited > 200
