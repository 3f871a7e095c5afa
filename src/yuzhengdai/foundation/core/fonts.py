"""The fonts of PDFs (FONT_DIRS): where they are, and which characters they do not have."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from PIL import ImageFont

_SUFFIXES = {".ttf", ".otf", ".ttc"}
_NO_CHARACTER = "\U0010ffff"
"""A code point that no font has."""


def font_folders() -> list[str]:
    """Those of FONT_DIRS that hold a font; [] where none is installed."""
    return [str(folder) for folder in settings.FONT_DIRS if _has_font(Path(folder))]


def missing_characters(text: Iterable[str]) -> frozenset[str]:
    """Characters that some weight has no sign for: printed, they would be an empty box."""
    fonts = [
        ImageFont.truetype(path, 20)
        for folder in font_folders()
        for path in sorted(Path(folder).iterdir())
        if path.suffix.lower() in _SUFFIXES
    ]
    wanted = {char for char in text if not char.isspace()}
    missing = set()
    for font in fonts:
        box = bytes(font.getmask(_NO_CHARACTER))
        missing |= {char for char in wanted if bytes(font.getmask(char)) == box}
    return frozenset(missing)


def _has_font(folder: Path) -> bool:
    return folder.is_dir() and any(path.suffix.lower() in _SUFFIXES for path in folder.iterdir())
