"""Numbers of papers that several accounts use, over all cases: for the operator, who judges what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max

from yuzhengdai.domain.verification.enums import LivenessState
from yuzhengdai.domain.verification.liveness_tries import NUMBER_COUNTED
from yuzhengdai.domain.verification.models import LivenessSession, Verification
from yuzhengdai.domain.verification.permissions import verifications_visible_to
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now

LISTED = 500
"""Numbers that are listed at most, those used last first."""


@dataclass(frozen=True, slots=True)
class SharedNumber:
    """One number. ``accounts`` and ``enterprises`` over all attempts, drafts too; ``failed`` and ``passed`` count 活体检测 within
    liveness_tries.NUMBER_COUNTED; ``case``: the newest attempt that was handed in, with its enterprise, None while all are drafts.
    """

    accounts: int
    enterprises: int
    newest_at: datetime
    failed: int
    passed: int
    case: Verification | None


def shared_numbers(*, actor: Actor) -> list[dict[str, Any]]:
    """Groups of attempts with one number and several accounts, for ``shared_numbers_read``; none for who is no operator. One query."""
    if actor.kind != ActorKind.OPERATOR or not actor.has_role("operator:operator"):
        return []
    groups = (
        Verification.objects.exclude(id_number_index="")
        .values("id_number_index")
        .annotate(
            accounts=Count("user_id", distinct=True),
            enterprises=Count("enterprise__uscc", distinct=True),
            newest_at=Max("created_at"),
        )
        .filter(accounts__gt=1)
        .order_by("-newest_at", "id_number_index")
    )
    return [dict(group) for group in groups[:LISTED]]


def shared_numbers_read(*, actor: Actor, groups: Sequence[dict[str, Any]]) -> list[SharedNumber]:
    """One page of the groups with what the list says of each. Two queries."""
    indexes = [group["id_number_index"] for group in groups]
    cases: dict[str, Verification] = {}
    found = verifications_visible_to(actor).filter(id_number_index__in=indexes).select_related("enterprise")
    for row in found.order_by("created_at"):
        cases[row.id_number_index] = row
    counted = LivenessSession.objects.filter(
        id_number_index__in=indexes, created_at__gt=now() - NUMBER_COUNTED
    )
    tries: dict[tuple[str, str], int] = {
        (row["id_number_index"], row["state"]): row["n"]
        for row in counted.order_by().values("id_number_index", "state").annotate(n=Count("pk"))
    }
    return [
        SharedNumber(
            accounts=group["accounts"],
            enterprises=group["enterprises"],
            newest_at=group["newest_at"],
            failed=tries.get((group["id_number_index"], LivenessState.FAILED), 0),
            passed=tries.get((group["id_number_index"], LivenessState.PASSED), 0),
            case=cases.get(group["id_number_index"]),
        )
        for group in groups
    ]
