"""L4 with everything real but the hardware: the documented demo key, the key agent, Chromium, the page, the member's phone."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import ROOT, DemoServer
from tests.e2e.watch import Watch
from tests.support.key_agent import Running, agent, needs_compiler

pytestmark = [pytest.mark.slow, needs_compiler]

Axe = Callable[..., None]
PIN = "123456"
OWNER, OWNER_TAIL = "13800000001", "0001"
MS = 30_000


@pytest.fixture
def usb_key(demo_server: DemoServer) -> Path:
    """The folder that is the key, made by the command of the documentation."""
    done = subprocess.run(
        [sys.executable, "manage.py", "demo_usb_key"],
        cwd=ROOT,
        env=demo_server.env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return demo_server.data_dir / "usb-key"


@pytest.fixture
def running(usb_key: Path, demo_server: DemoServer, tmp_path: Path) -> Iterator[Running]:
    env = {"SKF_SIMULATOR_DIR": str(usb_key / "key")}
    driver = f"skf:{usb_key / 'libskfsim.so'}"
    with agent(tmp_path, driver, allow=demo_server.url, env=env, port=demo_server.key_agent_port) as found:
        found.pin.write_text(PIN)
        yield found


@pytest.fixture
def at_page(page: Page, watch: Watch, demo_server: DemoServer) -> Callable[[], None]:
    """The page with its script there."""
    watch.allow.append(f"request to another host: http://127.0.0.1:{demo_server.key_agent_port}/")

    def go() -> None:
        page.goto("/login/ca/?next=/console/applications/")
        expect(page.locator("form[data-ready]")).to_be_visible(timeout=MS)

    return go


def detect(page: Page) -> None:
    page.locator("[data-key-find]").click()
    expect(page.get_by_role("radio")).to_have_count(2, timeout=MS)


def test_l4_a_key_is_bound_and_then_is_its_member(
    page: Page,
    running: Running,
    at_page: Callable[[], None],
    sms_code: Callable[[str], str],
    axe: Axe,
) -> None:
    at_page()
    axe(page)
    detect(page)
    axe(page)
    said, login = page.locator("[data-key-said]"), page.get_by_role("button", name="登录", exact=True)
    running.pin.write_text("000000")
    login.click()
    expect(said).to_have_text("PIN 码不正确，还可以试 5 次。", timeout=MS)
    running.pin.write_text(PIN)

    page.get_by_role("radio").nth(1).check()
    login.click()
    expect(page.get_by_text("这是加密证书，不能登录")).to_be_visible(timeout=MS)
    expect(page.locator("form[data-ready]")).to_be_visible(timeout=MS)
    detect(page)
    login.click()
    expect(page.get_by_role("heading", name="绑定 USBKEY")).to_be_visible(timeout=MS)
    axe(page)
    page.get_by_role("radio", name=re.compile(OWNER_TAIL)).check()
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_label("短信验证码").fill(sms_code(OWNER))
    page.get_by_role("button", name="绑定并登录").click()
    expect(page).to_have_url(re.compile(r"^[^?]*/console/applications/$"), timeout=MS)

    page.context.clear_cookies()
    at_page()
    detect(page)
    login.click()
    expect(page).to_have_url(re.compile(r"^[^?]*/console/applications/$"), timeout=MS)
    page.goto("/console/profile/keys/")
    expect(page.get_by_text(f"已绑定 138****{OWNER_TAIL}")).to_have_count(2, timeout=MS)
    axe(page)


def test_l4_without_a_key(page: Page, running: Running, at_page: Callable[[], None], usb_key: Path) -> None:
    certificate = usb_key / "key" / "sign.der"
    certificate.rename(certificate.with_name("pulled-out"))
    at_page()
    said = page.locator("[data-key-said]")
    page.locator("[data-key-find]").click()
    expect(said).to_have_text("请插入USBKEY", timeout=MS)


def test_l4_without_the_agent(page: Page, at_page: Callable[[], None], usb_key: Path, watch: Watch) -> None:
    watch.allow.append("ERR_CONNECTION_REFUSED")
    at_page()
    page.locator("[data-key-find]").click()
    expect(page.locator("[data-key-said]")).to_contain_text("没有找到密钥助手", timeout=MS)
