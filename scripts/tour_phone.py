"""The phone's part of ``make manual``: 企业认证 from the PC's dialog to 「注册成功」, the app, and what the platform sees of it."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Browser, BrowserType, Page, expect

from scripts.tour_album import Album
from tests.e2e.conftest import CHROMIUM_ARGUMENTS, PHONE
from tests.e2e.main_line import OPERATOR, PRODUCT, Newcomer, Walk
from tests.e2e.server import DemoServer
from tests.e2e.test_gate import gate_of, log_in_on_phone, set_password
from tests.e2e.wizard import Papers, Phone, make_papers, warm
from tests.support.faces import films

FACE = "astronaut"
NUMBER = "13912345680"
SEED = 21
"""Of the papers: a woman as in the film, an enterprise in Henan."""
ENGINES_S = 120
ISSUED_MS = 30_000
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
STEPS = {
    "role": "办理身份",
    "consent": "同意书",
    "id-front": "身份证人像面",
    "id-back": "身份证国徽面",
    "id-confirm": "核对身份信息",
    "face": "人脸核验",
    "licence": "营业执照",
    "licence-confirm": "核对营业执照信息",
    "utilities": "电力户号、社保号",
    "result": "认证结果",
    "certificate": "设置证书密码",
}
IN_ELDER = ("role", "face")


@dataclass(slots=True)
class PhoneTour:
    """The chapters; ``papers`` and ``film`` are made on the way."""

    server: DemoServer
    codes: Walk
    album: Album
    folder: Path
    papers: Papers = field(init=False)
    film: Path = field(init=False)

    def whole(self, launcher: BrowserType, executable: str, desk: Browser) -> None:
        """Everything in order; ``desk`` is the browser of those at a PC."""
        self.papers = make_papers(self.folder / "papers", seed=SEED, portrait=FACE)
        self.film = self.folder / "film.y4m"
        warm(self.film, FACE)
        self._wait_for_engines()
        arguments = [*CHROMIUM_ARGUMENTS, *films.camera_arguments(self.film)]
        browser = launcher.launch(executable_path=executable, args=arguments)
        phone = browser.new_context(
            viewport=PHONE,
            has_touch=True,
            is_mobile=True,
            locale="zh-CN",
            user_agent=ANDROID,
            permissions=["camera"],
        ).new_page()
        size = {"width": 1440, "height": 900}
        owner = desk.new_context(viewport=size, locale="zh-CN").new_page()
        operator = desk.new_context(viewport=size, locale="zh-CN").new_page()
        self.album.chapter("二、手机上办理企业认证")
        self.verify(owner, phone)
        self.album.chapter("三、手机端")
        self.use_the_app(phone)
        self.album.chapter("四、平台看到的")
        self.look_from_the_platform(operator)
        browser.close()

    def verify(self, owner: Page, phone: Page) -> None:
        """R4–R11: the dialog on the PC, every step on the phone, the dialog closed."""
        self._open_gate(owner)
        dialog = gate_of(owner)
        self.album.take(owner, "请先完成企业认证：扫码到手机")
        address = dialog.get_by_role("link", name="在新窗口打开手机端").get_attribute("href") or ""
        phone.goto(address)
        other = owner.context.new_page()
        other.goto(f"{self.server.url}/app/download")
        self.album.pair(other, phone, "下载豫正贷")
        other.close()
        phone.get_by_role("link", name="打开豫正贷").click()
        phone.goto(f"{self.server.url}/app/login/")
        self.album.phone(phone, "手机登录")
        log_in_on_phone(phone, NUMBER, self.codes.sms_code)
        phone.wait_for_url("**/app/verification/**")
        self._steps(Phone(phone, self.server.url, self.film, look=self._look, during=self._look_at_face))
        set_password(phone)
        expect(phone.get_by_role("heading", name="注册成功")).to_be_visible(timeout=ISSUED_MS)
        self.album.phone(phone, "注册成功")
        expect(dialog).to_have_count(0)
        owner.wait_for_url("**/apply/**")
        self.album.take(owner, "电脑上的窗口自己关闭，接着刚才的申请")

    def _open_gate(self, owner: Page) -> None:
        person, enterprise = self.papers.person, self.papers.enterprise
        who = Newcomer(NUMBER, person.name, enterprise.name, enterprise.uscc, person.number)
        walk = Walk(self.server.url, self.codes.sms_code, self.codes.totp_code, lambda *_: None, who=who)
        walk.register(owner)
        walk.log_in(owner)
        walk.open_product(owner)
        owner.get_by_role("link", name="立即申请").first.click()
        expect(gate_of(owner)).to_be_visible()

    def _steps(self, walk: Phone) -> None:
        page, papers = walk.page, self.papers
        walk.start()
        walk.step("id-front")
        self._viewfinder(page)
        walk.choose(papers.front)
        walk.step("id-back")
        walk.choose(papers.back)
        walk.step("id-confirm")
        walk.next()
        walk.step("face")
        walk.pass_face(FACE)
        walk.licence(papers)
        page.get_by_label("户号").first.fill("4101234567890")
        self.album.phone(page, "电力户号、社保号 填写")
        page.get_by_role("button", name="跳过", exact=True).click()
        walk.step("result")
        page.get_by_role("link", name="下一步").click()
        walk.step("certificate")

    def _look(self, page: Page) -> None:
        step = page.url.rstrip("/").rpartition("/")[2]
        page.wait_for_load_state()
        self.album.phone(page, STEPS[step])
        if step in IN_ELDER:
            self.album.elder(page, self.server.url)

    def _look_at_face(self, page: Page) -> None:
        expect(page.locator("[data-live=cue]")).not_to_be_empty()
        self.album.phone(page, "人脸核验 按提示做动作", whole=False)

    def _viewfinder(self, page: Page) -> None:
        """The card lies before the camera while it is open."""
        with_card = cv2.imdecode(np.frombuffer(self.papers.front.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
        still = cv2.resize(cv2.cvtColor(with_card, cv2.COLOR_BGR2RGB), (films.WIDTH, films.HEIGHT))
        films.write(self.film, [still] * films.FRAMES)
        page.get_by_role("button", name="拍照").click()
        expect(page.locator("[data-vf=hint]")).not_to_have_text("正在打开相机")
        self.album.phone(page, "身份证人像面 取景", whole=False)
        page.reload()

    def use_the_app(self, page: Page) -> None:
        """Home, products, an application, 我的申请, 消息, 我的, certificate, consents."""
        url = self.server.url
        page.goto(f"{url}/app/")
        self.album.phone(page, "首页")
        self.album.elder(page, url)
        page.goto(f"{url}/app/products/")
        self.album.phone(page, "金融产品")
        page.goto(f"{url}/app/products/?q={PRODUCT}")
        page.locator(".app-list__link").first.click()
        expect(page.get_by_role("heading", name=PRODUCT, level=1)).to_be_visible()
        self.album.phone(page, "产品详情")
        self._apply(page)
        for path, name in (
            ("applications/", "我的申请"),
            ("messages/", "消息"),
            ("mine/", "我的"),
            ("certificate/", "手机证书"),
            ("mine/consents/", "身份与人脸信息的同意"),
        ):
            page.goto(f"{url}/app/{path}")
            self.album.phone(page, name)

    def _apply(self, page: Page) -> None:
        page.get_by_role("link", name="立即申请").click()
        expect(page.get_by_role("heading", name="平台协议", level=1)).to_be_visible()
        self.album.phone(page, "平台协议")
        page.get_by_role("region", name="平台协议全文").evaluate(
            "box => { box.scrollTop = box.scrollHeight }"
        )
        page.get_by_role("button", name="同意", exact=True).click()
        expect(page.get_by_role("heading", name=re.compile("^申请"), level=1)).to_be_visible()
        self.codes.fill_in(page)
        self.album.phone(page, "填写申请")
        page.get_by_role("button", name="立即申请").click()
        expect(page.get_by_role("heading", name="申请成功")).to_be_visible()
        self.album.phone(page, "申请成功")

    def look_from_the_platform(self, page: Page) -> None:
        """O1: the case as an operator sees it; 运行状态; the papers for trying."""
        url = self.server.url
        page.context.add_cookies([{**self.server.session_cookie(OPERATOR, "staff"), "url": url}])
        name = self.papers.enterprise.name
        page.goto(f"{url}/ops/verifications/?tab=done&q={name}")
        page.get_by_role("link", name=name).first.click()
        expect(page.get_by_role("main")).to_contain_text(name)
        self.album.take(page, "认证审核 手机办理的一件", height=2200)
        page.goto(f"{url}/ops/state/")
        self.album.take(page, "运行状态", height=1000)
        page.goto(f"{url}/sandbox/papers/")
        self.album.take(page, "演示证件")

    def _wait_for_engines(self) -> None:
        pause = threading.Event()
        for _ in range(ENGINES_S * 5):
            if all(
                any(f"{kind} engine ready" in line for line in self.server.lines) for kind in ("ocr", "face")
            ):
                return
            pause.wait(0.2)
        raise TimeoutError("the engines are not ready")
