"""Plays the table: one step after the other, each with its checks and its pictures; the first that fails names its row."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page

from scripts.manual import pictures
from scripts.manual.pictures import Picture
from scripts.manual.steps import Section, Step, StepFailedError

if TYPE_CHECKING:
    from scripts.manual.stage import Stage

_SAID = """() => [
  document.body.innerText,
  ...[...document.querySelectorAll("[aria-label], [placeholder], [title], [alt], option, dialog[open]")].map((one) =>
    [one.getAttribute("aria-label"), one.getAttribute("placeholder"), one.getAttribute("title"), one.getAttribute("alt"),
      one.matches("option, dialog") ? one.textContent : ""].join("\\n")),
].join("\\n")"""


@dataclass(slots=True)
class Played:
    """A step with the pictures that were taken."""

    step: Step
    pictures: list[Picture] = field(default_factory=list)


def play_section(section: Section, stage: Stage, folder: Path) -> list[Played]:
    """Every step in order. Raises StepFailedError at the first that does not work."""
    played = []
    stage.clock.forward(minutes=5)
    for place, step in enumerate(section.steps, start=1):
        stage.clock.forward(seconds=5)
        page = stage.page_of(step.who)
        try:
            shots = play_step(step, page, stage, folder, f"{section.number}-{place:02d}")
        except (AssertionError, BrowserError, LookupError, TimeoutError) as error:
            reason = f"{_first_lines(error)} (at {page.url}{_picture_of_failure(page)})"
            raise StepFailedError(section, place, step, reason) from error
        played.append(Played(step, shots))
    return played


def play_step(step: Step, page: Page, stage: Stage, folder: Path, name: str) -> list[Picture]:
    """Do it, look for its labels, mark, take the pictures, go on."""
    for act in step.do:
        act(page, stage)
    pictures.settle(page)
    for target in step.mark:
        target(page).wait_for(state="visible")
    missing = _missing(step.labels(), page)
    shots = _pictures(step, page, stage, folder, name) if step.has_picture else []
    for act in step.then:
        act(page, stage)
    if missing:
        pictures.settle(page)
        missing = _missing(missing, page)
        if missing:
            raise LookupError(f"the page does not say {'、'.join(f'「{label}」' for label in missing)}")
    return shots


def _pictures(step: Step, page: Page, stage: Stage, folder: Path, name: str) -> list[Picture]:
    marks = [target(page) for target in step.mark]
    if stage.is_phone(step.who):
        return [pictures.take(page, marks, folder, name, pictures.PHONE)]
    shots = [pictures.take(page, marks, folder, name, pictures.PC)]
    page.set_viewport_size(pictures.SIZES[pictures.PHONE])
    narrow = [mark for mark in (target(page) for target in step.mark) if mark.is_visible()]
    shots.append(pictures.take(page, narrow, folder, name, pictures.PHONE))
    page.set_viewport_size(pictures.SIZES[pictures.PC])
    return shots


def _missing(labels: list[str], page: Page) -> list[str]:
    said = _bare(page.evaluate(_SAID))
    return [label for label in labels if any(_bare(part) not in said for part in label.split("…"))]


def _bare(words: str) -> str:
    return re.sub(r"\s+", "", words)


def _picture_of_failure(page: Page) -> str:
    """Where the picture of the page lies on which it failed; nothing where there is none to be had."""
    path = Path(tempfile.gettempdir()) / "manual-failed.png"
    try:
        page.screenshot(path=path, timeout=5_000)
    except BrowserError:
        return ""
    return f", picture in {path}"


def _first_lines(error: Exception) -> str:
    return " ".join(line.strip() for line in str(error).splitlines()[:3])[:400]
