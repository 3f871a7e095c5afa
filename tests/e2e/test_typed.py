"""No typed word is lost: one form of every kind through every mishap (docs/architecture.md, 「字不丢」)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.mishaps import WORDS, Filling, LogIn
from tests.e2e.watch import Watch

OWNER, THREE, OFFICER, OPERATOR = "13800000001", "13800000002", "13800000021", "13800000091"


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


def test_every_mishap(filling: Filling) -> None:
    filling.watch.allow += ["Response Status Error Code", "status 500"]
    for status in (403, 404, 409, 500):
        filling.answered(status)
    filling.reloaded()
    filling.offline()
    filling.drop()
    filling.session_over()
    filling.log_in(filling.page.context, filling.who, filling.side)
    filling.page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(filling.page.locator("[data-said]")).to_have_count(0)


def test_the_login_in_another_tab_lets_the_form_go_on(
    page: Page, base_url: str, log_in: LogIn, watch: Watch, sms_code: Callable[[str], str]
) -> None:
    log_in(page.context, OWNER, "enterprise")
    page.goto(f"{base_url}/console/profile/basic/name/")
    # Not what another test on this server may have saved.
    filling = Filling(page, watch, log_in, OWNER, "enterprise", "[name=name]", "保存", words="登录以后接着办")
    filling.session_over()
    with page.context.expect_page() as opened:
        page.locator("[data-said] a").click()
    tab = opened.value
    tab.get_by_label("手机号").fill(OWNER)
    tab.get_by_role("button", name="获取验证码").click()
    expect(tab.get_by_text("已发送至")).to_be_visible()
    tab.get_by_label("短信验证码").fill(sms_code(OWNER))
    tab.get_by_role("button", name="登录", exact=True).click()
    # Sent by itself, as the button was pressed before.
    expect(page.get_by_text("姓名已保存")).to_be_visible()
    assert not page.url.endswith("/name/")


def test_another_enterprise_chosen_in_another_tab(
    page: Page, base_url: str, log_in: LogIn, watch: Watch
) -> None:
    log_in(page.context, THREE, "enterprise")
    page.goto(f"{base_url}/feedback/")
    filling = Filling(page, watch, log_in, THREE, "enterprise", "[name=text]", "提交反馈")
    filling.type()
    switch(page, base_url, 1)
    filling.submit()
    filling.says("您已切换到")
    filling.holds()
    other = page.context.new_page()
    other.goto(f"{base_url}/feedback/")
    expect(other.locator("[name=text]")).to_have_value("")
    other.close()
    page.locator("[data-said] button", has_text="切换回").click()
    expect(page.get_by_role("heading", name="反馈已收到")).to_be_visible()


def test_kept_words_are_their_owner_s_alone(page: Page, base_url: str, log_in: LogIn, watch: Watch) -> None:
    log_in(page.context, OWNER, "enterprise")
    page.goto(f"{base_url}/feedback/")
    filling = Filling(page, watch, log_in, OWNER, "enterprise", "[name=text]", "提交反馈")
    filling.type()
    kept = page.evaluate("JSON.stringify(Object.entries(localStorage))")
    assert WORDS not in kept
    page.close()
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
    other.get_by_role("button", name="进入").click()
    other.wait_for_load_state()
    other.close()
