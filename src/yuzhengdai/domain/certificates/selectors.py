"""Reading phone certificates, revocation lists, trusted CAs and their keys."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet

from yuzhengdai.domain.certificates.enums import CertificateState, TrustedCaState
from yuzhengdai.domain.certificates.models import EnterpriseKey, PhoneCertificate, RevocationList, TrustedCa
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


def keys_visible_to(actor: Actor) -> QuerySet[EnterpriseKey]:
    """USBKEYs of the enterprise one works for: all for its administrators, the own ones for its other members."""
    if actor.kind != ActorKind.ENTERPRISE or actor.organisation_id is None or actor.user_id is None:
        return EnterpriseKey.objects.none()
    ours = EnterpriseKey.objects.filter(enterprise_id=actor.organisation_id)
    return ours if actor.has_role("enterprise:admin") else ours.filter(user_id=actor.user_id)


def trusted_ca_list(*, actor: Actor) -> QuerySet[TrustedCa]:
    """CAs whose USBKEYs log in, and those that were; for the system and the security administrator."""
    if not actor.has_role("operator:security_administrator", "operator:system_administrator"):
        return TrustedCa.objects.none()
    order = TrustedCa.objects.order_by("ended_at", "-created_at")
    return order.select_related("proposed_by", "confirmed_by").prefetch_related("lists")


def login_by_key_is_open() -> bool:
    """Whether any CA's USBKEYs are accepted now."""
    rows = TrustedCa.objects.filter(state=TrustedCaState.TRUSTED)
    return (rows.filter(is_demo=False) if settings.IS_PRODUCTION else rows).exists()
