"""The numbers of 2.1's 其他信息, as the sandbox's power company and social insurance office know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Page

if TYPE_CHECKING:
    from scripts.manual.stage import Stage

ENTERPRISE = "郑州快鲜冷链物流有限公司"


def _known(page: Page, stage: Stage) -> list[str]:
    """The cells of the enterprise's row on the demo's front page."""
    if "known" not in stage.notes:
        other = page.context.new_page()
        other.goto(f"{stage.url}/sandbox/")
        row = (
            other.get_by_role("region", name="演示账号的企业").get_by_role("row").filter(has_text=ENTERPRISE)
        )
        stage.notes["known"] = row.get_by_role("cell").all_inner_texts()
        other.close()
    known: list[str] = stage.notes["known"]
    return known


def fill_electricity(page: Page, stage: Stage) -> None:
    """Number, payer's name and telephone."""
    _, _, _, _, electricity, payer, phone, _ = _known(page, stage)
    page.get_by_label("电力户号").fill(electricity)
    page.get_by_label("缴费人姓名").fill(payer)
    page.get_by_label("缴费人电话").fill(phone)


def fill_social_insurance(page: Page, stage: Stage) -> None:
    """The number under which the enterprise pays for its people."""
    page.get_by_label("社保号").fill(_known(page, stage)[-1])
