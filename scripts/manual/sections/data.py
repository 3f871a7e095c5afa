"""2.9 企业信用报告, 2.10 数据授权: not in the original manual, numbered on from it."""

from __future__ import annotations

from scripts.manual.acts import (
    button,
    field,
    go,
    heading,
    link,
    place,
    press,
    reload_until,
    role,
    see,
    see_path,
    see_text,
    starting,
    tick,
)
from scripts.manual.steps import Section, Step

REPORT = Section(
    "2.9", "企业信用报告", "由政务数据汇总的一份报告，给企业自己看：只列事实，不打分。",
    (
        Step("K1", "点左侧「企业信用报告」。还没有报告的，点「生成报告」。", "fresh",
             do=(go("/console/"), press(link("企业信用报告")), see(heading("企业信用报告"))), mark=(link("企业信用报告"), link("生成报告")),
             then=(press(link("生成报告")), see(heading("生成企业信用报告")))),
        Step("K1", "第一部分是依法公开的信息，全部查询；第二部分逐项勾选，不勾的不查。选好点「生成报告」。", "fresh",
             do=(tick(role("checkbox", starting("纳税"))),), mark=(role("checkbox", starting("纳税")), button("生成报告")),
             then=(press(button("生成报告")), see(role("link", "历次报告")))),
        Step("K1", "看报告。哪个来源没有答复，报告里如实写明；数据变了点「更新数据」，从前的在「历次报告」。", "fresh",
             do=(go("/console/credit-report/"), reload_until(link("下载签名 PDF"))), mark=(link("历次报告"), link("更新数据"))),
        Step("K1", "要给别人看的，点「下载签名 PDF」；收到的人用报告封面上的验证码或者文件核验。", "fresh",
             mark=(link("下载签名 PDF"),)),
        Step("K1", "核验：打开「核验企业信用报告」，填「验证码」，或选「报告的 PDF 文件」，点「核验」。不需要登录，也看不到报告的内容。", "visitor",
             do=(go("/verify/"),), mark=(field("验证码"), button("核验"))),
    ),
)  # fmt: skip

GRANTS = Section(
    "2.10", "数据授权", "机构要看企业的数据，先要企业逐项同意；给了哪些、谁看过，都在这里，随时可以撤回。",
    (
        Step("K2", "点左侧「数据授权」。按机构和申请列出每一项授权、有效期、对方看过没有。", "hefeng",
             do=(go("/console/"), press(link("数据授权")), see(heading("数据授权"))), mark=(link("数据授权"), link("谁看过我的数据"))),
        Step("K2", "要收回一项，点「撤回授权」；这家机构的都要收回，点「全部撤回」。", "hefeng",
             mark=(button(starting("^撤回授权：")), link(starting("^全部撤回："))),
             then=(press(button(starting("^撤回授权："))), see(button(starting("撤回"))))),
        Step("K2", "先看清楚撤回会影响哪笔申请，再确认。", "hefeng", do=(see_text("撤回"),), mark=(button(starting("撤回")),)),
        Step("K2", "机构每次查看都有记录：点「谁看过我的数据」。", "hefeng",
             do=(go("/console/authorisations/"),), mark=(link("谁看过我的数据"),),
             then=(press(link("谁看过我的数据")), see_path("/console/authorisations/readings/"), see(heading("谁看过我的数据")))),
        Step("K2", "点一项授权看它写了什么，还可以下载平台签名的「回执」，留作凭据。", "fresh",
             do=(go("/console/authorisations/"), press(place("main a[href*='/authorisations/0']")), see(link(starting("^下载")))),
             mark=(link(starting("^下载")),)),
    ),
)  # fmt: skip
SECTIONS = (REPORT, GRANTS)
