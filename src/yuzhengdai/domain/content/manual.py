"""The 使用手册 as 「帮助中心」 shows it: docs/manual/manual.json and its pictures, made by ``make manual`` from the running system.

The words stand nowhere else, so what is read here cannot differ from the manual. A site without the folder has no such pages.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a step; ``device`` is pc or phone, sizes in pixels."""

    file: str
    device: str
    width: int
    height: int

    @property
    def is_narrow(self) -> bool:
        """Whether it is of a phone, and drawn in a column."""
        return self.device == "phone"

    @property
    def told(self) -> str:
        """On which device it was taken."""
        return "电脑" if self.device == "pc" else "手机"


@dataclass(frozen=True, slots=True)
class Step:
    """``anchor`` is its place on the page of the section."""

    anchor: str
    words: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """``number`` as in the original manual: 1.1, 2.3.2."""

    part: str
    number: str
    title: str
    opening: str
    steps: tuple[Step, ...]

    def holds(self, keyword: str) -> bool:
        """Whether every word of ``keyword`` occurs in title or steps."""
        text = " ".join([self.title, self.opening, *(step.words for step in self.steps)]).lower()
        return all(word in text for word in keyword.lower().split())


def sections(*, keyword: str = "") -> list[Section]:
    """All sections in order, or those that hold every word of ``keyword``."""
    return [one for one in _read(_folder()) if one.holds(keyword)]


def section(*, number: str) -> Section | None:
    """The section of a number."""
    return next((one for one in _read(_folder()) if one.number == number), None)


def place_of(*, anchor: str) -> Section | None:
    """The section that has a step of this anchor."""
    return next((one for one in _read(_folder()) if any(step.anchor == anchor for step in one.steps)), None)


def picture_path(*, file: str) -> Path | None:
    """Where the picture lies; None for a name that no step has."""
    known = {shot.file for one in _read(_folder()) for step in one.steps for shot in step.pictures}
    path = _folder() / "pictures" / file
    return path if file in known and path.is_file() else None


def _folder() -> Path:
    return Path(settings.MANUAL_DIR)


@lru_cache(maxsize=2)
def _read(folder: Path) -> tuple[Section, ...]:
    """Once per process: the folder comes with the release."""
    try:
        book = json.loads((folder / "manual.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(
        Section(
            part=one["part"],
            number=one["number"],
            title=one["title"],
            opening=one["opening"],
            steps=tuple(
                Step(step["anchor"], step["words"], tuple(Picture(**shot) for shot in step["pictures"]))
                for step in one["steps"]
            ),
        )
        for one in book["sections"]
    )
