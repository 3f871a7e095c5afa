"""「认证平台」 (L6) in a browser, through the demo's own login platform, with nothing typed that it knows already."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.e2e.server import DemoServer
from tests.e2e.test_access import fresh_phone
from tests.e2e.watch import Watch

Axe = Callable[..., None]
Codes = Callable[[str], str]
NEW = "郑州示例精密铸造有限公司"
PASSWORD = "henan-2026"


def there(page: Page, login: str, demo: DemoServer) -> None:
    """Choose the platform and log in there."""
    page.get_by_role("link", name=re.compile("^河南政务服务网")).click()
    expect(page.get_by_role("heading", name="账号登录")).to_be_visible()
    assert not page.url.startswith(demo.url + "/")
    page.get_by_label("账号", exact=True).fill(login)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def at_the_choice(page: Page) -> None:
    page.goto("/login/")
    page.get_by_role("link", name="认证平台", exact=True).click()
    expect(page.get_by_role("link", name=re.compile("^河南政务服务网"))).to_be_visible()


def test_l6_c12_there_and_back_and_out(
    any_page: Page, sms_code: Codes, axe: Axe, watch: Watch, demo_server: DemoServer
) -> None:
    page, phone = any_page, fresh_phone()
    watch.allow.append(urlsplit(platform_of(demo_server)).netloc)
    at_the_choice(page)
    axe(page)
    there(page, "farenxin", demo_server)
    expect(page.get_by_role("heading", name="绑定手机号")).to_be_visible()
    expect(page.get_by_text(NEW).first).to_be_visible()
    axe(page)
    page.get_by_label("法人类型").select_option(label="企业法人")
    page.get_by_label("手机号", exact=True).fill(phone)
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_text("5 分钟内有效")).to_be_visible()
    page.get_by_label("短信验证码").fill(sms_code(phone))
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="绑定并登录").click()
    greeting = page.get_by_role("link", name=re.compile(f"^您好！{NEW}"))
    expect(greeting).to_be_visible()
    assert urlsplit(page.url).path == "/"

    greeting.click()
    page.get_by_role("link", name="查看或解除绑定").click()
    expect(page.get_by_text("河南政务服务网")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="返回首页").click()
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("link", name="企业登录").first).to_be_visible()
    page.wait_for_url(lambda url: url.startswith(demo_server.url) and urlsplit(url).path == "/")

    at_the_choice(page)
    there(page, "farenxin", demo_server)
    expect(greeting).to_be_visible()
    page.goto("/console/profile/platforms/")
    page.get_by_role("link", name=re.compile("^解除绑定")).click()
    page.get_by_role("button", name="确认解除").click()
    expect(page.get_by_text("还没有绑定认证平台的账号")).to_be_visible()


def test_l6_refused_and_silent_are_told_in_words(page: Page, watch: Watch, demo_server: DemoServer) -> None:
    watch.allow.append(urlsplit(platform_of(demo_server)).netloc)
    at_the_choice(page)
    there(page, "tingyong", demo_server)
    expect(page.get_by_text("没有完成这次登录")).to_be_visible()
    there(page, "guzhang", demo_server)
    expect(page.get_by_text("暂时没有响应")).to_be_visible()


def platform_of(demo: DemoServer) -> str:
    """Its address, as `make run` prints it."""
    line = next(line for line in demo.lines if "Login platform" in line)
    return line.split()[-1]
