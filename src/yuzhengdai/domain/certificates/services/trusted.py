"""CAs whose USBKEYs log enterprises in: proposed by the security administrator, confirmed by another person (L4)."""

from __future__ import annotations

import hashlib
from typing import cast
from urllib.parse import urlsplit
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from yuzhengdai.domain.certificates.audit_actions import CertificateAudit
from yuzhengdai.domain.certificates.checking import KeyKind, chain_problem, key_kind
from yuzhengdai.domain.certificates.enums import TrustedCaState, UsccPlace
from yuzhengdai.domain.certificates.events import CertificateEvent
from yuzhengdai.domain.certificates.models import EnterpriseKey, TrustedCa, TrustedList
from yuzhengdai.domain.certificates.sm2 import sm2_is_available
from yuzhengdai.domain.certificates.uscc import OID
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, NotFound, Refused
from yuzhengdai.foundation.core.events import Event, publish
from yuzhengdai.foundation.core.own import require_not_own
from yuzhengdai.foundation.core.reasons import stop_reason
from yuzhengdai.foundation.core.text import clean_line
from yuzhengdai.foundation.core.transitions import lock

KEEPER = "operator:security_administrator"
CONFIRMERS = (KEEPER, "operator:system_administrator")
CHAIN_AT_MOST, CHAIN_CHARACTERS = 5, 40_000
LISTS_AT_MOST = 20
DEMO_UNIT = "YUZHENGDAI DEMO ONLY"
"""Organisational unit that the demo's CA bears; production takes no chain with it."""


