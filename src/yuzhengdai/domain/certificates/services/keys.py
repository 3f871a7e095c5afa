"""USBKEYs (L4): an enterprise's key signs a challenge; the first time a member is chosen and proved, later it is that member.

The text that is signed names purpose, page, challenge and time: a signature is good for one login, here. Everything is checked, and
whatever cannot be checked is a no.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.db import transaction

from yuzhengdai.domain.certificates.audit_actions import CertificateAudit
from yuzhengdai.domain.certificates.checking import Fault, certificate_fault, is_signed_by
from yuzhengdai.domain.certificates.enums import ChallengePurpose, TrustedCaState
from yuzhengdai.domain.certificates.models import EnterpriseKey, TrustedCa
from yuzhengdai.domain.certificates.reading import serial_hex
from yuzhengdai.domain.certificates.services.challenge import challenge_take
from yuzhengdai.domain.certificates.services.key_members import key_is_bound
from yuzhengdai.domain.certificates.services.trusted import fingerprint_of
from yuzhengdai.domain.certificates.services.trusted_lists import chain_of, lists_held
from yuzhengdai.domain.certificates.uscc import uscc_of
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import AppError, Refused
from yuzhengdai.foundation.core.tries import address_mark, tries_require

CERTIFICATE_MAX_BYTES = 8192
CLOCKS_APART = timedelta(minutes=5)
"""How far the PC's clock may be from ours."""
USES_AT_MOST, USES_WITHIN = 60, timedelta(minutes=10)
"""From one address, as challenges are: an office shares one."""
_SENTENCES = {
    Fault.UNKNOWN_ISSUER: ("key.unknown_ca", "这把 USBKEY 的发证机构（CA）平台尚未接入，请用手机号登录。"),
    Fault.WEAK_KEY: ("key.weak", "这把 USBKEY 的密钥类型平台不支持，请到发证机构更换。"),
    Fault.NOT_YET: ("key.not_yet", "USBKEY 证书还没有到生效日期，请核对后再试。"),
    Fault.EXPIRED: ("key.expired", "USBKEY 证书已过期，请到发证机构续期。"),
    Fault.ISSUER_EXPIRED: (
        "key.ca_expired",
        "发证机构（CA）的证书已过期，暂时不能用 USBKEY 登录，请用手机号登录。",
    ),
    Fault.ENCRYPTION_ONLY: ("key.encryption", "这是加密证书，不能登录，请选同一把 USBKEY 上的签名证书。"),
    Fault.WRONG_USE: ("key.use", "这张证书不是用来登录的，请选签名证书。"),
    Fault.LIST_MISSING: (
        "key.list_missing",
        "平台还没有这家发证机构的吊销列表，不能确认证书是否有效，请用手机号登录。",
    ),
    Fault.LIST_STALE: (
        "key.list_stale",
        "这家发证机构的吊销列表已过期，不能确认证书是否有效，请稍后再试或用手机号登录。",
    ),
    Fault.REVOKED: ("key.revoked", "USBKEY 证书已被发证机构吊销，不能再用。"),
}


@dataclass(frozen=True, slots=True)
class KeySignature:
    """What the page hands over: certificate (DER), signature, and the time that was signed, as the key agent wrote it."""

    certificate_der: bytes
    signature: bytes
    time: str


def key_text(*, origin: str, challenge: str, time: str) -> bytes:
    """What exactly a key signs to log in."""
    return f"APP-{ChallengePurpose.USBKEY.value.upper()}-v1\n{origin}\n{challenge}\n{time}".encode()


def key_verify(
    *, actor: Actor, browser: str, origin: str, challenge: str, given: KeySignature
) -> EnterpriseKey:
    """The key that signed, with its enterprise, and with ``user`` where it is bound to a member who still has a place there.

    Raises Refused with the reason; the challenge is used up either way. Used or refused, it is on record with the serial: so how often
    one address may is limited (RateLimited).
    """
    tries_require(
        kind="certificates.key", marks=[address_mark(actor.address)], at_most=USES_AT_MOST, within=USES_WITHIN
    )
    held = challenge_take(purpose=ChallengePurpose.USBKEY, browser=browser, challenge=challenge)
    certificate = _read(given.certificate_der)
    serial = serial_hex(certificate) if certificate is not None else ""
    ca: TrustedCa | None = None
    try:
        if not held:
            raise Refused("key.challenge", "这次验证已过期或已经用过，请重新点「登录」。")
        if certificate is None:
            raise Refused("key.certificate", "没有读到 USBKEY 里的证书，请重新插入后再试。")
        ca = _issuer(certificate)
        _check_certificate(certificate, ca)
        _check_signature(certificate, given, origin, challenge)
        enterprise = _enterprise(certificate, ca)
    except AppError as error:
        with transaction.atomic():
            detail: dict[str, str | int | bool | None] = {
                "serial": serial,
                "ca": ca.name if ca else "",
                "why": error.code,
            }
            audit_record(
                actor=actor,
                action=CertificateAudit.KEY_REFUSED,
                object_kind="enterprise_key",
                object_id=None,
                detail=detail,
            )
        raise
    return _seen(actor, certificate, ca, enterprise)


