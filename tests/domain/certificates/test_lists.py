"""Revocation lists and what ends certificates."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from cryptography import x509
from django.core.management import call_command

from tests import factories
from tests.domain.certificates.phone import Phone
from yuzhengdai.domain.certificates.embedded import LIST_LIVES, NAME
from yuzhengdai.domain.certificates.models import CertificateAuthority, PhoneCertificate, RevocationList
from yuzhengdai.domain.certificates.services import (
    certificate_issue,
    certificate_revoke,
    certificates_remind,
    crl_current,
    crl_der,
    crls_renew,
)
from yuzhengdai.domain.certificates.services.lists import KEPT, crl_publish
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.domain.enterprises.services import (
    EnterpriseFacts,
    enterprise_cancel,
    enterprise_freeze,
    enterprise_take_over,
    member_end,
)
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.notifications.models import Notification, OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> EnterpriseMember:
    return factories.member()


def certificate(who: EnterpriseMember) -> PhoneCertificate:
    return certificate_issue(
        actor=factories.enterprise_actor(who),
        enterprise=who.enterprise,
        user=who.user,
        csr_der=Phone().csr(),
    )


def revoke(who: EnterpriseMember, row: PhoneCertificate) -> PhoneCertificate:
    return certificate_revoke(
        actor=factories.enterprise_actor(who), certificate_id=row.pk, reason="key_compromise"
    )


def listed() -> x509.CertificateRevocationList:
    return x509.load_der_x509_crl(crl_der(crl_current(issuer_name=NAME)))


def reason_of(row: PhoneCertificate) -> str:
    row.refresh_from_db()
    return f"{row.state} {row.revocation_reason}".strip()


def test_the_list_holds_what_is_revoked_signed_by_the_ca(who: EnterpriseMember) -> None:
    kept, gone = certificate(who), certificate(factories.member())
    revoke(gone.enterprise.members.get(), gone)
    crl = listed()
    root = x509.load_pem_x509_certificate(CertificateAuthority.objects.get().certificate_pem.encode())
    assert crl.is_signature_valid(root.public_key())  # type: ignore[arg-type]
    entry = crl.get_revoked_certificate_by_serial_number(int(gone.serial_hex, 16))
    assert entry is not None
    assert entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value == "keyCompromise"
    assert crl.get_revoked_certificate_by_serial_number(int(kept.serial_hex, 16)) is None


def test_numbers_count_up_and_nothing_is_signed_without_need(who: EnterpriseMember) -> None:
    row = certificate(who)
    assert crl_current(issuer_name=NAME).number == crl_current(issuer_name=NAME).number == 1
    assert crls_renew() == 0
    revoke(who, row)
    assert crls_renew() == 1
    assert crls_renew() == 0
    assert crl_current(issuer_name=NAME).number == 2


def test_a_revocation_that_committed_after_the_list_was_signed_is_not_forgotten(
    who: EnterpriseMember,
) -> None:
    row = certificate(who)
    crl_publish()
    PhoneCertificate.objects.filter(pk=row.pk).update(
        state="revoked", revocation_reason="key_compromise", revoked_at=clock.now() - timedelta(seconds=30)
    )
    assert listed().get_revoked_certificate_by_serial_number(int(row.serial_hex, 16)) is not None


def test_it_is_signed_anew_at_half_time(who: EnterpriseMember) -> None:
    certificate(who)
    with clock.frozen(clock.now() + LIST_LIVES / 2):
        assert crls_renew() == 1
        assert listed().next_update_utc == clock.now().replace(microsecond=0) + LIST_LIVES


def test_expired_ones_leave_the_list_and_old_lists_the_table(who: EnterpriseMember) -> None:
    row = revoke(who, certificate(who))
    with clock.frozen(row.not_after + timedelta(days=1)):
        for _ in range(KEPT + 3):
            crl_publish()
        assert len(listed()) == 0
        assert RevocationList.objects.count() == KEPT


def test_no_list_of_another_name() -> None:
    with pytest.raises(NotFound):
        crl_current(issuer_name="another")


def test_nothing_is_signed_before_the_first_certificate() -> None:
    assert crls_renew() == 0
    assert not CertificateAuthority.objects.exists()


def test_the_command_makes_the_ca_once() -> None:
    out = StringIO()
    call_command("ca_create", stdout=out)
    call_command("ca_create", stdout=StringIO())
    assert "BEGIN CERTIFICATE" in out.getvalue()
    assert "PRIVATE" not in out.getvalue()
    assert CertificateAuthority.objects.count() == RevocationList.objects.count() == 1


def test_a_repeat_changes_nothing_and_others_find_nothing(who: EnterpriseMember) -> None:
    row = certificate(who)
    with pytest.raises(NotFound):
        revoke(factories.member(), row)
    colleague = factories.member(enterprise=who.enterprise, role="viewer", is_legal_representative=False)
    with pytest.raises(NotFound):
        revoke(colleague, row)
    first = revoke(who, row).revoked_at
    assert revoke(who, row).revoked_at == first
    assert Notification.objects.filter(recipient_id=who.user_id, title="手机证书已吊销").count() == 1


def test_an_administrator_ends_a_colleagues(who: EnterpriseMember) -> None:
    colleague = factories.member(enterprise=who.enterprise, role="agent", is_legal_representative=False)
    assert revoke(who, certificate(colleague)).state == "revoked"


def test_who_leaves_loses_the_certificate(who: EnterpriseMember) -> None:
    colleague = factories.member(enterprise=who.enterprise, role="agent", is_legal_representative=False)
    own, theirs = certificate(who), certificate(colleague)
    member_end(
        actor=factories.enterprise_actor(who),
        enterprise=who.enterprise,
        member_id=colleague.pk,
        reason="已离职",
    )
    assert reason_of(theirs) == "revoked affiliation_changed"
    assert reason_of(own) == "active"


def test_a_take_over_ends_the_others(who: EnterpriseMember) -> None:
    row = certificate(who)
    claim = factories.enterprise(state="claimed", uscc=who.enterprise.uscc)
    head = factories.member(enterprise=claim)
    enterprise_take_over(actor=SYSTEM, claim=claim, user=head.user, facts=EnterpriseFacts())
    assert reason_of(row) == "revoked affiliation_changed"


@pytest.mark.parametrize(
    ("act", "reason"),
    [(enterprise_cancel, "cessation_of_operation"), (enterprise_freeze, "privilege_withdrawn")],
)
def test_with_the_enterprise_its_certificates_end(who: EnterpriseMember, act: object, reason: str) -> None:
    row = certificate(who)
    if act is enterprise_cancel:  # out of a freezing alone
        Enterprise.objects.filter(pk=who.enterprise_id).update(state="frozen")
    act(actor=SYSTEM, enterprise=who.enterprise, reason="示例")  # type: ignore[operator]
    assert reason_of(row) == f"revoked {reason}"
    assert listed().get_revoked_certificate_by_serial_number(int(row.serial_hex, 16)) is not None


def test_the_holder_is_reminded_once_thirty_days_before(who: EnterpriseMember) -> None:
    row = certificate(who)
    with clock.frozen(row.not_after - timedelta(days=31)) as time:
        assert certificates_remind() == 0
        time.advance(days=1, seconds=1)
        assert certificates_remind() == 1
        assert certificates_remind() == 0
    assert Notification.objects.filter(recipient_id=who.user_id, title="手机证书快到期了").count() == 1
    assert OutboxMessage.objects.filter(dedupe_key=f"certificate:{row.pk}:expiring").count() == 1


def test_who_has_no_valid_one_is_not_reminded(who: EnterpriseMember) -> None:
    row = revoke(who, certificate(who))
    with clock.frozen(row.not_after - timedelta(days=3)):
        assert certificates_remind() == 0
    kept = certificate(who)
    with clock.frozen(kept.not_after + timedelta(days=1)):
        assert certificates_remind() == 0
