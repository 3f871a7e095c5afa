"""One PDF of the whole: typeset by typst from manual.json, with bookmarks and text that can be searched."""

from __future__ import annotations

from pathlib import Path

import typst

from scripts.manual.book import DATA

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = Path(__file__).resolve().parent / "manual.typ"
FILE = "manual.pdf"
FONTS = tuple(
    ROOT / "node_modules" / "@expo-google-fonts" / "noto-sans-sc" / weight
    for weight in ("400Regular", "700Bold")
)
"""The same as in the platform's own PDFs, so that every machine makes the same pages."""


def write(folder: Path) -> None:
    """Make ``folder``/manual.pdf of its manual.json and its pictures. Raises typst's own error where the fonts are missing."""
    source = folder / ".manual.typ"
    source.write_bytes(TEMPLATE.read_bytes())
    try:
        # The stub leaves a type variable open.
        made: object = typst.compile(  # type: ignore[misc]
            source,
            root=folder,
            ignore_system_fonts=True,
            font_paths=[str(one) for one in FONTS],
            sys_inputs={"data": DATA},
        )
    finally:
        source.unlink()
    if not isinstance(made, bytes):
        raise TypeError("the manual is one document")
    (folder / FILE).write_bytes(made)
