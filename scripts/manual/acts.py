"""The vocabulary of the table: targets (``link``, ``button`` …) and acts (``go``, ``fill``, ``press`` …)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from playwright.sync_api import FilePayload, Locator, Page, expect

from scripts.manual.steps import Act, Target

if TYPE_CHECKING:
    from scripts.manual.stage import Stage

Role = Literal[
    "link", "button", "heading", "checkbox", "radio", "dialog", "region", "searchbox", "textbox", "group", "status", "form"
]  # fmt: skip
Words = str | re.Pattern[str]


def role(kind: Role, name: Words) -> Target:
    """The first that is seen of this role and name; a text is the whole name."""
    return lambda page: (
        page.get_by_role(kind, name=name, exact=isinstance(name, str)).filter(visible=True).first
    )


def link(name: Words) -> Target:
    """A link: it leads somewhere."""
    return role("link", name)


def button(name: Words) -> Target:
    """A button: it does something."""
    return role("button", name)


def heading(name: Words) -> Target:
    """A heading of the page or of a dialog."""
    return role("heading", name)


def checkbox(name: Words) -> Target:
    """A box to tick."""
    return role("checkbox", name)


def radio(name: Words) -> Target:
    """One of several to choose from."""
    return role("radio", name)


def field(label: str) -> Target:
    """What is typed into or chosen from, by its label."""
    return lambda page: page.get_by_label(label).filter(visible=True).first


def exact_field(label: str) -> Target:
    """A field whose label is no more than these words."""
    return lambda page: page.get_by_label(label, exact=True).filter(visible=True).first


def main_field(label: str) -> Target:
    """A field of the page itself, where the frame's search has a label like it."""
    return lambda page: page.get_by_role("main").get_by_label(label).filter(visible=True).first


def text(words: Words) -> Target:
    """The first place where these words are seen."""
    return lambda page: page.get_by_text(words).filter(visible=True).first


def place(selector: str) -> Target:
    """A part of the page without a name of its own, by its class."""
    return lambda page: page.locator(selector).filter(visible=True).first


def inside(outer: Target, kind: Role, name: Words) -> Target:
    """A target within another."""
    return lambda page: outer(page).get_by_role(kind, name=name, exact=isinstance(name, str)).first


def go(path: str) -> Act:
    """Type an address of the platform."""
    return lambda page, stage: stage.open(page, path)


def press(target: Target) -> Act:
    """Press a link or a button."""
    return lambda page, _: target(page).click()


def fill(label: str, value: str) -> Act:
    """Type into a field."""
    return lambda page, _: field(label)(page).fill(value)


def fill_exact(label: str, value: str) -> Act:
    """Type into the field of exactly this label."""
    return lambda page, _: exact_field(label)(page).fill(value)


def fill_main(label: str, value: str) -> Act:
    """Type into a field of the page itself."""
    return lambda page, _: main_field(label)(page).fill(value)


def choose(label: str, option: str) -> Act:
    """Choose from a list."""

    def act(page: Page, _: Stage) -> None:
        field(label)(page).select_option(label=option)

    return act


def tick(target: Target) -> Act:
    """Tick a box, choose one of several."""
    return lambda page, _: target(page).check()


def attach(label: str, file: FilePayload | Path) -> Act:
    """Choose a file for the field of exactly this label."""
    return lambda page, _: page.get_by_label(label, exact=True).first.set_input_files(file)


def enter(label: str, value: str) -> Act:
    """Type and press Enter."""

    def act(page: Page, _: Stage) -> None:
        box = field(label)(page)
        box.fill(value)
        box.press("Enter")

    return act


def type_code(phone: str, label: str = "短信验证码") -> Act:
    """Type the code that has just been sent to a phone."""
    return lambda page, stage: field(label)(page).fill(stage.inbox.sms(phone))


def read_to_the_end(name: str) -> Act:
    """Scroll a box that must be read to its end."""

    def act(page: Page, _: Stage) -> None:
        box = page.get_by_role("region", name=name)
        box.evaluate("box => { box.scrollTop = box.scrollHeight }", timeout=5_000)

    return act


def see(target: Target) -> Act:
    """Wait until it is there."""
    return lambda page, _: expect(target(page)).to_be_visible()


def reload_until(target: Target, tries: int = 30) -> Act:
    """Load the page again, once a second, until what is made in the background is there."""

    def act(page: Page, _: Stage) -> None:
        for _again in range(tries):
            if target(page).is_visible():
                return
            page.wait_for_timeout(1_000)
            page.reload()
        expect(target(page)).to_be_visible()

    return act


def see_no(target: Target) -> Act:
    """Wait until it is gone."""
    return lambda page, _: expect(target(page)).to_have_count(0)


def see_text(words: Words, selector: str = "main") -> Act:
    """Wait until the page says so."""
    return lambda page, _: expect(page.locator(selector).first).to_contain_text(words)


def see_path(pattern: str) -> Act:
    """Wait until the address (without host and query) matches."""

    def act(page: Page, _: Stage) -> None:
        page.wait_for_url(lambda url: re.fullmatch(pattern, urlsplit(url).path) is not None)

    return act


def tick_all(container: Target) -> Act:
    """Tick every box within, one after the other."""

    def act(page: Page, _: Stage) -> None:
        boxes: list[Locator] = container(page).get_by_role("checkbox").all()
        for box in boxes:
            box.check()

    return act


def starting(pattern: str) -> re.Pattern[str]:
    """Words of which only a part is known."""
    return re.compile(pattern)
