"""What the steps of 1.1 do that is more than pressing and typing: papers, camera, the way from the PC to the phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from scripts.manual.steps import Act
from tests.e2e.wizard import FACE_MS, READING_MS
from yuzhengdai.foundation.core.codes import make_uscc

if TYPE_CHECKING:
    from scripts.manual.camera import Camera
    from scripts.manual.stage import Stage

PASSWORD = "lvcheng-Yu7#"  # noqa: S105 - of the demo


def camera_of(stage: Stage) -> Camera:
    """The phone with a camera."""
    camera: Camera = stage.notes["camera"]
    return camera


def registration_fields(phone: str) -> Act:
    """The enterprise of the papers; with another phone, one that does not go on."""

    def act(page: Page, stage: Stage) -> None:
        enterprise = camera_of(stage).papers.enterprise
        page.get_by_label("企业名称").fill(enterprise.name)
        page.get_by_label("统一社会信用代码").fill(enterprise.uscc)
        page.get_by_label("法人类型").select_option(label="企业法人")
        page.get_by_label("手机号", exact=True).fill(phone)

    return act


def wrong_code(phone: str) -> Act:
    """Type another code than the one that was sent."""

    def act(page: Page, stage: Stage) -> None:
        right = stage.inbox.sms(phone)
        page.get_by_label("短信验证码").fill("111111" if right != "111111" else "222222")

    return act


def hand_over(page: Page, stage: Stage) -> None:
    """What a phone's camera does with the QR code of the PC's dialog: open its address."""
    link = stage.page_of("owner").get_by_role("link", name="在新窗口打开手机端")
    page.goto(link.get_attribute("href") or "")
    expect(page.get_by_role("button", name=re.compile("^继续为"))).to_be_visible()


def papers_front(page: Page, stage: Stage) -> None:
    """The front of the card from the album."""
    _choose(page, stage, "选择照片", "front", "id-back")


def papers_back(page: Page, stage: Stage) -> None:
    """The back of the card from the album."""
    _choose(page, stage, "选择照片", "back", "id-confirm")


def licence_photo(page: Page, stage: Stage) -> None:
    """The licence from the album."""
    _choose(page, stage, "选择照片或 PDF", "licence", "licence-confirm")


def _choose(page: Page, stage: Stage, label: str, paper: str, then: str) -> None:
    camera = camera_of(stage)
    page.get_by_label(label).set_input_files(getattr(camera.papers, paper))
    page.wait_for_url(f"**/app/verification/{then}/", timeout=READING_MS)


def pass_the_face(_: Page, stage: Stage) -> None:
    """Do what the screen asks for; the clock runs meanwhile."""
    with stage.clock.running():
        camera_of(stage).phone.pass_face("astronaut")
        camera_of(stage).phone.page.wait_for_url("**/app/verification/licence/", timeout=FACE_MS)


def choose_region(_: Page, stage: Stage) -> None:
    """Where the licence does not tell the place."""
    camera_of(stage).phone.choose_region()


def set_certificate_password(page: Page, _: Stage) -> None:
    """Type the certificate password into both of its fields."""
    page.get_by_label("证书密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输一次").fill(PASSWORD)


def some_uscc(seed: str) -> str:
    """A code with a right check digit that no enterprise of the demo has."""
    return make_uscc(region="410102", seed=seed)
