"""Contents stay for a stated number of days; number, code and hashes stay for whoever verifies later."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from yuzhengdai.domain.credit_reports.audit_actions import CreditReportAudit
from yuzhengdai.domain.credit_reports.enums import ReportState
from yuzhengdai.domain.credit_reports.models import CreditReport
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.files.services import file_delete

_BATCH = 200


def reports_wipe_due() -> int:
    """Job: delete the contents of reports older than CREDIT_REPORT_KEPT_DAYS; how many."""
    before = now() - timedelta(days=settings.CREDIT_REPORT_KEPT_DAYS)
    with transaction.atomic():
        due = list(
            CreditReport.objects.select_for_update()
            .filter(state=ReportState.READY, ready_at__lte=before)
            .order_by("ready_at")[:_BATCH]
        )
        for row in due:
            file, row.content, row.state, row.pdf = row.pdf, {}, ReportState.WIPED, None
            row.save(update_fields=["content", "state", "pdf"])
            if file is not None:
                file_delete(actor=SYSTEM, file=file)
            audit_record(
                actor=SYSTEM,
                action=CreditReportAudit.WIPE,
                object_kind="credit_report",
                object_id=row.pk,
                detail={"number": row.number},
            )
    return len(due)