@transaction.atomic
def trusted_ca_propose(
    *, actor: Actor, name: str, chain: str, uscc_place: str, uscc_oid: str, list_addresses: str
) -> TrustedCa:
    """Propose a CA: its chain in PEM, where it writes the enterprise's code, where its revocation lists lie (one address a line).

    It is of no effect until another person confirms it. Raises FieldErrors, Forbidden.
    """
    _require(actor, (KEEPER,))
    errors: dict[str, str] = {}
    clean = _name(name, errors)
    certificates = _chain(chain, errors)
    if uscc_place not in UsccPlace.values:
        errors["uscc_place"] = "请选择统一社会信用代码所在的位置"
    if not OID.fullmatch(uscc_oid.strip()):
        errors["uscc_oid"] = "请填写对象标识符，例如 2.5.4.5"
    addresses = _addresses(list_addresses, errors)
    if errors:
        raise FieldErrors(errors)
    row = TrustedCa(
        name=clean,
        chain_pem="".join(one.public_bytes(Encoding.PEM).decode() for one in certificates),
        fingerprint=fingerprint_of(certificates[0]),
        uscc_place=uscc_place,
        uscc_oid=uscc_oid.strip(),
        list_addresses="\n".join(addresses),
        is_demo=_is_demo(certificates),
        proposed_by_id=actor.user_id,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise FieldErrors({"chain": "这家 CA 已在名单中，请先停用原来的再提出"}) from None
    _record(actor, CertificateAudit.TRUSTED_PROPOSE, row)
    return row


@transaction.atomic
def trusted_ca_confirm(*, actor: Actor, ca_id: UUID) -> TrustedCa:
    """Let a proposed CA take effect; its lists are fetched by the worker. A repeat changes nothing.

    Raises Forbidden, NotFound, and Refused for who proposed it.
    """
    row = _locked(actor, CONFIRMERS, ca_id)
    if row.state == TrustedCaState.TRUSTED:
        return row
    if row.state != TrustedCaState.PROPOSED:
        raise Refused("certificates.trusted_over", "这家 CA 已停用，需要时请重新提出。")
    require_not_own(actor, row.proposed_by_id)
    row.state, row.confirmed_by_id, row.confirmed_at = TrustedCaState.TRUSTED, actor.user_id, now()
    row.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    TrustedList.objects.bulk_create(
        TrustedList(ca=row, address=address) for address in row.list_addresses.splitlines()
    )
    _record(actor, CertificateAudit.TRUSTED_CONFIRM, row)
    return row


@transaction.atomic
def trusted_ca_decline(*, actor: Actor, ca_id: UUID) -> TrustedCa:
    """Take a proposal off the list: by who thinks better of it, or who was to confirm. A repeat changes nothing.

    Raises Forbidden, NotFound, and Refused for a CA in use, which is ended with a reason.
    """
    row = _locked(actor, CONFIRMERS, ca_id)
    if row.state == TrustedCaState.TRUSTED:
        raise Refused("certificates.trusted_used", "这家 CA 已启用，不用的话请停用。")
    if row.state == TrustedCaState.PROPOSED:
        _end(row)
        _record(actor, CertificateAudit.TRUSTED_DECLINE, row)
    return row


@transaction.atomic
def trusted_ca_end(*, actor: Actor, ca_id: UUID, reason: str) -> TrustedCa:
    """Stop trusting a CA at once: its keys log in no more, and what they began ends. A repeat changes nothing.

    For the security administrator. The ``reason`` (``stop_reason``) is kept in the audit log. Raises FieldErrors, Forbidden, NotFound.
    """
    row = _locked(actor, (KEEPER,), ca_id)
    if row.state == TrustedCaState.ENDED:
        return row
    why = stop_reason(reason)
    _end(row)
    _record(actor, CertificateAudit.TRUSTED_END, row, reason=why)
    for key in EnterpriseKey.objects.filter(ca=row, user__isnull=False).order_by("pk"):
        ids = {"key": key.pk, "user": cast(UUID, key.user_id), "enterprise": key.enterprise_id}
        publish(Event(CertificateEvent.KEY_DISTRUSTED, ids, actor, {"serial": key.serial_hex}))
    return row


def fingerprint_of(certificate: x509.Certificate) -> str:
    """SHA-256 of the whole certificate, in hex."""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def _end(row: TrustedCa) -> None:
    row.state, row.ended_at = TrustedCaState.ENDED, now()
    row.save(update_fields=["state", "ended_at"])


def _name(name: str, errors: dict[str, str]) -> str:
    try:
        return clean_line(name, label="CA 名称", max_length=60, min_length=2)
    except ValidationError as error:
        errors["name"] = error.messages[0]
        return ""


def _chain(pem: str, errors: dict[str, str]) -> list[x509.Certificate]:
    try:
        found = x509.load_pem_x509_certificates(pem[:CHAIN_CHARACTERS].encode())
    except Exception:  # whatever a parser makes of what was pasted
        found = []
    if not found or len(found) > CHAIN_AT_MOST:
        errors["chain"] = "请粘贴 PEM 格式的证书链，签发证书在前，根证书在后，最多 5 张"
    elif any(key_kind(one) is KeyKind.SM2 for one in found) and not sm2_is_available():
        errors["chain"] = "这台服务器没有 OpenSSL 3，不能核对国密证书，请先安装"
    elif chain_problem(found):
        errors["chain"] = "证书链不完整：每张都应由下一张签发，最后一张是自签名的根证书"
    elif any(one.not_valid_after_utc <= now() for one in found):
        errors["chain"] = "证书链中有证书已过期"
    elif _is_demo(found) and settings.IS_PRODUCTION:
        errors["chain"] = "这是演示用的 CA，正式环境不能启用"
    return found


def _addresses(text: str, errors: dict[str, str]) -> list[str]:
    lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if not 1 <= len(lines) <= LISTS_AT_MOST or any(len(line) > 300 for line in lines):
        errors["list_addresses"] = "请填写吊销列表的地址，一行一个，最多 20 个，每个不超过 300 个字符"
    elif any(not is_list_address(line) for line in lines):
        hosts = "、".join(settings.CA_CRL_HOSTS) or "无"
        errors["list_addresses"] = f"地址应以 http:// 或 https:// 开头，主机须在部署时允许的名单中：{hosts}"
    return lines


def is_list_address(address: str) -> bool:
    """Whether a list may be fetched from here: http(s), a host that CA_CRL_HOSTS names (with its port where there is one), no user."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    is_web = parts.scheme in {"http", "https"} and not parts.username and not parts.fragment
    is_plain = address.isascii() and address.isprintable() and " " not in address
    return is_web and is_plain and parts.netloc.lower() in settings.CA_CRL_HOSTS


def _is_demo(chain: list[x509.Certificate]) -> bool:
    units = [
        one.value for c in chain for one in c.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    ]
    return DEMO_UNIT in units


def _require(actor: Actor, roles: tuple[str, ...]) -> None:
    if not actor.has_role(*roles):
        raise Forbidden


def _locked(actor: Actor, roles: tuple[str, ...], ca_id: UUID) -> TrustedCa:
    _require(actor, roles)
    try:
        return lock(TrustedCa.objects.all(), pk=ca_id)
    except TrustedCa.DoesNotExist:
        raise NotFound from None


def _record(actor: Actor, action: CertificateAudit, row: TrustedCa, **more: str) -> None:
    detail: dict[str, str | int | bool | None] = {"ca": row.name, "fingerprint": row.fingerprint, **more}
    audit_record(actor=actor, action=action, object_kind="trusted_ca", object_id=row.pk, detail=detail)
