"""Applying in a browser: agreement, form, upload, success; the gate; and the same without scripts (R4, P4–P7, C6)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

Axe = Callable[..., None]
LogIn = Callable[..., None]
FRESH, OWNER, UNVERIFIED = "13800000006", "13800000001", "13800000003"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "报表.png"
    Image.new("RGB", (400, 300), "white").save(path)
    return path


def open_product(page: Page, base_url: str, index: int = 0) -> None:
    page.goto(f"{base_url}/products/")
    page.locator("a.product-row__name").nth(index).click()
    page.wait_for_load_state()


def fill(page: Page) -> None:
    page.get_by_label("借款金额").fill("３０")
    page.get_by_role("group", name="借款期限").get_by_role("radio").first.check()
    page.get_by_label("借款用途").select_option("raw_materials")
    for group in ("还款方式", "担保方式", "企业规模"):
        page.get_by_role("group", name=group).get_by_role("radio").first.check()
    page.get_by_label("所属行业").select_option("54")
    for label, value in (
        ("上年营业收入", "2,600"),
        ("资产总额", "1800.5"),
        ("现有负债", "0"),
        ("从业人数", "46"),
    ):
        page.get_by_label(label).fill(value)


EARLY = """document.addEventListener("readystatechange", () => {
  const input = document.querySelector("[data-island=documents] input[type=file]");
  if (document.readyState !== "interactive" || !input) return;
  const chosen = new DataTransfer();
  chosen.items.add(new File(["%PDF-1.4"], "早选的报表.pdf", {type: "application/pdf"}));
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", {bubbles: true}));
})"""
"""Chooses a document as soon as the page can be seen, before any script of it has run."""


def test_a_document_chosen_before_the_script_was_there_is_sent(
    page: Page, base_url: str, log_in: LogIn
) -> None:
    log_in(page.context, OWNER, "enterprise")
    open_product(page, base_url)
    page.get_by_role("link", name="立即申请").first.click()
    expect(page.get_by_label("选择文件")).to_be_attached()
    page.add_init_script(EARLY)
    page.reload()
    # The script takes the form's own 「上传」 away: what was chosen would lie there, and nobody would send it.
    expect(page.locator("[data-documents-list]")).to_contain_text("早选的报表.pdf")


def test_p5_p6_p7_from_the_product_to_the_number(
    page: Page, base_url: str, log_in: LogIn, axe: Axe, picture: Path
) -> None:
    log_in(page.context, FRESH, "enterprise")
    open_product(page, base_url)
    page.get_by_role("link", name="立即申请").first.click()
    dialog = page.get_by_role("dialog", name="平台协议")
    agree = dialog.get_by_role("button", name="同意", exact=True)
    expect(agree).to_be_disabled()
    axe(page)
    dialog.locator(".agreement").evaluate("text => text.scrollTo(0, text.scrollHeight)")
    expect(agree).to_be_enabled()
    agree.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("申请")
    fill(page)
    expect(page.locator("[data-autosave-status]")).to_contain_text("草稿已保存", timeout=20_000)
    expect(page.get_by_role("complementary", name="申请概要")).to_contain_text("30 万元", timeout=20_000)
    page.get_by_label("选择文件").set_input_files(picture)
    expect(page.get_by_role("button", name="删除：报表.png")).to_be_visible(timeout=20_000)
    axe(page)
    for box in page.locator(".consent .checkbox").all():
        assert not box.is_checked()
        box.check()
    page.get_by_role("button", name="立即申请").dblclick()
    done = page.get_by_role("dialog", name="申请成功")
    expect(done).to_be_visible()
    number = done.locator(".success__no").inner_text()
    axe(page)
    page.reload()
    expect(page.get_by_role("dialog", name="申请成功")).to_contain_text(number)
    page.get_by_role("link", name="查看我的申请").click()
    expect(page.get_by_text("待受理").first).to_be_visible()
    page.goto(f"{base_url}/console/applications/")
    expect(page.get_by_text(number)).to_have_count(1)


def test_r4_the_gate_opens_over_the_product(phone_page: Page, base_url: str, log_in: LogIn, axe: Axe) -> None:
    log_in(phone_page.context, UNVERIFIED, "enterprise")
    open_product(phone_page, base_url, 1)
    address = phone_page.url
    phone_page.get_by_role("link", name="立即申请").first.click()
    dialog = phone_page.get_by_role("dialog", name="请先完成企业认证")
    expect(dialog.get_by_role("img", name="豫正贷下载与认证二维码")).to_be_visible()
    expect(dialog.get_by_role("link", name="人工认证")).to_be_visible()
    expect(dialog.get_by_role("link", name="认证遇到问题")).to_be_attached()
    assert phone_page.url == address
    axe(phone_page)
    dialog.get_by_role("button", name="刷新二维码").click()
    expect(dialog.get_by_text("二维码已刷新")).to_be_visible()
    assert phone_page.url == address, "renewed in place"


def test_p6_without_scripts(no_script_page: Page, base_url: str, log_in: LogIn, picture: Path) -> None:
    page = no_script_page
    log_in(page.context, OWNER, "enterprise")
    open_product(page, base_url, 2)
    page.get_by_role("link", name="立即申请").first.click()
    page.get_by_label("借款金额").fill("999999")
    page.get_by_label("选择文件").set_input_files(picture)
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_role("button", name="删除：报表.png")).to_be_visible()
    expect(page.get_by_label("借款金额")).to_have_value("999999")
    page.get_by_role("button", name="立即申请").click()
    expect(page.get_by_role("alert")).to_contain_text("处需要修改")
    fill(page)
    page.get_by_role("button", name="修改手机号").click()
    expect(page.get_by_role("dialog", name="修改手机号")).to_be_visible()
    page.get_by_role("link", name="取消").click()
    expect(page.get_by_label("从业人数")).to_have_value("46")
    for box in page.locator(".consent .checkbox").all():
        box.check()
    page.get_by_role("button", name="立即申请").click()
    expect(page.get_by_role("dialog", name="申请成功")).to_be_visible()
    page.get_by_role("link", name="查看我的申请").click()
    page.get_by_role("button", name="撤回申请").click()
    page.get_by_role("button", name="确认撤回").click()
    expect(page.get_by_text("已撤回").first).to_be_visible()
