"""From the PC's dialog to the phone and back (R4, R5, R10, R11): two browsers, two tabs, one certificate."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from cryptography import x509
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, Route, expect

from tests.e2e.watch import Watch

Axe = Callable[..., None]
LogIn = Callable[..., None]
Codes = Callable[[str], str]
PASSWORD = "lvcheng-Yu7#"
GATE = "请先完成企业认证"
KEPT = """async () => {
  const open = indexedDB.open("yzd-certificates", 1);
  const database = await new Promise(done => { open.onsuccess = () => done(open.result); });
  const all = database.transaction("shields").objectStore("shields").getAll();
  const [kept] = await new Promise(done => { all.onsuccess = () => done(all.result); });
  return {
    wrapped: [...new Uint8Array(kept.wrapped)],
    iterations: kept.iterations,
    certificate: kept.certificate,
  };
}"""
TOLD_MS = 4_000
"""A state on the way to the end: two seconds, on a machine that does other things at the same time."""
CLOSES_MS = 2_000
"""From 「注册成功」 until every dialog of the account and enterprise is gone (R11)."""


def gate_of(page: Page) -> Locator:
    return page.get_by_role("dialog", name=GATE)


def open_gate(page: Page, base_url: str) -> Locator:
    """A product's 「立即申请」, clicked by somebody unverified."""
    page.goto(f"{base_url}/products/")
    page.locator("a.product-row__name").first.click()
    page.get_by_role("link", name="立即申请").first.click()
    expect(gate_of(page)).to_be_visible()
    return gate_of(page)


