"""数据授权: action → from-states, to-state, who. Default deny."""

from __future__ import annotations

from yuzhengdai.domain.credit.enums import AuthorisationState as S
from yuzhengdai.domain.data_items.enums import GivenBy
from yuzhengdai.domain.data_items.items import Item
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.transitions import Transition, Workflow

GRANTERS = frozenset(
    {"enterprise:admin", "enterprise:agent+authorise_data", "enterprise:legal_representative"}
)
"""Who may grant and revoke for the enterprise. The identity item becomes live only by the person whose data it is."""

_LEGAL_REPRESENTATIVE = frozenset({"enterprise:legal_representative"})
_SYSTEM = frozenset({"system"})
_LIVE = frozenset({S.PENDING.value, S.ACTIVE.value})

WORKFLOW = Workflow(
    "data_authorisation",
    [
        Transition(
            "confirm",
            frozenset({S.PENDING.value}),
            S.ACTIVE,
            _LEGAL_REPRESENTATIVE,
            {"enterprise": "确认授权"},
        ),
        Transition(
            "refuse", frozenset({S.PENDING.value}), S.REVOKED, _LEGAL_REPRESENTATIVE, {"enterprise": "不同意"}
        ),
        Transition("revoke", _LIVE, S.REVOKED, GRANTERS, {"enterprise": "撤回授权"}),
        Transition("expire", _LIVE, S.EXPIRED, _SYSTEM),
        Transition("end", _LIVE, S.ENDED, _SYSTEM),
    ],
    {state.value: str(state.label) for state in S},
)

_GIVERS = {
    GivenBy.AGENT: GRANTERS,
    GivenBy.ADMIN: frozenset({"enterprise:admin", "enterprise:legal_representative"}),
    GivenBy.LEGAL_REPRESENTATIVE: _LEGAL_REPRESENTATIVE,
}


def may_give(*, actor: Actor, item: Item) -> bool:
    """Whether the actor's place in the enterprise is one that may grant this item."""
    return bool(actor.roles & _GIVERS[item.given_by])
