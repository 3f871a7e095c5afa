"""The words of the workflow of applications, the same on every screen: actions for each side, states and
stages, who is waited for.

Screens take their words from here; what a state is called stands in ``enums.ApplicationState``, what a message says in ``messages``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from yuzhengdai.domain.applications.clock import PromiseState
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import Application, StatusChange


@dataclass(frozen=True, slots=True)
class ActionWords:
    """What one action is called.

    ``label``: on the button that leads to it. ``title`` and ``submit``: heading and button of the page that asks, ``lead`` what
    it warns of, ``note`` the optional text it takes, ``done`` what is told afterwards. ``enterprise`` and ``institution``: the
    step in the history of that side; "" for a step that the side does not read. ``confirm``: the button under what was marked.
    """

    label: str
    title: str = ""
    submit: str = ""
    lead: str = ""
    note: str = ""
    done: str = ""
    enterprise: str = ""
    institution: str = ""
    confirm: str = ""


CLOCK_STOPPED: Final = "暂停计时"
"""What both sides call it that the institution's clock stands still while the enterprise supplements."""

URGED_BY_OPERATOR: Final = "平台已督办"
URGED_BY_CLOCK: Final = "系统已提醒机构"
"""Who asked an institution that is late to hurry."""

_FINAL: Final = "企业会看到原因和您写的说明。这一步不能撤销。"

