"""Login with the phone certificate: the key on the phone, opened by the certificate password, signs a challenge (R10)."""

from __future__ import annotations

from django.db import transaction

from yuzhengdai.domain.certificates.enums import ChallengePurpose
from yuzhengdai.domain.certificates.models import PhoneCertificate
from yuzhengdai.domain.certificates.services import signature_verify
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor


def login_by_certificate(
    *, actor: Actor, browser: str, origin: str, challenge: str, certificate_pem: str, signature: bytes
) -> PhoneCertificate:
    """The certificate whose user and enterprise may come in. Raises Refused with the reason; nothing is told of others."""
    row = signature_verify(
        purpose=ChallengePurpose.LOGIN,
        browser=browser,
        origin=origin,
        challenge=challenge,
        certificate_pem=certificate_pem,
        signature=signature,
    )
    with transaction.atomic():
        audit_record(
            actor=actor,
            action="access.login",
            object_kind="user",
            object_id=row.user_id,
            detail={"way": "certificate", "serial": row.serial_hex},
        )
    return row
