"""The signed PDF of a report: made in the worker, one a run, so that it yields to its other jobs."""

from __future__ import annotations

import hashlib
import logging
from uuid import UUID

from django.db import transaction
from django.db.models import F

from yuzhengdai.domain.credit_reports.audit_actions import CreditReportAudit
from yuzhengdai.domain.credit_reports.document import document_of, verify_url
from yuzhengdai.domain.credit_reports.enums import ReportState
from yuzhengdai.domain.credit_reports.models import CreditReport
from yuzhengdai.domain.credit_reports.pdf import document_pdf
from yuzhengdai.domain.credit_reports.selectors import own_report
from yuzhengdai.domain.signing.models import KeyPurpose, SigningKey
from yuzhengdai.domain.signing.selectors import signing_key_current
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.files.checks import CheckedFile
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.files.services import file_store

logger = logging.getLogger(__name__)
TRIES = 3
"""How often a PDF is tried; a report whose PDF cannot be made is still a page."""


def reports_print_due() -> int:
    """Job: make and sign the PDF of the oldest report that has none; always 0, so that the worker rests between two.

    Without a key (``manage.py signing_key_create pdf``) nothing is made: an unsigned report is never handed out.
    """
    key = signing_key_current(purpose=KeyPurpose.PDF)
    if key is None:
        return 0
    due = CreditReport.objects.filter(state=ReportState.READY, pdf__isnull=True, pdf_tries__lt=TRIES)
    row = due.order_by("pdf_tries", "created_at", "id").first()
    if row is None:
        return 0
    CreditReport.objects.filter(pk=row.pk).update(pdf_tries=F("pdf_tries") + 1)
    try:
        report_print(row=row, key=key)
    except Exception as error:
        # The contents are the enterprise's, and a fault may quote them: only its kind goes into the log.
        logger.error("the PDF of report %s could not be made: %s", row.pk, type(error).__name__)
    return 0


def is_pdf_due(row: CreditReport) -> bool:
    """Whether the worker is still to make the PDF: there is a key, and its tries are not used up."""
    if row.pdf_id is not None or row.state != ReportState.READY or row.pdf_tries >= TRIES:
        return False
    return signing_key_current(purpose=KeyPurpose.PDF) is not None


def report_print(*, row: CreditReport, key: SigningKey) -> None:
    """Make, sign and keep the PDF; another worker that was quicker has its file kept."""
    from yuzhengdai.domain.credit_reports.pades import pdf_signed  # noqa: PLC0415 - half a second, in the worker alone

    pdf = document_pdf(
        document=document_of(row),
        number=row.number,
        made_at=row.ready_at or row.created_at,
        verify_url=verify_url(row),
    )
    data = pdf_signed(
        pdf=pdf,
        number=row.number,
        certificate_pem=key.certificate_pem,
        private_key_pem=str(key.private_key_pem),
    )
    checked = CheckedFile(
        data=data, name=f"企业信用报告-{row.number}.pdf", content_type="application/pdf", is_reencoded=False
    )
    with transaction.atomic():
        locked = CreditReport.objects.select_for_update().get(pk=row.pk)
        if locked.pdf_id is not None or locked.state != ReportState.READY:
            return
        locked.pdf = file_store(
            actor=SYSTEM,
            content=checked,
            subject_kind="credit_report",
            subject_id=row.pk,
            purpose="credit_report",
        )
        locked.pdf_sha256, locked.pdf_key = hashlib.sha256(data).hexdigest(), key.fingerprint
        locked.save(update_fields=["pdf", "pdf_sha256", "pdf_key"])
        audit_record(
            actor=SYSTEM,
            action=CreditReportAudit.PDF,
            object_kind="credit_report",
            object_id=row.pk,
            detail={"number": row.number, "serial": key.fingerprint[:16]},
        )


def pdf_download(*, actor: Actor, report_id: UUID) -> StoredFile:
    """The signed file of a report of the actor's enterprise, on record. Raises NotFound, also where there is no file."""
    row = own_report(actor=actor, report_id=report_id)
    file = row.pdf
    if file is None:
        raise NotFound
    with transaction.atomic():
        audit_record(
            actor=actor,
            action=CreditReportAudit.DOWNLOAD,
            object_kind="credit_report",
            object_id=row.pk,
            detail={"number": row.number},
        )
    return file
