"""3 金融机构: the desk of an officer, from the queue to 放款, and the hall of demands."""

from __future__ import annotations

from scripts.manual.acts import (
    button,
    choose,
    exact_field,
    field,
    fill,
    fill_main,
    go,
    heading,
    link,
    main_field,
    place,
    press,
    role,
    see,
    see_path,
    see_text,
    starting,
    tick,
    tick_all,
    type_code,
)
from scripts.manual.people import OFFICER
from scripts.manual.sections.demands import TITLE
from scripts.manual.sections.desk import (
    act_on_case,
    fill_offer,
    find_case,
    in_days,
    read_costs,
    send_note,
    type_totp,
)
from scripts.manual.sections.on_the_phone import some_uscc
from scripts.manual.sections.utilities import ENTERPRISE
from scripts.manual.steps import Section, Step

LOGIN = Section(
    "3.1", "登录银行工作台", "机构的人员由业务主管开通。登录要两样：短信验证码和动态口令。",
    (
        Step("B1", "打开银行工作台，填「手机号」，点「获取验证码」。", "officer", do=(go("/bank/login/"), fill("手机号", OFFICER)),
             mark=(field("手机号"), button("获取验证码")), then=(press(button("获取验证码")), see_text("5 分钟内有效", "body"))),
        Step("B1", "填「短信验证码」，点「下一步」。", "officer", do=(type_code(OFFICER),), mark=(field("短信验证码"), button("下一步")),
             then=(press(button("下一步")), see(field("动态口令")))),
        Step("B1", "打开手机上的口令软件，把六位「动态口令」填进来，点「登录」。", "officer", do=(type_totp(OFFICER),),
             mark=(field("动态口令"), button("登录")), then=(press(button("登录")), see_path("/bank/"))),
        Step("B1", "先看「待办」：待受理、我经办的、今日到期、已超时各有几件，最急的排在前面。", "officer", do=(see_text("需要办理"),), mark=(place(".kpi, main a"),)),
    ),
)  # fmt: skip

CASE = Section(
    "3.2", "受理和尽调", "企业提交后，一个工作日内受理，三个工作日内反馈尽调情况。",
    (
        Step("B1", "按申请编号或企业名称搜索，打开一件申请。", "officer", do=(find_case,), mark=(heading(starting(ENTERPRISE)),)),
        Step("B1", "材料齐全，点「受理」；缺材料的退回补件，不符合条件的写明原因不予受理。企业马上看得到。", "officer",
             mark=(button("受理"),), then=(act_on_case("受理", "已受理"),)),
        Step("B1", "点「开始尽调」。", "officer", mark=(button("开始尽调"),), then=(act_on_case("开始尽调", "尽调中"),)),
        Step("B1", "尽调时看到的，写进「尽调记录」。", "officer", do=(press(link("尽调记录")), press(link("添加记录")), send_note),
             mark=(link("尽调记录"),)),
        Step("B1", "尽调做完，点「提交审批」，写授信建议：额度、期限、利率、「平台外存量授信」、费用和「尽调结论」。", "officer",
             do=(press(button("提交审批")), see(role("textbox", "尽调结论")), fill("额度有效期", in_days(365)), fill("年化利率（单利）", "4.2"), fill("平台外存量授信", "0"),
                 fill("尽调结论", "经营稳定，配送合同按季回款，还款来源可靠。")),
             mark=(field("额度有效期"), field("年化利率（单利）"), role("textbox", "尽调结论"), button("提交审批")),
             then=(press(button("提交审批")), see_text("授信建议已提出"))),
    ),
)  # fmt: skip

