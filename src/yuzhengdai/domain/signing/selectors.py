"""Which key signs now, and which certificates whoever checks what was signed has to trust."""

from __future__ import annotations

from yuzhengdai.domain.signing.models import SigningKey
from yuzhengdai.foundation.core.clock import now


def signing_key_current(*, purpose: str) -> SigningKey | None:
    """The newest key of the purpose that has not run out; None: nothing of this kind is signed, nor offered as signed."""
    rows = SigningKey.objects.filter(purpose=purpose, not_after__gt=now())
    return rows.order_by("-created_at", "-id").first()


def signing_certificates(*, purpose: str) -> list[str]:
    """Certificates (PEM) of all keys there were, newest first: what whoever checks a signature trusts."""
    rows = SigningKey.objects.filter(purpose=purpose).order_by("-created_at", "-id")
    return list(rows.values_list("certificate_pem", flat=True))
