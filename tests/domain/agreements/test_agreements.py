"""P5, C11: versions, consents, and when to ask again."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from tests import factories
from tests.rivals import at_once
from yuzhengdai.domain.agreements.models import Agreement, AgreementConsent, AgreementKind
from yuzhengdai.domain.agreements.selectors import (
    agreement_current,
    agreement_paragraphs,
    consent_list,
    consent_missing,
    user_consent_missing,
)
from yuzhengdai.domain.agreements.services import (
    agreement_publish,
    agreements_install,
    consent_record,
    consent_withdraw,
)
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.core.actors import SYSTEM, Actor, ActorKind
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, Refused

PLATFORM = AgreementKind.PLATFORM


def acting(member: EnterpriseMember) -> Actor:
    return Actor(
        kind=ActorKind.ENTERPRISE,
        user_id=member.user_id,
        organisation_id=member.enterprise_id,
        address="10.1.2.3",
    )


def agree(member: EnterpriseMember) -> AgreementConsent:
    return consent_record(
        actor=acting(member),
        agreement=agreement_current(kind=PLATFORM),
        user=member.user,
        enterprise=member.enterprise,
    )


def publish(version: str, *, anew: bool = True) -> Agreement:
    return agreement_publish(
        actor=SYSTEM,
        kind=PLATFORM,
        version=version,
        title="平台协议",
        body=f"版本 {version}",
        requires_new_consent=anew,
    )


@pytest.mark.django_db
def test_every_kind_has_an_honest_text_after_migrating() -> None:
    for kind in AgreementKind:
        text = agreement_current(kind=kind)
        assert "示例文本，上线前须经法务审定" in text.body
        assert text.sha256 == hashlib.sha256(text.body.encode()).hexdigest()
        assert len(text.body) > 200
    assert agreements_install() == 0


@pytest.mark.django_db
def test_p5_asked_until_agreed_stored_with_hash_time_user_address() -> None:
    member = factories.member()
    missing = consent_missing(enterprise=member.enterprise)
    assert missing == agreement_current(kind=PLATFORM)
    consent = agree(member)
    assert (consent.sha256, consent.address, consent.user) == (missing.sha256, "10.1.2.3", member.user)
    assert consent_missing(enterprise=member.enterprise) is None
    assert agree(member) == consent
    assert consent_missing(enterprise=factories.enterprise()) is not None


@pytest.mark.django_db
def test_p5_a_new_version_asks_again_only_where_it_requires() -> None:
    member = factories.member()
    with frozen() as at:
        at.advance(days=1)
        agree(member)
        at.advance(days=1)
        publish("1.1", anew=False)
        assert consent_missing(enterprise=member.enterprise) is None
        at.advance(days=1)
        newest = publish("2.0")
        assert consent_missing(enterprise=member.enterprise) == newest
        at.advance(days=1)
        comma = publish("2.1", anew=False)
        assert consent_missing(enterprise=member.enterprise) == comma
        agree(member)
        assert consent_missing(enterprise=member.enterprise) is None


@pytest.mark.django_db
def test_a_version_of_tomorrow_is_not_in_force() -> None:
    before = agreement_current(kind=PLATFORM)
    later = agreement_publish(
        actor=SYSTEM,
        kind=PLATFORM,
        version="3.0",
        title="平台协议",
        body="x",
        published_at=now() + timedelta(days=1),
    )
    assert agreement_current(kind=PLATFORM) == before
    member = factories.member()
    with pytest.raises(Refused):
        consent_record(actor=acting(member), agreement=later, user=member.user, enterprise=member.enterprise)


@pytest.mark.django_db
def test_only_the_operator_publishes_and_a_number_serves_once() -> None:
    member = factories.member()
    with pytest.raises(Forbidden):
        agreement_publish(actor=acting(member), kind=PLATFORM, version="9", title="x", body="y")
    publish("9")
    with pytest.raises(FieldErrors):
        publish("9")


@pytest.mark.django_db
def test_personal_texts_are_agreed_to_by_persons_and_taken_back_by_them_alone() -> None:
    member, other = factories.member(), factories.member()
    face = agreement_current(kind=AgreementKind.FACE_DATA)
    with pytest.raises(Refused):
        consent_record(actor=acting(member), agreement=face, user=member.user, enterprise=member.enterprise)
    consent = consent_record(actor=acting(member), agreement=face, user=member.user)
    assert user_consent_missing(user=member.user, kind=AgreementKind.FACE_DATA) is None
    with pytest.raises(Forbidden):
        consent_withdraw(actor=acting(other), consent=consent)
    consent_withdraw(actor=acting(member), consent=consent)
    assert user_consent_missing(user=member.user, kind=AgreementKind.FACE_DATA) == face


@pytest.mark.django_db
def test_c11_one_sees_the_own_enterprises_and_the_own_consents_only() -> None:
    member, other = factories.member(), factories.member()
    mine, theirs = agree(member), agree(other)
    colleague = factories.member(enterprise=member.enterprise, role="viewer", is_legal_representative=False)
    assert list(consent_list(actor=acting(member))) == [mine]
    assert list(consent_list(actor=acting(colleague))) == [mine]
    assert list(consent_list(actor=acting(other))) == [theirs]
    assert not consent_list(actor=Actor(kind=ActorKind.VISITOR)).exists()


@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_make_one_consent() -> None:
    member = factories.member()
    outcomes = at_once(5, lambda n: agree(member).pk)
    assert len(set(map(str, outcomes))) == 1
    assert AgreementConsent.objects.count() == 1


def test_texts_become_pieces_without_markup() -> None:
    pieces = agreement_paragraphs(body="# 一\n\n一段<b>\n- 甲\n- 乙\n## 二\n末段")
    assert [(p.kind, p.lines) for p in pieces] == [
        ("h2", ("一",)),
        ("p", ("一段<b>",)),
        ("ul", ("甲", "乙")),
        ("h3", ("二",)),
        ("p", ("末段",)),
    ]
