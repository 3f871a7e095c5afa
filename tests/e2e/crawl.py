"""Walks the pages that links lead to, a few of each kind."""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page

PAGES_OF_A_KIND = 2
WIDTHS = [(1440, 900), (390, 844)]
_LINKS = """() => [...document.querySelectorAll('a[href]')]
  .filter(link => !link.hasAttribute('download') && link.target !== '_blank')
  .map(link => link.href)"""


def kind_of(url: str) -> str:
    """Return the route of an address and the first key of its query: what makes pages the same kind."""
    parts = urlsplit(url)
    try:
        route = "/" + resolve(parts.path).route
    except Resolver404:
        route = parts.path
    keys = sorted({key for key, _ in parse_qsl(parts.query)})
    # One look at each single filter is enough: combinations have their own tests.
    return f"{route}?{keys[0]}" if keys else route


TO_ANOTHER_HOST = re.compile(r"(/app)?/login/platforms/[^/]+/")
"""Ways to an identity platform, each by its own name."""


@dataclass
class Crawl:
    """Visits pages under `base_url`, asks `judge` about each at two widths.

    Pages outside `own`, which another audience's walk covers, and filtered lists are seen once a kind. `others` says how:
    "judge" at one width, "visit" for dead links and what the watch sees, "leave" unvisited.
    """

    page: Page
    base_url: str
    judge: Callable[[Page], None]
    own: tuple[str, ...] = ("/",)
    others: Literal["judge", "visit", "leave"] = "judge"
    leave_out: tuple[str, ...] = ("/logout", "/sandbox/")
    problems: list[str] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    _seen: dict[str, int] = field(default_factory=dict)

    def run(self, *starts: str, at_most: int = 200) -> None:
        """Visit breadth first."""
        queue = deque(urljoin(self.base_url, start) for start in starts)
        known = set(queue)
        while queue and len(self.visited) < at_most:
            url = queue.popleft()
            if not self._is_wanted(url):
                continue
            for link in self._visit(url):
                if link not in known and self._is_ours(link):
                    known.add(link)
                    queue.append(link)

    def _is_ours(self, link: str) -> bool:
        path = urlsplit(link).path
        if not link.startswith(self.base_url + "/") or TO_ANOTHER_HOST.match(path):
            return False
        return not any(path.startswith(start) for start in self.leave_out)

    def _is_wanted(self, url: str) -> bool:
        """Count the page and tell whether there were fewer of its kind than wanted."""
        if self.others == "leave" and not urlsplit(url).path.startswith(self.own):
            return False
        kind = kind_of(url)
        seen = self._seen.get(kind, 0)
        self._seen[kind] = seen + 1
        return seen < (PAGES_OF_A_KIND if self._is_own(url) else 1)

    def _is_own(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.path.startswith(self.own) and not parts.query

    def _widths(self, url: str) -> list[tuple[int, int]]:
        if self._is_own(url):
            return WIDTHS
        judged = self.others == "judge" or urlsplit(url).path.startswith(self.own)
        return WIDTHS[len(self.visited) % 2 :][:1] if judged else []

    def _visit(self, url: str) -> list[str]:
        try:
            response = self.page.goto(url)
        except Error as error:
            # A file to keep is no page.
            if "Download is starting" not in str(error):
                self.problems.append(f"{url}: {error}")
            return []
        self.visited.append(url)
        if response is None or response.status >= 400:
            self.problems.append(f"{url}: status {response.status if response else 'none'}")
            return []
        if "html" not in response.headers.get("content-type", ""):
            return []
        if kind_of(self.page.url) != kind_of(url) and not self._is_wanted(self.page.url):
            return []
        for width, height in self._widths(url):
            self.page.set_viewport_size({"width": width, "height": height})
            try:
                self.judge(self.page)
            except AssertionError as error:
                self.problems.append(f"at {width} px: {error}")
        links: list[str] = self.page.evaluate(_LINKS)
        return [link.split("#")[0] for link in links]
