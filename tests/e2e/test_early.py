"""What is done to a page before its scripts have arrived is done, or remembered: never nothing, never half of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

LogIn = Callable[..., None]
SCRIPTS = "**/dist/**/*.js"


class Held:
    """Scripts that stay on their way until ``let_go``."""

    def __init__(self, page: Page) -> None:
        self.waiting: list[Route] | None = []
        page.route(SCRIPTS, self._hold)

    def _hold(self, route: Route) -> None:
        if self.waiting is None:
            route.continue_()
        else:
            self.waiting.append(route)

    def let_go(self) -> None:
        """All of them arrive."""
        waiting, self.waiting = self.waiting or [], None
        for route in waiting:
            route.continue_()


def choose(page: Page, selector: str, value: str) -> None:
    """As a person's choice reaches a page without scripts; a locator would wait for them."""
    page.evaluate(
        """([selector, value]) => {
          const field = document.querySelector(selector);
          if (field.type === "checkbox") return field.click();
          field.value = value;
          field.dispatchEvent(new Event("input", {bubbles: true}));
          field.dispatchEvent(new Event("change", {bubbles: true}));
        }""",
        [selector, value],
    )


def without_scripts(page: Page, address: str, selector: str) -> Held:
    """The page is there, its scripts are not."""
    held = Held(page)
    page.goto(address, wait_until="commit")
    page.wait_for_selector(selector)
    return held


def test_a_product_ticked_early_is_compared(page: Page, base_url: str) -> None:
    """Also where this tab compared before: the tick stays, and so do those of other pages."""
    page.goto(f"{base_url}/products/")
    page.locator("[data-compare]").nth(0).check()
    held = without_scripts(page, f"{base_url}/products/?page=2", "[data-compare]")
    page.evaluate("document.querySelectorAll('[data-compare]')[1].click()")
    held.let_go()
    expect(page.locator("[data-compare]").nth(1)).to_be_checked()
    expect(page.locator("[data-compare-status]")).to_contain_text("已选 2 个")


def test_the_finder_counts_what_was_chosen_early(page: Page, base_url: str) -> None:
    """The number beside 「查看产品」 is that of the sentence as it stands."""
    held = without_scripts(page, base_url, "#finder-amount_wan")
    before = page.inner_text("#finder-count")
    choose(page, "#finder-amount_wan", "1000")
    held.let_go()
    expect(page.locator("#finder-count")).not_to_have_text(before)


def test_the_summary_shows_what_was_chosen_early(phone_page: Page, base_url: str, log_in: LogIn) -> None:
    """The preview of a demand follows a field that was filled before the scripts were there."""
    page = phone_page
    log_in(page.context, "13800000001", "enterprise")
    held = without_scripts(page, f"{base_url}/app/demands/new/", "#demand [name=title]")
    choose(page, "#demand [name=title]", "春耕备货的周转资金")
    held.let_go()
    expect(page.get_by_text("春耕备货的周转资金").first).to_be_visible()


@pytest.mark.parametrize(
    "chosen",
    [
        ("/app/products/", "select[name=sort]", "rate", "sort=rate"),
        ("/app/applications/", "select[name=state]", "draft", "state=draft"),
        ("/products/", "input[name=fit]", "", "fit=1"),
    ],
)
def test_a_filter_chosen_early_filters(
    page: Page, base_url: str, log_in: LogIn, chosen: tuple[str, str, str, str]
) -> None:
    """A select without a button, and a tick, act when the scripts are there."""
    path, selector, value, leads_to = chosen
    log_in(page.context, "13800000001", "enterprise")
    held = without_scripts(page, base_url + path, selector)
    choose(page, selector, value)
    held.let_go()
    expect(page).to_have_url(re.compile(re.escape(leads_to)))


def test_back_shows_the_filter_that_the_list_follows(page: Page, base_url: str, log_in: LogIn) -> None:
    """Browsers give a field its last choice back; the list is that of before, and so is what the field says."""
    log_in(page.context, "13800000001", "enterprise")
    page.goto(f"{base_url}/app/products/")
    page.locator("select[name=sort]").select_option("rate")
    expect(page).to_have_url(re.compile("sort=rate"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/app/products/$"))
    expect(page.locator("select[name=sort]")).to_have_value("overall")


def test_a_choice_from_the_open_list_acts_however_it_was_made(
    page: Page, base_url: str, log_in: LogIn
) -> None:
    """Arrows in a closed list choose for the moment, Enter in the opened one for good: on a Mac arrows open it."""
    log_in(page.context, "13800000001", "enterprise")
    page.goto(f"{base_url}/app/applications/")
    field = page.locator("select[name=state]")
    field.focus()
    # What a browser tells the page of a list opened by keys: the keys, and one change at the end.
    field.evaluate(
        """field => {
          for (const key of ["ArrowDown", "ArrowDown", "Enter"])
            field.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
          field.value = "draft";
          field.dispatchEvent(new Event("change", {bubbles: true}));
        }"""
    )
    expect(page).to_have_url(re.compile("state=draft"))
