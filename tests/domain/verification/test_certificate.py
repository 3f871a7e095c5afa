"""R10, R11: a passed verification gives one certificate, and with it 「注册成功」."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests import factories
from tests.domain.certificates.phone import Phone
from tests.rivals import at_once
from yuzhengdai.domain.certificates import embedded
from yuzhengdai.domain.certificates.models import PhoneCertificate
from yuzhengdai.domain.certificates.services import certificate_revoke
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.verification.enums import GateState, VerificationState, VerificationWay
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_gate
from yuzhengdai.domain.verification.services import certificate as service
from yuzhengdai.domain.verification.services.wizard import wizard_open
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.errors import ExternalError, NotFound, Refused
from yuzhengdai.foundation.notifications.models import Notification, OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> EnterpriseMember:
    return factories.member()


def attempt(who: EnterpriseMember, **values: Any) -> Verification:
    merged = {"state": "passed", "way": "face", "decided_at": clock.now(), **values}
    return Verification.objects.create(enterprise=who.enterprise, user=who.user, **merged)


def issue(who: EnterpriseMember, row: Verification, phone: Phone) -> PhoneCertificate:
    return service.verification_certificate_issue(
        actor=factories.enterprise_actor(who),
        verification_id=row.pk,
        csr_der=phone.csr(),
        device_name="iPhone",
    )


def test_r10_it_completes_the_verification_and_tells(who: EnterpriseMember) -> None:
    row = attempt(who)
    actor = factories.enterprise_actor(who)
    assert verification_gate(actor=actor) == GateState.CERTIFICATE
    made = issue(who, row, Phone())
    row.refresh_from_db()
    assert row.completed_at is not None
    assert (made.enterprise, made.user, made.device_name) == (who.enterprise, who.user, "iPhone")
    assert verification_gate(actor=actor) == GateState.DONE
    assert Notification.objects.filter(recipient_id=who.user_id, title="注册成功").count() == 1
    message = OutboxMessage.objects.get(dedupe_key=f"verification:{row.pk}:completed")
    assert "注册成功" in message.payload["text"]
    assert AuditEvent.objects.filter(action="verification.complete", object_id=row.pk).count() == 1


def test_r10_a_lost_answer_is_asked_for_again(who: EnterpriseMember) -> None:
    row, phone = attempt(who), Phone()
    first = issue(who, row, phone)
    with clock.frozen(clock.now() + timedelta(minutes=20)):
        assert issue(who, row, phone) == first
    assert PhoneCertificate.objects.count() == 1
    assert AuditEvent.objects.filter(action="verification.complete").count() == 1
    assert OutboxMessage.objects.filter(dedupe_key__endswith=":completed").count() == 1


def test_one_verification_gives_one_certificate(who: EnterpriseMember) -> None:
    row = attempt(who)
    first = issue(who, row, Phone())
    with pytest.raises(Refused, match="certificate_there"):
        issue(who, row, Phone())
    first.refresh_from_db()
    assert first.state == "active"
    assert PhoneCertificate.objects.count() == 1


def test_after_a_loss_it_takes_another_verification(who: EnterpriseMember) -> None:
    actor = factories.enterprise_actor(who)
    row = attempt(who)
    with pytest.raises(Refused, match=r"verification\.done"):
        wizard_open(actor=actor)
    lost = issue(who, row, Phone())
    with pytest.raises(Refused, match=r"verification\.done"):
        wizard_open(actor=actor)
    certificate_revoke(actor=actor, certificate_id=lost.pk, reason="key_compromise")
    with pytest.raises(Refused, match="certificate_there"):
        issue(who, row, Phone())
    again = wizard_open(actor=actor)
    Verification.objects.filter(pk=again.pk).update(state="passed", decided_at=clock.now())
    assert issue(who, again, Phone()).state == "active"


@pytest.mark.parametrize(
    "state", [one for one in VerificationState.values if one != VerificationState.PASSED]
)
def test_only_what_has_passed(who: EnterpriseMember, state: str) -> None:
    row = attempt(who, state=state)
    with pytest.raises(Refused, match="not_passed"):
        issue(who, row, Phone())
    assert not PhoneCertificate.objects.exists()


def test_another_persons_verification_is_not_there(who: EnterpriseMember) -> None:
    row = attempt(who)
    colleague = factories.member(enterprise=who.enterprise, is_legal_representative=False)
    for other in (colleague, factories.member()):
        with pytest.raises(NotFound):
            issue(other, row, Phone())


def test_a_manual_verification_may_have_its_certificate_too(who: EnterpriseMember) -> None:
    row = attempt(who, way=VerificationWay.MANUAL, completed_at=clock.now())
    assert issue(who, row, Phone()).state == "active"


def test_after_a_take_over_it_is_the_verified_rows_certificate(who: EnterpriseMember) -> None:
    claim = factories.enterprise(state="cancelled", uscc=who.enterprise.uscc)
    row = Verification.objects.create(enterprise=claim, user=who.user, state="passed", way="face")
    assert issue(who, row, Phone()).enterprise == who.enterprise


def test_r11_after_a_take_over_both_dialogs_wait_for_the_certificate(who: EnterpriseMember) -> None:
    claim = factories.enterprise(state="cancelled", uscc=who.enterprise.uscc)
    row = Verification.objects.create(enterprise=claim, user=who.user, state="passed", way="face")
    here = factories.enterprise_actor(who)
    dialogs = (here, replace(here, organisation_id=claim.pk))
    assert {verification_gate(actor=one) for one in dialogs} == {GateState.CERTIFICATE}
    issue(who, row, Phone())
    assert {verification_gate(actor=one) for one in dialogs} == {GateState.DONE}


def test_a_ca_that_fails_leaves_nothing_half_done(
    who: EnterpriseMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, phone = attempt(who), Phone()

    def down(*_: object, **__: object) -> str:
        raise ExternalError

    with monkeypatch.context() as patch:
        patch.setattr(embedded.EmbeddedCa, "issue", down)
        with pytest.raises(ExternalError):
            issue(who, row, phone)
    row.refresh_from_db()
    assert row.completed_at is None
    assert issue(who, row, phone).state == "active"


def test_killed_between_issuing_and_completing_nothing_is_kept(
    who: EnterpriseMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, phone = attempt(who), Phone()

    def killed(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(service, "_tell", killed)
        with pytest.raises(SystemExit):
            issue(who, row, phone)
    row.refresh_from_db()
    assert row.completed_at is None
    assert not PhoneCertificate.objects.exists()
    assert issue(who, row, phone).state == "active"


@pytest.mark.django_db(transaction=True)
def test_a_double_click_completes_once(who: EnterpriseMember) -> None:
    row, phone = attempt(who), Phone()
    outcomes = at_once(3, lambda _: str(issue(who, row, phone).pk))
    assert len(set(map(str, outcomes))) == 1, outcomes
    assert AuditEvent.objects.filter(action="verification.complete").count() == 1
