"""Asking the sources for one report and storing what they said: in the web process one at a time, all others in the worker."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from yuzhengdai.domain.credit_reports.audit_actions import CreditReportAudit
from yuzhengdai.domain.credit_reports.enums import ReportState
from yuzhengdai.domain.credit_reports.models import CreditReport
from yuzhengdai.domain.credit_reports.sections import PUBLIC_CODES
from yuzhengdai.domain.data_items.enums import Outcome
from yuzhengdai.domain.data_items.items import items_of
from yuzhengdai.domain.data_items.services import ItemAnswer, facts_fetch
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now, today

HERE = threading.Lock()
"""Held by the one request of this process that waits for sources; who does not get it leaves its report to the worker."""
LEASE = timedelta(seconds=30)
"""Longer than the slowest source: whoever holds a report longer than this is gone, and the worker takes it."""


def reports_fetch_due() -> int:
    """Job: fetch the oldest report that nobody is fetching; 1, or 0 where there is none. One a run, so that other jobs go on."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now())
    oldest = CreditReport.objects.filter(free, state=ReportState.WAITING).order_by("created_at", "id")
    report_id = oldest.values_list("pk", flat=True).first()
    if report_id is None:
        return 0
    taken = CreditReport.objects.filter(free, pk=report_id, state=ReportState.WAITING)
    if taken.update(leased_until=now() + LEASE):
        report_fetch(report_id=report_id, is_watched=True)
    return 1


def report_fetch(*, report_id: UUID, is_watched: bool = False) -> None:
    """Ask for everything in a leased report at the same time and store it. As long as the slowest source, at most its timeout.

    ``is_watched``: note each item that is answered, for whoever looks at the page meanwhile. A second one who fetches the same
    report finds it stored, and changes nothing. Call it outside of any transaction.
    """
    row = CreditReport.objects.select_related("enterprise", "made_by").get(pk=report_id)
    heard: list[str] = []

    def hear(code: str) -> None:
        heard.append(code)
        CreditReport.objects.filter(pk=report_id, state=ReportState.WAITING).update(heard=heard)

    actor = Actor(
        kind=ActorKind.ENTERPRISE,
        user_id=row.made_by_id,
        organisation_id=row.enterprise_id,
        name=row.made_by.name,
        address=row.address,
    )
    answers = facts_fetch(
        actor=actor,
        enterprise=row.enterprise,
        items=items_of([*PUBLIC_CODES, *row.part_two]),
        is_refresh=row.is_refresh,
        is_counted=True,
        heard=hear if is_watched else None,
    )
    _store(actor, report_id, answers)


def _store(actor: Actor, report_id: UUID, answers: Sequence[ItemAnswer]) -> None:
    with transaction.atomic():
        row = (
            CreditReport.objects.select_for_update(of=("self",))
            .select_related("enterprise")
            .get(pk=report_id)
        )
        if row.state != ReportState.WAITING:
            return
        row.content = {
            "name": row.enterprise.name,
            "uscc": row.enterprise.uscc,
            "items": {one.item.code: kept_answer(one) for one in answers},
        }
        row.state, row.ready_at, row.leased_until = ReportState.READY, now(), None
        row.save(update_fields=["content", "state", "ready_at", "leased_until"])
        audit_record(
            actor=actor,
            action=CreditReportAudit.READY,
            object_kind="credit_report",
            object_id=row.pk,
            detail={
                "number": row.number,
                "silent": ",".join(one.item.code for one in answers if one.outcome is Outcome.SILENT),
            },
        )


def kept_answer(one: ItemAnswer) -> dict[str, Any]:
    """What a report keeps, and a grant shows, of an answer; without penalties that are repaired or no longer published."""
    if one.answer is None:
        return {"outcome": one.outcome}
    facts = one.answer.facts
    if one.item.code == "penalties":
        facts = {**facts, "rows": [row for row in facts.get("rows", []) if _is_published(row)]}
    return {
        "outcome": one.outcome,
        "facts": facts,
        "source": one.answer.source,
        "fetched_at": one.answer.fetched_at.isoformat(),
        "valid_until": one.answer.valid_until.isoformat(),
        "as_of": one.answer.as_of.isoformat() if one.answer.as_of else None,
        "is_authoritative": one.answer.is_authoritative,
    }


def _is_published(penalty: dict[str, Any]) -> bool:
    """Repaired penalties and those whose time of publication is over are in no new report."""
    until = penalty.get("published_until")
    return not penalty.get("is_repaired") and (not until or until >= today().isoformat())
