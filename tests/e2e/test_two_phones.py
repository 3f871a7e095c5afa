"""Two phones of one person at the same wizard: each goes on with what the other did, and nothing is overwritten unseen (R9)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.test_gate import set_password
from tests.e2e.wizard import Papers, Phone
from tests.e2e.wizard_fixtures import SELF
from tests.support.faces import films

pytestmark = pytest.mark.slow

Axe = Callable[..., None]
LogIn = Callable[[BrowserContext, str, str], None]


def test_r9_two_phones_at_once(
    phone: Phone,
    add_phone: Callable[[], Phone],
    *,
    papers: Papers,
    claimed: Callable[..., None],
    newcomer: Callable[..., None],
    log_in: LogIn,
    base_url: str,
    axe: Axe,
) -> None:
    """Pictures of the one serve the other; other words, the face and the certificate: the slower one is told in plain words."""
    number = "13900005011"
    claimed(number, papers)
    here, there = phone, add_phone()
    for one in (here, there):
        log_in(one.page.context, number, "enterprise")
    here.start()
    here.step("id-front")
    there.page.goto(f"{base_url}/app/verification/")
    there.step("id-front")
    there.choose(papers.front)
    there.step("id-back")
    here.next()
    here.step("id-back")
    here.choose(papers.back)
    here.step("id-confirm")
    there.next()
    there.step("id-confirm")

    address = here.page.get_by_label("住址")
    address.fill("郑州市示例路 1 号")
    here.next()
    here.step("face")
    there.page.get_by_label("住址").fill("郑州市示例路 2 号")
    there.next()
    told = there.page.get_by_role("main")
    expect(told).to_contain_text("另一部手机刚改过这一页")
    expect(told).to_contain_text("另一部手机保存的是：郑州市示例路 1 号")
    expect(there.page.get_by_label("住址")).to_have_value("郑州市示例路 2 号")
    axe(there.page)
    there.page.goto(f"{base_url}/app/verification/id-confirm/")
    # What was typed here and never taken comes back, and says so; without it the page holds what the other phone saved.
    expect(told).to_contain_text("您上次填写、还没有提交的内容已填回")
    there.page.get_by_role("button", name="不要这些内容").click()
    expect(there.page.get_by_label("住址")).to_have_value("郑州市示例路 1 号")

    films.film(here.film, SELF)
    there.page.goto(f"{base_url}/app/verification/face/")
    with here.page.expect_response("**/face/frames/", timeout=60_000):
        here.page.get_by_role("button", name="开始人脸核验").click()
    with there.page.expect_response("**/face/begin/", timeout=60_000):
        there.page.get_by_role("button", name="开始人脸核验").click()
    expect(here.page.get_by_role("alert")).to_contain_text("已在另一台设备上重新开始，请在那台设备上继续")
    expect(there.page.get_by_role("alert")).to_have_count(0)
    axe(here.page)

    newcomer("pass", number)
    for one in (here, there):
        one.page.goto(f"{base_url}/app/verification/")
        one.step("certificate")
    set_password(here.page)
    expect(here.page.get_by_role("heading", name="注册成功")).to_be_visible(timeout=20_000)
    set_password(there.page)
    expect(there.page.get_by_role("alert")).to_contain_text("本次认证已经办过手机证书", timeout=20_000)
    axe(there.page)
    there.page.goto(f"{base_url}/app/certificate/")
    expect(there.page.get_by_text("有效", exact=True)).to_have_count(1)
