"""What is done on a PC and a phone together: the scan of 1.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from scripts.manual.stage import Stage


def open_on_the_phone(page: Page, stage: Stage) -> None:
    """What scanning the PC's code does: its address on the phone, 「继续」."""
    pc = stage.page_of("scanning")
    stage.notes["digits"] = pc.locator(".scan-login__digits b").inner_text()
    page.goto(pc.get_by_role("link", name="在新窗口打开手机端").get_attribute("href") or "")
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("button", name="确认登录")).to_be_visible()


def choose_the_digits(page: Page, stage: Stage) -> None:
    """Those that the PC shows; each radio keeps its value whatever a picture made of its words."""
    digits = stage.notes["digits"]
    page.get_by_role("group", name="请选择电脑上显示的数字").locator(f"input[value='{digits}']").check()
