"""CLAIMED 未认证 → VERIFIED 已认证 ⇄ FROZEN 已冻结; ended CANCELLED 已注销."""

from __future__ import annotations

from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.foundation.core.transitions import Transition, Workflow

S = EnterpriseState
_DESK = frozenset({"operator:operator", "system"})

ENTERPRISE_WORKFLOW = Workflow(
    "enterprise",
    [
        Transition("verify", frozenset({S.CLAIMED}), S.VERIFIED, _DESK, {"operator": "通过认证"}),
        Transition("freeze", frozenset({S.VERIFIED}), S.FROZEN, _DESK, {"operator": "冻结"}),
        Transition("unfreeze", frozenset({S.FROZEN}), S.VERIFIED, _DESK, {"operator": "解除冻结"}),
        Transition("cancel", frozenset({S.CLAIMED, S.FROZEN}), S.CANCELLED, _DESK, {"operator": "注销"}),
    ],
    dict(S.choices),
)
