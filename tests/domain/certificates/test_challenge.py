"""Challenge and response: what is accepted, and everything that is refused."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from tests import factories
from tests.domain.certificates.phone import ORIGIN, Phone
from yuzhengdai.domain.certificates import x509_build
from yuzhengdai.domain.certificates.embedded import LIST_LIVES
from yuzhengdai.domain.certificates.models import PhoneCertificate, RevocationList, SigningChallenge
from yuzhengdai.domain.certificates.reading import csr_public_key
from yuzhengdai.domain.certificates.services import (
    certificate_issue,
    certificate_revoke,
    challenge_make,
    challenges_purge,
    crl_current,
    crl_publish,
    crls_renew,
    signature_verify,
)
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.integrations.ca.base import CertificateOrder

pytestmark = pytest.mark.django_db
BROWSER = "this browser"


@pytest.fixture
def who() -> EnterpriseMember:
    return factories.member()


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.fixture
def row(who: EnterpriseMember, phone: Phone) -> PhoneCertificate:
    return certificate_issue(
        actor=factories.enterprise_actor(who), enterprise=who.enterprise, user=who.user, csr_der=phone.csr()
    )


def answer(row: PhoneCertificate, phone: Phone, challenge: str = "", **changed: object) -> PhoneCertificate:
    """A right answer to a fresh (or given) challenge, but for what is changed."""
    nonce = challenge or challenge_make(purpose="login", browser=BROWSER)
    given: dict[str, object] = {
        "purpose": "login",
        "browser": BROWSER,
        "origin": ORIGIN,
        "challenge": nonce,
        "certificate_pem": row.certificate_pem,
        "signature": phone.sign(nonce),
    }
    return signature_verify(**{**given, **changed})  # type: ignore[arg-type]


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, match=rf"certificates\.{code}")


def test_the_holder_gets_in(row: PhoneCertificate, phone: Phone) -> None:
    assert answer(row, phone) == row
    assert AuditEvent.objects.filter(action="certificates.use", object_id=row.pk).count() == 1


def test_a_challenge_is_good_once(row: PhoneCertificate, phone: Phone) -> None:
    challenge = challenge_make(purpose="login", browser=BROWSER)
    assert answer(row, phone, challenge) == row
    with refused("challenge"):
        answer(row, phone, challenge)


def test_a_wrong_answer_uses_the_challenge_up(row: PhoneCertificate, phone: Phone) -> None:
    challenge = challenge_make(purpose="login", browser=BROWSER)
    with refused("signature"):
        answer(row, phone, challenge, signature=b"")
    with refused("challenge"):
        answer(row, phone, challenge)


def test_a_challenge_is_bound_to_browser_purpose_and_time(row: PhoneCertificate, phone: Phone) -> None:
    with refused("challenge"):
        answer(row, phone, browser="another browser")
    nonce = challenge_make(purpose="confirm", browser=BROWSER)
    with refused("challenge"):
        answer(row, phone, nonce)
    with refused("challenge"):
        answer(row, phone, "never given out")
    with clock.frozen(clock.now()) as time:
        late = challenge_make(purpose="login", browser=BROWSER)
        time.advance(minutes=2, seconds=1)
        with refused("challenge"):
            answer(row, phone, late)


def test_purpose_and_origin_are_part_of_what_is_signed(row: PhoneCertificate, phone: Phone) -> None:
    for wrong in ({"purpose": "confirm"}, {"origin": "https://evil.example"}):
        nonce = challenge_make(purpose="login", browser=BROWSER)
        with refused("signature"):
            answer(row, phone, nonce, signature=phone.sign(nonce, **wrong))


def test_for_one_user_only_that_users_certificate(row: PhoneCertificate, phone: Phone) -> None:
    mine = challenge_make(purpose="login", browser=BROWSER, user=row.user)
    assert answer(row, phone, mine) == row
    other = challenge_make(purpose="login", browser=BROWSER, user=factories.user())
    with refused("other_user"):
        answer(row, phone, other)


def test_another_key_is_refused(row: PhoneCertificate) -> None:
    with refused("signature"):
        answer(row, Phone())


@pytest.mark.parametrize(
    "pem", ["", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "x" * 99999]
)
def test_what_is_no_certificate_is_refused(row: PhoneCertificate, phone: Phone, pem: str) -> None:
    with refused("unknown"):
        answer(row, phone, certificate_pem=pem)


def test_a_rogue_cas_certificate_is_refused(row: PhoneCertificate) -> None:
    rogue, at = Phone(), clock.now().replace(microsecond=0)
    root, key = x509_build.make_root(
        common_name="rogue", organisation="rogue", not_before=at, not_after=at + timedelta(days=9)
    )
    forged = x509_build.make_certificate(
        root=root, key=key, order=order_like(row, rogue), crl_url="http://evil.example/x.crl"
    )
    pem = forged.public_bytes(Encoding.PEM).decode()
    with refused("unknown"):
        answer(row, rogue, certificate_pem=pem)
    # Even were its row there: the chain does not lead to our CA.
    PhoneCertificate.objects.filter(pk=row.pk).update(
        certificate_pem=pem, serial_hex=f"{forged.serial_number:x}"
    )
    with refused("chain"):
        answer(row, rogue, certificate_pem=pem)


def order_like(row: PhoneCertificate, phone: Phone) -> CertificateOrder:
    return CertificateOrder(
        reference="",
        enterprise_name=row.enterprise.name,
        uscc=row.enterprise.uscc,
        public_key_der=csr_public_key(phone.csr()),
        not_before=row.not_before,
        not_after=row.not_before + timedelta(days=5),
    )


def test_an_expired_one_is_refused(row: PhoneCertificate, phone: Phone) -> None:
    with clock.frozen(row.not_after):
        crl_publish()
        with refused("expired"):
            answer(row, phone)
    with clock.frozen(row.not_before - timedelta(seconds=1)), refused("expired"):
        answer(row, phone)


def test_a_revoked_one_is_refused_at_once(row: PhoneCertificate, phone: Phone) -> None:
    certificate_revoke(
        actor=factories.enterprise_actor(row.enterprise.members.get()),
        certificate_id=row.pk,
        reason="key_compromise",
    )
    with refused("revoked"):
        answer(row, phone)


def test_one_on_the_list_is_refused_even_if_its_row_says_otherwise(
    row: PhoneCertificate, phone: Phone
) -> None:
    who = factories.enterprise_actor(row.enterprise.members.get())
    certificate_revoke(actor=who, certificate_id=row.pk, reason="key_compromise")
    crl_current(issuer_name=row.issuer_name)
    PhoneCertificate.objects.filter(pk=row.pk).update(state="active")
    with refused("revoked"):
        answer(row, phone)


def _none() -> None:
    RevocationList.objects.all().delete()


def _garbage() -> None:
    RevocationList.objects.update(der_base64=base64.b64encode(b"no list").decode())


def _somebody_elses() -> None:
    at = clock.now().replace(microsecond=0)
    root, _ = x509_build.make_root(
        common_name="豫正贷手机证书 G1（演示）",
        organisation="河南省金融服务共享平台",
        not_before=at,
        not_after=at + timedelta(days=9),
    )
    forged = x509_build.make_list(
        root=root,
        key=ec.generate_private_key(ec.SECP256R1()),
        revoked=[],
        number=99,
        validity=(at, at + timedelta(days=9)),
    )
    RevocationList.objects.update(der_base64=base64.b64encode(forged.public_bytes(Encoding.DER)).decode())


@pytest.mark.parametrize("spoil", [_none, _garbage, _somebody_elses])
def test_without_a_good_list_nothing_is_believed(
    row: PhoneCertificate, phone: Phone, spoil: Callable[[], None]
) -> None:
    spoil()
    with refused("crl"):
        answer(row, phone)


def test_a_list_that_has_run_out_is_no_list_until_the_job_signs_another(
    row: PhoneCertificate, phone: Phone
) -> None:
    with clock.frozen(clock.now() + LIST_LIVES):
        with refused("crl"):
            answer(row, phone)
        assert crls_renew() == 1
        assert answer(row, phone) == row


def test_the_enterprise_and_the_place_in_it_count(row: PhoneCertificate, phone: Phone) -> None:
    type(row.enterprise).objects.filter(pk=row.enterprise_id).update(state="frozen")
    with refused("holder"):
        answer(row, phone)
    type(row.enterprise).objects.filter(pk=row.enterprise_id).update(state="verified")
    row.enterprise.members.update(ends_on=clock.today() - timedelta(days=1))
    with refused("holder"):
        answer(row, phone)
    assert AuditEvent.objects.filter(action="certificates.use_refused").count() == 2


def test_challenges_are_kept_hashed_and_not_for_long() -> None:
    nonce = challenge_make(purpose="login", browser=BROWSER)
    assert nonce not in str(SigningChallenge.objects.values().get())
    assert challenges_purge() == 0
    with clock.frozen(clock.now() + timedelta(hours=2)):
        assert challenges_purge() == 1
