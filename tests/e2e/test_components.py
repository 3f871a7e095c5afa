"""The gallery in a browser: accessibility at two widths, and each enhancement with scripts on and off."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.watch import Watch

PAGES = ["", "portal/", "console/", "staff/", "auth/", "plain/"]
Axe = Callable[..., None]


@pytest.mark.parametrize("path", PAGES)
def test_components_have_no_axe_violation(any_page: Page, base_url: str, axe: Axe, path: str) -> None:
    any_page.goto(f"{base_url}/sandbox/components/{path}")
    axe(any_page)


@pytest.mark.parametrize("path", ["", "portal/", "console/", "auth/"])
def test_elder_mode_has_no_axe_violation_and_large_text(
    any_page: Page, base_url: str, axe: Axe, path: str
) -> None:
    any_page.goto(f"{base_url}/elder/?on=1&next=/sandbox/components/{path}")
    axe(any_page)
    smallest = any_page.evaluate(
        """() => Math.min(...[...document.querySelectorAll('main *, header *')]
        .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && e.checkVisibility()
          && !e.closest('[data-density], .visually-hidden, [aria-hidden], noscript'))
        .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
    )
    assert smallest >= 18


def test_error_summary_takes_the_focus_and_leads_to_the_field(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/sandbox/components/")
    expect(page.locator(".error-summary").last).to_be_focused()
    page.get_by_role("link", name="借款期限：请选择借款期限").or_(
        page.get_by_role("link", name="请选择借款用途")
    ).first.click()
    assert page.evaluate("document.activeElement.name").startswith("wrong-")


def test_dialog_opens_named_closes_by_escape_and_gives_the_focus_back(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/sandbox/components/")
    opener = page.get_by_role("button", name="打开对话框")
    opener.click()
    dialog = page.get_by_role("dialog", name="平台协议")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("heading", name="平台协议")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    dialog.get_by_role("button", name="关闭").click()
    expect(dialog).to_be_hidden()


def test_calculator_has_a_button_without_scripts(no_script_page: Page, base_url: str) -> None:
    no_script_page.goto(f"{base_url}/sandbox/components/")
    calculator = no_script_page.get_by_role("complementary", name="还款试算")
    expect(calculator.get_by_role("button", name="试算")).to_be_visible()
    expect(calculator.get_by_role("slider")).to_be_hidden()


def test_code_button_solves_a_challenge_then_counts_down(page: Page, base_url: str) -> None:
    """L2: the proof of work is done in a worker and sent with the same fields."""
    sent: list[str] = []
    challenge = {
        "algorithm": "SHA-256",
        "challenge": "515b4583cc503e50f801ca4de754511d644e600ddc80df8cdc5e715545e23c78",
        "maxNumber": 2000,
        "salt": "abcdef012345&",
        "signature": "x",
    }

    def answer(route: Route) -> None:
        sent.append(route.request.post_data or "")
        if len(sent) == 1:
            route.fulfill(status=429, json={"error": "请稍候", "challenge": challenge, "wait_s": 20})
        else:
            route.fulfill(json={"message": "验证码已发送", "wait_s": 60})

    page.goto(f"{base_url}/sandbox/components/auth/")
    page.route("**/auth/", answer)
    page.get_by_label("企业名称").fill("河南禾丰粮油机械有限公司")
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_text("验证码已发送")).to_be_visible()
    expect(page.get_by_role("button", name="秒后可重新获取")).to_be_disabled()
    assert len(sent) == 2
    assert "河南禾丰粮油机械有限公司" in sent[1]
    assert 'name="proof"' in sent[1]


def test_code_button_says_when_the_network_is_gone(page: Page, base_url: str, watch: Watch) -> None:
    page.goto(f"{base_url}/sandbox/components/auth/")
    watch.allow.append("ERR_")
    page.route("**/auth/", lambda route: route.abort())
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_text("网络没有连上")).to_be_visible()
    expect(page.get_by_role("button", name="获取验证码")).to_be_enabled()


def test_a_double_click_sends_one_form(page: Page, base_url: str) -> None:
    posts: list[str] = []
    page.goto(f"{base_url}/sandbox/components/portal/")

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            posts.append(route.request.url)
            route.fulfill(status=204)
        else:
            route.continue_()

    page.route("**/components/portal/", hold)
    page.get_by_role("button", name="提交").dblclick()
    page.wait_for_timeout(300)
    assert len(posts) == 1


