"""Login with the phone certificate: the key on the phone, opened by the certificate password, signs a challenge (R10)."""

from __future__ import annotations

from yuzhengdai.domain.access.services.login import LoginDone, LoginWay, login_finish
from yuzhengdai.domain.certificates.enums import ChallengePurpose
from yuzhengdai.domain.certificates.services import signature_verify
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.actors import Actor


def login_by_certificate(
    *, actor: Actor, browser: str, origin: str, challenge: str, certificate_pem: str, signature: bytes
) -> tuple[LoginDone, Enterprise]:
    """Log the certificate's user in; with its enterprise, to go on with. Raises Refused with the reason; nothing is told of others."""
    row = signature_verify(
        purpose=ChallengePurpose.LOGIN,
        browser=browser,
        origin=origin,
        challenge=challenge,
        certificate_pem=certificate_pem,
        signature=signature,
    )
    done = login_finish(actor=actor, user=row.user, way=LoginWay.CERTIFICATE, device=row.serial_hex)
    return done, row.enterprise
