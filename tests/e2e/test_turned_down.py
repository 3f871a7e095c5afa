"""After a refusal in a browser: applied, 不予受理, what it means, 「改投此产品」, accepted by the other institution."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.main_line import PRODUCT
from tests.e2e.server import DemoServer

OWNER, OFFICER = "13800000001", "13800000021"
ENTERPRISE = "河南禾丰"
LogIn = Callable[[BrowserContext, str, str], None]


@pytest.fixture(autouse=True)
def _patience() -> None:
    expect.set_options(timeout=15_000)


def hand_in(page: Page) -> str:
    """Every box of 数据授权 ticked, 「立即申请」; returns the number."""
    for box in page.locator(".consent .checkbox").all():
        assert not box.is_checked()
        box.check()
    page.get_by_role("button", name="立即申请").click()
    done = page.get_by_role("dialog", name="申请成功")
    expect(done).to_be_visible()
    return done.locator(".success__no").inner_text()


def fill(page: Page) -> None:
    """What the platform does not know yet."""
    page.get_by_label("借款金额").fill("30")
    page.get_by_role("group", name="借款期限").get_by_role("radio", name="12 个月").check()
    page.get_by_label("借款用途").select_option("raw_materials")
    for group in ("还款方式", "担保方式", "企业规模"):
        page.get_by_role("group", name=group).get_by_role("radio").first.check()
    page.get_by_label("所属行业").select_option("13")
    page.get_by_label("主要还款来源").fill("与两家面粉加工企业签订的年度供货合同，按季回款")
    for label, value in (
        ("上年营业收入", "1284"),
        ("资产总额", "960"),
        ("现有负债", "0"),
        ("从业人数", "41"),
    ):
        page.get_by_label(label).fill(value)


def answer_anew(page: Page) -> None:
    """What the other product does not offer is asked again: its first answer is taken."""
    for name in ("借款期限", "还款方式", "担保方式"):
        group = page.get_by_role("group", name=name)
        if group.count() and not group.get_by_role("radio", checked=True).count():
            group.get_by_role("radio").first.check()


def open_case(page: Page, base_url: str, number: str) -> None:
    """The file by its number, in the workbench."""
    page.goto(f"{base_url}/bank/applications/?q={number}")
    page.get_by_role("main").get_by_role("link", name=re.compile(ENTERPRISE)).first.click()
    expect(page.get_by_role("main")).to_contain_text(number)


def test_from_a_refusal_to_another_institution(
    page: Page,
    new_context: Callable[..., BrowserContext],
    log_in: LogIn,
    base_url: str,
    demo_server: DemoServer,
) -> None:
    log_in(page.context, OWNER, "enterprise")
    page.goto(f"{base_url}/products/?q={PRODUCT}")
    page.get_by_role("main").get_by_role("link", name=PRODUCT, exact=True).first.click()
    page.get_by_role("link", name="立即申请").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("申请")
    fill(page)
    number = hand_in(page)

    bank = new_context(viewport={"width": 1440, "height": 900})
    log_in(bank, OFFICER, "staff")
    desk = bank.new_page()
    open_case(desk, base_url, number)
    desk.goto(f"{desk.url.partition('?')[0].rstrip('/')}/actions/decline/")
    desk.get_by_label("原因", exact=True).select_option(label="不在产品适用范围")
    desk.locator("[name=reason_text]").fill("这个产品只面向流通企业，您可以看看经营类的产品。")
    desk.get_by_role("button", name="不予受理").click()
    expect(desk.get_by_role("link", name="返回申请")).to_have_count(0)
    expect(desk.get_by_role("main")).to_contain_text("不予受理")

    page.goto(f"{base_url}/console/applications/?q={number}")
    page.locator(".application-row").filter(has_text=number).get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text("怎样会不同")
    step = page.locator(".turn-to__item").first
    institution = step.locator(".turn-to__name p").inner_text()
    step.get_by_role("button", name=re.compile("^改投此产品：")).click()
    # What was written came along; consents never do.
    expect(page.get_by_label("借款金额")).to_have_value("30")
    expect(page.get_by_role("main")).to_contain_text("已带入上次填写的内容")
    answer_anew(page)
    second = hand_in(page)
    assert second != number

    other = new_context(viewport={"width": 1440, "height": 900})
    log_in(other, demo_server.short_cut("manager", institution), "staff")
    desk = other.new_page()
    open_case(desk, base_url, second)
    desk.get_by_role("button", name="受理", exact=True).click()
    again = desk.get_by_role("main").get_by_role("button", name="受理", exact=True)
    expect(desk.get_by_role("main")).to_contain_text(re.compile("已受理|返回申请"))
    if desk.get_by_role("link", name="返回申请").count():
        again.click()
    expect(desk.get_by_role("main")).to_contain_text("已受理")

    page.goto(f"{base_url}/console/applications/?q={second}")
    row = page.locator(".application-row").filter(has_text=second)
    expect(row).to_contain_text("已受理")
