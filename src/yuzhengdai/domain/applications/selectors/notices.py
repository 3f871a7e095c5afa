"""消息 of an institution about its files: an officer reads those about files that are his to see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from yuzhengdai.domain.applications.permissions import applications_visible_to
from yuzhengdai.domain.demands.permissions import offers_visible_to
from yuzhengdai.domain.institutions.enums import LEADING_ROLES
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.notifications.models import Notification, RecipientKind

NOTICES_SHOWN = 50


def institution_notices(*, actor: Actor) -> list[Notification]:
    """The newest messages, newest first; a branch reads nothing about files of other branches.

    About posts of the institution's people and its products only managers read: they answer for them.
    """
    if actor.kind is not ActorKind.INSTITUTION or actor.organisation_id is None:
        return []
    rows: QuerySet[Notification] = Notification.objects.filter(
        recipient_kind=RecipientKind.INSTITUTION,
        recipient_id=actor.organisation_id,
    )
    wanted = Q(subject_kind="application", subject_id__in=applications_visible_to(actor).values("pk"))
    # Offers are the institution's, not a branch's; the hall is everybody's.
    wanted |= Q(subject_kind="offer", subject_id__in=offers_visible_to(actor).values("pk"))
    wanted |= Q(subject_kind="demand-hall")
    if actor.has_role(*LEADING_ROLES):
        wanted |= Q(subject_kind__in=["officer", "product", "institution"])
    rows = rows.filter(wanted)
    return list(rows.order_by("-created_at", "-id")[:NOTICES_SHOWN])
