"""What may befall a form in a browser, and what must be true afterwards: the words are there, and the page says what happened."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Error, Locator, Page, Route, expect

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


def leave(page: Page) -> None:
    """Leave the page for good. Playwright's ``close`` has no timeout and waits for ever where an answer is on its way; leaving has one."""
    try:
        page.goto("about:blank")
    except Error as error:
        # The page was just going on to the answer of its form: it is left from there.
        if "interrupted by another navigation" not in str(error):
            raise
        page.wait_for_load_state()
        page.goto("about:blank")


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

    def every_one(self) -> None:
        """All of them, one after the other; the last sends the form."""
        self.watch.allow += ["Response Status Error Code", "status 500"]
        address = self.page.url
        for status in PAGES:
            self.answered(status)
        self.reloaded()
        self.tab_closed()
        self.offline()
        self.drop()
        self.session_over()
        self.here.get_by_role("button", name="关闭").click()
        self.log_in(self.page.context, self.who, self.side)
        # The form goes on by itself; where it is taken, the page goes on with it.
        with self.page.expect_response(lambda found: found.request.method == "POST"):
            self.page.evaluate("window.dispatchEvent(new Event('focus'))")
        expect(self.page.locator("[data-said]")).to_have_count(0)
        self.page.wait_for_load_state()
        self.open_anew(address)
        self.token_old()

    def session_over(self) -> None:
        """The cookie is gone: the login is over the page, whose form stays; the way in another tab is there, too."""
        self.watch.allow += ["status of 401", "Error Code 401"]
        name = "yzd_staff_session" if self.side == "staff" else "yzd_session"
        self.type()
        self.page.context.clear_cookies(name=name)
        self.submit()
        expect(self.here).to_contain_text("登录已失效。登录后接着办，您填写的内容还在")
        self.says("登录已失效，重新登录后继续，您填写的内容还在")
        link = self.page.locator("[data-said] a", has_text="重新登录")
        expect(link).to_have_attribute("target", "_blank")
        assert "/login/?next=" in str(link.get_attribute("href"))
        self.holds()

    @property
    def here(self) -> Locator:
        """The login over the page."""
        return self.page.get_by_role("dialog", name="重新登录")

    def log_in_here(self, code: str) -> None:
        """With the code that ``ask_for_code`` had sent; staff go on to their second factor."""
        self.here.get_by_label("短信验证码").fill(code)
        self.here.get_by_role("button", name="下一步" if self.side == "staff" else "登录", exact=True).click()

    def ask_for_code(self, phone: str = "") -> None:
        """「获取验证码」 in the login over the page."""
        self.here.get_by_label("手机号").fill(phone or self.who)
        self.here.get_by_role("button", name="获取验证码").click()
        expect(self.here.get_by_text("已发送至")).to_be_visible()

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

    def tab_closed(self) -> None:
        """The phone closes the tab; the page is opened again in another."""
        self.open_anew(self.page.url)
        self.holds()

    def open_anew(self, address: str) -> None:
        """In another tab; this one is closed."""
        page = self.page.context.new_page()
        leave(self.page)
        self.page = page
        page.goto(address)

    def token_old(self) -> None:
        """Somebody logged in in another tab: the page's token is renewed by itself, and the form arrives."""
        self.type()
        self.page.evaluate(
            "for (const field of document.querySelectorAll('input[name=csrfmiddlewaretoken]')) field.value = 'a'.repeat(64)"
        )
        with self.page.expect_response(lambda found: found.request.method == "POST" and found.status != 403):
            self.submit()
