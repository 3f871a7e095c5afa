"""R10: what is certified, for whom, and how often."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests import factories
from tests.domain.certificates.phone import Phone, rsa_csr
from tests.rivals import at_once
from yuzhengdai.domain.certificates.enums import CertificateState, RevocationReason
from yuzhengdai.domain.certificates.models import CertificateAuthority, PhoneCertificate
from yuzhengdai.domain.certificates.services import certificate_issue
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.errors import FieldErrors, NotFound, Refused

pytestmark = pytest.mark.django_db
_RAW = (Encoding.X962, PublicFormat.UncompressedPoint)


@pytest.fixture
def who() -> EnterpriseMember:
    return factories.member()


def issue(who: EnterpriseMember, csr: bytes, device: str = "安卓手机") -> PhoneCertificate:
    return certificate_issue(
        actor=factories.enterprise_actor(who),
        enterprise=who.enterprise,
        user=who.user,
        csr_der=csr,
        device_name=device,
    )


def read(row: PhoneCertificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(row.certificate_pem.encode())


def said(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    return str(certificate.subject.get_attributes_for_oid(oid)[0].value)


def test_the_subject_is_the_verified_enterprise_whatever_the_request_says(who: EnterpriseMember) -> None:
    phone = Phone()
    made = read(issue(who, phone.csr(common="别家银行股份有限公司")))
    assert said(made, NameOID.COMMON_NAME) == said(made, NameOID.ORGANIZATION_NAME) == who.enterprise.name
    assert said(made, NameOID.SERIAL_NUMBER) == who.enterprise.uscc
    assert said(made, NameOID.ORGANIZATION_IDENTIFIER) == f"USCC-{who.enterprise.uscc}"
    assert "别家银行" not in made.subject.rfc4514_string()
    assert made.public_key().public_numbers() == phone.key.public_key().public_numbers()  # type: ignore[union-attr]


def test_a_name_longer_than_the_standard_allows_still_gets_a_certificate() -> None:
    who = factories.member(enterprise=factories.enterprise(name="郑" * 100))
    made = read(issue(who, Phone().csr()))
    assert said(made, NameOID.COMMON_NAME) == "郑" * 64
    assert said(made, NameOID.SERIAL_NUMBER) == who.enterprise.uscc


def test_what_the_certificate_is_good_for(who: EnterpriseMember) -> None:
    with clock.frozen("2026-03-20T09:00:00"):
        row = issue(who, Phone().csr())
        made, root = (
            read(row),
            x509.load_pem_x509_certificate(CertificateAuthority.objects.get().certificate_pem.encode()),
        )
        made.verify_directly_issued_by(root)
        usage = made.extensions.get_extension_for_class(x509.KeyUsage)
        assert usage.critical
        assert usage.value.digital_signature
        assert not usage.value.key_cert_sign
        assert not usage.value.content_commitment, "no non-repudiation is claimed"
        extended = made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        assert list(extended) == [ExtendedKeyUsageOID.CLIENT_AUTH]
        assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        point = made.extensions.get_extension_for_class(x509.CRLDistributionPoints).value[0]
        assert point.full_name
        assert point.full_name[0].value == "http://testserver/ca/yzd-phone-g1.crl"
        own = made.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
        roots = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        assert own.key_identifier == roots.digest
        assert made.not_valid_before_utc == clock.now()
        assert made.not_valid_after_utc == clock.now() + timedelta(days=730) == row.not_after


def test_an_agents_certificate_ends_with_the_agency() -> None:
    with clock.frozen("2026-03-20T09:00:00"):
        who = factories.member(
            role="agent", is_legal_representative=False, ends_on=clock.today() + timedelta(days=30)
        )
        row = issue(who, Phone().csr())
        assert clock.local(row.not_after).isoformat() == "2026-04-19T23:59:59+08:00"


def test_the_ca_key_is_not_readable_at_rest(who: EnterpriseMember) -> None:
    issue(who, Phone().csr())
    stored = bytes(CertificateAuthority.objects.values_list("private_key_pem", flat=True).get())
    assert b"PRIVATE" not in stored
    assert "BEGIN PRIVATE KEY" in str(CertificateAuthority.objects.get().private_key_pem)


@pytest.mark.parametrize(
    "csr",
    [
        b"",
        b"\x30\x03\x02\x01\x00",
        b"-----BEGIN CERTIFICATE REQUEST-----",
        b"\x30" * 5000,
        rsa_csr(),
        Phone(key=ec.generate_private_key(ec.SECP384R1())).csr(),
        Phone().csr(algorithm=SHA384()),
    ],
    ids=["empty", "no request", "PEM", "huge", "RSA", "P-384", "SHA-384"],
)
def test_other_requests_are_refused(who: EnterpriseMember, csr: bytes) -> None:
    with pytest.raises(FieldErrors) as error:
        issue(who, csr)
    assert set(error.value.fields) == {"csr"}
    assert not PhoneCertificate.objects.exists()


def test_possession_is_proved_by_the_requests_own_signature(who: EnterpriseMember) -> None:
    mine, others = Phone(), Phone()
    theirs = bytearray(others.csr())
    point = others.key.public_key().public_bytes(*_RAW)
    at = bytes(theirs).index(point)
    theirs[at : at + len(point)] = mine.key.public_key().public_bytes(*_RAW)
    with pytest.raises(FieldErrors):
        issue(who, bytes(theirs))


def test_the_same_key_gets_the_same_certificate(who: EnterpriseMember) -> None:
    phone = Phone()
    first = issue(who, phone.csr())
    assert issue(who, phone.csr(common="another request")).pk == first.pk
    assert PhoneCertificate.objects.count() == 1
    assert AuditEvent.objects.filter(action="certificates.issue").count() == 1


def test_a_new_key_supersedes_the_old_one(who: EnterpriseMember) -> None:
    first, second = Phone(), Phone()
    old = issue(who, first.csr())
    new = issue(who, second.csr())
    old.refresh_from_db()
    assert (old.state, old.revocation_reason) == (CertificateState.REVOKED, RevocationReason.SUPERSEDED)
    assert new.state == CertificateState.ACTIVE
    with pytest.raises(Refused, match="key_used"):
        issue(who, first.csr())


def test_colleagues_each_have_their_own(who: EnterpriseMember) -> None:
    colleague = factories.member(enterprise=who.enterprise, is_legal_representative=False)
    one, two = issue(who, Phone().csr()), issue(colleague, Phone().csr())
    assert PhoneCertificate.objects.filter(state="active", pk__in=[one.pk, two.pk]).count() == 2


def test_one_key_is_certified_for_one_person(who: EnterpriseMember) -> None:
    phone, other = Phone(), factories.member()
    issue(who, phone.csr())
    with pytest.raises(Refused, match="key_used"):
        issue(other, phone.csr())


@pytest.mark.parametrize("state", ["claimed", "frozen"])
def test_only_verified_enterprises(state: str) -> None:
    who = factories.member(enterprise=factories.enterprise(state=state))
    with pytest.raises(Refused, match="not_verified"):
        issue(who, Phone().csr())


def test_no_certificate_for_a_stranger(who: EnterpriseMember) -> None:
    with pytest.raises(NotFound):
        certificate_issue(
            actor=factories.enterprise_actor(who),
            enterprise=who.enterprise,
            user=factories.user(),
            csr_der=Phone().csr(),
        )


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one(who: EnterpriseMember) -> None:
    csr = Phone().csr()
    outcomes = at_once(4, lambda _: issue(who, csr).pk)
    assert len({str(one) for one in outcomes}) == 1, outcomes
    assert PhoneCertificate.objects.count() == 1
    assert CertificateAuthority.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_keys_at_once_one_stays_active(who: EnterpriseMember) -> None:
    requests = [Phone().csr() for _ in range(3)]
    outcomes = at_once(3, lambda n: issue(who, requests[n]).pk)
    assert not [one for one in outcomes if isinstance(one, Exception)], outcomes
    assert PhoneCertificate.objects.filter(state="active").count() == 1
