"""2.4 平台协议, 2.5 基础操作, 2.6 金融产品搜索."""

from __future__ import annotations

from scripts.manual.acts import (
    button,
    go,
    heading,
    inside,
    link,
    press,
    role,
    see,
    see_path,
    see_text,
    starting,
)
from scripts.manual.steps import Section, Step

PRODUCT = "惠商信用贷"

AGREEMENT = Section(
    "2.4", "平台协议", "平台与企业之间的约定，随时可以读。",
    (
        Step("C11", "点左侧「平台协议」。这里有「现行版本」「同意记录」「历次版本」。点「阅读《平台协议》」。", "hefeng",
             do=(go("/console/"), press(link("平台协议")), see(heading("平台协议"))), mark=(link("平台协议"), link("阅读《平台协议》")),
             then=(press(link("阅读《平台协议》")), see_text("平台做什么"))),
        Step("C11", "读全文；要留一份的，点「打印或存为 PDF」。", "hefeng", mark=(button("打印或存为 PDF"),)),
    ),
)  # fmt: skip

BASICS = Section(
    "2.5", "基础操作", "回首页、退出。",
    (
        Step("C12", "在企业服务管理里点右上角「返回首页」，或者点左上角的 LOGO，回到首页。", "many",
             do=(go("/console/"),), mark=(link("返回首页"), link(starting("回到首页"))), then=(press(link("返回首页")), see_path("/"))),
        Step("C12", "点「退出」，退出登录并回到首页。用别人的电脑，办完一定要退出。", "many",
             mark=(button("退出"),), then=(press(button("退出")), see_text("您已退出登录", "body"))),
    ),
)  # fmt: skip

SEARCH = Section(
    "2.6", "金融产品搜索", "不登录也能看全部产品。",
    (
        Step("P1", "在首页点「金融产品」，列出全部产品；或者在上方搜索框输入关键字，点「搜索」。", "hefeng", do=(go("/"),),
             mark=(link("金融产品"), button("搜索")), then=(press(link("金融产品")), see(heading("金融产品")))),
        Step("P2", "点标签筛选，如「担保方式」里的「信用」，可以几样一起用；条件在上面，点一下就去掉。", "visitor",
             do=(go("/products/"), press(inside(role("group", "担保方式"), "link", starting("^信用"))), see(link("去掉条件 担保方式：信用"))),
             mark=(link("去掉条件 担保方式：信用"),)),
        Step("P2", "也可以输入产品名称的关键字查找。", "visitor",
             do=(go(f"/products/?q={PRODUCT}"), see_text(PRODUCT)), mark=(link(starting(f"^查看详情：{PRODUCT}")),)),
    ),
)  # fmt: skip
SECTIONS = (AGREEMENT, BASICS, SEARCH)
