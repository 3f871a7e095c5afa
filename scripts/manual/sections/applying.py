"""2.7 金融产品申请, 2.8 意见建议."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Page

from scripts.manual.acts import (
    button,
    choose,
    field,
    fill,
    go,
    heading,
    link,
    place,
    press,
    radio,
    read_to_the_end,
    role,
    see,
    see_path,
    see_text,
    starting,
    tick,
    tick_all,
)
from scripts.manual.sections.portal import PRODUCT
from scripts.manual.steps import Section, Step

if TYPE_CHECKING:
    from scripts.manual.stage import Stage


def note_number(page: Page, stage: Stage) -> None:
    """Keep the application's number for the bank's part."""
    found = re.search(r"YZ[0-9-]+", page.get_by_role("dialog", name="申请成功").inner_text(timeout=10_000))
    if found is None:
        raise LookupError("no application number")
    stage.notes["number"] = found.group()


FORM = (
    fill("借款金额", "100"), tick(radio("12 个月")), choose("借款用途", "采购原材料"), tick(radio("等额本息")), tick(radio("信用")),
    fill("主要还款来源", "与两家连锁超市签订的年度冷链配送合同，按季回款"),
)  # fmt: skip
BUSINESS = (
    choose("所属行业", "道路运输业"), tick(radio("小型")), fill("年营业收入", "1284"), fill("资产总额", "960"), fill("现有负债", "0"),
    fill("从业人数", "41"), fill("联系人", "孙志强"),
)  # fmt: skip

APPLY = Section(
    "2.7", "金融产品申请", "选一个产品，填一张表，机构一个工作日内受理。",
    (
        Step("P3", "在产品页点产品右边的「查看详情」。", "fresh", do=(go(f"/products/?q={PRODUCT}"),),
             mark=(link(starting(f"^查看详情：{PRODUCT}")),), then=(press(link(starting(f"^查看详情：{PRODUCT}"))), see(heading(PRODUCT)))),
        Step("P3", "详情页里有额度、利率、期限、申请条件和「还款试算」。条件逐条写明符合、不符合还是待核实。", "fresh",
             do=(see(heading(PRODUCT)),), mark=(role("heading", PRODUCT), place(".conditions, [id=conditions]"))),
        Step("P4", "想申请，点「立即申请」。", "fresh", mark=(link("立即申请"),),
             then=(press(link("立即申请")), see(role("dialog", "平台协议")))),
        Step("P5", "第一次申请的企业先读「平台协议」。读到末尾，点「同意」；「不同意」就留在产品页。", "fresh",
             do=(read_to_the_end("平台协议全文"),), mark=(button("同意"), button("不同意")),
             then=(press(button("同意")), see_path("/.*apply/"))),
        Step("P6", "填申请：「借款金额」「借款用途」、期限、还款方式、担保方式。填的内容自动保存，中途离开不会丢。", "fresh", do=FORM,
             mark=(field("借款金额"), field("借款用途"))),
        Step("P6", "填企业的情况。企业认证过的信息已经带出来。", "fresh", do=BUSINESS, mark=(field("年营业收入"), field("从业人数"))),
        Step("P6", "联系电话要换的，点「修改手机号」，只影响这一笔申请。", "fresh", mark=(button("修改手机号"),)),
        Step("P6", "逐项勾选允许机构查看哪些数据，点「立即申请」。不申请了，点「取消申请」，草稿会留着。", "fresh",
             do=(tick_all(place("#grants")),), mark=(button("立即申请"), button("取消申请")),
             then=(press(button("立即申请")), see(role("dialog", "申请成功")))),
        Step("P7", "看到「申请成功」，记下申请编号；点「查看我的申请」看进度。", "fresh",
             do=(note_number,), mark=(role("dialog", "申请成功"),), then=(press(link("查看我的申请")), see_text("待受理"))),
    ),
)  # fmt: skip

FEEDBACK = Section(
    "2.8", "意见建议", "意见、建议、使用体验、投诉，都可以告诉我们，3 个工作日内回复。",
    (
        Step("F1", "每个页面右下角都有「意见反馈」，点它。", "hefeng", do=(go("/"),), mark=(place(".feedback-button"),),
             then=(press(place(".feedback-button")), see(field("问题描述")))),
        Step("F1", "选「反馈类型」，写「问题描述」，可以附图片，点「提交反馈」。", "hefeng",
             do=(tick(radio("意见建议")), fill("问题描述", "希望能在手机上收到待补件的提醒，最好提前三天。")),
             mark=(radio("意见建议"), field("问题描述"), button("提交反馈")), then=(press(button("提交反馈")), see_path("/feedback/sent/.*"))),
        Step("F1", "得到一个查询编号。答复在「消息中心」和「我的反馈」里。", "hefeng", do=(go("/console/feedback/"),),
             mark=(link("我的反馈"), link(starting("^消息中心")))),
    ),
)  # fmt: skip
SECTIONS = (APPLY, FEEDBACK)