def _read(der: bytes) -> x509.Certificate | None:
    if not der or len(der) > CERTIFICATE_MAX_BYTES:
        return None
    try:
        return x509.load_der_x509_certificate(der)
    except Exception:  # whatever a parser makes of hostile bytes
        return None


def _issuer(certificate: x509.Certificate) -> TrustedCa:
    """The trusted CA of the certificate's issuer name; its signature is checked later. The demo's CA counts nowhere but there."""
    rows = TrustedCa.objects.filter(state=TrustedCaState.TRUSTED).order_by("created_at")
    if settings.IS_PRODUCTION:
        rows = rows.filter(is_demo=False)
    signed = [
        row
        for row in rows
        if certificate_fault(certificate, chain=chain_of(row), lists=[], at=now()) != Fault.UNKNOWN_ISSUER
    ]
    if not signed:
        raise Refused(*_SENTENCES[Fault.UNKNOWN_ISSUER])
    return signed[0]


def _check_certificate(certificate: x509.Certificate, ca: TrustedCa) -> None:
    fault = certificate_fault(certificate, chain=chain_of(ca), lists=lists_held(ca), at=now())
    if fault is not None:
        raise Refused(*_SENTENCES[fault])


def _check_signature(certificate: x509.Certificate, given: KeySignature, origin: str, challenge: str) -> None:
    text = key_text(origin=origin, challenge=challenge, time=given.time)
    if not is_signed_by(certificate, signature=given.signature, text=text):
        raise Refused("key.signature", "签名没有通过核对：它不是为本页这次登录做的，请重试。")
    try:
        at = datetime.strptime(given.time, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Refused("key.time", "密钥助手写的时间读不出来，请更新密钥助手。") from None
    if abs(at - now()) > CLOCKS_APART:
        raise Refused("key.clock", "这台电脑的时间与平台相差超过 5 分钟，请校准电脑时间后再试。")


def _enterprise(certificate: x509.Certificate, ca: TrustedCa) -> Enterprise:
    code = uscc_of(certificate, place=ca.uscc_place, oid=ca.uscc_oid)
    if not code:
        raise Refused("key.no_code", "USBKEY 证书里没有读到统一社会信用代码，请联系发证机构。")
    rows = list(Enterprise.objects.filter(uscc=code).exclude(state=EnterpriseState.CANCELLED))
    verified = [row for row in rows if row.state == EnterpriseState.VERIFIED]
    if verified:
        return verified[0]
    if any(row.state == EnterpriseState.FROZEN for row in rows):
        raise Refused("key.frozen", "这家企业的账号已冻结，请拨打服务热线核实。")
    if rows:
        raise Refused("key.not_verified", "请先完成企业认证，认证通过后可以用 USBKEY 登录。")
    raise Refused("key.no_enterprise", "平台上还没有这家企业，请先注册，再完成企业认证。")


@transaction.atomic
def _seen(
    actor: Actor, certificate: x509.Certificate, ca: TrustedCa, enterprise: Enterprise
) -> EnterpriseKey:
    row, _ = EnterpriseKey.objects.select_related("enterprise", "user", "meant_for").get_or_create(
        fingerprint=fingerprint_of(certificate),
        defaults={
            "ca": ca,
            "enterprise": enterprise,
            "serial_hex": serial_hex(certificate),
            "certificate_pem": certificate.public_bytes(Encoding.PEM).decode(),
            "not_after": certificate.not_valid_after_utc,
            "used_at": now(),
        },
    )
    changed = ["used_at", "ca"]
    row.used_at, row.ca = now(), ca
    if row.enterprise_id != enterprise.pk:
        # The enterprise was verified anew under another row since: the key goes with the code, its member does not.
        row.enterprise, row.user, row.meant_for, row.bound_at = enterprise, None, None, None
        changed += ["enterprise", "user", "meant_for", "bound_at"]
    # Only these: a binding that is made in this moment is not undone by what was read before it.
    row.save(update_fields=changed)
    audit_record(
        actor=actor,
        action=CertificateAudit.KEY_USE,
        object_kind="enterprise_key",
        object_id=row.pk,
        detail={"serial": row.serial_hex, "ca": ca.name, "bound": key_is_bound(row)},
    )
    return row


def key_get(key_id: UUID) -> EnterpriseKey | None:
    """A key that this browser has just proved; the caller remembers which on the server."""
    return (
        EnterpriseKey.objects.select_related("enterprise", "user", "meant_for", "ca")
        .filter(pk=key_id)
        .first()
    )
