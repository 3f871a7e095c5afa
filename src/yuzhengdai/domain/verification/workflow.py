"""Verification: action → from-states, to-state, who. Default deny.

人工认证 goes SUBMITTED → IN_REVIEW at once; face and bank transfer are decided at once from the stored answers
(decision.py): "auto_pass", "auto_refuse" or "send_to_review". "withdraw": a consent was taken back.
"""

from __future__ import annotations

from yuzhengdai.domain.verification.counter_enums import AT_COUNTER
from yuzhengdai.domain.verification.enums import VerificationState as S
from yuzhengdai.foundation.core.transitions import Transition, Workflow

_APPLICANT = frozenset({"enterprise:admin", "enterprise:agent"})
_FILLING_IN = _APPLICANT | {AT_COUNTER}
_OPERATOR = frozenset({"operator:operator"})
_SYSTEM = frozenset({"system"})


def _states(*states: S) -> frozenset[str]:
    return frozenset(states)


EDITABLE_STATES = _states(S.DRAFT, S.RETURNED)
"""States in which the applicant fills in."""

OPEN_STATES = _states(S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.RETURNED)
"""States in which the applicant already has an attempt under way."""

WORKFLOW = Workflow(
    "verification",
    [
        Transition("edit", EDITABLE_STATES, None, _FILLING_IN, {"enterprise": "填写"}),
        Transition("liveness", EDITABLE_STATES, None, _APPLICANT),
        Transition("submit", EDITABLE_STATES, S.SUBMITTED, _FILLING_IN, {"enterprise": "提交审核"}),
        Transition("send_to_review", _states(S.SUBMITTED), S.IN_REVIEW, _SYSTEM),
        Transition("auto_pass", _states(S.SUBMITTED), S.PASSED, _SYSTEM),
        Transition("auto_refuse", _states(S.SUBMITTED), S.REFUSED, _SYSTEM),
        Transition("pass", _states(S.IN_REVIEW), S.PASSED, _OPERATOR, {"operator": "通过"}),
        Transition("refuse", _states(S.IN_REVIEW), S.REFUSED, _OPERATOR, {"operator": "不通过"}),
        Transition("return", _states(S.IN_REVIEW), S.RETURNED, _OPERATOR, {"operator": "要求补充"}),
        Transition("change_way", EDITABLE_STATES, None, _SYSTEM),
        Transition("withdraw", OPEN_STATES, S.EXPIRED, _SYSTEM),
        Transition("expire", EDITABLE_STATES, S.EXPIRED, _SYSTEM),
    ],
    {state.value: str(state.label) for state in S},
)
