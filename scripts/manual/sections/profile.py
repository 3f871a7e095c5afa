"""2 企业服务管理: the way in, and 2.1 个人中心."""

from __future__ import annotations

from scripts.manual.acts import (
    button,
    field,
    fill,
    go,
    link,
    press,
    see,
    see_text,
    starting,
    type_code,
)
from scripts.manual.people import CHANGED, NEW_PHONE
from scripts.manual.sections.utilities import fill_electricity, fill_social_insurance
from scripts.manual.steps import Section, Step

GREETING = link(starting("^您好！"))

ENTRY = Section(
    "2", "进入企业服务管理", "登录以后，企业自己的事都在「企业服务管理」里办。",
    (
        Step("C1", "点右上角的「您好！…」，进入企业服务管理。", "hefeng", do=(go("/"),), mark=(GREETING,), then=(press(GREETING), see(link("个人中心")))),
        Step(
            "C1", "左侧是各项业务：「个人中心」「我的申请」「需求管理」「企业信用报告」「数据授权」「消息中心」「我的反馈」「平台协议」。", "hefeng",
            mark=(link("个人中心"), link("我的申请"), link("管理需求"), link("数据授权"), link("平台协议")),
        ),
    ),
)  # fmt: skip

PROFILE = Section(
    "2.1", "个人中心", "「个人中心」有三部分：基本信息、认证信息、其他信息。",
    (
        Step(
            "C2", "点左侧「个人中心」，上方是「基本信息」「认证信息」「其他信息」。", "owner", do=(go("/console/profile/basic/"),),
            mark=(link("基本信息"), link("认证信息"), link("其他信息")),
        ),
        Step("C3", "基本信息：这里是登录用的手机号。要换号，点「修改」。", "owner", mark=(link("修改"),), then=(press(link("修改")), see(field("新手机号")))),
        Step(
            "C3", "先证明原来的号：点「获取原手机号验证码」，把收到的填进「原手机号验证码」。", "owner",
            mark=(button("获取原手机号验证码"), field("原手机号验证码")),
            then=(press(button("获取原手机号验证码")), see_text("5 分钟内有效"), type_code(NEW_PHONE, "原手机号验证码")),
        ),
        Step(
            "C3", "再填「新手机号」，点「获取验证码」。", "owner",
            do=(fill("新手机号", CHANGED),), mark=(field("新手机号"), button("获取验证码")),
            then=(press(button("获取验证码")), type_code(CHANGED)),
        ),
        Step(
            "C3", "新号收到的填进「短信验证码」，点「保存」。原来的号会收到一条提醒。", "owner",
            mark=(field("短信验证码"), button("保存")), then=(press(button("保存")), see_text("139****5690")),
        ),
        Step(
            "C4", "认证信息：看企业登记的信息。「法人类型」和「统一社会信用代码」不能改；地区、行业、规模点「修改地区、行业、规模」；名称或法定代表人变了，点「营业执照有变更」。",
            "hefeng", do=(go("/console/profile/verification/"),), mark=(link("修改地区、行业、规模"), link("营业执照有变更")),
        ),
        Step(
            "C5", "其他信息：填「电力户号」「缴费人姓名」「缴费人电话」，点「验证电力户号」。验证通过就保存。", "fresh",
            do=(go("/console/profile/other/"), fill_electricity), mark=(field("电力户号"), field("缴费人姓名"), field("缴费人电话"), button("验证电力户号")),
            then=(press(button("验证电力户号")), see_text("电力户号已验证并保存")),
        ),
        Step(
            "C5", "填「社保号」（单位社保编号，不是个人的），点「验证社保号」。验证通过就保存。", "fresh",
            do=(fill_social_insurance,), mark=(field("社保号"), button("验证社保号")),
            then=(press(button("验证社保号")), see_text("社保号已验证并保存")),
        ),
    ),
)  # fmt: skip
SECTIONS = (ENTRY, PROFILE)
