"""Reading phone certificates and revocation lists."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from yuzhengdai.domain.certificates.enums import CertificateState
from yuzhengdai.domain.certificates.models import PhoneCertificate, RevocationList
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now


def certificates_visible_to(actor: Actor) -> QuerySet[PhoneCertificate]:
    """One's own for the enterprise one works for; an administrator sees all of the enterprise."""
    if actor.kind == ActorKind.SYSTEM:
        return PhoneCertificate.objects.all()
    if actor.kind != ActorKind.ENTERPRISE or actor.organisation_id is None or actor.user_id is None:
        return PhoneCertificate.objects.none()
    mine = PhoneCertificate.objects.filter(enterprise_id=actor.organisation_id)
    return mine if actor.has_role("enterprise:admin") else mine.filter(user_id=actor.user_id)


def certificate_get(*, actor: Actor, certificate_id: UUID) -> PhoneCertificate:
    """One certificate. Raises PhoneCertificate.DoesNotExist."""
    return certificates_visible_to(actor).get(pk=certificate_id)


def certificate_own(*, actor: Actor) -> PhoneCertificate | None:
    """The actor's newest certificate for the enterprise: the valid one if there is one."""
    if actor.user_id is None:
        return None
    mine = certificates_visible_to(actor).filter(user_id=actor.user_id)
    # "active" sorts before "revoked".
    return mine.order_by("state", "-created_at").first()


def certificate_valid(*, actor: Actor) -> PhoneCertificate | None:
    """The actor's certificate if it may be used now."""
    found = certificate_own(actor=actor)
    is_valid = found is not None and found.state == CertificateState.ACTIVE and found.not_after > now()
    return found if is_valid else None


def list_newest(*, issuer_name: str) -> RevocationList | None:
    """The list published last."""
    return RevocationList.objects.filter(issuer_name=issuer_name).order_by("-number").first()
