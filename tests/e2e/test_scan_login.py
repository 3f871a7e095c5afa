"""L5 in two browsers: the PC shows its QR, a phone's camera films it, three digits, 「确认登录」, and the PC goes on."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.watch import Watch
from tests.e2e.wizard import Phone
from tests.support import table

pytestmark = pytest.mark.slow

Axe = Callable[..., None]
LogIn = Callable[[BrowserContext, str, str], None]
OWNER = "13800000001"
SEEN_MS = 15_000


def photograph(pc: Page) -> Image.Image:
    """The QR as it stands on the PC's screen, with what is around it."""
    box = pc.locator(".qr").bounding_box()
    assert box is not None
    clip = {"x": box["x"] - 8, "y": box["y"] - 8, "width": box["width"] + 16, "height": box["height"] + 16}
    return Image.open(io.BytesIO(pc.screenshot(clip=clip)))  # type: ignore[arg-type]


def shown_digits(pc: Page) -> str:
    return pc.locator(".scan-login__digits b").inner_text()


@pytest.fixture
def view(tmp_path: Path) -> Path:
    """The film of what lies before the phone's camera."""
    path = tmp_path / "desk.y4m"
    table.show(path, table.empty())
    return path


@pytest.fixture
def camera(phone_with: Callable[[Path], Phone], view: Path, log_in: LogIn) -> Page:
    """A phone that is logged in and looks at the desk."""
    phone = phone_with(view)
    log_in(phone.page.context, OWNER, "enterprise")
    return phone.page


def test_l5_the_camera_films_the_qr_and_the_pc_is_in(
    page: Page, camera: Page, view: Path, axe: Axe, base_url: str
) -> None:
    page.goto("/login/scan/?next=/console/applications/")
    expect(page.get_by_role("link", name="手机扫码登录")).to_have_attribute("aria-current", "page")
    axe(page)
    digits = shown_digits(page)
    camera.goto(f"{base_url}/app/")
    camera.get_by_role("link", name="扫一扫").click()
    expect(camera.get_by_text("请对准二维码")).to_be_visible(timeout=SEEN_MS)
    axe(camera)
    table.show(view, table.seen(photograph(page)))
    camera.wait_for_url("**/app/scan/*-*/", timeout=SEEN_MS)
    axe(camera)
    expect(page.get_by_text("已扫码", exact=True)).to_be_visible()
    axe(page)
    group = camera.get_by_role("group", name="请选择电脑上显示的数字")
    expect(group.get_by_role("radio")).to_have_count(3)
    camera.get_by_role("button", name="确认登录").click()
    expect(camera.get_by_text("请选择电脑上显示的数字").nth(1)).to_be_visible()
    group.get_by_role("radio", name=digits).check()
    started = time.monotonic()
    camera.get_by_role("button", name="确认登录").click()
    expect(page).to_have_url(re.compile(r"^[^?]*/console/applications/$"), timeout=SEEN_MS)
    waited = time.monotonic() - started
    expect(camera.get_by_role("heading", name="已确认登录")).to_be_visible()
    assert waited < 6, f"{waited:.1f} s on a busy machine; the poll alone is two"


def test_wrong_digits_and_cancel_are_told_on_the_pc(page: Page, phone_page: Page, log_in: LogIn) -> None:
    """By the address that another camera opens: a button, then the digits."""
    log_in(phone_page.context, OWNER, "enterprise")
    page.goto("/login/scan/")
    scan_by_address(page, phone_page)
    digits = shown_digits(page)
    radios = phone_page.get_by_role("group", name="请选择电脑上显示的数字").get_by_role("radio")
    wrong = next(one for one in radios.all() if one.input_value() != digits)
    wrong.check()
    phone_page.get_by_role("button", name="确认登录").click()
    expect(phone_page.get_by_text("数字与电脑上显示的不一致")).to_be_visible()
    expect(page.get_by_text("手机上选的数字不对", exact=True)).to_be_visible()
    page.get_by_role("button", name="刷新二维码").click()
    expect(page.get_by_text("手机上选的数字不对", exact=True)).to_be_hidden()
    scan_by_address(page, phone_page)
    phone_page.get_by_role("button", name="取消").click()
    expect(phone_page.get_by_text("已取消，电脑没有登录")).to_be_visible()
    expect(page.get_by_text("手机上已取消", exact=True)).to_be_visible()


