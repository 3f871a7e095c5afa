"""The bank's workbench in a browser: login, queue, a file from 受理 to 授信 by two people, and every page's accessibility (B1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

OFFICER, COLLEAGUE, MANAGER, VIEWER = "13800000021", "13800000026", "13800000022", "13800000023"
APPROVER = "13800000027"
Axe = Callable[..., None]
LogIn = Callable[[BrowserContext, str, str], None]
TABS = ["概览", "企业信息", "材料", "数据授权", "尽调记录", "沟通", "操作记录"]


def open_first(page: Page, base_url: str, tab: str) -> str:
    """The first file of a tab of the list pane; returns its address."""
    page.goto(f"{base_url}/bank/?f={tab}")
    href = page.locator(".queue__item").first.get_attribute("href")
    page.goto(f"{base_url}{href}")
    return page.url.partition("?")[0]


def test_login_with_code_and_totp(
    page: Page, base_url: str, sms_code: Callable[[str], str], totp_code: Callable[[str], str], axe: Axe
) -> None:
    page.goto(f"{base_url}/bank/applications/")
    expect(page.get_by_role("heading", name="机构登录")).to_be_visible()
    axe(page)
    page.get_by_label("手机号").fill(OFFICER)
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_text("已发送至 138****0021")).to_be_visible()
    page.get_by_label("短信验证码").fill(sms_code(OFFICER))
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", name="输入动态口令")).to_be_visible()
    axe(page)
    page.get_by_label("动态口令").fill("000000")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("动态口令不正确")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="使用恢复码").click()
    axe(page)
    page.get_by_role("link", name="改用动态口令").click()
    page.get_by_label("动态口令").fill(totp_code(OFFICER))
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="全部申请")).to_be_visible()
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", name="机构登录")).to_be_visible()


def test_every_page_is_accessible(any_page: Page, base_url: str, log_in: LogIn, axe: Axe) -> None:
    log_in(any_page.context, OFFICER, "staff")
    for path in ("", "applications/", "applications/?q=没有这家企业", "messages/", "reports/"):
        any_page.goto(f"{base_url}/bank/{path}")
        axe(any_page)
    case = open_first(any_page, base_url, "new")
    for tab in TABS:
        any_page.get_by_role("navigation", name="申请资料").get_by_role("link", name=re.compile(tab)).click()
        expect(any_page.get_by_role("link", name=re.compile(f"^{tab}")).first).to_be_visible()
        axe(any_page)
    for tail in ("actions/decline/", "actions/return/", "actions/hand_over/", "phone/", "print/"):
        any_page.goto(f"{case}{tail}")
        axe(any_page)
    any_page.goto(f"{case}actions/decline/")
    any_page.get_by_role("button", name="不予受理").click()
    expect(any_page.get_by_role("alert")).to_contain_text("处需要修改")
    axe(any_page)


def test_the_list_pane_changes_without_leaving_the_file(page: Page, base_url: str, log_in: LogIn) -> None:
    log_in(page.context, OFFICER, "staff")
    case = open_first(page, base_url, "all")
    name = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("navigation", name="我的待办分类").get_by_role("link", name=re.compile("待补件")).click()
    expect(page.get_by_text("暂停计时，等企业").first).to_be_visible()
    assert page.url.startswith(case)
    assert page.get_by_role("heading", level=1).inner_text() == name
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("河南禾丰")
    page.keyboard.press("Enter")
    expect(
        page.get_by_role("cell", name="河南禾丰").or_(page.get_by_role("rowheader", name="河南禾丰")).first
    ).to_be_visible()


def walk(page: Page, base_url: str) -> str:
    """受理 → 尽调 → 授信建议 → 审批中, by the labels; returns the address of the file."""
    case = open_first(page, base_url, "new")
    if page.get_by_role("button", name="领取", exact=True).count():
        page.get_by_role("button", name="领取", exact=True).click()
        expect(page.get_by_text("已领取")).to_be_visible()
    page.get_by_label("处理意见").fill("材料齐全")
    page.get_by_role("button", name="受理", exact=True).click()
    expect(page.get_by_text("已受理，企业会收到通知")).to_be_visible()
    page.get_by_role("button", name="开始尽调").click()
    expect(page.get_by_text("已开始尽调")).to_be_visible()
    page.get_by_label("处理意见").fill("现场看了两条生产线，开工正常。")
    page.get_by_role("button", name="记录尽调").click()
    expect(page.get_by_label("尽调记录")).to_have_value(re.compile("两条生产线"))
    page.get_by_role("button", name="保存记录").click()
    expect(page.get_by_text("尽调记录已保存")).to_be_visible()
    page.get_by_role("button", name="提交审批").click()
    conclusion = page.get_by_role("textbox", name="尽调结论")
    expect(conclusion).to_be_visible()
    page.get_by_label("平台外存量授信").fill("0")
    conclusion.fill("开工正常，还款来源可靠。")
    page.get_by_label("授信额度").fill("abc")
    page.get_by_role("button", name="提交审批").click()
    expect(page.get_by_role("alert")).to_contain_text("请填写数字")
    page.get_by_label("授信额度").fill("20")
    page.get_by_label("年化利率（单利）").fill("4.2")
    page.get_by_role("button", name="提交审批").click()
    page.get_by_role("button", name="核对无误，提交审批").click()
    expect(page.get_by_text("授信建议已提出")).to_be_visible()
    return case


def test_a_file_goes_from_acceptance_to_credit(
    page: Page, other_context: BrowserContext, base_url: str, log_in: LogIn, axe: Axe
) -> None:
    log_in(page.context, OFFICER, "staff")
    case = walk(page, base_url)
    axe(page)
    # The proposer, who is 审批人 for others' files, finds no button that decides on this one.
    expect(page.get_by_role("button", name="同意授信")).to_have_count(0)
    log_in(other_context, APPROVER, "staff")
    page = other_context.new_page()
    page.goto(f"{case}approval/")
    expect(page.get_by_text("开工正常，还款来源可靠。")).to_be_visible()
    page.get_by_role("button", name="试算").click()
    expect(page.locator("#preview")).to_contain_text("年化综合融资成本")
    axe(page)
    page.get_by_role("button", name="同意授信").click()
    page.get_by_role("button", name="核对无误，同意授信").click()
    expect(page.get_by_text("已同意授信")).to_be_visible()
    expect(page.get_by_text("等企业确认").first).to_be_visible()
    axe(page)


def test_the_same_without_scripts(
    no_script_page: Page, new_context: Callable[..., BrowserContext], base_url: str, log_in: LogIn
) -> None:
    log_in(no_script_page.context, COLLEAGUE, "staff")
    case = walk(no_script_page, base_url)
    context = new_context(java_script_enabled=False)
    log_in(context, APPROVER, "staff")
    page = context.new_page()
    page.goto(f"{case}approval/")
    page.get_by_role("button", name="同意授信").click()
    page.get_by_role("button", name="核对无误，同意授信").click()
    expect(page.get_by_text("已同意授信")).to_be_visible()


def test_two_officers_on_one_file(
    page: Page, other_context: BrowserContext, base_url: str, log_in: LogIn
) -> None:
    log_in(page.context, OFFICER, "staff")
    log_in(other_context, COLLEAGUE, "staff")
    case = open_first(page, base_url, "new")
    second = other_context.new_page()
    second.goto(case)
    page.get_by_role("button", name="受理", exact=True).click()
    expect(page.get_by_text("已受理，企业会收到通知")).to_be_visible()
    second.get_by_label("处理意见").fill("请补充银行流水")
    second.get_by_role("button", name="受理", exact=True).click()
    expect(second.get_by_role("alert").first).to_contain_text("王敏「受理」")
    expect(second.get_by_label("处理意见")).to_have_value("请补充银行流水")


@pytest.mark.parametrize("width", [1440, 390])
def test_hand_over_opens_as_a_dialog(page: Page, base_url: str, log_in: LogIn, axe: Axe, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    log_in(page.context, MANAGER, "staff")
    open_first(page, base_url, "all")
    page.get_by_role("link", name="转办").click()
    dialog: Any = page.get_by_role("dialog", name="转办申请")
    expect(dialog).to_be_visible()
    axe(page)
    dialog.get_by_role("button", name="关闭").click()
    expect(dialog).to_be_hidden()


def test_viewers_see_and_have_no_buttons(page: Page, base_url: str, log_in: LogIn) -> None:
    log_in(page.context, VIEWER, "staff")
    open_first(page, base_url, "new")
    expect(page.get_by_text("您的角色可以查看")).to_be_visible()
    for name in ("受理", "不予受理", "退回补件", "领取"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
