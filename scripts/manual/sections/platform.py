"""4 平台运营: what operators, auditors and regulators do."""

from __future__ import annotations

from scripts.manual.acts import (
    button,
    field,
    go,
    heading,
    link,
    place,
    press,
    see,
    see_text,
    starting,
)
from scripts.manual.steps import Section, Step

REVIEW = Section(
    "4.1", "认证审核", "手机上办不完的认证由人核对，一个工作日内答复。",
    (
        Step("O1", "登录平台运营，工作台上列出等您处理的。点「待审核的认证」。", "operator", do=(go("/ops/"),), mark=(link("待审核的认证"),),
             then=(press(link("待审核的认证")), see(heading("认证审核")))),
        Step("O1", "等得最久的排在最前，点企业名称打开。", "operator", mark=(place("main .table a"),), then=(press(place("main .table a")), see(heading(starting("."))))),
        Step("O1", "看证件先选原因，每次查看都记入审计。核对后「通过」，或写明要补充什么。", "operator", do=(see(button("通过")),), mark=(button("通过"),)),
    ),
)  # fmt: skip

DESKS = Section(
    "4.2", "反馈、产品和需求", "企业的反馈 3 个工作日内回复；产品和需求的文字核对后公开。",
    (
        Step("O1", "点「意见反馈」，「待回复」的在最前。点编号打开。", "operator", do=(go("/ops/feedback/"),), mark=(link("待回复"), place("main .table a")),
             then=(press(place("main .table a")), see(button("回复")))),
        Step("O1", "写回复，点「回复」。对方在「消息中心」和「我的反馈」看得到。", "operator",
             do=(lambda page, _: page.get_by_role("main").get_by_role("textbox").first.fill("已收到，提醒功能正在安排，做好后会在消息中心告诉您。"),),
             mark=(button("回复"),), elsewhere=("消息中心", "我的反馈"), then=(press(button("回复")), see_text("已回复"))),
        Step("O1", "产品审核：机构提交的新版本核对后上架。", "operator", do=(go("/ops/products/"),), mark=(place("main .table a"),)),
        Step("O1", "需求审核：文字里可能有联系方式、网址的，核对后再公开。", "operator", do=(go("/ops/demands/"),), mark=(place("main .table a"),)),
    ),
)  # fmt: skip

WATCH = Section(
    "4.3", "统计和审计", "谁看过、改过什么，都记在只增不改的日志里。",
    (
        Step("O2", "工作台下方是「平台数据」：认证企业、入驻机构、累计授信和授信意见用时。", "operator", do=(go("/ops/"),), mark=(place("main dl, .kpi"),)),
        Step("O3", "审计员打开「审计日志」，按「操作」「操作人」「对象编号」「日期」查找。", "auditor", do=(go("/ops/audit/"),),
             mark=(field("操作"), field("操作人"), field("对象编号"), field("日期"), button("筛选"))),
        Step("O3", "点「校验完整性」，从头走一遍，看有没有被动过。", "auditor", mark=(button("校验完整性"),)),
    ),
)  # fmt: skip
SECTIONS = (REVIEW, DESKS, WATCH)
