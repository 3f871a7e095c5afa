"""A robot clicks before the page's scripts have arrived; people look first. What is done to a page waits for its scripts.

Every link and form also works without scripts, so a click that comes too early is no fault of the page: it leads to a whole new page,
where a test that counts on a part being renewed would fail now and then. A test of such an early click goes round this by
``page.evaluate("…click()")``.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Error, Locator

ACTS = (
    "click",
    "fill",
    "check",
    "uncheck",
    "press",
    "press_sequentially",
    "select_option",
    "set_input_files",
)
SECONDS = 5
# No scripts are coming on a page without our entry, or in a browser that has them switched off.
_ARRIVED = """() => document.readyState !== "loading" && (
  "enhanced" in document.documentElement.dataset
  || !document.querySelector('script[type="module"][src]')
  || matchMedia("(scripting: none)").matches
)"""


def _patient(act: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(act)
    def waited(self: Locator, *arguments: Any, **options: Any) -> Any:
        # A test may hold scripts back on purpose, and a page behind a dialog answers nothing: then the act itself tells.
        with contextlib.suppress(Error):
            self.page.wait_for_function(_ARRIVED, timeout=SECONDS * 1000)
        return act(self, *arguments, **options)

    return waited


def make_patient(patch: pytest.MonkeyPatch) -> None:
    """Let every act of a locator wait for the scripts of its page."""
    for name in ACTS:
        patch.setattr(Locator, name, _patient(getattr(Locator, name)))
