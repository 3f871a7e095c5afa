"""No typed word is lost: one form of every kind through every mishap (docs/architecture.md, 「字不丢」)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.mishaps import WORDS, Filling, LogIn, leave
from tests.e2e.watch import Watch

OWNER, THREE, OFFICER, OPERATOR = "13800000001", "13800000002", "13800000021", "13800000091"
STRANGER = "13800000003"


@dataclass(frozen=True)
class Kind:
    """``open`` leads to the form."""

    who: str
    side: str
    open: Callable[[Page, str], None]
    field: str
    button: str


def _at(path: str) -> Callable[[Page, str], None]:
    return lambda page, base_url: page.goto(base_url + path) and None


def _case(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/bank/?f=new")
    href = str(page.locator(".queue__item").first.get_attribute("href"))
    page.goto(f"{base_url}{href.partition('?')[0]}actions/decline/")


def _apply(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/products/")
    page.locator("a.product-row__name").first.click()
    page.get_by_role("link", name="立即申请").first.click()
    expect(page.locator("[name=use_note]")).to_be_visible()


KINDS = {
    "application": Kind(OWNER, "enterprise", _apply, "[name=use_note]", "立即申请"),
    "console": Kind(OWNER, "enterprise", _at("/console/profile/basic/name/"), "[name=name]", "保存"),
    "app": Kind(OWNER, "enterprise", _at("/app/feedback/"), "[name=text]", "提交反馈"),
    "feedback": Kind(OWNER, "enterprise", _at("/feedback/"), "[name=text]", "提交反馈"),
    "bank decision": Kind(OFFICER, "staff", _case, "[name=reason_text]", "不予受理"),
    "ops": Kind(OPERATOR, "staff", _at("/ops/articles/new/"), "[name=title]", "保存"),
}


@pytest.fixture(params=KINDS)
def filling(
    request: pytest.FixtureRequest, page: Page, base_url: str, log_in: LogIn, watch: Watch
) -> Filling:
    kind = KINDS[request.param]
    log_in(page.context, kind.who, kind.side)
    kind.open(page, base_url)
    return Filling(page, watch, log_in, kind.who, kind.side, kind.field, kind.button)


@pytest.fixture
def filling_ops(page: Page, base_url: str, log_in: LogIn, watch: Watch) -> Filling:
    log_in(page.context, OPERATOR, "staff")
    page.goto(f"{base_url}/ops/articles/new/")
    return Filling(page, watch, log_in, OPERATOR, "staff", "[name=title]", "保存")


def test_every_mishap(filling: Filling) -> None:
    filling.every_one()


def test_the_login_over_the_page_sends_the_form(
    page: Page, base_url: str, log_in: LogIn, watch: Watch, sms_code: Callable[[str], str]
) -> None:
    log_in(page.context, THREE, "enterprise")
    page.goto(f"{base_url}/console/profile/basic/name/")
    address = page.url
    filling = Filling(page, watch, log_in, THREE, "enterprise", "[name=name]", "保存", words="在本页登录")
    filling.session_over()
    filling.ask_for_code()
    filling.here.get_by_label("短信验证码").fill("000000")
    filling.here.get_by_role("button", name="登录", exact=True).click()
    expect(filling.here.get_by_text("验证码不正确").first).to_be_visible()
    filling.holds()
    assert page.url == address
    filling.log_in_here(sms_code(THREE))
    # Three enterprises: the form's own is chosen again, and what was pressed before is done.
    expect(page.get_by_text("姓名已保存")).to_be_visible()
    assert len(page.context.pages) == 1


def test_staff_log_in_over_the_page_with_both_factors(
    filling_ops: Filling, sms_code: Callable[[str], str], totp_code: Callable[[str], str]
) -> None:
    filling, page = filling_ops, filling_ops.page
    filling.session_over()
    filling.ask_for_code()
    filling.log_in_here(sms_code(OPERATOR))
    filling.here.get_by_role("link", name="使用恢复码").click()
    expect(filling.here.get_by_label("恢复码")).to_be_focused()
    filling.here.get_by_role("link", name="改用动态口令").click()
    filling.here.get_by_label("动态口令").fill(totp_code(OPERATOR))
    filling.here.get_by_role("button", name="登录", exact=True).click()
    expect(filling.here).to_have_count(0)
    # It was sent by itself: the form is answered, what is missing in it is said, what was typed is there.
    expect(page.locator(".error-summary")).to_be_visible()
    filling.holds()


def test_another_person_who_logs_in_over_the_page_never_sees_the_words(
    page: Page, base_url: str, log_in: LogIn, watch: Watch, sms_code: Callable[[str], str]
) -> None:
    log_in(page.context, OWNER, "enterprise")
    page.goto(f"{base_url}/feedback/")
    filling = Filling(page, watch, log_in, OWNER, "enterprise", "[name=text]", "提交反馈")
    filling.session_over()
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    filling.ask_for_code(STRANGER)
    filling.log_in_here(sms_code(STRANGER))
    filling.says("现在登录的是另一个账号")
    assert WORDS not in page.content()
    assert not [url for url in sent if url.endswith("/feedback/")]


def test_the_login_in_another_tab_lets_the_form_go_on(
    page: Page, base_url: str, log_in: LogIn, watch: Watch, sms_code: Callable[[str], str]
) -> None:
    log_in(page.context, OWNER, "enterprise")
    page.goto(f"{base_url}/console/profile/basic/name/")
    # Not what another test on this server may have saved.
    filling = Filling(page, watch, log_in, OWNER, "enterprise", "[name=name]", "保存", words="登录以后接着办")
    filling.session_over()
    filling.here.get_by_role("button", name="关闭").click()
    with page.context.expect_page() as opened:
        page.locator("[data-said] a").click(modifiers=["Control"])
    tab = opened.value
    tab.get_by_label("手机号").fill(OWNER)
    tab.get_by_role("button", name="获取验证码").click()
    expect(tab.get_by_text("已发送至")).to_be_visible()
    tab.get_by_label("短信验证码").fill(sms_code(OWNER))
    tab.get_by_role("button", name="登录", exact=True).click()
    # Sent by itself, as the button was pressed before.
    expect(page.get_by_text("姓名已保存")).to_be_visible()
    assert not page.url.endswith("/name/")


@pytest.mark.parametrize(
    "case",
    [
        ("feedback", WORDS, "反馈已收到"),
        ("app", WORDS, "反馈已收到"),
        ("console", "换过企业", "姓名已保存"),
    ],
)
def test_another_enterprise_chosen_in_another_tab(
    page: Page, base_url: str, log_in: LogIn, watch: Watch, case: tuple[str, str, str]
) -> None:
    (kind, words, done) = case
    form = KINDS[kind]
    log_in(page.context, THREE, "enterprise")
    form.open(page, base_url)
    address = page.url
    filling = Filling(page, watch, log_in, THREE, "enterprise", form.field, form.button, words=words)
    filling.type()
    switch(page, base_url, 1)
    filling.submit()
    filling.says("您已切换到")
    filling.holds()
    other = page.context.new_page()
    other.goto(address)
    expect(other.locator(form.field)).not_to_have_value(words)
    leave(other)
    page.locator("[data-said] button", has_text="切换回").click()
    expect(page.get_by_text(done).first).to_be_visible()


def test_kept_words_are_their_owner_s_alone(page: Page, base_url: str, log_in: LogIn, watch: Watch) -> None:
    log_in(page.context, OWNER, "enterprise")
    page.goto(f"{base_url}/feedback/")
    filling = Filling(page, watch, log_in, OWNER, "enterprise", "[name=text]", "提交反馈")
    filling.type()
    kept = page.evaluate("JSON.stringify(Object.entries(localStorage))")
    assert WORDS not in kept
    leave(page)
    tab = page.context.new_page()
    tab.goto(f"{base_url}/feedback/")
    expect(tab.locator("[name=text]")).to_have_value(WORDS)
    expect(tab.locator("[data-kept-told]")).to_contain_text("您上次填写、还没有提交的内容已填回")
    log_in(tab.context, THREE, "enterprise")
    tab.goto(f"{base_url}/feedback/")
    expect(tab.locator("[name=text]")).to_have_value("")
    log_in(tab.context, OWNER, "enterprise")
    tab.goto(f"{base_url}/console/")
    tab.get_by_role("button", name="退出").first.click()
    expect(tab.get_by_text("您已退出登录")).to_be_visible()
    assert tab.evaluate("Object.keys(localStorage).filter(name => name.startsWith('yzd-kept:'))") == []


EARLY = """document.addEventListener("readystatechange", () => {
  const field = document.querySelector("[name=text]");
  if (document.readyState !== "interactive" || !field) return;
  field.value = "%s";
  field.dispatchEvent(new Event("input", {bubbles: true}));
})"""
"""Types as soon as the page can be seen, before any script of it has run."""


def test_words_of_before_are_not_put_over_what_was_typed_before_the_script_was_there(
    page: Page, base_url: str, log_in: LogIn, watch: Watch
) -> None:
    log_in(page.context, OWNER, "enterprise")
    page.goto(f"{base_url}/feedback/")
    Filling(page, watch, log_in, OWNER, "enterprise", "[name=text]", "提交反馈").type()
    kept = page.evaluate("JSON.stringify(localStorage)")
    # Another tab: on a reload the browser itself puts values back, later than a script can type and sooner than a person.
    second = page.context.new_page()
    second.add_init_script(EARLY % "新写的")
    second.goto(f"{base_url}/feedback/")
    # The device takes what was typed, without another key.
    second.wait_for_function("kept => JSON.stringify(localStorage) !== kept", arg=kept)
    expect(second.locator("[name=text]")).to_have_value("新写的")
    tab = page.context.new_page()
    tab.goto(f"{base_url}/feedback/")
    expect(tab.locator("[name=text]")).to_have_value("新写的")
    expect(tab.locator("[data-kept-told]")).to_be_visible()


def test_codes_and_numbers_are_kept_nowhere(page: Page, base_url: str, log_in: LogIn, watch: Watch) -> None:
    log_in(page.context, OWNER, "enterprise")
    page.goto(f"{base_url}/console/profile/basic/phone/")
    for field in page.locator("form[method=post] input:visible").all():
        field.fill("654321")
    page.goto(f"{base_url}/console/profile/other/")
    for field in page.locator("main form[method=post] input[name$=number]:visible").all():
        field.fill("4101234567")
        expect(field).to_have_value("4101234567")
    page.reload()
    for field in page.locator("main form[method=post] input[name$=number]:visible").all():
        expect(field).not_to_have_value("4101234567")


def test_the_queue_of_the_bank_stays_when_the_session_is_over(
    page: Page, base_url: str, log_in: LogIn, watch: Watch
) -> None:
    watch.allow += ["status of 401", "Error Code 401"]
    log_in(page.context, OFFICER, "staff")
    page.goto(f"{base_url}/bank/")
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies(name="yzd_staff_session")
    page.get_by_role("navigation", name="我的待办分类").get_by_role("link").last.click()
    expect(page.locator("[data-said]")).to_contain_text("登录已失效")
    expect(page.get_by_role("heading", name="机构登录")).to_have_count(0)
    assert "/login/" not in page.url


def switch(page: Page, base_url: str, index: int) -> None:
    """Choose another of the person's enterprises in another tab."""
    other = page.context.new_page()
    other.goto(f"{base_url}/choose-enterprise/")
    other.get_by_role("radio").nth(index).check()
    with other.expect_navigation():
        other.get_by_role("button", name="进入").click()
    leave(other)
