"""窗口协办 in a browser (W1): an officer with a camera, a person with a phone that gets messages, a PC that waits and goes on by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from benchmarks.specimens import cards
from tests.e2e.conftest import WIDE
from tests.e2e.wizard import READING_MS, Papers
from tests.support import table

pytestmark = pytest.mark.slow

Axe = Callable[..., None]
LogIn = Callable[[BrowserContext, str, str], None]
OFFICER = "13800000026"
"""Of the demo: has the right 「窗口协办」."""
NUMBER = "13900005041"
GATE = "请先完成企业认证"
GOES_ON_MS = 6_000
"""The PC's dialog asks every one and a half seconds."""


def agree(page: Page, sms_code: Callable[[str], str]) -> None:
    """The person reads, ticks everything, and types the first code."""
    expect(page.get_by_role("heading", name="申请人本人同意", level=1)).to_be_visible()
    for box in page.get_by_role("checkbox").all():
        expect(box).not_to_be_checked()
        box.check()
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_role("main").get_by_label("短信验证码").fill(sms_code(NUMBER))
    page.get_by_role("button", name="本人同意并开始").click()


def photograph(page: Page, label: str, view: Path, picture: table.Picture) -> None:
    """With the viewfinder: by itself, once the paper lies well."""
    table.show(view, picture)
    page.get_by_role("button", name=re.compile(f"拍{label}")).click()
    expect(page.get_by_role("dialog", name=f"拍摄{label}")).to_be_visible()
    expect(page.get_by_role("img", name=f"已拍的{label}")).to_be_visible(timeout=READING_MS)


def test_w1_the_whole_way_at_a_counter_and_the_pc_goes_on(
    camera_context: Callable[..., BrowserContext],
    page: Page,
    papers: Papers,
    tmp_path: Path,
    *,
    base_url: str,
    claimed: Callable[..., None],
    log_in: LogIn,
    sms_code: Callable[[str], str],
    axe: Axe,
) -> None:
    claimed(NUMBER, papers)
    log_in(page.context, NUMBER, "enterprise")
    page.goto(f"{base_url}/products/")
    page.locator("a.product-row__name").first.click()
    page.get_by_role("link", name="立即申请").first.click()
    expect(page.get_by_role("dialog", name=GATE)).to_be_visible()

    view = tmp_path / "desk.y4m"
    table.show(view, table.empty())
    desk = camera_context(view, viewport=WIDE).new_page()
    log_in(desk.context, OFFICER, "staff")
    desk.goto(f"{base_url}/bank/counter/")
    desk.get_by_role("main").get_by_label("申请人手机号").fill(NUMBER)
    desk.get_by_role("main").get_by_label("统一社会信用代码").fill(papers.enterprise.uscc)
    desk.get_by_role("main").get_by_label("企业名称").fill(papers.enterprise.name)
    desk.get_by_role("main").get_by_label("法人类型").select_option("company")
    desk.get_by_role("button", name="开始办理").click()
    axe(desk)
    agree(desk, sms_code)

    desk.get_by_role("radio", name=re.compile("法定代表人")).check()
    desk.get_by_role("button", name="下一步").click()
    expect(desk.get_by_role("heading", name="拍摄证件", level=1)).to_be_visible()
    axe(desk)
    photograph(desk, "身份证人像面", view, table.seen(cards.id_front(papers.person)))
    photograph(desk, "身份证国徽面", view, table.seen(cards.id_back(papers.person)))
    desk.get_by_role("main").get_by_label("选择照片：营业执照").set_input_files(papers.licence)
    expect(desk.get_by_role("img", name="已拍的营业执照")).to_be_visible(timeout=READING_MS)
    axe(desk)
    desk.get_by_role("button", name="下一步").click()

    expect(desk.get_by_role("heading", name="核对身份信息", level=1)).to_be_visible()
    expect(desk.get_by_role("main").get_by_label("姓名")).to_have_value(papers.person.name)
    expect(desk.get_by_role("main").get_by_label("证件号码")).to_have_value(papers.person.number)
    axe(desk)
    desk.get_by_role("button", name="下一步").click()
    expect(desk.get_by_role("heading", name="核对营业执照", level=1)).to_be_visible()
    expect(desk.get_by_role("main").get_by_label("统一社会信用代码")).to_have_value(papers.enterprise.uscc)
    region = desk.get_by_role("main").get_by_label("所属地区")
    if not region.input_value():
        region.select_option(label="郑州市")
    desk.get_by_role("button", name="下一步").click()

    expect(desk.get_by_role("heading", name="双方确认", level=1)).to_be_visible()
    axe(desk)
    desk.get_by_role("checkbox", name=re.compile("当面核对")).check()
    desk.get_by_role("button", name="获取验证码").click()
    desk.get_by_role("main").get_by_label("短信验证码").fill(sms_code(NUMBER))
    desk.get_by_role("button", name="双方确认并提交").click()
    expect(desk.get_by_role("heading", name="认证成功", level=1)).to_be_visible()
    axe(desk)

    expect(page.get_by_role("dialog", name=GATE)).to_have_count(0, timeout=GOES_ON_MS)
    page.goto(f"{base_url}/console/verification/")
    expect(page.get_by_role("heading", name="认证成功", level=1)).to_be_visible()
    axe(page)