CREDIT = Section(
    "3.3", "审批、签约和放款", "提出的人不能审批自己提出的，由另一位有权限的人审批。",
    (
        Step("B1", "审批人打开这件申请，看材料、尽调记录和授信建议，点「审批」。", "approver", do=(go("/bank/"), find_case),
             mark=(link("审批"),), then=(press(link("审批")), see(button("同意授信")))),
        Step("B1", "同意就点「同意授信」；条件要改的写明原因，也可以退回或否决。", "approver", mark=(button("同意授信"),),
             then=(press(button("同意授信")), see_text("还没有提交"))),
        Step("B1", "签批前逐项核对：与企业申请、接受的方案、产品和授信建议不同的，都标了「不同」。无误后点「核对无误，同意授信」。", "approver",
             mark=(button("核对无误，同意授信"),), then=(press(button("核对无误，同意授信")), see_text("已授信"))),
        Step("B1", "企业在「我的申请」里点「核对成本清单」，读到末尾、勾选，点「已阅读并确认」，进入签约。", "fresh",
             do=(go("/console/applications/"), press(link(starting("惠商信用贷"))), press(link("核对成本清单")), read_costs),
             mark=(role("checkbox", starting("我已逐项阅读清单")), button("已阅读并确认")), elsewhere=("核对成本清单",),
             then=(press(button("已阅读并确认")), see_text("签约中"))),
        Step("B1", "签约后，客户经理点「登记放款」，填借据号、「放款金额」和日期。", "officer",
             do=(find_case, press(lambda page: page.get_by_role("link", name="登记放款").or_(page.get_by_role("button", name="登记放款")).first),
                 see(field("借据号")), fill("借据号", "JJ100001"), fill("放款金额", "100"), fill("放款日期", in_days(0)), fill("到期日期", in_days(365)),
                 fill("年化利率（单利）", "4.2"), tick(role("checkbox", "首贷"))),
             mark=(field("借据号"), field("放款金额")), then=()),
    ),
)  # fmt: skip

HALL = Section(
    "3.4", "需求大厅", "企业公开的融资需求，合适的可以用自己的产品提融资方案。",
    (
        Step("B2", "点左侧「需求大厅」。列出适合本机构的需求；企业没有公开的，一律待核实。", "officer",
             do=(go(f"/bank/demands/?tab=all&q={TITLE}"),), mark=(link(TITLE),), then=(press(link(TITLE)), see(role("form", "融资方案")))),
        Step("B2", "填「融资方案」：年化利率、「方案金额」、「期限」、还款方式、担保方式和费用，点「提交方案」。企业会逐项比较，选一份。", "officer",
             do=(fill_offer,), mark=(field("方案金额"), exact_field("期限"), button("提交方案")),
             then=(press(button("提交方案")), see_text("意向方案，最终以机构审批和合同为准"))),
        Step("B2", "企业在「管理需求」里看收到的方案，接受一份，接着提交申请。", "hefeng",
             do=(go("/console/demands/"), press(link(TITLE)), see(link(starting("^接受方案")))), mark=(link(starting("^接受方案")),)),
    ),
)  # fmt: skip

AT_THE_COUNTER = Section(
    "3.5", "窗口协办", "不能在手机上办认证的人，带证件到窗口，由有权限的工作人员当面核对；同意和确认都由本人用验证码完成。",
    (
        Step("W1", "点左侧「窗口协办」，填「申请人手机号」「统一社会信用代码」「企业名称」，选「法人类型」，点「开始办理」。", "counter",
             do=(go("/bank/counter/"), fill_main("申请人手机号", "13912345683"), fill_main("统一社会信用代码", some_uscc("counter")),
                 fill_main("企业名称", "郑州示例面业有限公司"), choose("法人类型", "企业法人")),
             mark=(main_field("申请人手机号"), main_field("统一社会信用代码"), main_field("企业名称"), button("开始办理")),
             then=(press(button("开始办理")), see(heading("申请人本人同意")))),
        Step("W1", "请申请人自己读同意书、打勾，点「获取验证码」，报出收到的验证码，点「本人同意并开始」。以后拍证件、核对，最后再由本人确认一次。", "counter",
             do=(tick_all(place("main")),), mark=(button("获取验证码"), button("本人同意并开始"))),
    ),
)  # fmt: skip

SECTIONS = (LOGIN, CASE, CREDIT, HALL, AT_THE_COUNTER)
