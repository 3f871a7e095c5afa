"""The live viewfinder in a browser whose camera looks at a card on a table (R6): advice before the upload, then by itself or by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, expect

from benchmarks.specimens import cards
from tests.e2e.wizard import READING_MS, Papers, Phone
from tests.support import table

pytestmark = pytest.mark.slow

Axe = Callable[..., None]
LogIn = Callable[[BrowserContext, str, str], None]
SEEN_MS = 15_000


@pytest.fixture
def view(tmp_path: Path) -> Path:
    """The film of what lies before the camera."""
    path = tmp_path / "table.y4m"
    table.show(path, table.empty())
    return path


def test_r6_advice_in_the_viewfinder_then_a_picture_by_itself_or_by_hand(
    phone_with: Callable[[Path], Phone],
    view: Path,
    papers: Papers,
    *,
    claimed: Callable[..., None],
    log_in: LogIn,
    axe: Axe,
) -> None:
    """Each thing wrong is named while one looks; a good view is taken by itself, a doubtful one of the user's is asked about."""
    number = "13900005021"
    claimed(number, papers)
    phone = phone_with(view)
    page = phone.page
    log_in(page.context, number, "enterprise")
    phone.start()
    phone.step("id-front")
    page.get_by_role("button", name="拍照").click()
    dialog = page.get_by_role("dialog", name="拍摄人像面")
    hint = dialog.locator("[data-vf=hint]")
    expect(hint).to_have_text("请将证件放入框内", timeout=SEEN_MS)
    axe(page)
    front = cards.id_front(papers.person, portrait=Image.new("RGB", (300, 380), "tan"))
    good = table.seen(front)
    for wrong, sentence in [
        (table.dark(good), "光线偏暗，请到亮一些的地方"),
        (table.seen(front, down=0.16), "边缘没有拍全，四角都要在框内"),
        (table.seen(front, share=0.5), "再靠近一点"),
        (table.glaring(good), "有反光，请换个角度"),
        (table.blurred(good), "有些模糊，请拿稳手机"),
    ]:
        table.show(view, wrong)
        expect(hint).to_have_text(sentence, timeout=SEEN_MS)
    table.show(view, good)
    page.wait_for_url("**/verification/id-back/", timeout=READING_MS)

    table.show(view, table.dark(table.seen(cards.id_back(papers.person))))
    page.get_by_role("button", name="拍照").click()
    dialog = page.get_by_role("dialog", name="拍摄国徽面")
    expect(dialog.locator("[data-vf=hint]")).to_contain_text("光线偏暗", timeout=SEEN_MS)
    dialog.get_by_role("button", name="拍照", exact=True).click()
    expect(dialog.get_by_text("可以重新拍照，也可以就用这张")).to_be_visible()
    expect(dialog.get_by_role("button", name="重新拍照")).to_be_focused()
    axe(page)
    table.show(view, table.seen(cards.id_back(papers.person)))
    dialog.get_by_role("button", name="重新拍照").click()
    phone.step("id-confirm")
    expect(page.get_by_label("姓名")).to_have_value(papers.person.name)
    expect(page.get_by_label("公民身份号码")).to_have_value(papers.person.number)