def set_password(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("证书密码", exact=True).fill(password)
    page.get_by_label("再输一次").fill(password)
    page.get_by_role("button", name="完成设置").click()


def test_r4_r5_r11_the_phone_finishes_and_every_tab_goes_on(
    page: Page,
    phone_page: Page,
    *,
    base_url: str,
    log_in: LogIn,
    sms_code: Codes,
    newcomer: Callable[..., None],
    axe: Axe,
) -> None:
    number = "13900004001"
    newcomer("claim", number, "郑州示例甲机械有限公司")
    log_in(page.context, number, "enterprise")
    dialog = open_gate(page, base_url)
    product = page.url
    axe(page)
    tab = page.context.new_page()
    tab.goto(f"{base_url}/products/")
    tab.get_by_role("link", name="意见反馈").click()
    expect(gate_of(tab)).to_be_visible()
    assert tab.url == f"{base_url}/products/"

    address = dialog.get_by_role("link", name="在新窗口打开手机端").get_attribute("href") or ""
    assert address.startswith(f"{base_url}/app/download?t=")
    phone_page.goto(address)
    axe(phone_page)
    expect(dialog.get_by_role("status")).to_contain_text("已扫码，请在手机上继续", timeout=TOLD_MS)
    phone_page.get_by_role("button", name="继续为郑州****有限公司认证").click()
    phone_page.wait_for_url("**/app/continue/")
    expect(phone_page.get_by_text("尾号 4001").first).to_be_visible()
    expect(phone_page.get_by_label("手机号")).to_have_count(0)
    axe(phone_page)
    phone_page.get_by_label("短信验证码").fill(sms_code(number))
    phone_page.get_by_role("button", name="登录并继续认证").click()
    phone_page.wait_for_url("**/app/verification/**")
    phone_page.get_by_label("我是法定代表人").check()
    phone_page.get_by_role("button", name="下一步").click()
    told = "已扫码，第 1 步进行中：阅读并同意个人信息处理"
    expect(dialog.get_by_role("status")).to_contain_text(told, timeout=TOLD_MS)

    newcomer("review", number)
    expect(dialog.get_by_role("status")).to_contain_text("已提交审核", timeout=TOLD_MS)
    newcomer("pass", number)
    expect(dialog.get_by_role("status")).to_contain_text("请在手机上设置证书密码", timeout=TOLD_MS)
    phone_page.goto(f"{base_url}/app/verification/")
    phone_page.wait_for_url("**/app/verification/certificate/")
    set_password(phone_page)
    expect(phone_page.get_by_role("heading", name="注册成功")).to_be_visible(timeout=20_000)
    expect(dialog).to_have_count(0, timeout=CLOSES_MS)
    expect(gate_of(tab)).to_have_count(0, timeout=CLOSES_MS)
    page.wait_for_url(lambda url: url.startswith(f"{product}apply/"))
    tab.wait_for_url("**/feedback/**")
    axe(phone_page)
    phone_page.get_by_role("link", name="注册成功去登录").click()
    expect(phone_page.get_by_text("郑州示例甲机械有限公司").first).to_be_visible()


def test_r4_a_stolen_or_used_token_leads_to_the_ordinary_pages(
    page: Page,
    phone_page: Page,
    other_context: BrowserContext,
    browser: Browser,
    *,
    base_url: str,
    log_in: LogIn,
    newcomer: Callable[..., None],
) -> None:
    number, thief = "13900004002", "13900004003"
    newcomer("claim", number, "郑州示例乙机械有限公司")
    newcomer("claim", thief, "郑州示例丙机械有限公司")
    log_in(page.context, number, "enterprise")
    dialog = open_gate(page, base_url)
    link = dialog.get_by_role("link", name="在新窗口打开手机端")
    first, under = link.get_attribute("href") or "", page.url
    dialog.get_by_role("button", name="刷新二维码").click()
    expect(dialog.get_by_text("二维码已刷新")).to_be_visible()
    expect(dialog.get_by_role("button", name="刷新二维码")).to_be_focused()
    address = link.get_attribute("href") or ""
    assert address != first, "another token"
    assert page.url == under, "in place, over the same page"
    log_in(other_context, thief, "enterprise")
    stolen = other_context.new_page()
    stolen.goto(address)
    stolen.get_by_role("link", name="打开豫正贷").click()
    expect(stolen.get_by_text("郑州示例丙机械有限公司").first).to_be_visible()
    assert stolen.url == f"{base_url}/app/"
    # A phone where nobody is logged in gets a code's field and nothing else.
    bare = browser.new_context(base_url=base_url)
    photographed = bare.new_page()
    photographed.goto(address)
    photographed.get_by_role("button", name="继续为").click()
    photographed.get_by_label("短信验证码").fill("000000")
    photographed.get_by_role("button", name="登录并继续认证").click()
    expect(photographed.get_by_text("验证码不正确").first).to_be_visible()
    photographed.goto(f"{base_url}/app/verification/")
    expect(photographed).to_have_url(re.compile(r"/app/login/"))
    bare.close()
    log_in(phone_page.context, number, "enterprise")
    phone_page.goto(address)
    phone_page.get_by_role("link", name="继续为").click()
    phone_page.wait_for_url("**/app/verification/**")
    phone_page.goto(address)
    phone_page.get_by_role("link", name="打开豫正贷").click()
    phone_page.wait_for_url(f"{base_url}/app/")


def test_r4_r11_after_the_qr_has_expired_it_still_goes_on(
    page: Page, base_url: str, log_in: LogIn, newcomer: Callable[..., None]
) -> None:
    number = "13900004004"
    newcomer("claim", number, "郑州示例丁机械有限公司")
    log_in(page.context, number, "enterprise")

    def nearly_over(route: Route) -> None:
        # As ten minutes later: the dialog's clock is about to run out.
        page_sent = route.fetch()
        soon = (datetime.now(UTC) + timedelta(seconds=4)).isoformat()
        body = re.sub(r'data-countdown="[^"]+"', f'data-countdown="{soon}"', page_sent.text())
        route.fulfill(response=page_sent, body=body)

    page.route(re.compile(r"/gate/\?"), nearly_over)
    page.goto(f"{base_url}/gate/?next=/console/applications/")
    expect(page.get_by_text("二维码已失效")).to_be_hidden()
    expect(page.get_by_text("二维码已失效")).to_be_visible(timeout=10_000)
    expect(page.get_by_text("后失效")).to_be_hidden()
    newcomer("review", number)
    expect(gate_of(page).get_by_role("status")).to_contain_text("已提交审核", timeout=TOLD_MS)
    newcomer("pass", number)
    newcomer("manual", number)
    page.wait_for_url("**/console/applications/", timeout=TOLD_MS)


@pytest.fixture
def password_page(phone_page: Page, base_url: str, log_in: LogIn, newcomer: Callable[..., None]) -> Page:
    """The password page of somebody whose verification has just passed."""
    number = f"1390000410{len(_MADE)}"
    _MADE.append(number)
    newcomer("claim", number, f"郑州示例{number[-1]}号机械有限公司")
    newcomer("pass", number)
    log_in(phone_page.context, number, "enterprise")
    phone_page.goto(f"{base_url}/app/verification/certificate/")
    return phone_page


_MADE: list[str] = []


def test_r10_key_and_password_never_leave_the_phone(password_page: Page, base_url: str, axe: Axe) -> None:
    page = password_page
    sent: list[str] = []
    page.on("request", lambda request: sent.append(_all_of(request)))
    axe(page)
    set_password(page, "12345678")
    expect(page.get_by_text("请混合使用字母、数字、符号中的两种")).to_be_visible()
    page.get_by_label("证书密码", exact=True).fill(PASSWORD)
    expect(page.get_by_text("密码强度：强")).to_be_visible()
    page.get_by_label("再输一次").fill("other")
    page.get_by_role("button", name="完成设置").click()
    expect(page.get_by_text("两次输入的密码不一致")).to_be_visible()
    axe(page)
    set_password(page)
    expect(page.get_by_role("heading", name="注册成功")).to_be_visible(timeout=20_000)

    page.goto(f"{base_url}/app/certificate/")
    field = page.get_by_label("证书密码", exact=True)
    field.fill("wrong-Password7")
    page.get_by_role("button", name="用证书密码验证").click()
    expect(page.get_by_text("证书密码不对")).to_be_visible(timeout=20_000)
    field.fill(PASSWORD)
    axe(page)
    page.get_by_role("button", name="用证书密码验证").click()
    expect(page.get_by_text("验证通过")).to_be_visible(timeout=20_000)

    posts = [one for one in sent if one.startswith("POST ")]
    assert posts
    for one in sent:
        assert PASSWORD not in one
        assert "zhongyuan" not in one
    request = parse_qs(next(one for one in posts if "csr=" in one).rpartition("\n")[2])
    assert set(request) == {"csr"}, "nothing but the request is sent"
    csr = x509.load_der_x509_csr(base64.b64decode(request["csr"][0]))
    assert csr.is_signature_valid
    kept = page.evaluate(KEPT)
    wrapped = page.evaluate("kept => btoa(String.fromCharCode(...kept))", kept["wrapped"])
    assert kept["iterations"] == 600_000
    assert not any(wrapped[:40] in one for one in sent)


def _all_of(request: Request) -> str:
    body = request.post_data_buffer or b""
    return f"{request.method} {request.url}\n{request.all_headers()}\n{body.decode('utf-8', 'replace')}"


def test_r10_connection_lost_after_the_issue_is_made_good(password_page: Page, watch: Watch) -> None:
    page = password_page
    watch.allow.append("net::ERR_FAILED")
    answers: list[str] = []

    def lose(route: Route) -> None:
        # The platform issues; the answer is lost on the way.
        answers.append(route.fetch().json()["certificate"])
        route.abort()

    page.route(
        "**/app/verification/certificate/",
        lose,
    )
    set_password(page)
    expect(page.get_by_text("网络中断")).to_be_visible(timeout=20_000)
    page.unroute_all()
    page.get_by_role("button", name="完成设置").click()
    expect(page.get_by_role("heading", name="注册成功")).to_be_visible(timeout=20_000)
    assert [page.evaluate(KEPT)["certificate"]] == answers


def test_r10_without_storage_or_secure_context_it_says_so(password_page: Page, base_url: str) -> None:
    page = password_page
    page.add_init_script("indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); };")
    page.reload()
    expect(page.get_by_text("浏览器不允许保存密钥")).to_be_visible()
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false});")
    page.reload()
    expect(page.get_by_text("当前网址不是 https")).to_be_visible()
    expect(page.get_by_role("button", name="完成设置")).to_be_disabled()


