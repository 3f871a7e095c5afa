"""What the demo's manager did this morning, by the platform's own services, so that its whole trail is true: 审批权限表, 更正授信."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from yuzhengdai.domain.applications.enums import ApplicationState
from yuzhengdai.domain.applications.marked import NotConfirmed
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.authority import authority_set
from yuzhengdai.domain.applications.services.correct import application_correct, terms_on_record
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.institutions.models import Institution, Officer
from yuzhengdai.foundation.core.actors import Actor, ActorKind

_TABLE = (("approver", "credit", 1500), ("approver", "", 2000), ("manager", "", 10000))
"""Role, way of guaranteeing ("" for any), up to which exposure in 10,000 yuan."""
_REASON = "额度有效期录入有误，按审批意见更正。"


def manager_of(institution: Institution) -> Actor:
    """The 业务主管 of the whole institution who came first."""
    managers = Officer.objects.filter(
        institution=institution, role="manager", is_active=True, branch__isnull=True
    )
    who = managers.order_by("created_at")[0]
    return Actor(
        kind=ActorKind.INSTITUTION,
        user_id=who.user_id,
        member_id=who.pk,
        organisation_id=institution.pk,
        roles=frozenset(f"institution:{role}" for role in who.held_roles),
        name=who.name,
    )


def load_authority() -> int:
    """The authority table of 嵩岳银行, as its manager writes it; how many rows."""
    actor = manager_of(Institution.objects.get(short_name="嵩岳银行"))
    for role, guarantee, amount in _TABLE:
        authority_set(
            actor=actor,
            role=role,
            product_kind="",
            guarantee_mode=guarantee,
            up_to_yuan=Decimal(amount * 10_000),
            reason="本行授权书",
        )
    return len(_TABLE)


def load_correction() -> int:
    """Correct the newest credit of 嵩岳银行 that waits for its enterprise's confirmation; how many were corrected (0 or 1).

    By a manager of the whole institution, who proposes nothing in the demo. Messages, timeline, audit and the version of
    before are the service's.
    """
    waiting = Application.objects.filter(
        state=ApplicationState.APPROVED,
        institution__short_name="嵩岳银行",
        enterprise__state=EnterpriseState.VERIFIED,
        approval__proposal__isnull=False,
    )
    application = waiting.order_by("-decided_at", "pk").first()
    terms = terms_on_record(application) if application is not None else None
    if application is None or terms is None or terms.valid_until is None:
        return 0
    manager = Officer.objects.select_related("user").filter(
        institution_id=application.institution_id, role="manager", is_active=True, branch__isnull=True
    )
    who = (
        manager.exclude(pk=application.approval.approved_by_id).order_by("created_at").first()
        or manager.get()
    )
    actor = Actor(
        kind=ActorKind.INSTITUTION,
        user_id=who.user_id,
        member_id=who.pk,
        organisation_id=application.institution_id,
        roles=frozenset(f"institution:{role}" for role in who.held_roles),
        name=who.name,
    )
    data = replace(terms, valid_until=terms.valid_until + timedelta(days=30))
    given: dict[str, Any] = {
        "actor": actor,
        "application_id": application.pk,
        "expected_version": application.version,
        "data": data,
        "reason": _REASON,
    }
    try:
        application_correct(**given)
    except NotConfirmed as asked:
        application_correct(**given, confirmed=asked.sha256)
    return 1
