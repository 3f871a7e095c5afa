"""Which rows an actor may see and touch. One rule, as a query: what is not in it does not exist for that actor."""

from __future__ import annotations

from django.db.models import QuerySet

from yuzhengdai.domain.applications.enums import ApplicationState
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.institutions.enums import LEADING_ROLES
from yuzhengdai.domain.verification.counter.selectors import has_proved
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import Forbidden, NotFound, Refused


def applications_visible_to(actor: Actor) -> QuerySet[Application]:
    """An enterprise sees its own; an institution what was submitted to it, a branch post what its branch has.

    Managers see the whole institution, as do posts without a branch. Operators see no single applications here.
    """
    if actor.kind == ActorKind.SYSTEM:
        return Application.objects.all()
    if actor.organisation_id is None:
        return Application.objects.none()
    if actor.kind == ActorKind.ENTERPRISE:
        return Application.objects.filter(enterprise_id=actor.organisation_id)
    if actor.kind == ActorKind.INSTITUTION:
        rows = Application.objects.filter(institution_id=actor.organisation_id).exclude(
            state=ApplicationState.DRAFT
        )
        if actor.branch_id is not None and not actor.has_role(*LEADING_ROLES):
            rows = rows.filter(branch_id=actor.branch_id)
        return rows
    return Application.objects.none()


PROVED_BY_YOU = "这家企业的认证由您在窗口协办，授信须由其他人员审批，请转办。"


def may_approve_for(actor: Actor, enterprise: Enterprise) -> bool:
    """Whether this officer did not prove the enterprise's person at a counter."""
    return not has_proved(user_id=actor.user_id, uscc=enterprise.uscc)


def require_not_who_proved(actor: Actor, enterprise: Enterprise) -> None:
    """Raise Refused for the officer who proved the enterprise's person at a counter."""
    if not may_approve_for(actor, enterprise):
        raise Refused("application.proved_by_you", PROVED_BY_YOU)


APPLICANT_ROLES = frozenset({"enterprise:admin", "enterprise:agent+submit_application"})
"""Who may open, fill in and submit an application for an enterprise."""


def require_applicant(actor: Actor, enterprise: Enterprise) -> None:
    """Raise Forbidden or Refused unless this actor may apply for this enterprise now."""
    if actor.organisation_id != enterprise.pk or actor.kind != ActorKind.ENTERPRISE:
        raise NotFound
    if not actor.roles & APPLICANT_ROLES:
        raise Forbidden(
            "applications.may_not_apply",
            "您的账号没有「提交申请」权限，请联系本企业管理员开通或由管理员提交。",
        )
    if not enterprise.is_verified:
        raise Refused("applications.not_verified", "请先完成企业认证，认证通过后即可申请。")
