"""Reporting a caller who could not say the digits: a complaint with a tracking number on the operator's desk."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from yuzhengdai.domain.applications.audit_actions import ApplicationAudit
from yuzhengdai.domain.applications.calls import call_check_of
from yuzhengdai.domain.applications.permissions import applications_visible_to
from yuzhengdai.domain.feedback.models import Feedback, FeedbackKind
from yuzhengdai.domain.feedback.services import feedback_create
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import local, now, today
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.foundation.core.tries import thing_mark, tries_require

REASON = "call_check"
_DAY = timedelta(days=1)


@transaction.atomic
def call_report(*, actor: Actor, application_id: UUID) -> Feedback:
    """One report of a caller, by any member of the enterprise; the same file on the same day is one report.

    Raises NotFound for a foreign file, Refused for one that nobody calls about, RateLimited beyond CALL_REPORTS_A_DAY.
    """
    rows = applications_visible_to(actor).select_related("officer", "institution")
    row = rows.filter(pk=application_id).first() if actor.kind is ActorKind.ENTERPRISE else None
    if row is None:
        raise NotFound
    check = call_check_of(row)
    if check is None:
        raise Refused(
            "applications.no_call", "这份申请现在没有客户经理会来电。可疑来电请通过「意见反馈」告诉我们。"
        )
    submission = f"call:{row.pk}:{today().isoformat()}"
    page = f"/console/applications/{row.pk}/#{today().isoformat()}"
    known = Feedback.objects.filter(
        enterprise_id=actor.organisation_id, reason_code=REASON, page=page
    ).first()
    if known is not None:
        return known
    limit: int = settings.CALL_REPORTS_A_DAY
    tries_require(
        kind="call_report",
        marks=[thing_mark(str(actor.organisation_id))],
        at_most=limit,
        within=_DAY,
        sentence=f"一家企业一天最多举报 {limit} 次来电。紧急情况请拨打页面下方的服务热线。",
    )
    report = feedback_create(
        actor=actor,
        kind=FeedbackKind.COMPLAINT,
        text=(
            f"来电核验：来电人说不出核验数字。申请 {row.number}，{row.institution.name}，"
            f"页面显示的客户经理 {check.officer_name}，举报时间 {local(now()):%Y-%m-%d %H:%M}。"
        ),
        reason_code=REASON,
        page=page,
        submission=submission,
    )
    audit_record(
        actor=actor,
        action=ApplicationAudit.CALL_REPORT,
        object_kind="application",
        object_id=row.pk,
        detail={"feedback": str(report.pk)},
    )
    return report
