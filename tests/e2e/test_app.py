"""The phone app in a browser: registering into the wizard, finding a product, applying, leaving (R2, L2, P2–P7, C6, C12)."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.test_access import fill_in, fresh_phone
from yuzhengdai.foundation.core.codes import make_uscc

Axe = Callable[..., None]
Codes = Callable[[str], str]
OWNER = "13800000001"


def test_r2_r5_from_the_apps_home_into_the_wizard_and_back(
    phone_page: Page, sms_code: Codes, axe: Axe
) -> None:
    page, phone = phone_page, fresh_phone()
    page.goto("/app/")
    axe(page)
    page.get_by_role("link", name="注册", exact=True).first.click()
    axe(page)
    fill_in(page, phone, make_uscc(seed=phone))
    expect(page.get_by_text("5 分钟内有效")).to_be_visible()
    page.get_by_label("短信验证码").fill(sms_code(phone))
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="注册", exact=True).click()
    expect(page).to_have_url(re.compile("/app/verification/"))
    axe(page)
    page.goto("/app/")
    expect(page.get_by_role("link", name=re.compile("去认证|继续"))).to_be_visible()
    axe(page)
    page.get_by_role("navigation", name="豫正贷").get_by_role("link", name="我的", exact=True).click()
    expect(page.get_by_text("未认证").first).to_be_visible()
    axe(page)
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("您已退出登录")).to_be_visible()
    page.get_by_role("link", name="登录", exact=True).click()
    page.get_by_label("手机号", exact=True).fill(phone)
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_text("5 分钟内有效")).to_be_visible()
    page.get_by_label("短信验证码").fill(sms_code(phone))
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_text("郑州示例走查商贸有限公司")).to_be_visible()


def test_p2_p7_a_product_is_found_and_applied_for(
    phone_page: Page, phone_context: BrowserContext, log_in: Callable[..., None], axe: Axe
) -> None:
    log_in(phone_context, OWNER, "enterprise")
    page = phone_page
    page.goto("/app/")
    page.get_by_role("navigation", name="豫正贷").get_by_role("link", name="金融产品").click()
    page.get_by_text("筛选", exact=True).first.click()
    sheet = page.get_by_role("dialog", name="筛选")
    expect(sheet).to_be_visible()
    axe(page)
    sheet.get_by_text("信用", exact=True).click()
    sheet.get_by_role("button", name=re.compile("查看")).click()
    expect(page.get_by_text("担保方式：信用")).to_be_visible()
    page.locator(".app-list__link").first.click()
    axe(page)
    page.get_by_role("link", name="立即申请").click()
    expect(page.get_by_role("heading", name=re.compile("^申请"), level=1)).to_be_visible()
    axe(page)
    page.get_by_role("button", name="立即申请").click()
    expect(page.get_by_role("alert").first).to_contain_text("修改")
    axe(page)
    page.get_by_role("link", name=re.compile("查看授权书")).first.click()
    dialog = page.get_by_role("dialog", name=re.compile("授权书"))
    expect(dialog).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="取消申请").click()
    expect(page).to_have_url(re.compile("/app/products/$"))


def test_the_back_button_leaves_no_form_sent_twice(
    phone_page: Page, phone_context: BrowserContext, log_in: Callable[..., None]
) -> None:
    log_in(phone_context, OWNER, "enterprise")
    page = phone_page
    page.goto("/app/mine/")
    page.get_by_role("link", name="意见反馈").click()
    page.get_by_label("问题描述").fill("返回键示例反馈")
    page.get_by_role("button", name="提交反馈").click()
    expect(page.get_by_role("heading", name="反馈已收到")).to_be_visible()
    number = page.locator("[data-tracking-number]").inner_text()
    page.go_back()
    page.go_forward()
    expect(page.locator("[data-tracking-number]")).to_have_text(number)
    page.go_back()
    page.get_by_role("link", name="返回").click()
    expect(page).to_have_url(re.compile("/app/$"))


def test_the_keyboard_reaches_the_tabs_and_the_main_part(phone_page: Page) -> None:
    page = phone_page
    page.goto("/app/products/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到主要内容")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.get_by_role("navigation", name="豫正贷").get_by_role("link", name="首页").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/app/$"))


def test_without_scripts_one_registers_and_filters(no_script_page: Page, sms_code: Codes) -> None:
    page, phone = no_script_page, fresh_phone()
    page.goto("/app/products/")
    page.get_by_text("筛选", exact=True).first.click()
    page.get_by_text("信用", exact=True).first.click()
    page.get_by_role("button", name=re.compile("查看")).click()
    expect(page.get_by_text("担保方式：信用")).to_be_visible()
    page.goto("/app/register/")
    fill_in(page, phone, make_uscc(seed=phone))
    expect(page.get_by_text("5 分钟内有效")).to_be_visible()
    page.get_by_label("短信验证码").fill(sms_code(phone))
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="注册", exact=True).click()
    expect(page).to_have_url(re.compile("/app/verification/"))
