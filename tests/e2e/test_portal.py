"""The portal in a browser (R1, P1–P3): with scripts, without them, and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.watch import Watch

Axe = Callable[[Page], None]


def test_r1_the_sentence_counts_live_and_leads_to_the_list(page: Page, base_url: str) -> None:
    """Another amount, another count, without leaving; 「查看产品」 shows as many."""
    page.goto(base_url)
    count = page.locator("#finder-count")
    before = count.inner_text()
    with page.expect_response(re.compile("/products/count/")):
        page.get_by_label("融资金额").select_option("1000")
    expect(count).not_to_have_text(before)
    number = count.inner_text()
    page.get_by_role("button", name="查看产品").click()
    expect(page.get_by_role("heading", name="金融产品", level=1)).to_be_visible()
    expect(page.get_by_role("status").first).to_contain_text(f"找到 {number} 个产品")
    expect(page.get_by_role("link", name="去掉条件 想借：1000 万元")).to_be_visible()


def test_p2_filters_are_fetched_and_stand_in_the_address(page: Page, base_url: str, axe: Axe) -> None:
    """A facet is a part of the page fetched by htmx; the address follows, going back works."""
    page.goto(f"{base_url}/products/")
    page.evaluate("window.same_page = true")
    group = page.get_by_role("group", name="担保方式")
    group.get_by_role("link", name=re.compile("^信用")).click()
    expect(page).to_have_url(re.compile(r"\?guarantee=credit$"))
    expect(page.get_by_role("link", name="去掉条件 担保方式：信用")).to_be_visible()
    assert page.evaluate("window.same_page") is True
    page.get_by_role("link", name="利率从低到高").click()
    expect(page).to_have_url(re.compile("sort=rate"))
    axe(page)
    page.get_by_role("link", name="去掉条件 担保方式：信用").click()
    expect(page).to_have_url(re.compile(r"/products/\?sort=rate$"))


def test_p3_the_calculator_follows_and_the_file_agrees(page: Page, base_url: str) -> None:
    """The result follows what is typed; the file is that of the figures shown."""
    page.goto(f"{base_url}/products/?q=惠商信用贷")
    page.get_by_role("link", name="查看详情：惠商信用贷").click()
    calculator = page.get_by_role("complementary", name="还款试算")
    amount, result = calculator.get_by_label("借款金额", exact=True), calculator.locator("[data-out=first]")
    before = result.inner_text()
    amount.press("Control+a")
    amount.press_sequentially("123.45")
    calculator.get_by_text("等额本金").click()
    file = calculator.get_by_role("link", name="下载完整还款计划")
    expect(file).to_have_attribute("href", re.compile("amount=123.45.*equal_principal"))
    shown = result.inner_text()
    assert shown != before
    expect(amount).to_have_value("123.45")
    href = file.get_attribute("href") or ""
    answer = page.request.get(urljoin(base_url, href))
    first = answer.body().decode("utf-8-sig").splitlines()[1].split(",")
    assert first[2] == shown.replace(",", "")
    page.goto(urljoin(base_url, href.replace("plan.csv", "")))
    expect(page.locator("[data-out=first]")).to_have_text(shown)


@pytest.mark.parametrize("where", ["products", "app/products"])
def test_p3_what_cannot_be_calculated_is_told_at_its_field_at_once(
    page: Page, base_url: str, axe: Axe, watch: Watch, where: str
) -> None:
    """After −3 the old result does not stay; mended, the result is there again; without a network none stays."""
    page.goto(f"{base_url}/products/?q=惠商信用贷")
    href = page.get_by_role("link", name="查看详情：惠商信用贷").get_attribute("href") or ""
    page.goto(urljoin(base_url, href.replace("/products/", f"/{where}/")))
    calculator = page.get_by_role("complementary", name="还款试算")
    amount, result = calculator.get_by_label("借款金额", exact=True), calculator.locator("[data-out=first]")
    amount.fill("-3")
    expect(calculator.get_by_text("借款金额请填写数字，不带正负号")).to_be_visible()
    expect(result).to_have_count(0)
    expect(calculator.get_by_role("link", name="下载完整还款计划")).to_have_count(0)
    expect(amount).to_have_attribute("aria-invalid", "true")
    expect(amount).to_be_focused()
    axe(page)
    amount.fill("１００万")
    expect(result).to_be_visible()
    expect(calculator.get_by_text("借款金额请填写数字")).to_be_hidden()
    expect(amount).not_to_have_attribute("aria-invalid", "true")
    calculator.get_by_role("slider").fill("50")
    expect(amount).to_have_value("50")
    expect(calculator.get_by_role("link", name="下载完整还款计划")).to_have_attribute(
        "href", re.compile("amount=50&")
    )
    watch.allow += ["htmx:sendError", "htmx:afterRequest", "ERR_INTERNET_DISCONNECTED"]
    page.context.set_offline(True)
    amount.fill("60")
    expect(calculator.get_by_text("没有连上网络，结果没有更新")).to_be_visible()
    page.context.set_offline(False)
    amount.press("Enter")
    expect(result).to_be_visible()


def test_everything_works_without_scripts(no_script_page: Page, base_url: str) -> None:
    """Finder, facets, comparison, questions and calculator are links and forms."""
    page = no_script_page
    page.goto(base_url)
    page.get_by_role("button", name="查看产品").click()
    page.get_by_role("group", name="产品标签").get_by_role("link", name=re.compile("^信用贷")).click()
    expect(page).to_have_url(re.compile("tag=credit_loan"))
    boxes = page.get_by_role("checkbox", name=re.compile("^对比"))
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="对比所选产品").click()
    expect(page.get_by_role("heading", name="产品比较")).to_be_visible()
    page.get_by_role("columnheader").nth(1).get_by_role("link").click()
    page.get_by_text(re.compile("自己对照条件")).click()
    page.get_by_label(re.compile("企业成立多久了")).fill("240")
    page.get_by_role("button", name="对照条件").click()
    expect(page.locator(".conditions__verdict", has_text=re.compile("^符合$")).first).to_be_visible()
    page.get_by_label("借款金额", exact=True).fill("9999999")
    page.get_by_role("button", name="试算").click()
    expect(page.get_by_text("借款金额请填")).to_be_visible()


def test_p2_on_a_phone_the_filters_are_a_sheet(phone_page: Page, base_url: str, axe: Axe) -> None:
    """Opened by 「筛选」, several at once, and the page is no wider than the phone."""
    page = phone_page
    page.goto(f"{base_url}/products/")
    expect(page.get_by_role("group", name="担保方式").get_by_role("link").first).not_to_be_visible()
    page.locator("summary", has_text="筛选").click()
    sheet = page.get_by_role("dialog", name="筛选")
    expect(sheet).to_be_visible()
    axe(page)
    sheet.get_by_text("抵押", exact=True).click()
    sheet.get_by_text("信用", exact=True).click()
    sheet.get_by_role("button", name=re.compile("^查看")).click()
    expect(page).to_have_url(re.compile("guarantee=credit&guarantee=mortgage"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_focus_stays_at_the_facet_and_arrows_do_not_reload(page: Page) -> None:
    """F17, WCAG 3.2.2: whoever filters by keyboard stays where he is; a select sends with Enter."""
    page.goto("/products/")
    facet = page.locator("#products .filter a, #products .filters a").nth(2)
    words = (facet.text_content() or "").strip().rstrip("0123456789 ")
    facet.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/products/?*")
    expect(page.locator("#renewed-status")).to_contain_text("找到")
    focused = page.evaluate("document.activeElement.textContent.trim()")
    assert words[:3] in focused, (words, focused)
