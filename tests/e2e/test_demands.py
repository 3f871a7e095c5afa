"""The second line in a browser: published on the phone, two offers, compared, accepted, handed in, approved (C7–C10, B2)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.main_line import in_days

TITLE = "新麦收购周转一号"
OWNER = "13800000001"
SONGYUE, YISHUI = "13800000021", "13800000024"
APPROVER = "13800000027"
LogIn = Callable[[BrowserContext, str, str], None]
EMPTY = """() => [...document.querySelectorAll("#demand input, #demand select, #demand textarea")].filter(
  field => ["text", "search", "tel", "date", "number", "select-one", "textarea"].includes(field.type) && !field.value
).length"""
"""Fields that the platform did not fill in, those left to one's liking too."""
SCREENS = """() => Math.ceil(
  [...document.querySelectorAll("#demand button")].find(button => button.textContent.trim() === "立即提交")
    .getBoundingClientRect().bottom / innerHeight
)"""
"""How many screens high the form is, down to its button."""


@pytest.fixture(autouse=True)
def _patience() -> None:
    expect.set_options(timeout=15_000)


def publish(page: Page, base_url: str, axe: Callable[..., None]) -> None:
    """On the phone: what is known is filled in; name, amount, term and use are typed or chosen."""
    page.goto(f"{base_url}/app/")
    pages: list[str] = []
    page.on("framenavigated", lambda frame: pages.append(frame.url) if frame.parent_frame is None else None)
    page.get_by_role("link", name="发布需求").click()
    expect(page.get_by_role("heading", name="发布需求", level=1)).to_be_visible()
    assert page.evaluate(EMPTY) <= 8
    assert page.evaluate(SCREENS) <= 4
    page.get_by_label("需求名称").fill(TITLE)
    page.get_by_label("融资金额(万元)").fill("50")
    page.get_by_label("融资期限").select_option(label="12 个月")
    page.get_by_label("融资用途").select_option(label="采购原材料")
    page.get_by_role("checkbox", name="成立时间").check()
    expect(page.get_by_text("50 万元")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="立即提交").click()
    expect(page.get_by_role("heading", name="发布成功")).to_be_visible()
    # With the home page: the form, and the page that says it is published.
    assert len(pages) + 1 <= 4, pages
    axe(page)


def offer(page: Page, base_url: str) -> str:
    """From the hall: the product's lowest rate, no fee taken. Returns the rate."""
    # What fits is worked out in the worker, at its own pace; here all of it is looked through.
    page.goto(f"{base_url}/bank/demands/?tab=all&q={TITLE}")
    page.get_by_role("link", name=TITLE).first.click()
    form = page.get_by_role("form", name="融资方案")
    bounds = form.get_by_text(re.compile("产品公布")).inner_text()
    rate = re.findall(r"[0-9.]+", bounds)[0]
    form.get_by_label("年化利率（单利）").fill(rate)
    form.get_by_label("方案金额").fill("50")
    form.get_by_label("期限", exact=True).fill("12")
    for select in (form.get_by_label("还款方式"), form.get_by_label("担保方式")):
        if not select.input_value():
            select.select_option(index=1)
    for fee in form.locator("fieldset input").all():
        fee.fill("0")
    form.get_by_role("button", name="提交方案").click()
    expect(page.get_by_role("main")).to_contain_text("意向方案，最终以机构审批和合同为准")
    return rate


def accept(page: Page, base_url: str, axe: Callable[..., None]) -> str:
    """On the phone: the offers, one below the other with the same points; 接受方案; the pre-filled application. Returns its number."""
    page.goto(f"{base_url}/app/demands/")
    axe(page)
    page.get_by_role("link", name=re.compile(TITLE)).click()
    expect(page.get_by_role("link", name=re.compile("^接受方案："))).to_have_count(2)
    axe(page)
    page.get_by_role("link", name="接受方案：嵩岳银行").click()
    expect(page.get_by_label("借款金额")).to_have_value("50")
    for box in page.locator("#grants").get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="立即申请").click()
    expect(page.get_by_role("heading", name="申请成功")).to_be_visible()
    found = re.search(r"YZ[0-9-]+", page.get_by_role("main").inner_text())
    assert found
    page.goto(f"{base_url}/app/demands/")
    expect(page.get_by_role("link", name=re.compile(TITLE))).to_contain_text("已达成")
    return found.group()


