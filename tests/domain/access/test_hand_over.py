"""R4: the token between PC and phone leads its own user on, once, for ten minutes, and tells nobody else anything."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from tests.rivals import at_once
from yuzhengdai.domain.access.models import HandOver
from yuzhengdai.domain.access.services import (
    hand_over_make,
    hand_over_open,
    hand_over_take,
    hand_overs_purge,
)
from yuzhengdai.domain.access.services.hand_over import LIVE_PER_USER
from yuzhengdai.domain.enterprises.enums import MemberState
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import NotFound

pytestmark = pytest.mark.django_db
VISITOR = Actor(kind=ActorKind.VISITOR, address="10.0.0.9")


@pytest.fixture
def who() -> EnterpriseMember:
    return factories.member(enterprise=factories.enterprise(state="claimed"))


def on_phone(who: EnterpriseMember) -> Actor:
    """The same user right after login by code: no enterprise chosen yet."""
    return Actor(kind=ActorKind.VISITOR, user_id=who.user_id, address="10.0.0.9")


def test_the_same_user_goes_on_once(who: EnterpriseMember) -> None:
    token = hand_over_make(actor=factories.enterprise_actor(who))
    hand_over_open(actor=VISITOR, token=token)
    hand_over_open(actor=VISITOR, token=token)
    assert hand_over_take(actor=on_phone(who), token=token) == who.enterprise
    assert hand_over_take(actor=on_phone(who), token=token) is None, "replayed"
    row = HandOver.objects.get()
    assert row.opened_at is not None
    assert row.taken_at is not None
    actions = list(
        AuditEvent.objects.filter(object_kind="hand_over")
        .order_by("created_at")
        .values_list("action", flat=True)
    )
    assert actions == ["access.hand_over_make", "access.hand_over_open", "access.hand_over_take"]


def test_only_the_hash_is_kept(who: EnterpriseMember) -> None:
    token = hand_over_make(actor=factories.enterprise_actor(who))
    kept = str(HandOver.objects.values().get())
    assert token not in kept
    assert token not in str(list(AuditEvent.objects.values()))


def test_a_stolen_token_leads_nobody_else_on_and_stays_good_for_its_owner(who: EnterpriseMember) -> None:
    token = hand_over_make(actor=factories.enterprise_actor(who))
    thief = factories.member()
    assert hand_over_take(actor=on_phone(thief), token=token) is None
    assert hand_over_take(actor=VISITOR, token=token) is None
    assert AuditEvent.objects.filter(action="access.hand_over_refused").count() == 1
    assert hand_over_take(actor=on_phone(who), token=token) == who.enterprise


def test_an_expired_token_leads_nowhere(who: EnterpriseMember) -> None:
    with clock.frozen("2026-03-20T09:00") as time:
        token = hand_over_make(actor=factories.enterprise_actor(who))
        time.advance(minutes=10, seconds=1)
        hand_over_open(actor=VISITOR, token=token)
        assert hand_over_take(actor=on_phone(who), token=token) is None
    assert HandOver.objects.get().opened_at is None


@pytest.mark.parametrize("text", ["", "x", "'; DROP", "A" * 32, "中" * 32, "A" * 5000])
def test_what_is_no_token_leads_nowhere(who: EnterpriseMember, text: str) -> None:
    hand_over_open(actor=VISITOR, token=text)
    assert hand_over_take(actor=on_phone(who), token=text) is None


def test_who_left_the_enterprise_does_not_go_on(who: EnterpriseMember) -> None:
    token = hand_over_make(actor=factories.enterprise_actor(who))
    EnterpriseMember.objects.filter(pk=who.pk).update(state=MemberState.ENDED)
    assert hand_over_take(actor=on_phone(who), token=token) is None


def test_nobody_without_an_enterprise_makes_one() -> None:
    with pytest.raises(NotFound):
        hand_over_make(actor=VISITOR)


def test_many_tabs_keep_a_bounded_number(who: EnterpriseMember) -> None:
    actor = factories.enterprise_actor(who)
    tokens = [hand_over_make(actor=actor) for _ in range(LIVE_PER_USER + 3)]
    assert HandOver.objects.count() == LIVE_PER_USER
    assert hand_over_take(actor=on_phone(who), token=tokens[0]) is None
    assert hand_over_take(actor=on_phone(who), token=tokens[-1]) == who.enterprise


def test_old_ones_are_deleted_by_the_job(who: EnterpriseMember) -> None:
    actor = factories.enterprise_actor(who)
    hand_over_make(actor=actor)
    with clock.frozen(clock.now() + timedelta(days=2)):
        fresh = hand_over_make(actor=actor)
        assert hand_overs_purge() == 1
        assert hand_overs_purge() == 0
        assert hand_over_take(actor=on_phone(who), token=fresh) == who.enterprise


@pytest.mark.django_db(transaction=True)
def test_of_rivals_one_takes_it(who: EnterpriseMember) -> None:
    token = hand_over_make(actor=factories.enterprise_actor(who))
    outcomes = at_once(4, lambda _: hand_over_take(actor=on_phone(who), token=token))
    assert sorted(one is None for one in outcomes) == [False, True, True, True]
