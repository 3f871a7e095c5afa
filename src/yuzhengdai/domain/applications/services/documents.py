"""申请材料: added to a draft or to a supplement, removed from there, kept everywhere else."""

from __future__ import annotations

from datetime import timedelta
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction

from yuzhengdai.domain.applications.asked import asked_of
from yuzhengdai.domain.applications.audit_actions import ApplicationAudit
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.enums import DocumentKind
from yuzhengdai.domain.applications.models import Application, ApplicationDocument
from yuzhengdai.domain.applications.permissions import APPLICANT_ROLES, applications_visible_to
from yuzhengdai.domain.enterprises.permissions import require_not_frozen
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core import transitions
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, NotFound, Refused
from yuzhengdai.foundation.files.checks import Chunked, file_check
from yuzhengdai.foundation.files.enums import DOCUMENTS
from yuzhengdai.foundation.files.services import file_retain, file_store

SUBJECT = "application"
PURPOSE = "document"
KEEP_REMOVED = timedelta(days=7)
"""How long a removed document can still be restored by support before it is purged."""

_OPEN = frozenset({S.DRAFT.value, S.RETURNED.value})


def application_document_add(
    *,
    actor: Actor,
    application_id: UUID,
    content: bytes | BinaryIO | Chunked,
    name: str,
    kind: str,
    asked_item: str = "",
) -> ApplicationDocument:
    """Check and keep one document of a draft or a returned application; ``asked_item`` names the thing it answers, if any.

    Raises FileRefused and FieldErrors with a sentence for the file field, Forbidden, NotFound, Refused.
    """
    if kind not in DocumentKind.values:
        raise FieldErrors({"kind": "请选择材料类型"})
    _require_open(actor, _find(actor, application_id))
    checked = file_check(content=content, name=name, kinds=DOCUMENTS, by=actor.user_id)
    with transaction.atomic():
        row = _lock(actor, application_id)
        _require_open(actor, row)
        live = ApplicationDocument.objects.filter(application=row, removed_at__isnull=True)
        limit: int = settings.APPLICATION_MAX_DOCUMENTS
        if live.count() >= limit:
            raise FieldErrors({"file": f"最多上传 {limit} 份材料，请删除不需要的再上传"})
        asked = asked_item if asked_item in asked_of(row) else ""
        twin = live.filter(file__sha256=checked.sha256, asked_item=asked).select_related("file").first()
        if twin is not None:
            return twin
        if row.state == S.DRAFT and row.version == 0:
            row.version = 1  # from now on it is listed in 「我的申请」
            row.save(update_fields=["version"])
        stored = file_store(
            actor=actor, content=checked, subject_kind=SUBJECT, subject_id=row.pk, purpose=PURPOSE
        )
        return ApplicationDocument.objects.create(
            application=row, file=stored, kind=kind, added_in_state=row.state, asked_item=asked
        )


def application_document_remove(*, actor: Actor, application_id: UUID, document_id: UUID) -> None:
    """Take a document out again, as long as what it was added to has not been submitted."""
    with transaction.atomic():
        row = _lock(actor, application_id)
        _require_open(actor, row)
        document = (
            ApplicationDocument.objects.filter(application=row, pk=document_id, removed_at__isnull=True)
            .select_related("file")
            .first()
        )
        if document is None:
            raise NotFound
        if not is_removable(row, document):
            raise Refused("applications.document_submitted", "这份材料已随申请提交，不能删除。")
        document.removed_at = now()
        document.save(update_fields=["removed_at"])
        file_retain(file=document.file, until=now() + KEEP_REMOVED)
        audit_record(
            actor=actor, action=ApplicationAudit.DOCUMENT_REMOVE, object_kind="application", object_id=row.pk
        )


def is_removable(application: Application, document: ApplicationDocument) -> bool:
    """Whether the document belongs to what is being put together now, not to what was already handed in."""
    if document.removed_at is not None or document.added_in_state != application.state:
        return False
    if application.state == S.DRAFT:
        return True
    returned = application.changes.filter(action="return").order_by("-created_at").first()
    return returned is None or document.created_at >= returned.created_at


def _find(actor: Actor, application_id: UUID) -> Application:
    row = applications_visible_to(actor).filter(pk=application_id).first()
    if row is None:
        raise NotFound
    if not actor.roles & APPLICANT_ROLES:
        raise Forbidden
    return row


def _lock(actor: Actor, application_id: UUID) -> Application:
    _find(actor, application_id)
    return transitions.lock(applications_visible_to(actor), pk=application_id)


def _require_open(actor: Actor, row: Application) -> None:
    require_not_frozen(actor=actor, enterprise=row.enterprise)
    if row.state not in _OPEN:
        raise Refused("applications.documents_closed", "现在不能修改材料；机构退回补件后可以补充上传。")
