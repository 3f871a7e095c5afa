"""申请材料 of the files that somebody works on."""

from __future__ import annotations

from datetime import datetime, timedelta

from demo.data.sentences import DOCUMENT_NAMES
from demo.papers import sample_pdf
from demo.province.applications import FULL_QUEUE, SECOND_QUEUE
from demo.province.files import Cabinet, Paper
from demo.province.grants import ADDRESS
from demo.province.scripts import LIVE
from demo.province.tape import Tape
from demo.rows import write
from demo.seed import demo_id, stream
from yuzhengdai.domain.applications.audit_actions import ApplicationAudit
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.enums import DocumentKind
from yuzhengdai.domain.applications.models import Application, ApplicationDocument
from yuzhengdai.domain.applications.services.documents import PURPOSE, SUBJECT
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import ActorKind

_WITH_DOCUMENTS = frozenset({FULL_QUEUE, SECOND_QUEUE})
_KINDS = ("financial_statement", "contract", "bank_statement", "tax_certificate", "lease", "collateral")


def load_documents(tape: Tape, cabinet: Cabinet) -> int:
    """One to three PDFs for each live application of the institutions that the demo's officers work at.

    Returns how many. Each file is synced to the disk on its own, so that all institutions would make loading slow.
    """
    rows: list[ApplicationDocument] = []
    live = {state.value for state in LIVE}
    for application in tape.applications:
        if application.state in live and application.institution.slug in _WITH_DOCUMENTS:
            rows += _documents(application, cabinet)
    cabinet.flush()
    write(rows)
    write(_look(row) for row in rows if row.first_opened_at is not None)
    return len(rows)


def _documents(application: Application, cabinet: Cabinet) -> list[ApplicationDocument]:
    rng = stream("documents", application.pk)
    rows = []
    for number, kind in enumerate(rng.sample(_KINDS, rng.choice((1, 1, 2, 3)))):
        at = (application.submitted_at or application.created_at) - timedelta(minutes=5, seconds=-40 * number)
        title = DOCUMENT_NAMES[kind].removesuffix(".pdf")
        lines = [
            f"企业：{application.enterprise.name}",
            f"产品：{application.product_version.name}",
            f"编号：{application.number}",
        ]
        paper = Paper(
            SUBJECT, application.pk, PURPOSE, DOCUMENT_NAMES[kind], "application/pdf", sample_pdf(title, lines),
            application.created_by_id or application.pk, at,
        )  # fmt: skip
        rows.append(
            ApplicationDocument(
                id=demo_id(at, "document", application.pk, kind), created_at=at, application=application,
                file=cabinet.keep(paper), kind=DocumentKind(kind), added_in_state=S.DRAFT,
                first_opened_at=_opened_at(application, number),
            )
        )  # fmt: skip
    return rows


def _opened_at(application: Application, number: int) -> datetime | None:
    """The officer reads the documents one after the other just before he accepts the file."""
    if application.accepted_at is None or application.officer is None:
        return None
    return application.accepted_at - timedelta(seconds=40 * (number + 1))


def _look(document: ApplicationDocument) -> AuditEvent:
    """The record of that look, as applications.services.sensitive.document_open writes it."""
    application, at = document.application, document.first_opened_at or document.created_at
    officer = application.officer
    return AuditEvent(
        id=demo_id(at, "look", document.pk), created_at=at, actor_kind=ActorKind.INSTITUTION.value,
        actor_user_id=officer.user_id if officer else None, actor_organisation_id=application.institution_id,
        actor_name=officer.name if officer else "", address=ADDRESS, action=ApplicationAudit.DOCUMENT_OPENED.value,
        object_kind="application", object_id=application.pk,
        detail={"document": str(document.pk), "kind": str(document.kind)},
    )  # fmt: skip
