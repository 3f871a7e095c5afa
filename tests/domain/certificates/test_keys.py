"""USBKEYs: which certificates log in, which do not, and what each refusal says (L4)."""

from __future__ import annotations

import time
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from demo.usb_key.sm2_pki import ENCRYPTION, Sm2Pki
from tests import factories
from tests.support.key_pki import ADDRESS, HOST, Key, Pki, give_list, needs_openssl, trust, usage
from yuzhengdai.domain.certificates.enums import TrustedCaState
from yuzhengdai.domain.certificates.models import EnterpriseKey, TrustedCa, TrustedList
from yuzhengdai.domain.certificates.services import (
    KeySignature,
    challenge_make,
    key_text,
    key_verify,
    trusted_ca_confirm,
    trusted_ca_end,
    trusted_ca_propose,
)
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import AppError, FieldErrors, Forbidden, Refused

pytestmark = pytest.mark.django_db
VISITOR = Actor(kind=ActorKind.VISITOR)
BROWSER, ORIGIN = "this browser", "http://testserver"


@pytest.fixture(autouse=True)
def _hosts(settings: Any) -> None:
    settings.CA_CRL_HOSTS = [HOST]


@pytest.fixture
def pki() -> Pki:
    return Pki()


@pytest.fixture
def company() -> Enterprise:
    return factories.enterprise()


def at_agent() -> str:
    return clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def use(
    key: Key, *, challenge: str = "", origin: str = ORIGIN, time: str = "", **changed: Any
) -> EnterpriseKey:
    """A right signature over a fresh challenge, but for what is changed."""
    nonce = challenge or challenge_make(purpose="usbkey", browser=BROWSER)
    said = time or at_agent()
    signature = key.sign(key_text(origin=origin, challenge=nonce, time=said))
    given = KeySignature(changed.pop("der", key.der), changed.pop("signature", signature), said)
    return key_verify(
        actor=VISITOR, browser=changed.pop("browser", BROWSER), origin=ORIGIN, challenge=nonce, given=given
    )


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, match=rf"^key\.{code}: ")


@pytest.mark.parametrize("is_rsa", [False, True])
def test_a_key_of_a_trusted_ca_names_its_enterprise_and_no_person(
    pki: Pki, company: Enterprise, is_rsa: bool
) -> None:
    trust(pki.chain_pem, pki.crl())
    row = use(pki.issue(company.uscc, is_rsa=is_rsa))
    assert (row.enterprise, row.user, row.bound_at) == (company, None, None)
    said = AuditEvent.objects.get(action="certificates.key_use")
    assert said.detail["serial"] == row.serial_hex
    assert said.detail["bound"] is False


def test_the_same_key_is_one_row(pki: Pki, company: Enterprise) -> None:
    trust(pki.chain_pem, pki.crl())
    key = pki.issue(company.uscc)
    assert use(key).pk == use(key).pk


@pytest.mark.parametrize(
    ("made", "code"),
    [
        ({"days": (-400, -1)}, "expired"),
        ({"days": (1, 400)}, "not_yet"),
        ({"uses": usage(key_encipherment=True)}, "encryption"),
        ({"uses": usage(key_agreement=True)}, "encryption"),
        ({"uses": usage(key_cert_sign=True)}, "use"),
        ({"extra": x509.ExtendedKeyUsage([x509.ObjectIdentifier("1.3.6.1.5.5.7.3.1")])}, "use"),
        ({"extra": x509.BasicConstraints(ca=True, path_length=None)}, "use"),
        ({"weak": True}, "weak"),
    ],
)
def test_what_the_certificate_is_wrong_in(
    pki: Pki, company: Enterprise, made: dict[str, Any], code: str
) -> None:
    trust(pki.chain_pem, pki.crl())
    with refused(code):
        use(pki.issue(company.uscc, **made))
    assert AuditEvent.objects.get(action="certificates.key_refused").detail["why"] == f"key.{code}"


def test_an_unknown_ca_and_one_of_the_same_name_are_refused(pki: Pki, company: Enterprise) -> None:
    trust(pki.chain_pem, pki.crl())
    with refused("unknown_ca"):
        use(Pki(name="别的 CA").issue(company.uscc))
    with refused("unknown_ca"):
        use(Pki().issue(company.uscc))


def test_revoked_missing_stale_and_forged_lists(pki: Pki, company: Enterprise) -> None:
    key = pki.issue(company.uscc)
    ca = trust(pki.chain_pem)
    with refused("list_missing"):
        use(key)
    assert give_list(ca, pki.crl(other=Pki().key)) == "签名不对或不是完整的吊销列表"
    with refused("list_missing"):
        use(key)
    assert give_list(ca, pki.crl(days=-0.5)) == ""
    with refused("list_stale"):
        use(key)
    assert give_list(ca, pki.crl(days=3)) == ""
    assert use(key).enterprise == company
    assert give_list(ca, pki.crl(key, days=4)) == ""
    with refused("revoked"):
        use(key)
    # A list from before the revocation, played back, does not undo it.
    assert give_list(ca, pki.crl(days=3)) == "比已有的吊销列表旧"
    with refused("revoked"):
        use(key)


