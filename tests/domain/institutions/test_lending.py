"""可贷区域 and the release amount: who may set them, what is kept, what the log says. Expectations by hand."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest

from tests import factories
from yuzhengdai.domain.institutions.lending import areas_of, branch_lending_set, institution_lending_set
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, NotFound

pytestmark = pytest.mark.django_db


def manager() -> Actor:
    return factories.officer_actor(factories.officer(role="manager"))


def test_a_branch_lends_in_its_own_areas_and_else_in_those_of_its_institution() -> None:
    branch = factories.branch(institution=factories.officer(role="manager").institution)
    institution = branch.institution
    actor = factories.officer_actor(factories.officer(institution=institution, role="manager"))
    saved = institution_lending_set(
        actor=actor, institution_id=institution.pk, areas=["410200", "410100"], release_above_yuan=None
    )
    assert areas_of(saved, branch) == ["410100", "410200"]
    # Zhongyuan district lies within Zhengzhou, which is there already; the same area twice is one.
    own = branch_lending_set(actor=actor, branch_id=branch.pk, areas=["410102", "410100", "410100"])
    assert areas_of(saved, own) == ["410100"]
    event = AuditEvent.objects.get(object_kind="branch", object_id=branch.pk)
    assert event.detail == {"areas": "410100"}
    # The whole province is no restriction.
    own = branch_lending_set(actor=actor, branch_id=branch.pk, areas=["410000", "410100"])
    assert own.lending_areas == []
    assert areas_of(saved, own) == ["410100", "410200"]


@pytest.mark.parametrize("role", ["officer", "viewer"])
def test_only_who_answers_for_the_institution_sets_them(role: str) -> None:
    branch = factories.branch(institution=factories.officer(role="manager").institution)
    below = factories.officer_actor(factories.officer(institution=branch.institution, role=role))
    with pytest.raises(Forbidden):
        branch_lending_set(actor=below, branch_id=branch.pk, areas=["410100"])
    with pytest.raises(NotFound):
        branch_lending_set(actor=manager(), branch_id=branch.pk, areas=["410100"])
    with pytest.raises(NotFound):
        branch_lending_set(actor=below, branch_id=uuid4(), areas=[])
    branch.refresh_from_db()
    assert branch.lending_areas == []


@pytest.mark.parametrize("amount", [Decimal(-1), Decimal(10) ** 12])
def test_an_amount_or_an_area_that_is_none_is_refused(amount: Decimal) -> None:
    head = factories.officer(role="manager")
    actor = factories.officer_actor(head)
    with pytest.raises(FieldErrors) as refused:
        institution_lending_set(
            actor=actor, institution_id=head.institution_id, areas=[], release_above_yuan=amount
        )
    assert list(refused.value.fields) == ["release_above_yuan"]
    with pytest.raises(FieldErrors) as refused:
        institution_lending_set(
            actor=actor, institution_id=head.institution_id, areas=["110000"], release_above_yuan=None
        )
    assert list(refused.value.fields) == ["areas"]
    with pytest.raises(NotFound):
        institution_lending_set(actor=actor, institution_id=uuid4(), areas=[], release_above_yuan=None)