def scan_by_address(pc: Page, phone: Page) -> None:
    address = pc.get_by_role("link", name="在新窗口打开手机端").get_attribute("href")
    assert address is not None
    phone.goto(address)
    phone.get_by_role("button", name="继续").click()
    expect(phone.get_by_role("button", name="确认登录")).to_be_visible()
    expect(pc.get_by_text("已扫码", exact=True)).to_be_visible()


def test_nobody_asks_in_a_hidden_tab(page: Page) -> None:
    page.clock.install()
    page.goto("/login/scan/")
    expect(page.locator("[data-island=scan-login][data-asks]")).to_be_visible()
    with page.expect_response("**/status/**"):
        page.clock.run_for(2500)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/status/" in request.url else None)
    page.evaluate(
        """Object.defineProperty(document, "visibilityState", {get: () => "hidden", configurable: true})"""
    )
    page.clock.run_for(60_000)
    assert not asked
    page.evaluate("delete document.visibilityState")
    with page.expect_response("**/status/**"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_foreign_code_is_said_and_not_opened(camera: Page, view: Path, base_url: str, watch: Watch) -> None:
    segno = pytest.importorskip("segno")
    watch.allow.append("status 422")
    picture = io.BytesIO()
    segno.make("https://evil.example/", micro=False).save(picture, kind="png", scale=8)
    table.show(view, table.seen(Image.open(picture)))
    camera.goto(f"{base_url}/app/scan/")
    expect(camera.get_by_text("这不是本平台的二维码")).to_be_visible(timeout=SEEN_MS)
    expect(camera.get_by_role("button", name="打开相机")).to_be_visible()


def test_without_scripts_a_picture_is_read_by_the_server(
    page: Page,
    no_script_page: Page,
    engines: None,
    log_in: LogIn,
    tmp_path: Path,
) -> None:
    page.goto("/login/scan/")
    file = tmp_path / "screen.png"
    photograph(page).save(file)
    log_in(no_script_page.context, OWNER, "enterprise")
    no_script_page.goto("/app/scan/")
    no_script_page.get_by_label("从图片中识别").set_input_files(file)
    no_script_page.get_by_role("button", name="识别图片").click()
    no_script_page.get_by_role("radio", name=shown_digits(page)).check()
    no_script_page.get_by_role("button", name="确认登录").click()
    expect(no_script_page.get_by_role("heading", name="已确认登录")).to_be_visible()
    expect(page.get_by_text("您好！")).to_be_visible(timeout=SEEN_MS)


def test_before_it_signs_the_session_asks_for_a_code_over_the_page(
    page: Page, phone_page: Page, log_in: LogIn, sms_code: Callable[[str], str], axe: Axe
) -> None:
    """What was typed stays under the dialog, and the form goes on by itself."""
    log_in(phone_page.context, OWNER, "enterprise")
    page.goto("/login/scan/?next=/console/members/invite/")
    scan_by_address(page, phone_page)
    phone_page.get_by_role("radio", name=shown_digits(page)).check()
    phone_page.get_by_role("button", name="确认登录").click()
    expect(page).to_have_url(re.compile(r"^[^?]*/console/members/invite/$"), timeout=SEEN_MS)
    page.get_by_label("手机号").fill("13900007788")
    page.get_by_role("button", name="发送邀请").click()
    dialog = page.get_by_role("dialog", name="确认由您本人办理")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="在手机上确认")).to_be_visible()
    axe(page)
    dialog.get_by_role("button", name="获取验证码").click()
    expect(dialog.get_by_text("5 分钟内有效")).to_be_visible()
    dialog.get_by_label("短信验证码").fill(sms_code(OWNER))
    dialog.get_by_role("button", name="确认", exact=True).click()
    expect(page.get_by_text("已邀请")).to_be_visible()