ACTIONS: Final[Mapping[str, ActionWords]] = {
    "submit": ActionWords("立即申请", enterprise="提交申请", institution="企业提交申请"),
    "discard": ActionWords(
        "删除草稿",
        "删除草稿",
        "确认删除",
        lead="删除后填写的内容和已上传的材料不能恢复。",
        done="草稿已删除",
    ),
    "withdraw": ActionWords(
        "撤回申请",
        "撤回申请",
        "确认撤回",
        lead="撤回后机构不再办理，相关数据授权同时结束。以后可以重新申请。",
        note="撤回原因",
        done="申请已撤回，相关数据授权同时结束",
        enterprise="撤回申请",
        institution="企业撤回申请",
    ),
    "supplement": ActionWords(
        "提交补件",
        done="补件已提交，机构的办理时限继续计时",
        enterprise="提交补件",
        institution="企业提交补件",
    ),
    "confirm_costs": ActionWords(
        "已阅读并确认",
        done="成本清单已确认，进入签约",
        enterprise="已阅读并确认成本清单",
        institution="企业确认成本清单",
    ),
    "forgo": ActionWords(
        "放弃授信",
        "放弃授信",
        "确认放弃",
        lead="放弃后这笔授信作废，相关数据授权同时结束。需要资金时可以重新申请。",
        note="放弃原因",
        done="已放弃授信",
        enterprise="放弃授信",
        institution="企业放弃授信",
    ),
    "take": ActionWords("领取", "领取申请", "领取", done="已领取，您是这笔申请的经办。", institution="领取"),
    "hand_over": ActionWords("转办", "转办申请", "转办", done="已转办。", institution="转办"),
    "accept": ActionWords(
        "受理",
        "受理申请",
        "受理",
        done="已受理，企业会收到通知。",
        enterprise="已受理",
        institution="受理",
    ),
    "decline": ActionWords(
        "不予受理",
        "不予受理",
        "不予受理",
        lead=_FINAL,
        done="已答复企业不予受理。",
        enterprise="不予受理",
        institution="不予受理",
    ),
    "reject": ActionWords(
        "未通过",
        "未通过",
        "确定未通过",
        lead=_FINAL,
        done="已答复企业未通过。",
        enterprise="未通过",
        institution="未通过",
    ),
    "return": ActionWords(
        "退回补件",
        "退回补件",
        "退回补件",
        lead=f"企业补齐之前，办理时限{CLOCK_STOPPED}。",
        done=f"已退回补件，办理时限{CLOCK_STOPPED}，企业会收到通知。",
        enterprise="退回补件",
        institution="退回补件",
    ),
    "start_due_diligence": ActionWords(
        "开始尽调",
        "开始尽调",
        "开始尽调",
        done="已开始尽调，企业会收到通知。",
        enterprise="开始尽调",
        institution="开始尽调",
    ),
    "note": ActionWords("记录尽调", "记录尽调", "保存记录", done="尽调记录已保存。", institution="记录尽调"),
    "start_approval": ActionWords(
        "提交审批",
        "提交审批",
        "提交审批",
        done="授信建议已提出，等审批人决定。",
        enterprise="进入审批",
        institution="提出授信建议，提交审批",
    ),
    "propose": ActionWords(
        "提出授信建议",
        "提出授信建议",
        "提交审批",
        done="授信建议已提出，等审批人决定。",
        institution="提出授信建议",
        confirm="核对无误，提交审批",
    ),
    "send_back": ActionWords(
        "退回建议",
        "退回授信建议",
        "退回建议",
        lead="退回后由客户经理重新提出授信建议，办理时限继续计时，企业看不到这一步。",
        done="授信建议已退回客户经理。",
        institution="退回授信建议",
    ),
    "escalate": ActionWords(
        "提交上级",
        "提交上级审批",
        "提交上级",
        done="已提交上级，有权限审批的人会收到短信。",
        institution="提交上级审批",
    ),
    "refuse": ActionWords(
        "未通过",
        "未通过",
        "确定未通过",
        lead=_FINAL,
        done="已答复企业未通过。",
        enterprise="未通过",
        institution="未通过",
    ),
    "approve": ActionWords(
        "同意授信",
        "审批授信",
        "同意授信",
        done="已同意授信，成本清单已发给企业，等企业确认。",
        enterprise="已授信",
        institution="同意授信",
        confirm="核对无误，同意授信",
    ),
    "correct": ActionWords(
        "更正授信",
        "更正授信",
        "更正授信",
        lead="企业确认之前可以更正。企业会看到更正前后的条件和原因。",
        done="授信已更正，新的成本清单已发给企业，等企业确认。",
        enterprise="机构更正了授信",
        institution="更正授信",
        confirm="核对无误，更正授信",
    ),
    "revoke": ActionWords(
        "撤销授信",
        "撤销授信",
        "确定撤销",
        lead="企业确认之前可以撤销。撤销后回到审批中，由客户经理重新提出授信建议；授信意见的时限不重新起算。企业会看到原因。",
        done="授信已撤销，回到审批中，企业会收到通知。",
        enterprise="机构撤销了授信",
        institution="撤销授信",
    ),
    "disburse": ActionWords(
        "登记放款",
        "登记放款",
        "登记放款",
        lead="登记后由放款审核复核，复核以后才告知企业。",
        done="放款已登记，等放款审核复核。",
        institution="登记放款，待复核",
    ),
    "release": ActionWords(
        "复核放款",
        "复核放款",
        "复核无误",
        lead="请与借据、合同逐项核对。确认以后企业会收到通知，这一步不能撤销。",
        done="放款已复核，企业会收到通知。",
        enterprise="登记放款",
        institution="放款",
    ),
    "send_entry_back": ActionWords(
        "退回放款登记",
        "退回放款登记",
        "退回登记",
        lead="退回后由登记的人重新登记，企业看不到这一步。",
        done="放款登记已退回。",
        institution="退回放款登记",
    ),
    "settle": ActionWords(
        "登记结清",
        "登记结清",
        "登记结清",
        lead="全部借据还清后登记，申请随之办结。",
        done="已登记结清。",
        enterprise="登记结清",
        institution="登记结清",
    ),
    "urge": ActionWords("督办", enterprise=URGED_BY_OPERATOR, institution="平台督办"),
    "lapse": ActionWords("授信失效", enterprise="授信已失效", institution="授信有效期已过"),
    "expire": ActionWords("补件超期关闭", enterprise="补件超期关闭", institution="补件超期关闭"),
}


@dataclass(frozen=True, slots=True)
class StateWords:
    """What a state means to each side; {institution} is its short name, {} the deadline in words.

    ``now``: who does what, for the enterprise. ``due`` and ``means``: the enterprise's deadline as a sentence and by its name,
    on papers that are read on another day. ``next``: button of the enterprise's list. ``clock``: the institution's clock that
    runs; ``waits``: why none does.
    """

    now: str
    due: str = ""
    means: str = ""
    next: str = "查看进度"
    clock: str = ""
    waits: str = ""


