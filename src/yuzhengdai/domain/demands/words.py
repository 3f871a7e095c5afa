"""The words of demands and offers, the same on every screen: actions for each side, and the sentence under every offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

INTENTION: Final = "意向方案，最终以机构审批和合同为准"
"""On every page, print and file that shows an offer."""
OUTDATED: Final = "基于修改前的需求"
"""What an offer reads whose demand was changed after it was made or last confirmed."""
OFFERS_FULL: Final = "这条需求已收满企业想要的方案数，现在不能再提交方案。有机构撤回或企业谢绝后，可以再来。"


@dataclass(frozen=True, slots=True)
class ActionWords:
    """``label``: on the button. ``done``: told afterwards. The rest: the step in the history of that side; "" for one not read."""

    label: str
    done: str = ""
    enterprise: str = ""
    institution: str = ""
    operator: str = ""


DEMAND_ACTIONS: Final[Mapping[str, ActionWords]] = {
    "publish": ActionWords("立即提交", "需求已提交", "提交需求", "企业发布需求", "企业提交需求"),
    "discard": ActionWords("删除草稿", "草稿已删除"),
    "edit": ActionWords("编辑", "修改已保存", "修改需求", "企业修改需求", "企业修改需求"),
    "extend": ActionWords("延长有效期", "有效期已延长", "延长有效期", "企业延长有效期", "企业延长有效期"),
    "close": ActionWords("撤回需求", "需求已撤回", "撤回需求", "企业撤回需求", "企业撤回需求"),
    "delete": ActionWords("删除", "需求已删除", "删除需求", "企业删除需求", "企业删除需求"),
    "match": ActionWords("接受方案", "", "接受方案，需求达成", "企业达成需求", "企业接受方案"),
    "reopen": ActionWords(
        "重新开放需求", "需求已重新开放", "重新开放需求", "企业重新开放需求", "企业重新开放需求"
    ),
    "pass": ActionWords("通过", "已通过，需求已发布。", "平台审核通过", "", "审核通过"),
    "return": ActionWords("退回修改", "已退回企业修改。", "平台退回修改", "", "退回修改"),
    "remove": ActionWords("下架", "需求已下架。", "平台下架需求", "平台下架需求", "下架"),
    "offer": ActionWords("提交方案", "方案已提交", "收到机构方案", "提交方案", "机构提交方案"),
    "expire": ActionWords("到期", "", "需求已过期", "需求已过期", "到期"),
    "cancel": ActionWords("结束", "", "企业注销，需求结束", "需求已结束", "企业注销，需求结束"),
}

OFFER_ACTIONS: Final[Mapping[str, ActionWords]] = {
    "edit": ActionWords("修改方案", "方案已修改", "机构修改方案", "修改方案"),
    "confirm": ActionWords(
        "确认方案仍然有效", "已确认，方案按修改后的需求有效", "机构确认方案仍然有效", "确认方案仍然有效"
    ),
    "withdraw": ActionWords("撤回方案", "方案已撤回", "机构撤回方案", "撤回方案"),
    "release": ActionWords("放行", "方案已放行，企业可以看到", "", "主管放行"),
    "accept": ActionWords("接受方案", "", "接受方案", "企业接受方案"),
    "decline": ActionWords("谢绝方案", "已谢绝这份方案", "谢绝方案", "企业谢绝方案"),
    "pass_over": ActionWords("", "", "已选择其他方案", "企业已选择其他方案"),
    "lapse": ActionWords("", "", "方案已失效", "方案已失效"),
}
