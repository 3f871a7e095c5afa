"""The main line as a newcomer walks it: registration → 人工认证 → product → 申请成功 → officer → disbursement.

Each step takes the page of the person who does it and a camera that is told when a page is worth a picture. The browser test
keeps none.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.codes import make_id_number, make_uscc

Camera = Callable[[Page, str], None]
"""Called with a page and the name of the moment."""

PRODUCT = "惠商信用贷"
OPERATOR = "13800000091"
OFFICER = "13800000021"
APPROVER = "13800000027"
CHECKER = "13800000029"


@dataclass(slots=True)
class Newcomer:
    """An owner who does not exist yet."""

    phone: str = "13912345678"
    name: str = "李建国"
    enterprise: str = "郑州新禾粮油机械有限公司"
    uscc: str = field(default_factory=lambda: make_uscc(region="410102", seed="main-line"))
    id_number: str = field(default_factory=lambda: make_id_number(region="410102", seed="main-line"))


@dataclass(slots=True)
class Walk:
    """Where it takes place and how codes are read; ``number`` and ``product_url`` are found on the way."""

    base_url: str
    sms_code: Callable[[str], str]
    totp_code: Callable[[str], str]
    camera: Camera
    who: Newcomer = field(default_factory=Newcomer)
    number: str = ""
    institution: str = ""

    def whole(self, page: Page, staff: Page) -> None:
        """Everything in order: ``page`` is the owner's browser, ``staff`` another one."""
        self.register(page)
        self.log_in(page)
        self.meet_the_gate(page)
        self.hand_in_verification(page)
        self.operator_approves(staff)
        self.see_verified(page)
        self.apply(page)
        self.officer_opens(staff)
        self.officer_proposes(staff)
        self.approver_approves(staff)
        self.confirm_costs(page)
        self.officer_disburses(staff)
        self.checker_releases(staff)
        self.see_disbursement(page)

    def register(self, page: Page) -> None:
        """R1, R2: home page → 「注册」 → back on the home page."""
        page.goto(f"{self.base_url}/")
        self.camera(page, "首页")
        page.get_by_role("link", name="注册", exact=True).first.click()
        self.camera(page, "注册")
        page.get_by_label("企业名称").fill(self.who.enterprise)
        page.get_by_label("统一社会信用代码").fill(self.who.uscc)
        page.get_by_label("法人类型").select_option(label="企业法人")
        page.get_by_label("手机号").fill(self.who.phone)
        page.get_by_role("button", name="获取验证码").click()
        page.get_by_label("短信验证码").fill(self.sms_code(self.who.phone))
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="注册", exact=True).click()
        expect(page).to_have_url(re.compile(rf"{re.escape(self.base_url)}/(\?.*)?$"))
        self.camera(page, "注册完成")

    def log_in(self, page: Page) -> None:
        """R2, L1: 「企业登录」, right after registering one click without a code; the header greets the enterprise."""
        page.goto(f"{self.base_url}/login/")
        self.camera(page, "企业登录")
        page.goto(f"{self.base_url}/")
        page.get_by_role("link", name="企业登录", exact=True).first.click()
        expect(page.get_by_role("link", name=f"您好！{self.who.enterprise}")).to_be_visible()

    def meet_the_gate(self, page: Page) -> None:
        """R4: applying before 企业认证 opens the gate, which leads to 人工认证."""
        self.open_product(page)
        self.camera(page, "产品详情")
        page.get_by_role("link", name="立即申请").first.click()
        expect(page.get_by_role("heading", name="请先完成企业认证")).to_be_visible()
        self.camera(page, "请先完成企业认证")
        page.get_by_role("link", name="人工认证").first.click()

    def open_product(self, page: Page) -> None:
        """P1–P3: 「金融产品」, search, 「查看详情」."""
        page.get_by_role("link", name="金融产品", exact=True).first.click()
        self.camera(page, "金融产品")
        box = page.get_by_role("main").get_by_role("searchbox")
        box.fill(PRODUCT)
        box.press("Enter")
        expect(page.get_by_role("main")).to_contain_text(PRODUCT)
        page.get_by_role("link", name="查看详情").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(PRODUCT)

    def hand_in_verification(self, page: Page) -> None:
        """人工认证: consent, role, identity, licence, summary, 「提交审核」."""
        self.camera(page, "人工认证")
        page.get_by_role("checkbox", name=re.compile("我已阅读并同意")).check()
        page.get_by_role("button", name="下一步").click()
        page.get_by_role("radio", name="我是法定代表人").check()
        self.camera(page, "办理身份")
        page.get_by_role("button", name="下一步").click()
        page.get_by_label("姓名").fill(self.who.name)
        page.get_by_label("身份证号").fill(self.who.id_number)
        page.get_by_label("住址").fill("河南省郑州市中原区示例路 8 号院 3 号楼")
        page.get_by_label("有效期截止日").fill(in_days(3000))
        page.get_by_label("身份证人像面").set_input_files(picture("ID FRONT"))
        page.get_by_label("身份证国徽面").set_input_files(picture("ID BACK"))
        self.camera(page, "身份信息")
        page.get_by_role("button", name="下一步").click()
        page.get_by_label("法定代表人").fill(self.who.name)
        page.get_by_label("住所").fill("郑州市中原区示例路 88 号")
        page.get_by_label("成立日期").fill("2016-08-17")
        page.get_by_label("所属地区").select_option(label="郑州市")
        page.get_by_label("营业执照", exact=True).set_input_files(picture("LICENCE"))
        self.camera(page, "营业执照")
        page.get_by_role("button", name="下一步").click()
        # The form is sent in the background: the next page is there when its button is.
        expect(page.get_by_role("button", name="提交审核")).to_be_visible()
        self.camera(page, "核对提交")
        page.get_by_role("button", name="提交审核").click()
        expect(page.get_by_role("main")).to_contain_text("已提交审核")
        self.camera(page, "已提交审核")

    def log_in_staff(self, page: Page, *, path: str, phone: str) -> None:
        """B1, O1: phone and code, then the second factor."""
        page.goto(f"{self.base_url}{path}")
        page.get_by_label("手机号").fill(phone)
        page.get_by_role("button", name="获取验证码").click()
        page.get_by_label("短信验证码").fill(self.sms_code(phone))
        page.get_by_role("button", name="下一步").click()
        expect(page.get_by_label("动态口令")).to_be_visible()
        self.camera(page, "动态口令")
        page.get_by_label("动态口令").fill(self.totp_code(phone))
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda url: "/login/" not in url)

    def operator_approves(self, page: Page) -> None:
        """O1: the operator opens the verification and passes it."""
        self.log_in_staff(page, path="/ops/login/", phone=OPERATOR)
        self.camera(page, "运营工作台")
        page.get_by_role("link", name=re.compile("^认证审核")).first.click()
        self.camera(page, "认证审核")
        page.get_by_role("link", name=self.who.enterprise).first.click()
        page.get_by_label("查看原因").first.select_option("check")
        page.get_by_role("button", name="打开身份证人像面").click()
        expect(page.get_by_role("img", name=re.compile("身份证人像面"))).to_be_visible()
        self.camera(page, "认证审核 核对")
        page.get_by_role("button", name="通过", exact=True).click()
        expect(page.get_by_role("main")).to_contain_text(f"「{self.who.enterprise}」已处理")

    def see_verified(self, page: Page) -> None:
        """The owner's page says so, and leads back to what was clicked."""
        page.reload()
        expect(page.get_by_role("main")).to_contain_text("认证")
        self.camera(page, "认证已通过")

    def apply(self, page: Page) -> None:
        """P4–P7: 「立即申请」, 「平台协议」, the form, 「申请成功」."""
        self.open_product(page)
        page.get_by_role("link", name="立即申请").first.click()
        self.agree(page)
        self.fill_in(page)
        self.camera(page, "填写申请")
        page.get_by_role("button", name="立即申请").click()
        dialog = page.get_by_role("dialog", name="申请成功")
        expect(dialog).to_be_visible()
        found = re.search(r"YZ[0-9-]+", dialog.inner_text())
        assert found is not None
        self.number = found.group()
        self.camera(page, "申请成功")
        dialog.get_by_role("link", name="查看我的申请").click()
        expect(page.get_by_role("main")).to_contain_text("待受理")
        self.camera(page, "我的申请 待受理")

    def agree(self, page: Page) -> None:
        """P5: 「同意」 only after reading to the end."""
        dialog = page.get_by_role("dialog", name="平台协议")
        self.camera(page, "平台协议")
        dialog.get_by_role("region", name="平台协议全文").evaluate(
            "box => { box.scrollTop = box.scrollHeight }"
        )
        dialog.get_by_role("button", name="同意", exact=True).click()
        page.wait_for_url(re.compile(r"/apply/(\?|$)"))

    def fill_in(self, page: Page) -> None:
        """P6: the application form."""
        page.get_by_label("借款金额").fill("100")
        page.get_by_role("radio", name="12 个月").check()
        page.get_by_label("借款用途").select_option(label="采购原材料")
        page.get_by_role("radio", name="等额本息").check()
        page.get_by_role("radio", name="信用", exact=True).check()
        page.get_by_label("主要还款来源").fill("与两家面粉加工企业签订的年度供货合同，按季回款")
        page.get_by_label("所属行业").select_option(label="农副食品加工业")
        page.get_by_role("radio", name="小型").check()
        page.get_by_label("年营业收入").fill("1284")
        page.get_by_label("资产总额").fill("960")
        page.get_by_label("现有负债").fill("0")
        page.get_by_label("从业人数").fill("41")
        page.get_by_label("联系人").fill(self.who.name)
        for box in (
            page.get_by_role("group", name="逐项授权")
            .or_(page.locator("#grants"))
            .get_by_role("checkbox")
            .all()
        ):
            box.check()

    def officer_opens(self, page: Page) -> None:
        """B1: the officer finds the file in the queue."""
        self.log_in_staff(page, path="/bank/login/", phone=OFFICER)
        self.camera(page, "待办")
        search = page.get_by_role("searchbox")
        search.fill(self.number)
        search.press("Enter")
        page.get_by_role("link", name=re.compile(self.who.enterprise)).first.click()
        expect(page.get_by_role("main")).to_contain_text(self.number)
        self.camera(page, "申请详情")

    def officer_proposes(self, page: Page) -> None:
        """B1: 受理 → 开始尽调 → 记录尽调 → 授信建议 with the cost list and the conclusion → 提交审批."""
        self._act(page, "受理", "已受理")
        self._act(page, "开始尽调", "尽调中")
        self.camera(page, "尽调中")
        page.get_by_role("link", name="尽调记录").click()
        page.get_by_role("link", name="添加记录").click()
        page.get_by_role("textbox", name="尽调记录").fill(
            "实地查看生产线两条，运转正常；近一年流水与申报收入相符。"
        )
        page.get_by_role("textbox", name="尽调记录").locator("xpath=ancestor::form").get_by_role(
            "button"
        ).last.click()
        expect(page.get_by_role("main")).to_contain_text("运转正常")
        self.camera(page, "尽调记录")
        page.get_by_role("button", name="提交审批").click()
        expect(page.get_by_role("textbox", name="尽调结论")).to_be_visible()
        page.get_by_label("额度有效期").fill(in_days(365))
        page.get_by_label("年化利率（单利）").fill("4.2")
        page.get_by_label("平台外存量授信").fill("0")
        page.get_by_role("textbox", name="尽调结论").fill("经营稳定，供货合同按季回款，还款来源可靠。")
        page.get_by_role("button", name="试算").click()
        expect(page.locator("#preview")).to_contain_text("年化综合融资成本")
        self.camera(page, "授信建议与成本清单")
        page.get_by_role("button", name="提交审批").click()
        expect(page.get_by_role("main")).to_contain_text("授信建议已提出")
        self.camera(page, "审批中")

    def approver_approves(self, officers: Page) -> None:
        """B1: somebody else reads the 授信建议 and signs: 同意授信."""
        page = self._colleague(officers, APPROVER)
        expect(page.get_by_role("main")).to_contain_text("供货合同按季回款")
        page.get_by_role("link", name="审批", exact=True).click()
        expect(page.get_by_role("button", name="同意授信")).to_be_visible()
        self.camera(page, "审批授信")
        page.get_by_role("button", name="同意授信").click()
        expect(page.get_by_role("group", name="请核对后确认")).to_contain_text("还没有提交")
        self.camera(page, "核对将签批的条件")
        page.get_by_role("button", name="核对无误，同意授信").click()
        expect(page.get_by_role("main")).to_contain_text("已授信")
        self.camera(page, "已授信")
        page.context.close()

    def _colleague(self, officers: Page, phone: str) -> Page:
        """The file in the browser of another officer; its context is closed by the caller."""
        browser = officers.context.browser
        assert browser is not None
        page = browser.new_context(viewport=officers.viewport_size, locale="zh-CN").new_page()
        self.log_in_staff(page, path="/bank/login/", phone=phone)
        search = page.get_by_role("searchbox")
        search.fill(self.number)
        search.press("Enter")
        page.get_by_role("link", name=re.compile(self.who.enterprise)).first.click()
        return page

    def _act(self, page: Page, action: str, state: str) -> None:
        page.get_by_role("button", name=action, exact=True).click()
        page.wait_for_load_state("networkidle")
        main = page.get_by_role("main")
        asks = main.get_by_role("link", name="返回申请")
        if asks.count():  # what deserves a second look is asked once more
            main.get_by_role("button", name=action, exact=True).click()
        expect(main).to_contain_text(state)

    def confirm_costs(self, page: Page) -> None:
        """The owner reads the cost list to its end and confirms it: 签约中."""
        page.goto(f"{self.base_url}/console/messages/")
        self.camera(page, "消息中心")
        page.goto(f"{self.base_url}/console/applications/")
        self.camera(page, "我的申请")
        page.get_by_role("link", name=re.compile(PRODUCT)).first.click()
        self.camera(page, "我的申请 已授信")
        page.get_by_role("link", name="核对成本清单").click()
        page.get_by_role("region", name="企业贷款综合融资成本清单").evaluate(
            "box => { box.scrollTop = box.scrollHeight }"
        )
        page.get_by_role("checkbox", name=re.compile("我已逐项阅读清单")).check()
        self.camera(page, "综合融资成本清单")
        page.get_by_role("button", name="已阅读并确认").click()
        expect(page.get_by_role("main")).to_contain_text("签约中")
        self.camera(page, "我的申请 签约中")

    def officer_disburses(self, page: Page) -> None:
        """B1: 「登记放款」."""
        page.reload()
        page.get_by_role("link", name="登记放款").or_(
            page.get_by_role("button", name="登记放款")
        ).first.click()
        page.get_by_label("借据号").fill(f"JJ{self.number[-6:]}")
        page.get_by_label("放款金额").fill("100")
        page.get_by_label("放款日期").fill(in_days(0))
        page.get_by_label("到期日期").fill(in_days(365))
        page.get_by_label("年化利率（单利）").fill("4.2")
        page.get_by_role("checkbox", name="首贷").check()
        self.camera(page, "登记放款")
        page.get_by_role("button", name="登记放款").last.click()
        expect(page.get_by_role("main")).to_contain_text("待复核的放款")
        self.camera(page, "待复核的放款")

    def checker_releases(self, officers: Page) -> None:
        """B1: somebody who neither proposed, decided nor entered compares it and lets it count: 复核放款."""
        page = self._colleague(officers, CHECKER)
        page.get_by_role("button", name="复核放款").or_(
            page.get_by_role("link", name="复核放款")
        ).first.click()
        expect(page.get_by_text("请与借据、合同逐项核对")).to_be_visible()
        self.camera(page, "复核放款")
        page.get_by_role("button", name="复核无误").click()
        expect(page.get_by_role("main")).to_contain_text("已放款")
        self.camera(page, "已放款")
        page.context.close()

    def see_disbursement(self, page: Page) -> None:
        """The owner sees the end of the line and what was told on the way."""
        page.reload()
        expect(page.get_by_role("main")).to_contain_text("已放款")
        self.camera(page, "我的申请 已放款")


def picture(title: str, *, number: int = 0) -> dict[str, object]:
    """A specimen photograph to upload; says that it is one."""
    image = Image.new("RGB", (1000, 640), (236, 240, 238))
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 980, 620), outline=(20, 90, 104), width=6)
    draw.text((60, 60), f"SPECIMEN {title} {number}", fill=(20, 60, 70))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return {"name": f"{title}.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def in_days(days: int) -> str:
    """A date as date fields take it."""
    return (today() + timedelta(days=days)).isoformat()
