"""Who of the institution looked at the whole contact number of an application, for its owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yuzhengdai.domain.applications.audit_actions import ApplicationAudit
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.foundation.audit.actions import action_is
from yuzhengdai.foundation.audit.models import AuditEvent

SHOWN_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class PhoneLook:
    """One look: when, by whom, and the reason that was given for it."""

    at: datetime
    name: str
    reason: str


def phone_looks(application: Application) -> list[PhoneLook]:
    """Newest first, from the audit log itself: nothing is shown that was not recorded, and nothing recorded is left out."""
    rows = AuditEvent.objects.filter(
        action_is(ApplicationAudit.PHONE_REVEALED),
        object_kind="application",
        object_id=application.pk,
        actor_organisation_id=application.institution_id,
    ).order_by("-created_at")[:SHOWN_AT_MOST]
    return [PhoneLook(row.created_at, row.actor_name, str(row.detail.get("reason", ""))) for row in rows]
