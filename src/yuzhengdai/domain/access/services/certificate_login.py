"""Login with the phone certificate: the key on the phone, opened by the certificate password, signs a challenge (R10)."""

from __future__ import annotations

from yuzhengdai.domain.access.services.login import LoginWay, login_finish
from yuzhengdai.domain.certificates.enums import ChallengePurpose
from yuzhengdai.domain.certificates.models import PhoneCertificate
from yuzhengdai.domain.certificates.services import signature_verify
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
    login_finish(actor=actor, user=row.user, way=LoginWay.CERTIFICATE, device=row.serial_hex)
    return row
