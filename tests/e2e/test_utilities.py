"""C5 in a browser, against the running sandbox: the source is down, nothing is lost, one click retries."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

Axe = Callable[..., None]
LogIn = Callable[..., None]
FRESH = "13800000006"


@pytest.fixture
def faults(other_context: BrowserContext, base_url: str) -> Iterator[Page]:
    """The page of the demo's fault switches, everything put right before and after."""
    page = other_context.new_page()
    page.goto(f"{base_url}/sandbox/faults/")
    press(page, "全部恢复正常")
    yield page
    press(page, "全部恢复正常")


def press(faults: Page, name: str) -> None:
    """Press a button of the page of faults; the next step starts only after the server has stored what it says."""
    with faults.expect_navigation():
        faults.get_by_role("button", name=name).click()


def switch(faults: Page, source: str, fault: str) -> None:
    faults.get_by_label(source).select_option(label=fault)
    press(faults, "保存")
    expect(faults.get_by_label(source)).to_have_value(re.compile("500|off"))


def known(faults: Page, base_url: str, enterprise: str) -> list[str]:
    """What the sandbox knows of an enterprise, as the demo's front page shows it."""
    page = faults.context.new_page()
    page.goto(f"{base_url}/sandbox/")
    row = page.get_by_role("region", name="演示账号的企业").get_by_role("row").filter(has_text=enterprise)
    cells: list[str] = row.get_by_role("cell").all_inner_texts()
    page.close()
    return cells


def test_c5_verified_after_the_source_came_back(
    page: Page, base_url: str, log_in: LogIn, axe: Axe, faults: Page
) -> None:
    _, _, _, _, electricity, payer, phone, social = known(faults, base_url, "郑州快鲜冷链物流有限公司")
    log_in(page.context, FRESH, "enterprise")
    page.goto(f"{base_url}/console/profile/other/")
    axe(page)
    page.get_by_label("电力户号").fill(f"{electricity[:4]} {electricity[4:]}")
    page.get_by_label("缴费人姓名").fill(payer)
    page.get_by_label("缴费人电话").fill(phone)
    switch(faults, "电力", "报错（500）")
    verify = page.get_by_role("button", name="验证电力户号")
    verify.click()
    expect(page.get_by_role("alert")).to_contain_text("供电公司接口暂时没有响应")
    expect(page.get_by_label("电力户号")).to_have_value(f"{electricity[:4]} {electricity[4:]}")
    axe(page)

    switch(faults, "电力", "正常")
    verify.click()
    expect(page.get_by_text("电力户号已验证并保存")).to_be_visible()
    expect(page.get_by_text(f"{electricity[:4]}****{electricity[-4:]}").first).to_be_visible()

    page.get_by_label("社保号").fill("410105194912310021")
    page.get_by_role("button", name="验证社保号").click()
    expect(page.get_by_label("社保号")).to_have_value("")
    axe(page)
    page.get_by_label("社保号").fill(social)
    page.get_by_role("button", name="验证社保号").click()
    expect(page.get_by_text("社保号已验证并保存")).to_be_visible()
    axe(page)


def test_the_sandboxs_pages_are_usable_on_a_phone(phone_page: Page, base_url: str, axe: Axe) -> None:
    for path in ("/sandbox/", "/sandbox/bank/", "/sandbox/faults/"):
        phone_page.goto(base_url + path)
        axe(phone_page)
    assert json.loads(phone_page.request.get(f"{base_url}/sandbox/bank.json").text()) == []