def test_r10_lost_phone_revoke_and_begin_again(password_page: Page, base_url: str, axe: Axe) -> None:
    page = password_page
    set_password(page)
    expect(page.get_by_role("heading", name="注册成功")).to_be_visible(timeout=20_000)
    page.goto(f"{base_url}/app/certificate/")
    page.get_by_role("link", name="手机或密码丢失").click()
    axe(page)
    page.get_by_role("button", name="确认吊销").click()
    expect(page.get_by_text("已吊销").first).to_be_visible()
    axe(page)
    page.get_by_role("button", name="重新办理手机证书").click()
    page.wait_for_url("**/app/verification/**")


def test_r10_later_the_certificate_password_logs_in(
    password_page: Page, base_url: str, axe: Axe, watch: Watch
) -> None:
    watch.allow += ["status of 401"]
    page = password_page
    set_password(page)
    expect(page.get_by_role("heading", name="注册成功")).to_be_visible(timeout=20_000)
    # Over a form whose session is over, the certificate logs in, too, and the form goes on by itself.
    page.goto(f"{base_url}/app/feedback/")
    page.get_by_label("问题描述").fill("登录以后接着提交的反馈")
    page.get_by_label("联系方式").fill("13800138000")
    page.context.clear_cookies()
    page.get_by_role("button", name="提交反馈").click()
    here = page.get_by_role("dialog", name="重新登录")
    here.get_by_role("link", name="证书密码登录").click()
    here.get_by_label("证书密码", exact=True).fill(PASSWORD)
    here.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="反馈已收到")).to_be_visible(timeout=20_000)
    page.context.clear_cookies()
    page.goto(f"{base_url}/app/login/")
    page.get_by_role("link", name="证书密码登录").click()
    field = page.get_by_label("证书密码", exact=True)
    expect(field).to_be_visible()
    axe(page)
    field.fill("wrong-Password7")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_text("证书密码不对")).to_be_visible(timeout=20_000)
    field.fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(f"{base_url}/app/")
    expect(page.get_by_text("机械有限公司").first).to_be_visible()
    page.goto(f"{base_url}/app/certificate/")
    expect(page.get_by_text("有效", exact=True)).to_be_visible()