def test_a_list_runs_out_while_nobody_can_fetch_a_new_one(pki: Pki, company: Enterprise) -> None:
    trust(pki.chain_pem, pki.crl(days=2))
    key = pki.issue(company.uscc)
    with clock.frozen(clock.now()) as at:
        at.advance(days=2, minutes=1)
        with refused("list_stale"):
            use(key)


def test_a_partitioned_list_speaks_for_its_own_certificates_only(pki: Pki, company: Enterprise) -> None:
    trust(pki.chain_pem, pki.crl(point=ADDRESS))
    assert use(pki.issue(company.uscc, points=ADDRESS)).enterprise == company
    with refused("list_missing"):
        use(pki.issue(company.uscc, points=f"http://{HOST}/other.crl"))
    with refused("list_missing"):
        use(pki.issue(company.uscc))


def test_challenge_origin_time_and_browser(pki: Pki, company: Enterprise) -> None:
    trust(pki.chain_pem, pki.crl())
    key = pki.issue(company.uscc)
    nonce = challenge_make(purpose="usbkey", browser=BROWSER)
    use(key, challenge=nonce)
    with refused("challenge"):  # replayed
        use(key, challenge=nonce)
    with refused("challenge"):
        use(key, browser="another browser")
    with refused("challenge"):  # made for the phone certificate
        use(key, challenge=challenge_make(purpose="login", browser=BROWSER))
    with refused("signature"):
        use(key, origin="https://evil.example")
    with refused("signature"):  # somebody else's certificate with the own signature
        use(key, der=pki.issue(company.uscc).der)
    with refused("clock"):
        use(key, time="2026-01-01T00:00:00Z")
    with refused("time"):
        use(key, time="yesterday")
    with refused("certificate"):
        use(key, der=b"nonsense")
    with clock.frozen(clock.now()) as at:
        late = challenge_make(purpose="usbkey", browser=BROWSER)
        at.advance(minutes=2, seconds=1)
        with refused("challenge"):
            use(key, challenge=late)


def test_the_enterprise_must_be_known_and_verified(pki: Pki) -> None:
    trust(pki.chain_pem, pki.crl())
    claimed = factories.enterprise(state="claimed")
    frozen = factories.enterprise(state="frozen")
    gone = factories.enterprise(state="cancelled")
    for code, why in (
        (claimed.uscc, "not_verified"),
        (frozen.uscc, "frozen"),
        (gone.uscc, "no_enterprise"),
        ("nothing", "no_code"),
    ):
        with refused(why):
            use(pki.issue(code))


def test_the_code_may_stand_in_an_extension(pki: Pki, company: Enterprise) -> None:
    oid = "1.2.156.10260.4.1.4"
    trust(pki.chain_pem, pki.crl(), place="extension", oid=oid)
    text = company.uscc.encode()
    value = bytes([0x0C, len(text)]) + text
    for raw in (value, bytes([0x04, len(value)]) + value, text):
        extra = x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), raw)
        assert use(pki.issue("other", extra=extra)).enterprise == company
    with refused("no_code"):  # the subject is not where this CA writes it
        use(pki.issue(company.uscc))


@pytest.fixture
def sm2(tmp_path: Path) -> Sm2Pki:
    return Sm2Pki(tmp_path / "sm2", name="国密示例")


class Sm2Key:
    """A key of the folder, as the other keys of these tests."""

    def __init__(self, pki: Sm2Pki, name: str) -> None:
        self.pki, self.name, self.der = pki, name, pki.der(name)

    def sign(self, text: bytes) -> bytes:
        return self.pki.sign(self.name, text)


@needs_openssl
def test_sm2_signing_certificate_logs_in_and_the_encryption_one_does_not(
    sm2: Sm2Pki, company: Enterprise, settings: Any
) -> None:
    settings.IS_PRODUCTION = False
    subject = f"/C=CN/O=郑州示例有限公司/serialNumber={company.uscc}"
    sm2.certificate("sign", subject=subject)
    sm2.certificate("enc", subject=subject, usage=ENCRYPTION)
    ca = trust((sm2.folder / "ca.crt").read_text(), sm2.revocation_list(days=10))
    key: Any = Sm2Key(sm2, "sign")
    assert use(key).enterprise == company
    with refused("encryption"):
        use(Sm2Key(sm2, "enc"))  # type: ignore[arg-type]
    with refused("signature"):
        use(key, origin="https://evil.example")
    sm2.revoke("sign")
    assert give_list(ca, sm2.revocation_list(days=11)) == ""
    with refused("revoked"):
        use(key)


