"""Which verifications an actor may see. One rule, as a query."""

from __future__ import annotations

from django.db.models import Q, QuerySet, Subquery

from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.verification.enums import VerificationState
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.core.actors import Actor, ActorKind


def verifications_visible_to(actor: Actor) -> QuerySet[Verification]:
    """An applicant sees the own attempts for the own enterprise; an operator everything handed in.

    The attempt by which a 法定代表人 took a verified row over was made for a claim that is closed now: it belongs to that row's
    code and is seen there.
    """
    if actor.kind == ActorKind.SYSTEM:
        return Verification.objects.all()
    if actor.kind == ActorKind.ENTERPRISE and actor.organisation_id and actor.user_id:
        code = Enterprise.objects.filter(pk=actor.organisation_id).values("uscc")[:1]
        took_over = Q(state=VerificationState.PASSED, enterprise__state=EnterpriseState.CANCELLED)
        return Verification.objects.filter(
            Q(enterprise_id=actor.organisation_id) | (took_over & Q(enterprise__uscc=Subquery(code))),
            user_id=actor.user_id,
        )
    if actor.kind == ActorKind.OPERATOR and actor.has_role("operator:operator"):
        return Verification.objects.exclude(state=VerificationState.DRAFT)
    return Verification.objects.none()