def test_autosave_says_when_it_saved_and_keeps_what_it_could_not(
    page: Page, base_url: str, watch: Watch
) -> None:
    """P6: the draft is kept; a failure is told and tried again."""
    answers: list[dict[str, Any]] = [{"status": 503}, {"status": 200, "json": {"saved_at": "10:42"}}]
    bodies: list[str] = []

    def answer(route: Route) -> None:
        bodies.append(route.request.post_data or "")
        route.fulfill(**answers[min(len(bodies), 2) - 1])

    watch.allow.append("status 503")
    page.route("**/draft/", answer)
    page.goto(f"{base_url}/sandbox/components/portal/")
    page.get_by_label("企业名称").fill("河南禾丰")
    expect(page.get_by_text("草稿暂时没有保存，填写的内容都在本页")).to_be_visible()
    page.get_by_label("企业名称").press("End")
    page.keyboard.type("粮油")
    expect(page.get_by_text("草稿已保存 10:42")).to_be_visible()
    assert "河南禾丰粮油" in bodies[-1]
    assert "csrfmiddlewaretoken" in bodies[-1]


def test_resetting_empties_and_can_be_undone(page: Page, base_url: str) -> None:
    """C10: 「重置」 empties at once and offers 「撤销」."""
    page.goto(f"{base_url}/sandbox/components/portal/")
    name = page.get_by_label("企业名称")
    name.fill("河南禾丰")
    page.get_by_role("button", name="重置").click()
    expect(name).to_have_value("")
    expect(page.get_by_text("已清空 1 项内容")).to_be_visible()
    page.get_by_role("button", name="撤销").click()
    expect(name).to_have_value("河南禾丰")


def test_uploads_go_one_by_one_and_name_their_failures(page: Page, base_url: str, tmp_path: Path) -> None:
    def answer(route: Route) -> None:
        if "lying.pdf" in (route.request.post_data_buffer or b"").decode("utf-8", "replace"):
            route.fulfill(status=422, json={"error": "文件内容与格式不符，请重新导出后上传"})
        else:
            route.fulfill(status=201, body="<div class='upload-file'><span>财务报表.pdf</span></div>")

    page.goto(f"{base_url}/sandbox/components/")
    page.route(lambda url: url.endswith("/sandbox/components/"), answer)
    contents = {"good.pdf": b"%PDF-1.7", "lying.pdf": b"MZ", "huge.pdf": b"0" * (10 * 1024 * 1024 + 1)}
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    page.locator("#gallery-upload").set_input_files([tmp_path / name for name in contents])
    uploads = page.locator("[data-upload-list]")
    expect(uploads.get_by_text("财务报表.pdf")).to_be_visible()
    expect(uploads.get_by_text("文件内容与格式不符，请重新导出后上传")).to_be_visible()
    expect(uploads.get_by_text("超过 10 MB，没有上传")).to_be_visible()


def test_filters_are_a_sheet_on_a_phone(phone_page: Page, base_url: str) -> None:
    """Landing 1: on a phone the filters are a sheet, not a wall."""
    phone_page.goto(f"{base_url}/sandbox/components/")
    expect(phone_page.get_by_role("region", name="筛选", exact=True)).to_be_hidden()
    phone_page.get_by_text("筛选（已选 1 项）").click()
    sheet = phone_page.get_by_role("dialog", name="筛选")
    expect(sheet.get_by_role("checkbox", name="信用")).to_be_checked()
    phone_page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_comparing_takes_up_to_four_and_needs_two(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/sandbox/components/")
    button = page.get_by_role("button", name="对比所选产品")
    expect(button).to_be_disabled()
    page.get_by_role("checkbox", name="对比：电力e融").check()
    expect(page.get_by_text("已选 2 个：惠商信用贷、电力e融")).to_be_visible()
    expect(button).to_be_enabled()


def test_search_key_of_the_workbench(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/sandbox/components/staff/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_front_end_stays_small(page: Page, base_url: str) -> None:
    """Landing 4: the home page under 150 kB compressed with everything; styles and scripts take a third of it at most."""
    page.goto(f"{base_url}/sandbox/components/portal/")
    transferred = page.evaluate(
        "performance.getEntriesByType('resource').map(r => [new URL(r.name).pathname, r.encodedBodySize])"
    )
    sizes: dict[str, int] = dict(transferred)
    assert 0 < sum(sizes.values()) < 50_000, sizes
