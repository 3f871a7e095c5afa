"""Reading enterprises for the operator's desk."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from yuzhengdai.domain.enterprises.models import (
    Enterprise,
    EnterpriseChange,
    EnterpriseMember,
    UtilityAccount,
)
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.text import normalise_code, normalise_enterprise_name


def enterprise_search(*, actor: Actor, keyword: str = "", state: str = "") -> QuerySet[Enterprise]:
    """By part of the name or of the code, newest first; nothing for anybody but operators."""
    rows = _visible(actor)
    word = normalise_enterprise_name(keyword)[:60]
    if word:
        rows = rows.filter(Q(name__icontains=word) | Q(uscc__startswith=normalise_code(word) or word))
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-created_at", "-pk")


def enterprise_for_operator(*, actor: Actor, enterprise_id: UUID) -> Enterprise:
    """One of them. Raises Enterprise.DoesNotExist."""
    return _visible(actor).get(pk=enterprise_id)


def members_for_operator(*, enterprise: Enterprise) -> QuerySet[EnterpriseMember]:
    """All members, ended ones last. The caller has found the enterprise."""
    return enterprise.members.select_related("user").order_by("state", "created_at")[:200]


def changes_for_operator(*, enterprise: Enterprise) -> QuerySet[EnterpriseChange]:
    """The last changes, newest first."""
    return enterprise.changes.order_by("-created_at", "-pk")[:50]


def utilities_for_operator(*, enterprise: Enterprise) -> QuerySet[UtilityAccount]:
    """Live 电力户号 and 社保号 of an enterprise that was found for an operator; numbers are not loaded."""
    live = UtilityAccount.objects.filter(enterprise=enterprise, ended_at__isnull=True)
    return live.only("id", "kind", "is_absent", "verified_at").order_by("created_at", "id")[:50]


def _visible(actor: Actor) -> QuerySet[Enterprise]:
    is_desk = actor.kind == ActorKind.OPERATOR and actor.has_role("operator:operator")
    return Enterprise.objects.all() if is_desk else Enterprise.objects.none()
