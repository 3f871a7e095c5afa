"""What officers do that is more than pressing and typing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from scripts.manual.sections.utilities import ENTERPRISE
from scripts.manual.stage import BEGINS
from scripts.manual.steps import Act

if TYPE_CHECKING:
    from scripts.manual.stage import Stage


def in_days(days: int) -> str:
    """A date as date fields take it, counted from the manual's day."""
    return (BEGINS + timedelta(days=days)).date().isoformat()


def type_totp(phone: str) -> Act:
    """Type the present code of the second factor."""
    return lambda page, stage: page.get_by_label("动态口令").first.fill(stage.inbox.totp(phone))


def find_case(page: Page, stage: Stage) -> None:
    """Search for the application of 2.7 and open it."""
    page.goto(f"{stage.url}/bank/")
    search = page.get_by_role("searchbox").first
    search.fill(stage.notes["number"])
    search.press("Enter")
    page.get_by_role("link", name=re.compile(ENTERPRISE)).first.click()
    expect(page.get_by_role("main")).to_contain_text(stage.notes["number"])


def act_on_case(action: str, state: str) -> Act:
    """A button of the file; what deserves a second look is asked once more."""

    def act(page: Page, _: Stage) -> None:
        main = page.get_by_role("main")
        page.get_by_role("button", name=action, exact=True).first.click()
        expect(main.get_by_role("link", name="返回申请").or_(main.get_by_text(state)).first).to_be_visible()
        if main.get_by_role("link", name="返回申请").count():
            main.get_by_role("button", name=action, exact=True).click()
        expect(main).to_contain_text(state)

    return act


def send_note(page: Page, _: Stage) -> None:
    """A note of the due diligence."""
    note = page.get_by_role("textbox", name="尽调记录")
    note.fill("实地查看冷库两座，运转正常；近一年流水与申报收入相符。")
    note.locator("xpath=ancestor::form").get_by_role("button").last.click()
    expect(page.get_by_role("main")).to_contain_text("运转正常")


def read_costs(page: Page, _: Stage) -> None:
    """Scroll the cost list to its end and tick it."""
    box = page.get_by_role("region", name="企业贷款综合融资成本清单")
    box.evaluate("box => { box.scrollTop = box.scrollHeight }", timeout=10_000)
    page.get_by_role("checkbox", name=re.compile("我已逐项阅读清单")).check()


def fill_offer(page: Page, _: Stage) -> None:
    """The product's lowest rate, no fee taken."""
    form = page.get_by_role("form", name="融资方案")
    bounds = form.get_by_text(re.compile("产品公布")).first.inner_text()
    form.get_by_label("年化利率（单利）").fill(re.findall(r"[0-9.]+", bounds)[0])
    form.get_by_label("方案金额").fill("50")
    form.get_by_label("期限", exact=True).fill("12")
    for select in (form.get_by_label("还款方式"), form.get_by_label("担保方式")):
        if not select.input_value():
            select.select_option(index=1)
    for fee in form.locator("fieldset input").all():
        fee.fill("0")
