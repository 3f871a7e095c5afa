"""Forms that decide: Enter in a text field accepts, refuses, approves, returns and stops nothing; their fields stand in lines."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

LogIn = Callable[[BrowserContext, str, str], None]
OFFICER, OPERATOR, OWNER = "13800000021", "13800000091", "13800000001"
APPROVER = "13800000027"
COUNT = """
window.submits = [];
document.addEventListener("submit", (event) => {
  if (event.target.method === "post") window.submits.push(event.target.action);
}, true);
"""
FIELDS = (
    # A look asks its reason and shows something; it decides nothing.
    "main form[method=post]:not([action*='/pictures/'], [action*='/number/']) "
    ":is(textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=file]))"
)


def first(page: Page, selector: str) -> None:
    """Follow the first link that the selector finds."""
    href = page.locator(selector).first.get_attribute("href")
    assert href is not None
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + href)


def bank_case(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/bank/?f=new")
    first(page, ".queue__item")


def bank_action(action: str, state: str) -> Callable[[Page, str], None]:
    def go(page: Page, base_url: str) -> None:
        page.goto(f"{base_url}/bank/applications/?state={state}")
        first(page, ".list-table th a")
        case = page.url.split("?")[0]
        page.goto(f"{case}{action}")

    return go


def ops(path: str, selector: str, then: str = "") -> Callable[[Page, str], None]:
    def go(page: Page, base_url: str) -> None:
        page.goto(f"{base_url}/ops/{path}")
        first(page, selector)
        if then:
            first(page, then)

    return go


def member(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/console/members/")
    page.get_by_role("link", name="修改：王磊").click()


def member_end(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/console/members/")
    page.get_by_role("link", name="结束权限：王磊").click()


PAGES: dict[str, tuple[str, str, Callable[[Page, str], None]]] = {
    "case": (OFFICER, "staff", bank_case),
    "decline": (OFFICER, "staff", bank_action("actions/decline/", "submitted")),
    "reject": (OFFICER, "staff", bank_action("actions/reject/", "due_diligence")),
    "refuse": (APPROVER, "staff", bank_action("actions/refuse/", "approving")),
    "send back": (APPROVER, "staff", bank_action("actions/send_back/", "approving")),
    "return": (OFFICER, "staff", bank_action("actions/return/", "approving")),
    "proposal": (OFFICER, "staff", bank_action("proposal/", "due_diligence")),
    "approval": (APPROVER, "staff", bank_action("approval/", "approving")),
    "disburse": (OFFICER, "staff", bank_action("actions/disburse/", "signing")),
    "verification": (OPERATOR, "staff", ops("verifications/", "main .table a")),
    "version": (OPERATOR, "staff", ops("products/", "main .table a")),
    "shelf": (OPERATOR, "staff", ops("products/?state=on_shelf", "main .table a", ".case__act a")),
    "enterprise": (OPERATOR, "staff", ops("enterprises/?state=verified", "main .table a")),
    "urge": (OPERATOR, "staff", ops("late/", "main .table a[aria-label^=督办]")),
    "member": (OWNER, "enterprise", member),
    "member end": (OWNER, "enterprise", member_end),
}


@pytest.mark.parametrize("name", PAGES)
def test_enter_decides_nothing(page: Page, base_url: str, log_in: LogIn, name: str) -> None:
    phone, side, go = PAGES[name]
    log_in(page.context, phone, side)
    page.add_init_script(COUNT)
    go(page, base_url)
    where = page.url
    fields = page.locator(FIELDS)
    shown = [n for n in range(fields.count()) if fields.nth(n).is_visible()]
    assert shown, "no text field: the test sees nothing"
    for n in shown:
        field = fields.nth(n)
        field.focus()
        page.keyboard.type("1")
        page.keyboard.press("Enter")
        assert page.evaluate("window.submits") == [], field.get_attribute("name")
        assert re.sub(r"#.*", "", page.url) == re.sub(r"#.*", "", where)


@pytest.mark.parametrize("width", [1920, 1440, 1280, 390])
def test_the_approval_form_stands_in_lines_and_hides_nothing(
    page: Page, base_url: str, log_in: LogIn, width: int
) -> None:
    """Inputs beside each other are level however long their hints are; no field of the cost list is cut off."""
    log_in(page.context, APPROVER, "staff")
    page.set_viewport_size({"width": width, "height": 900})
    bank_action("approval/", "approving")(page, base_url)
    tops: dict[int, set[int]] = {}
    for label in ("授信额度", "单笔期限", "额度有效期"):
        field = page.locator(".approval__grid .field", has_text=label)
        box, control = field.bounding_box(), field.locator("input").bounding_box()
        assert box is not None
        assert control is not None
        tops.setdefault(round(box["y"]), set()).add(round(control["y"]))
    assert {len(found) for found in tops.values()} == {1}
    assert len(tops) == (3 if width == 390 else 1)
    cut = page.locator(".cost-form").evaluate(
        "table => table.parentElement.scrollWidth - table.parentElement.clientWidth"
    )
    assert cut <= 0
    cycle = page.locator(".cost-form select[name$=cycle]").first.bounding_box()
    assert cycle is not None
    assert cycle["width"] >= 88, "「一次性」 beside its arrow"
