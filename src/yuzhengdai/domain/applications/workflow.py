"""Application: action → from-states, to-state, who. Default deny; see core.transitions.

Which officer of the right role may touch this very file (branch, approval limit) is decided in permissions.py.
"""

from __future__ import annotations

from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.enums import Holder
from yuzhengdai.foundation.core.transitions import Transition, Workflow

_APPLICANT = frozenset({"enterprise:admin", "enterprise:agent+submit_application"})
_OFFICER = frozenset({"institution:officer", "institution:manager"})
_SYSTEM = frozenset({"system"})
_BEFORE_DECISION = frozenset({S.SUBMITTED, S.ACCEPTED, S.DUE_DILIGENCE, S.APPROVING})


def _states(*states: S) -> frozenset[str]:
    return frozenset(states)


WORKFLOW = Workflow(
    "application",
    [
        Transition("submit", _states(S.DRAFT), S.SUBMITTED, _APPLICANT, {"enterprise": "立即申请"}),
        Transition("discard", _states(S.DRAFT), None, _APPLICANT, {"enterprise": "删除草稿"}),
        Transition(
            "withdraw",
            _states(S.SUBMITTED, S.ACCEPTED, S.DUE_DILIGENCE, S.APPROVING, S.RETURNED),
            S.WITHDRAWN,
            _APPLICANT,
            {"enterprise": "撤回申请"},
        ),
        Transition("supplement", _states(S.RETURNED), None, _APPLICANT, {"enterprise": "提交补件"}),
        Transition("take", frozenset(_BEFORE_DECISION), None, _OFFICER, {"institution": "领取"}),
        Transition(
            "hand_over",
            frozenset(_BEFORE_DECISION | {S.RETURNED, S.APPROVED, S.SIGNING, S.DISBURSED}),
            None,
            _OFFICER,
            {"institution": "转办"},
        ),
        Transition("accept", _states(S.SUBMITTED), S.ACCEPTED, _OFFICER, {"institution": "受理"}),
        Transition("decline", _states(S.SUBMITTED), S.DECLINED, _OFFICER, {"institution": "不予受理"}),
        Transition(
            "return",
            frozenset(_BEFORE_DECISION),
            S.RETURNED,
            _OFFICER,
            {"institution": "退回补件"},
            stops_clock=True,
        ),
        Transition(
            "start_due_diligence", _states(S.ACCEPTED), S.DUE_DILIGENCE, _OFFICER, {"institution": "开始尽调"}
        ),
        Transition(
            "note",
            _states(S.ACCEPTED, S.DUE_DILIGENCE, S.APPROVING),
            None,
            _OFFICER,
            {"institution": "记录尽调"},
        ),
        Transition(
            "start_approval", _states(S.DUE_DILIGENCE), S.APPROVING, _OFFICER, {"institution": "提交审批"}
        ),
        Transition("approve", _states(S.APPROVING), S.APPROVED, _OFFICER, {"institution": "同意授信"}),
        Transition(
            "reject",
            _states(S.ACCEPTED, S.DUE_DILIGENCE, S.APPROVING),
            S.REJECTED,
            _OFFICER,
            {"institution": "未通过"},
        ),
        Transition(
            "confirm_costs", _states(S.APPROVED), S.SIGNING, _APPLICANT, {"enterprise": "已阅读并确认"}
        ),
        Transition(
            "forgo", _states(S.APPROVED, S.SIGNING), S.FORGONE, _APPLICANT, {"enterprise": "放弃授信"}
        ),
        Transition(
            "disburse", _states(S.SIGNING, S.DISBURSED), S.DISBURSED, _OFFICER, {"institution": "登记放款"}
        ),
        Transition("settle", _states(S.DISBURSED), S.SETTLED, _OFFICER, {"institution": "登记结清"}),
        Transition("lapse", _states(S.APPROVED, S.SIGNING), S.LAPSED, _SYSTEM),
        Transition("expire", _states(S.RETURNED), S.EXPIRED, _SYSTEM),
    ],
    {state.value: str(state.label) for state in S},
)

FREE_OF_FREEZING = frozenset(
    {"discard", "withdraw", "forgo", "take", "hand_over", "note", "decline", "reject", "settle"}
)
"""What still works while the enterprise is frozen: what ends or gives up a file, who holds it, notes, repayment.

Everything else waits, the clocks that would close a file for what the enterprise may not do among it.
"""

HOLDER: dict[str, Holder] = {
    S.DRAFT: Holder.ENTERPRISE,
    S.SUBMITTED: Holder.INSTITUTION,
    S.ACCEPTED: Holder.INSTITUTION,
    S.DUE_DILIGENCE: Holder.INSTITUTION,
    S.APPROVING: Holder.INSTITUTION,
    S.APPROVED: Holder.ENTERPRISE,
    S.SIGNING: Holder.INSTITUTION,
    S.DISBURSED: Holder.INSTITUTION,
    S.RETURNED: Holder.ENTERPRISE,
}
"""Who holds the file in each state; ended states belong to nobody."""


def holder_of(state: str) -> Holder:
    """Whose turn it is in this state."""
    return HOLDER.get(state, Holder.NOBODY)