def act(page: Page, action: str, state: str) -> None:
    """One button of the file; what deserves a second look is asked once more."""
    main = page.get_by_role("main")
    page.get_by_role("button", name=action, exact=True).click()
    page.wait_for_load_state("networkidle")
    if main.get_by_role("link", name="返回申请").count():
        main.get_by_role("button", name=action, exact=True).click()
    expect(main).to_contain_text(state)


def approve(page: Page, approver: Page, base_url: str, number: str, offered_rate: str) -> None:
    """The officer who offered proposes, at a higher rate: not without a reason; somebody else approves."""
    page.goto(f"{base_url}/bank/")
    search = page.get_by_role("searchbox").first
    search.fill(number)
    search.press("Enter")
    page.get_by_role("link", name=re.compile("河南禾丰")).first.click()
    main = page.get_by_role("main")
    act(page, "受理", "已受理")
    act(page, "开始尽调", "尽调中")
    page.get_by_role("link", name="尽调记录").click()
    page.get_by_role("link", name="添加记录").click()
    note = page.get_by_role("textbox", name="尽调记录")
    note.fill("实地查看仓库，存粮与账面相符。")
    note.locator("xpath=ancestor::form").get_by_role("button").last.click()
    expect(main).to_contain_text("存粮与账面相符")
    page.get_by_role("button", name="提交审批").click()
    page.get_by_role("textbox", name="尽调结论").fill("存粮与账面相符，还款来源可靠。")
    page.get_by_label("平台外存量授信").fill("0")
    page.get_by_label("额度有效期").fill(in_days(365))
    page.get_by_label("年化利率（单利）").fill(f"{float(offered_rate) + 0.1:.2f}")
    page.get_by_role("button", name="提交审批").click()
    expect(main).to_contain_text("不如企业接受的方案，请写明原因")
    page.get_by_label("与方案不同的原因").fill("尽调后收入低于申报")
    page.get_by_role("button", name="提交审批").click()
    page.get_by_role("button", name="核对无误，提交审批").click()
    expect(main).to_contain_text("授信建议已提出")
    approver.goto(f"{page.url.partition('?')[0]}approval/")
    approver.get_by_role("button", name="同意授信").click()
    approver.get_by_role("button", name="核对无误，同意授信").click()
    expect(approver.get_by_role("main")).to_contain_text("已授信")


def test_from_a_demand_on_the_phone_to_an_approval(
    phone_page: Page,
    new_context: Callable[..., BrowserContext],
    log_in: LogIn,
    base_url: str,
    axe: Callable[..., None],
) -> None:
    log_in(phone_page.context, OWNER, "enterprise")
    publish(phone_page, base_url, axe)
    rates = {}
    banks = {}
    for phone in (SONGYUE, YISHUI):
        context = new_context(viewport={"width": 1440, "height": 900})
        log_in(context, phone, "staff")
        banks[phone] = context.new_page()
        rates[phone] = offer(banks[phone], base_url)
    number = accept(phone_page, base_url, axe)
    context = new_context(viewport={"width": 1440, "height": 900})
    log_in(context, APPROVER, "staff")
    approve(banks[SONGYUE], context.new_page(), base_url, number, rates[SONGYUE])
    phone_page.goto(f"{base_url}/app/applications/")
    phone_page.get_by_role("link", name=re.compile("嵩岳银行")).first.click()
    expect(phone_page.get_by_role("main")).to_contain_text("已授信")
