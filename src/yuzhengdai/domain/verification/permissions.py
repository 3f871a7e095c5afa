"""Which verifications an actor may see. One rule, as a query."""

from __future__ import annotations

from django.db.models import Q, QuerySet, Subquery

from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.verification.counter_enums import AT_COUNTER, CounterState
from yuzhengdai.domain.verification.enums import VerificationState, VerificationWay
from yuzhengdai.domain.verification.models import CounterSession, Verification
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now

UNDER_WAY = (VerificationState.DRAFT, VerificationState.RETURNED, VerificationState.SUBMITTED)
"""States in which a counter works on an attempt."""


def verifications_visible_to(actor: Actor) -> QuerySet[Verification]:
    """An applicant sees the own attempts for the own enterprise; an operator everything handed in; who works at a counter the
    attempt of the open session, as long as the person has not gone another way.

    The attempt by which a 法定代表人 took a verified row over was made for a claim that is closed now: it belongs to that row's
    code and is seen there.
    """
    if actor.kind == ActorKind.SYSTEM:
        return Verification.objects.all()
    if actor.has_role(AT_COUNTER):
        here = CounterSession.objects.filter(
            officer_id=actor.user_id, state=CounterState.OPEN, expires_at__gt=now()
        )
        return Verification.objects.filter(
            pk__in=here.values("verification_id"), way=VerificationWay.COUNTER, state__in=UNDER_WAY
        )
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
