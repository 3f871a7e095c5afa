"""What may befall a form in a browser, and what must be true afterwards: the words are there, and the page says what happened."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.e2e.watch import Watch

WORDS = "一个字也不丢"
SAID = "[data-said], [data-step-said]:not([hidden])"
LogIn = Callable[[BrowserContext, str, str], None]
PAGES = {
    403: '<h1 class="error-page__title">您的账号没有这项权限</h1>',
    404: '<h1 class="error-page__title">没有找到这个页面</h1>',
    409: '<h1 class="error-page__title">这一步现在不能办理</h1>',
    500: '<h1 class="error-page__title">页面暂时打不开</h1>',
}


@dataclass
class Filling:
    """One form of a page, its field and its button; ``who`` and ``side`` of the person at it."""

    page: Page
    watch: Watch
    log_in: LogIn
    who: str
    side: str
    field: str
    button: str
    exact: bool = True
    words: str = WORDS

    def type(self) -> None:
        """Fill the field in and wait until the device keeps it: words that the page did not come with."""
        self.page.locator(self.field).fill(self.words)
        # The key of what is kept is the page's own: the words are there after a reload, or they are not.
        self.page.wait_for_function(
            "() => Object.keys(localStorage).some(name => name.startsWith('yzd-kept:')) "
            "|| /已保存|没有保存/.test(document.querySelector('[data-autosave-status]')?.textContent ?? '')"
        )

    def submit(self) -> None:
        """Press the button."""
        self.page.get_by_role("button", name=self.button, exact=self.exact).first.click()

    def holds(self) -> None:
        """The words are in the field."""
        expect(self.page.locator(self.field)).to_have_value(self.words)

    def says(self, text: str | re.Pattern[str]) -> None:
        """The page says so, beside the form or at its foot."""
        expect(self.page.locator(SAID).first).to_contain_text(text)

    def drop(self) -> None:
        """Take the words out again, so that the next mishap starts anew."""
        self.page.evaluate("localStorage.clear()")
        self.page.reload()

    def session_over(self) -> None:
        """The cookie is gone; after the login in another tab the form is still there, and its page hears of it."""
        self.watch.allow += ["status of 401", "Error Code 401"]
        name = "yzd_staff_session" if self.side == "staff" else "yzd_session"
        self.type()
        self.page.context.clear_cookies(name=name)
        self.submit()
        self.says("登录已失效，重新登录后继续，您填写的内容还在")
        link = self.page.locator("[data-said] a", has_text="重新登录")
        expect(link).to_have_attribute("target", "_blank")
        assert "/login/?next=" in str(link.get_attribute("href"))
        self.holds()

    def answered(self, status: int) -> None:
        """The server answers with a page about a problem."""
        self.watch.allow += ["status 500"]

        def refuse(route: Route) -> None:
            if route.request.method != "POST":
                route.fallback()
                return
            route.fulfill(status=status, content_type="text/html; charset=utf-8", body=PAGES[status])

        self.type()
        self.page.route("**/*", refuse)
        self.submit()
        self.says("您填的内容都在这里")
        self.holds()
        self.page.unroute("**/*", refuse)

    def offline(self) -> None:
        """No network."""
        self.watch.allow += ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED"]
        self.type()
        self.page.context.set_offline(True)
        self.submit()
        self.says("连上后自动提交")
        self.holds()
        # Who types on decides when it is sent.
        self.page.locator(self.field).press("End")
        self.page.locator(self.field).press_sequentially("。")
        self.page.locator(self.field).press("Backspace")
        self.page.context.set_offline(False)
        self.holds()

    def reloaded(self) -> None:
        """The page is loaded anew."""
        self.type()
        self.page.reload()
        self.holds()

    def token_old(self) -> None:
        """Somebody logged in in another tab: the page's token is renewed by itself, and the form arrives."""
        self.type()
        self.page.evaluate(
            "for (const field of document.querySelectorAll('input[name=csrfmiddlewaretoken]')) field.value = 'a'.repeat(64)"
        )
        with self.page.expect_response(lambda found: found.request.method == "POST" and found.status != 403):
            self.submit()
