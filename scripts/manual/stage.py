"""Where the manual is played: a demo of its own, a clock that stands still, the people and their browsers, their codes."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as BrowserError

from scripts.manual.pictures import PC, SIZES
from scripts.manual.pictures import PHONE as PHONE_KIND

BEGINS = datetime.fromisoformat("2026-12-01T09:00:00+08:00")
"""When everything in the manual happens: a working morning."""
CODE_SECONDS = 60
STEP_MS = 20_000
# Pages reckon the server's clock from when they were fetched: that, too, is the instant at which the clock stands.
_FETCHED_NOW = """Object.defineProperty(performance, "timeOrigin", {get() {
  const [navigation] = performance.getEntriesByType("navigation");
  return Date.now() - (navigation?.responseStart ?? 0);
}})"""


class Clock:
    """One instant for all processes of the demo, in a file (``YZD_CLOCK_FILE``)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.at = BEGINS
        self._write(self.at.isoformat())

    def forward(self, **parts: float) -> None:
        """What was sent a while ago may be sent again, what comes now stands behind what came before."""
        self.at += timedelta(**parts)
        self._write(self.at.isoformat())

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let it run: movements before a camera take their time."""
        self._write(f"running {self.at.isoformat()}")
        try:
            yield
        finally:
            self.at += timedelta(minutes=5)
            self._write(self.at.isoformat())

    def _write(self, words: str) -> None:
        """In one movement: nobody may read half of it."""
        new = self.path.with_suffix(".new")
        new.write_text(words, encoding="ascii")
        new.replace(self.path)


class Inbox:
    """Reads the demo's codes, each once."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.told: set[str] = set()

    def sms(self, phone: str) -> str:
        """The newest code not told yet. Raises TimeoutError."""
        pause = threading.Event()
        for _ in range(CODE_SECONDS * 5):
            for message in self._ask(f"/sandbox/sms.json?phone={phone}")[:1]:
                mark = f"{phone} {message['sent_at']} {message['code']}"
                if message["code"] and mark not in self.told:
                    self.told.add(mark)
                    return str(message["code"])
            pause.wait(0.2)
        raise TimeoutError(f"no code for {phone}")

    def totp(self, phone: str) -> str:
        """The present second-factor code of a demo officer or operator."""
        return str(self._ask(f"/sandbox/totp.json?phone={phone}")["code"])

    def _ask(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=10) as response:  # noqa: S310 - our own loopback server
            return json.load(response)


def prepare(context: BrowserContext, clock: Clock) -> None:
    """What every browser of the manual has: an end to its patience, and pages that stand at the clock's instant."""
    context.set_default_timeout(STEP_MS)
    # First the clock, which puts its own ``performance`` in the place of the browser's.
    context.clock.set_fixed_time(clock.at)
    context.add_init_script(_FETCHED_NOW)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at a device; with ``phone`` logged in already, on the side named (enterprise or staff)."""

    device: str = PC
    phone: str = ""
    side: str = "enterprise"


@dataclass(slots=True)
class Stage:
    """The demo and everybody in front of it. ``session_cookie(phone, side)`` is a session without the screens of logging in."""

    url: str
    browser: Browser
    clock: Clock
    people: dict[str, Person]
    session_cookie: Any
    inbox: Inbox = field(init=False)
    notes: dict[str, Any] = field(default_factory=dict)
    """What one step leaves for another."""
    ends: ExitStack = field(default_factory=ExitStack)
    """What was started on the way and ends with the stage."""
    _pages: dict[str, Page] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.url)

    def open(self, page: Page, path: str) -> None:
        """An address of the platform, or a whole one; where a form is still on its way, once more when it has arrived."""
        address = path if path.startswith("http") else self.url + path
        try:
            page.goto(address)
        except BrowserError as error:
            if not any(word in str(error) for word in ("ERR_ABORTED", "interrupted")):
                raise
            page.wait_for_load_state("load")
            page.goto(address)

    def is_phone(self, who: str) -> bool:
        """Whether this person holds a phone."""
        return self.people[who].device == PHONE_KIND

    def page_of(self, who: str) -> Page:
        """The page in front of somebody; their clock shows the platform's minute."""
        if who == "phone" and who not in self._pages:
            self.add_page(who, self.notes["camera"].phone.page)
        if who not in self._pages:
            self._pages[who] = self._new_context(self.people[who]).new_page()
        page = self._pages[who]
        page.context.clock.set_fixed_time(self.clock.at)
        return page

    def add_page(self, who: str, page: Page) -> None:
        """Somebody with a browser of their own (a camera)."""
        self._pages[who] = page

    def forget(self, who: str) -> None:
        """Close somebody's browser: the next step begins afresh."""
        page = self._pages.pop(who, None)
        if page is not None:
            page.context.close()

    def _new_context(self, person: Person) -> BrowserContext:
        phone = person.device == PHONE_KIND
        context = self.browser.new_context(
            viewport=SIZES[person.device],
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=phone,
            is_mobile=phone,
        )
        prepare(context, self.clock)
        if person.phone:
            cookie = self.session_cookie(person.phone, person.side)
            context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": self.url}])
        return context
