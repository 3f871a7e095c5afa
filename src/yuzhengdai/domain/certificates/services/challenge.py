"""Challenge and response: a certificate's holder signs random text once, for one purpose, from one browser, at one origin.

Everything is checked, and whatever cannot be checked is a no: challenge, chain, validity, use of the key, revocation by row and
by list, the holder's place in the enterprise, the signature.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.certificates.audit_actions import CertificateAudit
from yuzhengdai.domain.certificates.authority import get_ca
from yuzhengdai.domain.certificates.checking import Fault, certificate_fault, held_list, is_signed_by
from yuzhengdai.domain.certificates.enums import CertificateState, ChallengePurpose
from yuzhengdai.domain.certificates.models import PhoneCertificate, SigningChallenge
from yuzhengdai.domain.certificates.reading import certificate_of, serial_hex
from yuzhengdai.domain.certificates.selectors import list_newest
from yuzhengdai.domain.certificates.services.lists import crl_der
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.selectors import live_membership
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import AppError, Refused
from yuzhengdai.foundation.core.tries import address_mark, tries_require

CHALLENGE_VALID = timedelta(minutes=2)
CHALLENGES_AT_MOST = 60
CHALLENGES_WITHIN = timedelta(minutes=10)
"""An office shares an address; one person needs one challenge a login."""
BATCH = 500


def challenge_make(*, purpose: str, browser: str, user: User | None = None, address: str = "") -> str:
    """Random text to be signed within two minutes; with ``user``, only by a certificate of that user.

    Raises RateLimited after CHALLENGES_AT_MOST within CHALLENGES_WITHIN from one address: anybody may ask, and each is a row.
    """
    tries_require(
        kind="challenge",
        marks=[address_mark(address)],
        at_most=CHALLENGES_AT_MOST,
        within=CHALLENGES_WITHIN,
    )
    nonce = secrets.token_urlsafe(32)
    SigningChallenge.objects.create(
        purpose=ChallengePurpose(purpose),
        nonce_hash=_hash(nonce),
        browser_hash=_hash(browser),
        user=user,
        expires_at=now() + CHALLENGE_VALID,
    )
    return nonce


def signed_text(*, purpose: str, origin: str, challenge: str) -> bytes:
    """What exactly is signed: purpose and origin are part of it, so that a signature is good for nothing else."""
    return f"APP-{ChallengePurpose(purpose).value.upper()}-v1\n{origin}\n{challenge}".encode()


def signature_verify(
    *,
    purpose: str,
    browser: str,
    origin: str,
    challenge: str,
    certificate_pem: str,
    signature: bytes,
) -> PhoneCertificate:
    """The certificate that signed (ECDSA-SHA-256, DER). Raises Refused with the reason; the challenge is used up either way."""
    held = _use(purpose=purpose, browser=browser, challenge=challenge)
    if held is None:
        raise Refused("certificates.challenge", "这次验证已过期或已经用过，请重试。")
    given = certificate_of(certificate_pem)
    row = _row_of(given)
    try:
        if given is None or row is None:
            raise Refused("certificates.unknown", "没有找到这张手机证书，请重新办理。")
        _check_certificate(given, row)
        _check_holder(row, held)
        text = signed_text(purpose=purpose, origin=origin, challenge=challenge)
        if not is_signed_by(given, signature=signature, text=text):
            raise Refused("certificates.signature", "签名没有通过核对，请重试。")
    except AppError as error:
        _record(row, CertificateAudit.USE_REFUSED, {"purpose": purpose, "code": error.code})
        raise
    _record(row, CertificateAudit.USE, {"purpose": purpose})
    return row


def challenges_purge() -> int:
    """Job: delete a batch of challenges that nobody can use any more; returns how many."""
    due = SigningChallenge.objects.filter(expires_at__lt=now() - timedelta(hours=1))
    deleted, _ = SigningChallenge.objects.filter(
        pk__in=list(due.values_list("pk", flat=True)[:BATCH])
    ).delete()
    return deleted


def challenge_take(*, purpose: str, browser: str, challenge: str) -> bool:
    """Use a challenge up, whoever asks; whether it was given out for this purpose and browser within the last two minutes."""
    return _use(purpose=purpose, browser=browser, challenge=challenge) is not None


def _use(*, purpose: str, browser: str, challenge: str) -> SigningChallenge | None:
    """Take the challenge, once, whoever asks; committed before anything else is looked at."""
    with transaction.atomic():
        row = SigningChallenge.objects.select_for_update().filter(nonce_hash=_hash(challenge)).first()
        if row is None or row.used_at is not None:
            return None
        row.used_at = now()
        row.save(update_fields=["used_at"])
    is_right = row.purpose == purpose and row.browser_hash == _hash(browser) and row.expires_at > row.used_at
    return row if is_right else None


def _row_of(given: x509.Certificate | None) -> PhoneCertificate | None:
    """The row of exactly this certificate."""
    if given is None:
        return None
    row = (
        PhoneCertificate.objects.select_related("enterprise", "user")
        .filter(serial_hex=serial_hex(given), issuer_name=get_ca().issuer_name())
        .first()
    )
    kept = certificate_of(row.certificate_pem) if row is not None else None
    is_same = kept is not None and kept.public_bytes(Encoding.DER) == given.public_bytes(Encoding.DER)
    return row if is_same else None


def _check_certificate(given: x509.Certificate, row: PhoneCertificate) -> None:
    issuer = x509.load_pem_x509_certificates(get_ca().chain_pem().encode())[0]
    newest = list_newest(issuer_name=get_ca().issuer_name())
    ours = held_list(crl_der(newest), issuer) if newest is not None else None
    fault = certificate_fault(
        given, chain=[issuer], lists=[ours] if ours is not None else [], at=now(), must_name_login=True
    )
    if row.state != CertificateState.ACTIVE and fault not in _BEFORE_REVOKED:
        fault = Fault.REVOKED
    if fault is not None:
        raise _refusal(fault)


_TIMES = frozenset({Fault.NOT_YET, Fault.EXPIRED, Fault.ISSUER_EXPIRED})
_LISTS = frozenset({Fault.LIST_MISSING, Fault.LIST_STALE})
_BEFORE_REVOKED = frozenset(Fault) - _LISTS - {Fault.REVOKED}


def _refusal(fault: Fault) -> Refused:
    """What the holder of a phone certificate hears of it."""
    if fault in _TIMES:
        return Refused("certificates.expired", "手机证书已过期，请重新办理。")
    if fault in _LISTS:
        return Refused("certificates.crl", "暂时无法核对证书状态，请稍后再试。")
    if fault is Fault.REVOKED:
        return Refused("certificates.revoked", "手机证书已吊销，请重新办理。")
    return Refused("certificates.chain", "这张证书不是本平台签发的登录证书。")


def _check_holder(row: PhoneCertificate, held: SigningChallenge) -> None:
    if held.user_id is not None and held.user_id != row.user_id:
        raise Refused("certificates.other_user", "这张手机证书不属于当前登录的用户。")
    if row.enterprise.state != EnterpriseState.VERIFIED or not row.user.is_active:
        raise Refused("certificates.holder", "企业或账号当前不可用，请拨打服务热线核实。")
    if live_membership(user=row.user, enterprise_id=row.enterprise_id) is None:
        raise Refused("certificates.holder", "您已不在这家企业中，这张证书不能再用。")


def _record(
    row: PhoneCertificate | None, action: CertificateAudit, detail: dict[str, str | int | bool | None]
) -> None:
    actor = Actor(
        kind=ActorKind.VISITOR if row is None else ActorKind.ENTERPRISE,
        user_id=None if row is None else row.user_id,
        organisation_id=None if row is None else row.enterprise_id,
    )
    with transaction.atomic():
        audit_record(
            actor=actor,
            action=action,
            object_kind="phone_certificate",
            object_id=None if row is None else row.pk,
            detail=detail,
        )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
