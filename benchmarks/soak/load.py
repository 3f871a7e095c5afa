"""Owners who apply: each form is fetched, filled in as a browser would and sent twice at the same moment."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from benchmarks.forms import filled_form

PATIENCE_S = 120.0
_PAUSE_S = 0.15
_REDIRECTS = {302, 303}


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, place of a redirect and text."""

    status: int
    location: str
    text: str
    cookies: Mapping[str, str]


@dataclass
class Tally:
    """What the clients saw; `acknowledged` maps (enterprise, product) to the success page that both answers named."""

    acknowledged: dict[tuple[str, str], str] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    condition: threading.Condition = field(default_factory=threading.Condition)
    is_over: bool = False

    def count(self, what: str) -> None:
        with self.condition:
            self.counts[what] += 1

    def violate(self, what: str) -> None:
        """Note what must not happen."""
        with self.condition:
            self.violations.append(what)

    def acknowledge(self, enterprise: str, product: str, location: str) -> None:
        """Both answers led to the same success page."""
        with self.condition:
            self.acknowledged[(enterprise, product)] = location
            self.condition.notify_all()

    def wait_for(self, number: int) -> bool:
        """Wait until so many are acknowledged; False when the load ended before."""
        with self.condition:
            self.condition.wait_for(lambda: len(self.acknowledged) >= number or self.is_over)
            return not self.is_over

    def end(self) -> None:
        """No more will come."""
        with self.condition:
            self.is_over = True
            self.condition.notify_all()


class Browser:
    """One owner's cookies; every request has a connection of its own and is repeated when the connection breaks."""

    def __init__(self, port: int, cookies: Mapping[str, str], tally: Tally) -> None:
        self.port, self.cookies, self.tally = port, dict(cookies), tally

    def get(self, path: str) -> Reply:
        """Fetch a page; keeps its cookies."""
        reply = self._until_answered("GET", path, None, None)
        self.cookies.update(reply.cookies)
        return reply

    def post_twice(self, path: str, body: str) -> list[Reply]:
        """Send the same form from two connections at the same moment."""
        gate = threading.Barrier(2)
        with ThreadPoolExecutor(2) as pair:
            return list(pair.map(lambda _: self._until_answered("POST", path, body, gate), range(2)))

    def _until_answered(
        self, method: str, path: str, body: str | None, gate: threading.Barrier | None
    ) -> Reply:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                reply = self._once(method, path, body, gate)
            except (OSError, http.client.HTTPException):
                self.tally.count("broken connections")
                if time.monotonic() > deadline:
                    raise
            else:
                if reply.status < 500:
                    return reply
                self.tally.count(f"status {reply.status}")
                self.tally.violate(f"{method} {path}: status {reply.status}")
                if time.monotonic() > deadline:
                    return reply
            gate = None
            time.sleep(_PAUSE_S)

    def _once(self, method: str, path: str, body: str | None, gate: threading.Barrier | None) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        try:
            try:
                connection.connect()
            finally:
                if gate is not None:
                    gate.wait(30)
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if body is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body=body, headers=headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
            set_cookies = (
                one.partition(";")[0].partition("=") for one in response.headers.get_all("Set-Cookie") or ()
            )
            cookies = {name: value for name, _, value in set_cookies}
            return Reply(response.status, response.headers.get("Location", ""), text, cookies)
        finally:
            connection.close()


def _apply(browser: Browser, enterprise: str, product: str, tally: Tally) -> None:
    path = f"/products/{product}/apply/"
    page = browser.get(path)
    if page.status != 200:
        tally.violate(f"GET {path}: status {page.status} {page.location}")
        return
    body = filled_form(page.text, with_field="product_version") + "&do=submit"
    replies = browser.post_twice(path, body)
    places = {reply.location for reply in replies}
    if any(reply.status not in _REDIRECTS or not reply.location.endswith("/success/") for reply in replies):
        answers = [f"{reply.status} {reply.location or _said(reply.text)}" for reply in replies]
        tally.violate(f"POST {path}: {answers}")
    elif len(places) != 1:
        tally.violate(f"POST {path}: two applications, {sorted(places)}")
    else:
        tally.acknowledge(enterprise, product, places.pop())


def _said(text: str) -> str:
    start = max(text.find("error"), 0)
    return " ".join(text[start : start + 300].split())


def run_load(port: int, owners: list[dict[str, Any]], tally: Tally, *, clients: int) -> None:
    """All owners apply for all their products, `clients` owners at a time; ends the tally."""

    def work(owner: dict[str, Any]) -> None:
        browser = Browser(port, owner["cookies"], tally)
        for product in owner["products"]:
            if tally.is_over:
                return
            try:
                _apply(browser, owner["enterprise"], product, tally)
            except Exception as error:
                tally.violate(f"{product}: {type(error).__name__} {error}")

    try:
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(work, owners))
    finally:
        tally.end()
