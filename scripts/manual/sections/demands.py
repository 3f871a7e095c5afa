"""2.2 我的申请, 2.3 管理需求 (2.3.1, 2.3.2)."""

from __future__ import annotations

from scripts.manual.acts import (
    button,
    choose,
    field,
    fill,
    go,
    heading,
    link,
    press,
    role,
    see,
    see_no,
    see_path,
    see_text,
    starting,
    text,
)
from scripts.manual.steps import Section, Step

TITLE = "新麦收购周转"
"""What 2.3.2 publishes and 3.4 makes an offer for."""

APPLICATIONS = Section(
    "2.2", "我的申请", "企业的每一笔申请都在这里，轮到谁办、几号前办完，一看就知道。",
    (
        Step("C6", "点左侧「我的申请」，列出所有申请。可以按「状态」「提交时间」筛选，「搜索」，「导出」成表格。", "hefeng",
             do=(go("/console/"), press(link("我的申请")), see(heading("我的申请"))), mark=(link("我的申请"), field("状态"), button("搜索"), button("导出"))),
        Step("C6", "等您办的排在前面，按右边的按钮去办，如「补充材料」。", "hefeng", mark=(link(starting("^补充材料：")),)),
        Step("C6", "点一笔申请，看它走到哪一步；还没有受理的可以撤回。", "hefeng",
             do=(press(link(starting("^查看进度"))), see_path("/console/applications/.+/")), mark=(role("heading", starting("."),),)),
    ),
)  # fmt: skip

MANAGE = Section(
    "2.3.1", "管理需求", "发布过的融资需求在这里修改、删除，看收到了几份方案。",
    (
        Step("C7", "点左侧「需求管理」下的「管理需求」。每条需求右边有「编辑」「删除」。", "hefeng",
             do=(go("/console/"), press(link("管理需求")), see(heading("管理需求"))), mark=(link("管理需求"), link("编辑：配套设备试产线"), link("删除：配套设备试产线"))),
        Step("C8", "编辑：点「编辑」，进入「编辑需求」。", "hefeng", mark=(link("编辑：配套设备试产线"),),
             then=(press(link("编辑：配套设备试产线")), see(heading("编辑需求")))),
        Step("C8", "改好后点「确认修改」。不改了，点「返回」。", "hefeng", do=(fill("融资金额(万元)", "280"),),
             mark=(button("确认修改"), link("返回")), then=(press(button("确认修改")), see_text("280"))),
        Step("C9", "删除：点「删除」，再在提示框里点「确定」。点「取消」就不删。", "hefeng",
             do=(go("/console/demands/"), press(link("删除：叉车更新")), see(role("dialog", starting("删除")))),
             mark=(button("确定"), link("取消")), then=(press(button("确定")), see_no(link("删除：叉车更新")))),
    ),
)  # fmt: skip

PUBLISH = Section(
    "2.3.2", "发布需求", "填一次，全省的机构都能看到；合适的会给您发融资方案。",
    (
        Step("C10", "在首页点「需求发布」。", "hefeng", do=(go("/"),), mark=(link("需求发布"),), then=(press(link("需求发布")), see(field("需求名称")))),
        Step("C10", "填「需求名称」「融资金额(万元)」，选「融资期限」「融资用途」「担保方式」「所属地区」。联系人和电话已经带出来，机构在您接受方案之前看不到。", "hefeng",
             do=(fill("需求名称", TITLE), fill("融资金额(万元)", "50"), choose("融资期限", "12 个月"), choose("融资用途", "采购原材料")),
             mark=(field("需求名称"), field("融资金额(万元)"), field("融资期限"), field("融资用途"))),
        Step("C10", "核对后点「立即提交」。点「重置」会清空所有栏目，清错了可以撤销。", "hefeng",
             mark=(button("立即提交"), button("重置")), then=(press(button("立即提交")), see_text("发布成功"))),
        Step("C10", "看到「发布成功」，需求就公开给机构了。", "hefeng", mark=(text("发布成功"),)),
    ),
)  # fmt: skip
SECTIONS = (APPLICATIONS, MANAGE, PUBLISH)
