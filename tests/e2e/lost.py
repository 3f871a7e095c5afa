"""Connections that are lost while a step of the wizard is sent, and come back. What was filled in must still be there."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

FILLED_IN = """() => [...document.querySelector("#step").elements]
  .filter(field => field.name && !["hidden", "file", "submit"].includes(field.type))
  .map(field => [field.name, field.value, field.checked === true])"""
EXPECTED = ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED"]
"""What the console says of it."""


def tap(page: Page, act: Callable[[], None], how: str, *, look: Callable[[Page], None]) -> None:
    """Send a step's form by ``act``: "offline" before anything arrives, "answer" after the server did it, "" as usual."""
    if not how:
        act()
        return
    said = page.locator("[data-step-said]")
    # The script that keeps the form comes a moment after the page.
    page.wait_for_load_state("networkidle")
    before, address = page.evaluate(FILLED_IN), page.url
    if how == "offline":
        page.context.set_offline(True)
        act()
        expect(said).to_contain_text("连上后自动提交")
        look(page)
        page.get_by_role("link", name="返回首页").click()
        expect(said).to_contain_text("打不开别的页面")
    else:
        lose_answer(page, address)
        act()
        expect(said).to_contain_text("不会重复办理")
    assert (page.evaluate(FILLED_IN), page.url) == (before, address), "what was filled in is still there"
    if how == "offline":
        page.context.set_offline(False)  # it is sent by itself
    else:
        act()


def upload(page: Page, act: Callable[[], None], how: str, *, look: Callable[[Page], None]) -> None:
    """Send a picture by ``act``, as ``tap`` does a form."""
    if not how:
        act()
        return
    page.wait_for_load_state("networkidle")
    if how == "answer":
        lose_answer(page, page.url)
    page.context.set_offline(how == "offline")
    act()
    expect(page.locator("[data-vf=status]")).to_contain_text("照片还在", timeout=60_000)
    look(page)
    if how == "offline":
        page.context.set_offline(False)  # it is sent by itself
    else:
        page.get_by_role("button", name="重新上传").click()


def lose_answer(page: Page, url: str, times: int = 1) -> list[str]:
    """The server does the next POST to ``url``, its answer never arrives; returns the list of what was lost so far."""
    gone: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST" or len(gone) >= times:
            route.fallback()
            return
        gone.append(route.fetch(max_redirects=0).text())
        route.abort("failed")

    page.route(url, lose)
    return gone


def lose(page: Page, url: str, times: int = 1) -> list[str]:
    """The next POSTs to ``url`` never arrive; returns the list of what was lost so far."""
    gone: list[str] = []

    def drop(route: Route) -> None:
        if route.request.method != "POST" or len(gone) >= times:
            route.fallback()
            return
        gone.append(route.request.url)
        route.abort("failed")

    page.route(url, drop)
    return gone
