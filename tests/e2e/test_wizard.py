"""企业认证 in a browser with the real engines and a camera that plays films (R4, R6–R11)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e import lost
from tests.e2e.test_gate import CLOSES_MS, open_gate, set_password
from tests.e2e.watch import Watch
from tests.e2e.wizard import Papers, Phone, make_papers
from tests.e2e.wizard_fixtures import SELF
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.codes import make_id_number, make_uscc

pytestmark = pytest.mark.slow

Axe = Callable[..., None]
LogIn = Callable[[BrowserContext, str, str], None]
OTHER = "hopper"


def test_r4_to_r11_the_whole_wizard_with_the_dialog_open_on_the_pc(
    page: Page,
    phone: Phone,
    *,
    papers: Papers,
    claimed: Callable[..., None],
    log_in: LogIn,
    base_url: str,
    axe: Axe,
    watch: Watch,
) -> None:
    """The whole way, the connection lost and back in every step of it; the dialog closes within two seconds of 「注册成功」."""
    number = "13900005001"
    claimed(number, papers)
    log_in(page.context, number, "enterprise")
    dialog = open_gate(page, base_url)
    log_in(phone.page.context, number, "enterprise")
    watch.allow += lost.EXPECTED
    phone.look = axe
    phone.lose = {
        "role": "offline",
        "consent": "answer",
        "id-front": "offline",
        "id-back": "answer",
        "id-confirm": "offline",
        "licence": "offline",
        "licence-confirm": "answer",
        "utilities": "offline",
    }
    phone.start()
    phone.identity(papers)
    begun = lost.lose(phone.page, "**/face/begin/")
    frames = lost.lose(phone.page, "**/face/frames/", times=2)
    verdict = lost.lose_answer(phone.page, "**/face/finish/")
    phone.pass_face(SELF)
    assert (len(begun), len(frames), len(verdict)) == (1, 2, 1)
    phone.licence(papers)
    phone.page.get_by_label("电力户号").fill("4101 0023")
    phone.next("跳过")
    phone.step("result")
    assert not phone.lose
    expect(phone.page.get_by_role("heading", name="认证通过")).to_be_visible()
    phone.page.get_by_role("link", name="下一步").click()
    phone.step("certificate")
    expect(dialog).to_be_visible()
    lost.lose(phone.page, "**/verification/certificate/")
    set_password(phone.page)
    expect(phone.page.get_by_text("网络中断")).to_be_visible(timeout=20_000)
    phone.page.get_by_role("button", name="完成设置").click()
    expect(phone.page.get_by_role("heading", name="注册成功")).to_be_visible(timeout=20_000)
    expect(dialog).to_have_count(0, timeout=CLOSES_MS)
    page.wait_for_url("**/apply/**")
    lose_and_renew(phone)


def lose_and_renew(phone: Phone) -> None:
    """R10: phone or password lost: the old certificate is revoked, the next one needs the living face alone."""
    phone.page.goto(f"{phone.base_url}/app/certificate/")
    phone.page.get_by_role("link", name="手机或密码丢失").click()
    phone.page.get_by_role("button", name="确认吊销").click()
    phone.page.get_by_role("button", name="重新办理手机证书").click()
    phone.step("face")
    phone.pass_face(SELF, then="result")
    phone.page.get_by_role("link", name="下一步").click()
    phone.step("certificate")
    set_password(phone.page)
    expect(phone.page.get_by_role("heading", name="手机证书已换发")).to_be_visible(timeout=20_000)
    phone.look(phone.page)


def test_r7_neither_a_photograph_nor_another_persons_face_passes(
    phone: Phone,
    *,
    tmp_path: Path,
    claimed: Callable[..., None],
    log_in: LogIn,
    axe: Axe,
) -> None:
    """A picture held up without actions, then a living person whose face is not on the card; each reason in plain words."""
    papers = make_papers(tmp_path, seed=12, portrait=OTHER)
    number = "13900005002"
    claimed(number, papers)
    log_in(phone.page.context, number, "enterprise")
    phone.start()
    phone.identity(papers)
    phone.face(SELF, acts=False)
    main = phone.page.get_by_role("main")
    expect(main).to_contain_text("动作没有完成")
    expect(main).to_contain_text("还可以试 4 次")
    for _ in range(3):
        phone.face(SELF)
        expect(main).to_contain_text(re.compile("不像同一个人|收到的画面不够"))
        if "不像同一个人" in main.inner_text():
            break
    expect(main).to_contain_text("不像同一个人")
    axe(phone.page)
    phone.page.get_by_role("link", name="不使用人脸，改用其他方式").click()
    phone.page.get_by_role("radio", name="人工认证").check()
    phone.next()
    phone.step("licence")


def test_r6_no_camera_is_said_plainly(
    phone_page: Page, papers: Papers, *, claimed: Callable[..., None], log_in: LogIn, base_url: str, axe: Axe
) -> None:
    """Permission refused: said so, and a photo can be chosen."""
    number = "13900005003"
    claimed(number, papers, make_uscc(seed="no camera"))
    log_in(phone_page.context, number, "enterprise")
    walk = Phone(phone_page, base_url, Path())
    walk.start()
    walk.step("id-front")
    phone_page.get_by_role("button", name="拍照").click()
    status = phone_page.locator("[data-vf=status]")
    expect(status).to_contain_text("选择照片")
    axe(phone_page)
    expect(phone_page.get_by_label("选择照片")).to_be_focused()


def test_r6_r8_wrong_papers_are_named_where_they_are_wrong(
    phone_page: Page,
    papers: Papers,
    *,
    claimed: Callable[..., None],
    log_in: LogIn,
    base_url: str,
    tmp_path: Path,
    engines: None,
    axe: Axe,
) -> None:
    """Expired card, under age, a broken upload, somebody else's licence, a cancelled enterprise; by 人工审核, without a camera."""
    mine = make_papers(tmp_path / "mine", seed=14, portrait=SELF, name="郑州注销示例商贸有限公司")
    number = "13900005004"
    claimed(number, mine)
    log_in(phone_page.context, number, "enterprise")
    walk = Phone(phone_page, base_url, Path())
    walk.start(way="人工认证")
    walk.step("id-front")
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(mine.front.read_bytes()[:4000])
    walk.choose(broken)
    expect(phone_page.locator("[data-vf=status]")).to_contain_text("无法打开")
    walk.choose(mine.front)
    walk.step("id-back")
    walk.choose(mine.back)
    walk.step("id-confirm")
    main = phone_page.get_by_role("main")
    until = phone_page.get_by_label("有效期至")
    right = until.input_value()
    until.fill("2020-01-01")
    expect(main.locator("[data-edited]:visible")).to_have_text(["已修改"])
    walk.next()
    expect(main).to_contain_text("已过有效期")
    axe(phone_page)
    until.fill(right)
    phone_page.get_by_label("公民身份号码").fill(make_id_number(born_on=today() - timedelta(days=17 * 365)))
    walk.next()
    expect(main).to_contain_text("18")
    phone_page.get_by_label("公民身份号码").fill(mine.person.number)
    walk.next()
    walk.step("licence")
    walk.choose(papers.licence, "选择照片或 PDF")
    walk.step("licence-confirm")
    phone_page.get_by_label("统一社会信用代码").fill(mine.enterprise.uscc)
    walk.choose_region()
    walk.next()
    expect(main).to_contain_text("请换用本企业的营业执照")
    phone_page.get_by_role("link", name="重新拍照", exact=True).click()
    walk.step("licence")
    walk.choose(mine.licence, "选择照片或 PDF")
    walk.step("licence-confirm")
    expect(phone_page.get_by_label("企业名称")).to_have_value(mine.enterprise.name)
    walk.choose_region()
    walk.next()
    expect(main).to_contain_text("注销")
    assert phone_page.url.endswith("/licence-confirm/")
