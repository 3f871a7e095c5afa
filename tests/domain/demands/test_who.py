"""Who sees and who publishes demands and offers: outsiders and lookers-on are as if nothing were there. Expectations by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import factories
from tests.domain.demands.demanding import offered, published
from yuzhengdai.domain.demands.permissions import (
    acting_officer,
    demands_visible_to,
    offers_visible_to,
    require_publisher,
)
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import Forbidden, NotFound, Refused

pytestmark = pytest.mark.django_db


def operator(role: str) -> Actor:
    return Actor(
        kind=ActorKind.OPERATOR, user_id=factories.user().pk, roles=frozenset({f"operator:{role}"}), name="赵"
    )


def test_each_side_sees_its_own_and_nobody_else_anything() -> None:
    who = factories.member()
    officer, rival = factories.officer(), factories.officer()
    demand = published(who)
    offer = offered(demand, officer)
    owner, bank = factories.enterprise_actor(who), factories.officer_actor(officer)
    for actor in (owner, bank):
        assert [row.pk for row in demands_visible_to(actor)] == [demand.pk]
        assert [row.pk for row in offers_visible_to(actor)] == [offer.pk]
    assert [row.pk for row in demands_visible_to(operator("operator"))] == [demand.pk]
    assert not offers_visible_to(factories.officer_actor(rival)).exists()
    strangers = [
        factories.enterprise_actor(factories.member()),
        operator("auditor"),
        operator("security_administrator"),
        replace(owner, organisation_id=None),
        replace(bank, organisation_id=None),
        Actor(kind=ActorKind.VISITOR),
    ]
    for actor in strangers:
        assert not demands_visible_to(actor).exists()
        assert not offers_visible_to(actor).exists()


def test_only_a_verified_enterprises_own_people_with_the_right_publish() -> None:
    who = factories.member()
    owner = factories.enterprise_actor(who)
    require_publisher(owner, who.enterprise)
    with pytest.raises(NotFound):
        require_publisher(owner, factories.enterprise())
    with pytest.raises(NotFound):
        require_publisher(
            replace(factories.officer_actor(factories.officer()), organisation_id=who.enterprise_id),
            who.enterprise,
        )
    with pytest.raises(Forbidden):
        require_publisher(replace(owner, roles=frozenset({"enterprise:agent"})), who.enterprise)
    claimed = factories.member(enterprise=factories.enterprise(state="claimed"))
    with pytest.raises(Refused):
        require_publisher(factories.enterprise_actor(claimed), claimed.enterprise)


def test_an_officer_whose_post_ended_acts_no_more() -> None:
    officer = factories.officer()
    actor = factories.officer_actor(officer)
    assert acting_officer(actor).pk == officer.pk
    officer.is_active = False
    officer.save()
    with pytest.raises(Forbidden):
        acting_officer(actor)
    with pytest.raises(Forbidden):
        acting_officer(factories.enterprise_actor(factories.member()))
