"""Demand and offer against oracles written by hand: state × action × role, and mutants of both (C7–C10, B2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

import pytest

from yuzhengdai.domain.demands.enums import DemandState, OfferState
from yuzhengdai.domain.demands.workflow import DEMANDS, OFFERS
from yuzhengdai.foundation.core.transitions import Transition, Workflow

ROLES = (
    "enterprise:admin", "enterprise:agent", "enterprise:agent+submit_application", "enterprise:agent+authorise_data",
    "enterprise:agent+accept_offer", "enterprise:viewer", "enterprise:legal_representative", "institution:manager",
    "institution:officer", "institution:viewer", "operator:operator", "operator:regulator",
    "operator:system_administrator", "operator:security_administrator", "operator:auditor", "system",
)  # fmt: skip
_PUBLISH = "enterprise:admin enterprise:agent+submit_application"
_ACCEPT = "enterprise:admin enterprise:agent+accept_offer"
_OFFICERS = "institution:manager institution:officer"
_OPERATOR = "operator:operator"

# action: who, from where, to where ("" is named by the service)
DEMAND_TABLE: dict[str, tuple[str, str, str]] = {
    "publish": (_PUBLISH, "draft", ""),
    "discard": (_PUBLISH, "draft", ""),
    "edit": (_PUBLISH, "in_review returned published offered", ""),
    "extend": (_PUBLISH, "published offered", ""),
    "close": (_PUBLISH, "in_review returned published offered", "withdrawn"),
    "delete": (_PUBLISH, "in_review returned published offered withdrawn expired removed", ""),
    "match": (_ACCEPT, "offered", "matched"),
    "reopen": (_PUBLISH, "matched", ""),
    "pass": (_OPERATOR, "in_review", ""),
    "return": (_OPERATOR, "in_review", "returned"),
    "remove": (_OPERATOR, "in_review returned published offered", "removed"),
    "offer": (_OFFICERS, "published offered", ""),
    "expire": ("system", "in_review returned published offered", "expired"),
    "cancel": ("system", "in_review returned published offered", "withdrawn"),
}
OFFER_TABLE: dict[str, tuple[str, str, str]] = {
    "edit": (_OFFICERS, "pending sent", ""),
    "confirm": (_OFFICERS, "pending sent", ""),
    "withdraw": (_OFFICERS, "pending sent", "withdrawn"),
    "release": ("institution:manager", "pending", "sent"),
    "accept": (_ACCEPT, "sent", "accepted"),
    "decline": (_ACCEPT, "sent", "declined"),
    "pass_over": ("system", "pending sent", "declined"),
    "lapse": ("system", "pending sent", "expired"),
}
DEMAND_STATES = "draft in_review returned published offered matched withdrawn expired removed".split()
OFFER_STATES = "pending sent accepted declined withdrawn expired".split()
BOTH = [(DEMANDS, DEMAND_TABLE, DEMAND_STATES), (OFFERS, OFFER_TABLE, OFFER_STATES)]
Table = Mapping[str, tuple[str, str, str]]


def departures(workflow: Workflow, table: Table, states: list[str]) -> Iterator[tuple[str, ...]]:
    """Where a workflow is not what its table says."""
    if set(workflow.actions) != set(table):
        yield ("actions", *sorted(set(workflow.actions) ^ set(table)))
    for action, (who, sources, target) in table.items():
        if (workflow.transition(action).target or "") != target:
            yield ("target", action)
        for state, role in product(states, ROLES):
            wanted = state in sources.split() and role in who.split()
            if workflow.is_allowed(action=action, state=state, roles=frozenset({role})) != wanted:
                yield (action, state, role)


def test_the_tables_are_whole() -> None:
    assert set(DEMAND_STATES) == set(DemandState.values)
    assert set(OFFER_STATES) == set(OfferState.values)


@pytest.mark.parametrize(("workflow", "table", "states"), BOTH)
def test_every_action_in_every_state_by_every_role(
    workflow: Workflow, table: Table, states: list[str]
) -> None:
    assert list(departures(workflow, table, states)) == []


@pytest.mark.parametrize(("workflow", "table", "states"), BOTH)
def test_whatever_is_opened_or_closed_is_noticed(workflow: Workflow, table: Table, states: list[str]) -> None:
    unnoticed: list[Transition] = []
    for action in workflow.actions:
        original = workflow.transition(action)
        mutants = [replace(original, sources=original.sources ^ {state}) for state in states]
        mutants += [replace(original, roles=original.roles ^ {role}) for role in ROLES]
        mutants += [replace(original, target=t) for t in [*states, None] if t != original.target]
        for mutant in mutants:
            moved = [mutant if one == action else workflow.transition(one) for one in workflow.actions]
            if (
                next(departures(Workflow("mutant", moved, workflow.state_labels), table, states), None)
                is None
            ):
                unnoticed.append(mutant)
    assert unnoticed == []
