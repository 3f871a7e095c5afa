"""What a step of the manual is made of: words for its reader, what to do, what to mark, and the row of docs/spec.md it proves."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, Page

if TYPE_CHECKING:
    from scripts.manual.stage import Stage

Act = Callable[[Page, "Stage"], None]
"""Something a person does, or waits to see, on the page in front of them."""
Target = Callable[[Page], Locator]
"""What a person presses or reads, found as they would find it: by its role and its words."""
LABEL = re.compile(r"「([^」]+)」")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: read the words, see the picture, press what is marked.

    ``row`` is the row of docs/spec.md that fails with it. Every 「label」 of ``words`` must stand on the page, before or after
    ``then``; those in ``elsewhere`` are of another page or device. ``do`` comes before the picture, ``then`` after it.
    ``key`` is the anchor of the step where something in the platform leads to it.
    """

    row: str
    words: str
    who: str
    do: tuple[Act, ...] = ()
    mark: tuple[Target, ...] = ()
    then: tuple[Act, ...] = ()
    key: str = ""
    elsewhere: tuple[str, ...] = ()
    has_picture: bool = True

    def labels(self) -> list[str]:
        """The labels that must be found on the page."""
        return [label for label in LABEL.findall(self.words) if label not in self.elsewhere]


@dataclass(frozen=True, slots=True)
class Section:
    """One section: number and title as in the original manual, an opening sentence, its steps."""

    number: str
    title: str
    opening: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter of sections."""

    number: str
    title: str
    sections: tuple[Section, ...]


class StepFailedError(Exception):
    """A step does not work any more; the sentence names the row of docs/spec.md."""

    def __init__(self, section: Section, place: int, step: Step, reason: str) -> None:
        self.row = step.row
        super().__init__(
            f"docs/spec.md {step.row}: {section.number} {section.title}, step {place} 「{step.words}」: {reason}"
        )