@needs_openssl
def test_production_takes_no_demo_ca(sm2: Sm2Pki, company: Enterprise, settings: Any) -> None:
    sm2.certificate("sign", subject=f"/O=示例/serialNumber={company.uscc}")
    chain = (sm2.folder / "ca.crt").read_text()
    ca = trust(chain, sm2.revocation_list())
    assert ca.is_demo
    settings.IS_PRODUCTION = True
    with refused("unknown_ca"):
        use(Sm2Key(sm2, "sign"))  # type: ignore[arg-type]
    TrustedCa.objects.update(state=TrustedCaState.ENDED)
    with pytest.raises(FieldErrors) as caught:
        trust(chain)
    assert caught.value.fields == {"chain": "这是演示用的 CA，正式环境不能启用"}


def test_checking_costs_less_than_20_ms(pki: Pki, company: Enterprise) -> None:
    others = [pki.issue(company.uscc) for _ in range(3)]
    trust(pki.chain_pem, pki.crl(*others))
    key = pki.issue(company.uscc, is_rsa=True)
    use(key)
    spent = []
    for _ in range(5):
        nonce, said = challenge_make(purpose="usbkey", browser=BROWSER), at_agent()
        given = KeySignature(key.der, key.sign(key_text(origin=ORIGIN, challenge=nonce, time=said)), said)
        began = time.process_time()
        key_verify(actor=VISITOR, browser=BROWSER, origin=ORIGIN, challenge=nonce, given=given)
        spent.append(time.process_time() - began)
    assert min(spent) < 0.020


# Who keeps the list of CAs


def proposal(**changed: str) -> TrustedCa:
    given = {
        "name": "示例 CA",
        "chain": Pki().chain_pem,
        "uscc_place": "subject",
        "uscc_oid": "2.5.4.5",
        "list_addresses": ADDRESS,
    }
    keeper = factories.staff_actor(factories.staff_post(role="security_administrator"))
    return trusted_ca_propose(actor=keeper, **{**given, **changed})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("chain", "nonsense"),
        ("chain", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"),
        ("uscc_place", "elsewhere"),
        ("uscc_oid", "1.2.x"),
        ("uscc_oid", "9.9.9"),
        ("list_addresses", ""),
        ("list_addresses", "http://evil.example/x.crl"),
        ("list_addresses", f"ftp://{HOST}/x.crl"),
        ("list_addresses", f"http://{HOST}@evil.example/x.crl"),
        ("list_addresses", f"http://someone@{HOST}/x.crl"),
        ("list_addresses", f"http://{HOST}:8080/x.crl"),
    ],
)
def test_a_proposal_is_checked(field: str, value: str) -> None:
    with pytest.raises(FieldErrors) as caught:
        proposal(**{field: value})
    assert set(caught.value.fields) == {field}


def test_a_chain_that_breaks_is_refused(pki: Pki, company: Enterprise) -> None:
    leaf = pki.issue(company.uscc).certificate
    from cryptography.hazmat.primitives.serialization import Encoding

    for chain in (
        leaf.public_bytes(Encoding.PEM).decode(),
        pki.chain_pem + Pki().chain_pem,
    ):
        with pytest.raises(FieldErrors, match="invalid_fields"):
            proposal(chain=chain)


def test_only_another_person_confirms_and_only_then_do_keys_log_in(pki: Pki, company: Enterprise) -> None:
    post = factories.staff_post(role="security_administrator")
    keeper = factories.staff_actor(post)
    row = trusted_ca_propose(
        actor=keeper,
        name="示例",
        chain=pki.chain_pem,
        uscc_place="subject",
        uscc_oid="2.5.4.5",
        list_addresses=ADDRESS,
    )
    with refused("unknown_ca"):
        use(pki.issue(company.uscc))
    with pytest.raises(Refused, match="own_case"):
        trusted_ca_confirm(actor=keeper, ca_id=row.pk)
    for role in ("operator", "auditor", "regulator"):
        with pytest.raises(Forbidden):
            trusted_ca_confirm(actor=factories.staff_actor(factories.staff_post(role=role)), ca_id=row.pk)
    second = factories.staff_actor(factories.staff_post(role="security_administrator"))
    trusted_ca_confirm(actor=second, ca_id=row.pk)
    give_list(row, pki.crl())
    key = pki.issue(company.uscc)
    assert use(key).enterprise == company
    with pytest.raises(AppError):
        trusted_ca_end(actor=keeper, ca_id=row.pk, reason="")
    trusted_ca_end(actor=keeper, ca_id=row.pk, reason="证书链更换")
    with refused("unknown_ca"):
        use(key)
    assert TrustedList.objects.filter(ca=row).exists()
    acts = AuditEvent.objects.filter(action__startswith="certificates.trusted_").values_list(
        "action", flat=True
    )
    assert sorted(acts) == [
        "certificates.trusted_confirm",
        "certificates.trusted_end",
        "certificates.trusted_propose",
    ]


def test_a_ca_is_on_the_list_once(pki: Pki) -> None:
    proposal(chain=pki.chain_pem)
    with pytest.raises(FieldErrors, match="invalid_fields"):
        proposal(chain=pki.chain_pem)
