"""Looking at what is kept close: documents, the contact's phone. Each look is on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.applications.audit_actions import ApplicationAudit
from yuzhengdai.domain.applications.enums import ENDED_STATES
from yuzhengdai.domain.applications.models import Application, ApplicationDocument
from yuzhengdai.domain.applications.permissions import applications_visible_to
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.credit.services import attempts_audited, authorised_data_read
from yuzhengdai.domain.institutions.enums import WORKING_ROLES
from yuzhengdai.domain.verification.enums import VerificationRole, VerificationState
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_papers
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Forbidden, NotFound, Refused
from yuzhengdai.foundation.files.models import StoredFile

REASON_LENGTH = 100
_OPENED_AGAIN = timedelta(hours=1)


def document_open(*, actor: Actor, application_id: UUID, document_id: UUID) -> ApplicationDocument:
    """The document with its file; the institution's first look is stamped, every look is audited.

    Raises NotFound for what is not this actor's or was removed.
    """
    with transaction.atomic():
        document = (
            ApplicationDocument.objects.filter(
                pk=document_id,
                application_id=application_id,
                application__in=applications_visible_to(actor),
                removed_at__isnull=True,
            )
            .select_related("file")
            .first()
        )
        if document is None:
            raise NotFound
        # The condition keeps the first look the first, also between two officers.
        ApplicationDocument.objects.filter(pk=document.pk, first_opened_at__isnull=True).update(
            first_opened_at=now()
        )
        audit_record(
            actor=actor,
            action=ApplicationAudit.DOCUMENT_OPENED,
            object_kind="application",
            object_id=application_id,
            detail={"document": str(document.pk), "kind": document.kind},
        )
        return document


def case_opened(*, actor: Actor, application: Application) -> None:
    """Put on record that this person opened the file; once an hour, however many of its tabs are read."""
    since = now() - _OPENED_AGAIN
    seen = AuditEvent.objects.filter(
        object_kind="application",
        object_id=application.pk,
        created_at__gte=since,
        action=ApplicationAudit.OPENED,
    )
    if not seen.filter(actor_user_id=actor.user_id).exists():
        _record_look(actor, application, ApplicationAudit.OPENED)


def case_printed(*, actor: Actor, application: Application) -> None:
    """Put on record that this person took the whole file on paper; every time."""
    _record_look(actor, application, ApplicationAudit.PRINTED)


def _record_look(actor: Actor, application: Application, action: ApplicationAudit) -> None:
    with transaction.atomic(savepoint=False):
        audit_record(
            actor=actor,
            action=action,
            object_kind="application",
            object_id=application.pk,
            detail={"number": application.number or ""},
        )


def contact_phone_reveal(*, actor: Actor, application_id: UUID, reason: str) -> str:
    """The whole number of the application's contact (E.164) for a reason of ``core.unmasking.look_reason``. Raises NotFound."""
    with transaction.atomic():
        application = _visible(actor, application_id)
        _require_worker(actor)
        if application.state in ENDED_STATES:
            raise Refused("application.ended", "这笔申请已结束，不再显示联系电话。")
        audit_record(
            actor=actor,
            action=ApplicationAudit.PHONE_REVEALED,
            object_kind="application",
            object_id=application.pk,
            detail={"reason": reason},
        )
        return str(application.contact_phone)


@dataclass(frozen=True, slots=True)
class Identity:
    """The legal representative as verified; shown under a live grant only."""

    person_name: str
    id_number: str
    valid_until: str
    verified_at: datetime | None
    pictures: Mapping[str, StoredFile]


def identity_open(
    *, actor: Actor, application_id: UUID, reason: str, what: str = "姓名与身份证号"
) -> Identity | None:
    """The legal representative's identity data under a live grant of it; the reading is recorded for the enterprise.

    ``reason`` comes from ``core.unmasking.look_reason``. None where nobody was verified as the legal representative. Raises
    NotFound, Forbidden without a live grant or for who may only look.
    """
    attempts = attempts_audited(
        actor=actor, subject_kind="application", subject_id=application_id, items=[DataItem.IDENTITY.value]
    )
    with attempts, transaction.atomic():
        application = _visible(actor, application_id)
        _require_worker(actor)
        authorised_data_read(
            actor=actor,
            subject_kind="application",
            subject_id=application.pk,
            item=DataItem.IDENTITY,
            what=what,
        )
        audit_record(
            actor=actor,
            action=ApplicationAudit.IDENTITY_OPENED,
            object_kind="application",
            object_id=application.pk,
            detail={"what": what, "reason": reason},
        )
        found = (
            Verification.objects.filter(
                enterprise_id=application.enterprise_id,
                state=VerificationState.PASSED,
                role=VerificationRole.LEGAL_REPRESENTATIVE,
                renews__isnull=True,  # a renewed certificate keeps no papers of its own
            )
            .order_by("-decided_at")
            .first()
        )
        if found is None:
            return None
        until = found.id_valid_until
        return Identity(
            person_name=str(found.person_name),
            id_number=str(found.id_number),
            valid_until="长期" if found.id_is_long_term else (until.isoformat() if until else "—"),
            verified_at=found.decided_at,
            pictures=verification_papers(verification=found),
        )


def _require_worker(actor: Actor) -> None:
    """Unmasking is for who works on the file. Raises Forbidden: 「查看」 sees what is masked as masked."""
    if not actor.has_role(*WORKING_ROLES):
        raise Forbidden("applications.look_only", "「查看」岗位只看遮盖后的信息，需要时请由客户经理查看。")


def _visible(actor: Actor, application_id: UUID) -> Application:
    try:
        return applications_visible_to(actor).get(pk=application_id)
    except Application.DoesNotExist:
        raise NotFound from None
