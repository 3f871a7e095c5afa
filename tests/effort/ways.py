"""The ways from 「注册」 to 「申请成功」, as a newcomer goes them through the pages (R1–R11, P1–P7)."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
from django.test import Client

from tests.domain.certificates.phone import Phone as Key
from tests.effort.person import Person, Tally
from tests.sites.app.walk import NAME, Walk, picture
from tests.support.identity_platform import SHOWN_NAME, SHOWN_USCC
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.products.models import Product
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.core.clock import frozen, now

PHONE = "+8613912345678"
PASSWORD = "zheng-26"
NEED = {"annual_revenue_wan": "1284", "total_assets_wan": "960", "staff_count": "41"}
JSON = {"accept": "application/json"}


@dataclass
class Newcomer:
    """Somebody who wants this product and has nothing but a phone, papers and perhaps a PC."""

    product: Product
    tally: Tally = field(default_factory=Tally)
    scripts: bool = True

    def device(self) -> Person:
        """A browser."""
        return Person(self.tally, scripts=self.scripts)

    def register(self, person: Person, site: str = "") -> None:
        """R1, R2: home page → 「注册」 → 「企业登录」, which takes no second code."""
        person.open(f"{site}/")
        person.follow("注册")
        person.type("name", SHOWN_NAME)
        person.type("uscc", SHOWN_USCC)
        person.choose("entity_type", "企业法人")
        person.type("phone", PHONE.removeprefix("+86"))
        person.code(PHONE)
        person.tick("consent")
        person.press("注册")
        if site:
            return  # the phone goes straight on into 企业认证
        person.follow("企业登录")
        if not self.scripts and "/login" in person.url:
            person.press("登录")

    def to_product(self, person: Person) -> None:
        """P1 to P4: 「金融产品」, the product, 「立即申请」."""
        person.follow("金融产品")
        name = str(self.product.published_version.name)
        person.follow(name if person.url.startswith("/app") else "查看详情")
        person.follow("立即申请")

    def member(self) -> EnterpriseMember:
        return EnterpriseMember.objects.select_related("enterprise", "user").get(user__phone_index__gt="")

    def role(self, person: Person) -> None:
        person.tick("role", "legal_representative")
        person.press("下一步")

    def consent(self, person: Person) -> None:
        for box in person.tree.xpath('//input[@name="agree"]'):
            person.tick("agree", box.get("value"))
        person.press("下一步")

    def by_papers(self, person: Person) -> None:
        """Both sides of the card, the face, the licence; nothing read is changed."""
        walk = Walk(person.client, self.member())
        self.role(person)
        self.consent(person)
        for _ in ("id-front", "id-back"):
            person.photograph(picture)
        person.press("下一步")
        self.tally.clicks += 1  # 「开始人脸核验」; the page goes on by itself
        verdict = walk.face().json()
        assert verdict["is_passed"], verdict
        person.open(verdict["go"])
        person.photograph(picture)
        person.press("下一步")

    def by_shown_papers(self, person: Person, stand_in: str) -> None:
        """电子营业执照 and 网证: nothing is photographed."""
        self.role(person)
        person.follow("不使用人脸，改用其他方式")
        person.tick("way", "network_id")
        person.press("下一步")
        self.consent(person)
        self.show(person, "出示电子营业执照", "head", stand_in)
        self.show(person, "出示网证", "me", stand_in)

    def show(self, person: Person, words: str, who: str, stand_in: str) -> None:
        """Off to the platform, choose there, come back: a screen and two clicks over there."""
        self.tally.clicks += 1
        link = next(one for one in person.tree.iter("a") if words in " ".join(one.text_content().split()))
        away = str(person.client.get(link.get("href"))["Location"])
        self.elsewhere(person, away, who, stand_in)

    def elsewhere(self, person: Person, away: str, who: str, stand_in: str) -> None:
        assert away.startswith(stand_in), away
        self.tally.screens += 1
        self.tally.shown.append("（认证平台）选择并出示")
        self.tally.clicks += 2
        with httpx.Client(timeout=10) as browser:
            form = dict(parse_qsl(urlsplit(away).query)) | {"login": who}
            back = browser.post(f"{stand_in}/ticket/login", data=form).headers["location"]
        person.open(back.removeprefix("http://testserver"))

    def papers_by_hand(self, person: Person) -> None:
        """Pictures chosen and read where there is a reader; what was read is not typed."""
        for kind in ("id_front", "id_back"):
            person.attach(kind, picture)
        person.press("识别照片")
        person.press("下一步")
        person.attach("licence", picture)
        person.press("识别照片")
        person.choose("region_code", "郑州市")
        person.press("下一步")

    def skip_utilities(self, person: Person) -> None:
        person.press("跳过")

    def certificate(self, person: Person) -> None:
        """R10: the password twice; the key stays on the phone."""
        person.follow("下一步")
        boxes = person.tree.xpath('//input[@type="password"]')
        assert len(boxes) == 2
        for box in boxes:
            person.type(box.get("name") or box.get("id"), PASSWORD)
        self.tally.clicks += 1  # 「完成设置」: the script makes the key and sends its request
        csr = base64.b64encode(Key().csr()).decode()
        answer = person.client.post("/app/verification/certificate/", {"csr": csr}, headers=JSON)
        assert answer.status_code == 200, answer.content
        person.open(answer.json()["next"])

    def apply(self, person: Person) -> None:
        """P5–P7: 「平台协议」, the form, 「申请成功」."""
        person.press("同意")
        for name, value in NEED.items():
            person.type(name, value)
        person.pick("amount_wan", "100")
        person.pick("existing_debt_wan", "0")
        person.tick("term_months", "12")
        person.choose("use", "采购原材料")
        person.tick("repayment_method", "equal_instalment")
        person.tick("guarantee_mode", "credit")
        person.choose("industry_code", "通用设备制造业")
        person.tick("size", "small")
        person.type("contact_name", NAME)
        for box in person.tree.xpath('//input[@name="grants"]'):
            if box.get("required") is not None or box.get("value") in {"identity", "tax"}:
                person.tick("grants", box.get("value"))
        person.press("立即申请")
        assert "申请成功" in person.tree.text_content(), person.url


def with_pc_and_phone(who: Newcomer) -> None:
    """R4, R5: the PC shows the code, the phone does 企业认证, the PC goes on by itself."""
    pc, phone = who.device(), who.device()
    who.register(pc)
    who.to_product(pc)
    link = next(one for one in pc.tree.iter("a") if "在新窗口打开手机端" in one.text_content())
    target = parse_qsl(urlsplit(pc.url).query)[0][1]
    who.tally.clicks += 1  # the phone's camera, pointed at the code
    phone.open(str(link.get("href")))
    phone.press("继续为")
    with frozen(now() + timedelta(seconds=61)):  # a second code is sent after a minute at the earliest
        phone.code(PHONE)
        phone.press("登录并继续认证")
    who.by_papers(phone)
    who.skip_utilities(phone)
    who.certificate(phone)
    pc.open(target)
    who.apply(pc)


def with_phone_alone(who: Newcomer) -> None:
    """Everything in 豫正贷."""
    phone = who.device()
    who.register(phone, "/app")
    who.by_papers(phone)
    who.skip_utilities(phone)
    who.certificate(phone)
    phone.follow("注册成功去登录")
    who.to_product(phone)
    who.apply(phone)


def with_shown_papers(who: Newcomer, stand_in: str) -> None:
    """电子营业执照 and 网证: log in by the licence, show both."""
    phone = who.device()
    phone.open("/app/")
    phone.follow("登录")
    phone.follow("认证平台")
    who.show(phone, "电子营业执照", "head", stand_in)
    phone.choose("entity_type", "企业法人")
    phone.type("phone", PHONE.removeprefix("+86"))
    phone.code(PHONE)
    phone.tick("consent")
    phone.press("绑定并登录")
    phone.follow("去认证")
    who.by_shown_papers(phone, stand_in)
    who.skip_utilities(phone)
    who.certificate(phone)
    phone.follow("注册成功去登录")
    who.to_product(phone)
    who.apply(phone)


def without_face(who: Newcomer, staff: Client) -> None:
    """人工认证 on the PC; an operator passes it meanwhile."""
    pc = who.device()
    who.register(pc)
    who.to_product(pc)
    pc.follow("人工认证")
    pc.tick("agree")
    pc.press("下一步")
    pc.tick("role", "legal_representative")
    pc.press("下一步")
    Walk(pc.client, who.member())  # the reader sees this person's papers
    who.papers_by_hand(pc)
    pc.press("提交审核")
    pass_by_operator(staff)
    who.to_product(pc)
    who.apply(pc)


def pass_by_operator(staff: Client) -> None:
    row = Verification.objects.latest("created_at")
    answer = staff.post(f"/ops/verifications/{row.pk}/decide/", {"action": "pass", "version": row.version})
    assert answer.status_code == 302, answer.content.decode()
    row.refresh_from_db()
    assert row.state == "passed"
