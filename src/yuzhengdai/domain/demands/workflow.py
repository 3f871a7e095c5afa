"""Demand and offer: action → from-states, to-state, who. Default deny; see core.transitions.

A target of None is named by the service: a demand that may be seen is 已发布 without and 对接中 with an open offer. What the
actions are called stands in words.py.
"""

from __future__ import annotations

from yuzhengdai.domain.demands.enums import DemandState as S
from yuzhengdai.domain.demands.enums import OfferState as O
from yuzhengdai.domain.institutions.enums import LEADING_ROLES, WORKING_ROLES
from yuzhengdai.foundation.core.transitions import Transition, Workflow

PUBLISHERS = frozenset({"enterprise:admin", "enterprise:agent+submit_application"})
"""Who may publish, change and end the demands of an enterprise."""
ACCEPTERS = frozenset({"enterprise:admin", "enterprise:agent+accept_offer"})
"""Who may answer offers."""
_OPERATOR = frozenset({"operator:operator"})
_SYSTEM = frozenset({"system"})


def _states(*states: str) -> frozenset[str]:
    return frozenset(str(state) for state in states)


_UNDER_WAY = _states(S.IN_REVIEW, S.RETURNED, S.PUBLISHED, S.OFFERED)
_LIVE = _states(S.PUBLISHED, S.OFFERED)
_DELETABLE = _UNDER_WAY | _states(S.WITHDRAWN, S.EXPIRED, S.REMOVED)

DEMANDS = Workflow(
    "demand",
    [
        Transition("publish", _states(S.DRAFT), None, PUBLISHERS),
        Transition("discard", _states(S.DRAFT), None, PUBLISHERS),
        Transition("edit", _UNDER_WAY, None, PUBLISHERS),
        Transition("extend", _LIVE, None, PUBLISHERS),
        Transition("close", _UNDER_WAY, S.WITHDRAWN, PUBLISHERS),
        Transition("delete", _DELETABLE, None, PUBLISHERS),
        Transition("match", _states(S.OFFERED), S.MATCHED, ACCEPTERS),
        Transition("reopen", _states(S.MATCHED), None, PUBLISHERS),
        Transition("pass", _states(S.IN_REVIEW), None, _OPERATOR),
        Transition("return", _states(S.IN_REVIEW), S.RETURNED, _OPERATOR),
        Transition("remove", _UNDER_WAY, S.REMOVED, _OPERATOR),
        Transition("offer", _LIVE, None, WORKING_ROLES),
        Transition("expire", _UNDER_WAY, S.EXPIRED, _SYSTEM),
        Transition("cancel", _UNDER_WAY, S.WITHDRAWN, _SYSTEM),
    ],
    {state.value: str(state.label) for state in S},
)

_OPEN = _states(O.PENDING, O.SENT)

OFFERS = Workflow(
    "offer",
    [
        Transition("edit", _OPEN, None, WORKING_ROLES),
        Transition("confirm", _OPEN, None, WORKING_ROLES),
        Transition("withdraw", _OPEN, O.WITHDRAWN, WORKING_ROLES),
        Transition("release", _states(O.PENDING), O.SENT, LEADING_ROLES),
        Transition("accept", _states(O.SENT), O.ACCEPTED, ACCEPTERS),
        Transition("decline", _states(O.SENT), O.DECLINED, ACCEPTERS),
        Transition("pass_over", _OPEN, O.DECLINED, _SYSTEM),
        Transition("lapse", _OPEN, O.EXPIRED, _SYSTEM),
    ],
    {state.value: str(state.label) for state in O},
)

FREE_OF_FREEZING = frozenset({"discard", "close", "delete", "return", "remove", "expire", "cancel"})
"""What still works on a demand while its enterprise is frozen: what ends it."""
