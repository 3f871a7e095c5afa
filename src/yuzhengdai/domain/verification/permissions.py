"""Which verifications an actor may see. One rule, as a query."""

from __future__ import annotations

from django.db.models import QuerySet

from yuzhengdai.domain.verification.enums import VerificationState
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.core.actors import Actor, ActorKind


def verifications_visible_to(actor: Actor) -> QuerySet[Verification]:
    """An applicant sees the own attempts for the own enterprise; an operator everything handed in."""
    if actor.kind == ActorKind.SYSTEM:
        return Verification.objects.all()
    if actor.kind == ActorKind.ENTERPRISE and actor.organisation_id and actor.user_id:
        return Verification.objects.filter(enterprise_id=actor.organisation_id, user_id=actor.user_id)
    if actor.kind == ActorKind.OPERATOR and actor.has_role("operator:operator"):
        return Verification.objects.exclude(state=VerificationState.DRAFT)
    return Verification.objects.none()
