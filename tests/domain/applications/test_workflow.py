"""The main workflow against an oracle written by hand, and mutants of it: whatever is opened or closed is noticed (B1, C6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from tests import factories
from tests.domain.applications.oracle import ACTIONS, MAY, ROLES, STATES, TARGETS, may
from yuzhengdai.domain.applications.enums import ApplicationState
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.step import application_step_plain
from yuzhengdai.domain.applications.workflow import WORKFLOW
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.core.transitions import Transition, Workflow


def departures(workflow: Workflow) -> Iterator[tuple[str, ...]]:
    """Where a workflow is not what the oracle says: actions, cells, targets."""
    if set(workflow.actions) != set(ACTIONS):
        yield ("actions", *sorted(set(workflow.actions) ^ set(ACTIONS)))
    for action in ACTIONS:
        if (workflow.transition(action).target or "") != TARGETS.get(action, ""):
            yield ("target", action)
        for state, role in product(STATES, ROLES):
            allowed = workflow.is_allowed(action=action, state=state, roles=frozenset({role}))
            if allowed != may(action, state, role):
                yield (action, state, role)


def is_noticed(mutant: Transition) -> bool:
    """Whether the oracle sees a workflow in which this one transition stands for its original."""
    transitions = [
        mutant if action == mutant.action else WORKFLOW.transition(action) for action in WORKFLOW.actions
    ]
    return next(departures(Workflow("mutant", transitions, WORKFLOW.state_labels)), None) is not None


def test_the_table_is_whole() -> None:
    assert set(STATES) == set(ApplicationState.values)
    assert (len(ACTIONS), len(STATES), len(MAY)) == (28, 16, 448)


def test_every_action_in_every_state_by_every_role() -> None:
    assert list(departures(WORKFLOW)) == []


@pytest.mark.parametrize("action", ACTIONS)
def test_whatever_is_opened_or_closed_is_noticed(action: str) -> None:
    """One state more, one less, one role more, one less, another target: the oracle sees every single one."""
    original = WORKFLOW.transition(action)
    mutants = [replace(original, sources=original.sources ^ {state}) for state in STATES]
    mutants += [replace(original, roles=original.roles ^ {role}) for role in ROLES]
    mutants += [replace(original, target=state) for state in [*STATES, None] if state != original.target]
    assert [mutant for mutant in mutants if not is_noticed(mutant)] == []


class Cast:
    """One application and somebody of each side who may act on it."""

    def __init__(self) -> None:
        self.row = factories.application(state="submitted")
        self.actors: dict[str, Actor] = {
            "E": factories.enterprise_actor(factories.member(enterprise=self.row.enterprise)),
            "O": factories.officer_actor(factories.officer(institution=self.row.institution)),
            "A": factories.officer_actor(
                factories.officer(institution=self.row.institution, role="approver")
            ),
            "S": SYSTEM,
        }

    def is_done(self, action: str, state: str, letter: str) -> bool:
        """Whether the one door lets this side do it; checks that what is refused changes nothing."""
        came_from = "accepted" if state == "returned" or action == "supplement" else ""
        fresh = {"state": state, "returned_from": came_from, "version": 7}
        Application.objects.filter(pk=self.row.pk).update(**fresh)
        try:
            moved = application_step_plain(
                actor=self.actors[letter], application_id=self.row.pk, action=action
            )
        except Refused:
            after = Application.objects.values("state", "version").get(pk=self.row.pk)
            assert after == {"state": state, "version": 7}
            return False
        except Application.DoesNotExist:
            return False
        expected = "accepted" if action == "supplement" else TARGETS.get(action, state)
        assert (moved.version, moved.state) == (8, expected) or MAY[action, state] != letter
        return True


def sides(state: str) -> str:
    """Who can see a file of this state at all: an institution sees no drafts."""
    return "ES" if state == "draft" else "EOAS"


@pytest.mark.django_db
@pytest.mark.parametrize("action", ACTIONS)
def test_the_one_door_does_what_the_oracle_says(action: str) -> None:
    cast = Cast()
    for state in STATES:
        for letter in sides(state):
            assert cast.is_done(action, state, letter) == (MAY[action, state] == letter), (state, letter)


@pytest.mark.django_db
@pytest.mark.parametrize("action", ACTIONS)
def test_a_transition_opened_by_mistake_is_noticed_at_the_door(
    action: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each closed cell is opened alone; the check of the test above then fails, so nothing behind the table hides it."""
    cast, original = Cast(), WORKFLOW.transition(action)
    letter = next(MAY[action, state] for state in STATES if MAY[action, state] != ".")
    closed = [state for state in STATES if MAY[action, state] == "." and letter in sides(state)]
    hidden = []
    for state in closed:
        opened = replace(original, sources=original.sources | {state})
        with monkeypatch.context() as patch:
            patch.setitem(WORKFLOW._by_action, action, opened)
            if not cast.is_done(action, state, letter):
                hidden.append(state)
    assert hidden == []