STATES: Final[Mapping[S, StateWords]] = {
    S.DRAFT: StateWords("草稿，尚未提交", next="继续填写"),
    S.SUBMITTED: StateWords("{institution}待受理", "受理 {} 前", "受理时限", clock="受理"),
    S.ACCEPTED: StateWords("{institution}已受理，准备尽调", "尽调反馈 {} 前", "尽调反馈时限", clock="尽调"),
    S.DUE_DILIGENCE: StateWords("{institution}正在尽调", "尽调反馈 {} 前", "尽调反馈时限", clock="尽调"),
    S.APPROVING: StateWords("{institution}正在审批", "授信意见 {} 前", "授信意见时限", clock="授信意见"),
    S.RETURNED: StateWords(
        "等您补充材料", "{} 前，超期关闭", "补件期限", "补充材料", waits=f"{CLOCK_STOPPED}，等企业"
    ),
    S.APPROVED: StateWords("等您核对成本清单", "{} 前有效", "授信确认期限", "去确认", waits="等企业确认"),
    S.SIGNING: StateWords("成本清单已确认，{institution}安排签约放款"),
    S.DISBURSED: StateWords("已放款"),
    S.SETTLED: StateWords("已结清"),
    S.REJECTED: StateWords("未通过", next="查看原因"),
    S.DECLINED: StateWords("不予受理", next="查看原因"),
    S.WITHDRAWN: StateWords("您已撤回"),
    S.FORGONE: StateWords("您已放弃授信"),
    S.LAPSED: StateWords("授信有效期已过"),
    S.EXPIRED: StateWords("超过补件期限，已关闭"),
}

PROMISES: Final[Mapping[PromiseState, str]] = {
    PromiseState.NOT_STARTED: "未开始",
    PromiseState.STOPPED: CLOCK_STOPPED,
    PromiseState.KEPT: "按时完成",
    PromiseState.KEPT_LATE: "超时完成",
    PromiseState.ENDED_OVERDUE: "已超时",
    PromiseState.ENDED: "—",
}

STAGES: Final = ("提交申请", "受理", "尽调", "审批", "授信", "签约", "放款")
"""The seven stages of a file, the same for enterprise and institution."""

_STAGE_NOW: Final[Mapping[str, int]] = {
    S.SUBMITTED: 1,
    S.ACCEPTED: 2,
    S.DUE_DILIGENCE: 2,
    S.APPROVING: 3,
    S.APPROVED: 5,
    S.SIGNING: 5,
    S.DISBURSED: 7,
    S.SETTLED: 7,
}
_STAGE_DONE_AT: Final = (
    S.SUBMITTED,
    S.ACCEPTED,
    S.APPROVING,
    S.APPROVED,
    S.APPROVED,
    S.DISBURSED,
    S.DISBURSED,
)

APPROVED_AMOUNT: Final = "授信额度"
VALID_UNTIL: Final = "额度有效期"
SINGLE_TERM: Final = "单笔期限"
ANNUAL_RATE: Final = "年化利率（单利）"
CONDITIONS: Final = "放款前条件"
OFF_PLATFORM: Final = "平台外存量授信"
RELATED: Final = "关联企业授信"
EXPOSURE: Final = "客户敞口"
"""What an approval says, under the same names on both sides."""

MAY_ONLY_LOOK: Final = "您的角色可以查看，办理由客户经理或业务主管进行。"


def urged_by(application: Application) -> str:
    """Who asked the late institution to hurry: an operator, or so far only the clock."""
    return URGED_BY_OPERATOR if application.urged_at is not None else URGED_BY_CLOCK


def stage_now(*, state: str, returned_from: str, changes: Sequence[StatusChange]) -> int:
    """Index of the stage that runs, or at which the file ended; 7 when all are done. ``changes``: newest first."""
    if state == S.RETURNED:
        return _STAGE_NOW.get(returned_from, 1)
    if state in _STAGE_NOW:
        return _STAGE_NOW[state]
    came_from = changes[0].from_state if changes else S.SUBMITTED.value
    if came_from == S.RETURNED:
        came_from = next((c.from_state for c in changes if c.to_state == S.RETURNED), S.SUBMITTED.value)
    return _STAGE_NOW.get(came_from, 1)


def stage_reached_at(index: int, changes: Sequence[StatusChange]) -> datetime | None:
    """When a stage was first done with; ``changes``: newest first."""
    target = _STAGE_DONE_AT[index]
    return next((change.created_at for change in reversed(changes) if change.to_state == target), None)


def waiting(*, state: str, until: str) -> str:
    """What the institution reads where it has nothing to do; ``until``: the deadline in words."""
    return {
        S.RETURNED.value: f"{CLOCK_STOPPED}，等企业补件，最晚 {until}；逾期自动关闭。",
        S.APPROVED.value: "已授信，等企业阅读并确认成本清单，确认后进入签约。",
    }.get(state, f"这笔申请{S(state).label}，没有需要办理的步骤。")
