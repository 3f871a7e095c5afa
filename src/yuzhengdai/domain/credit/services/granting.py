"""Granting: per item, for one recipient, purpose and period."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.credit.audit_actions import CreditAudit
from yuzhengdai.domain.credit.covers import COVERS
from yuzhengdai.domain.credit.enums import AuthorisationState, DataItem
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.credit.services.ending import authorisation_move
from yuzhengdai.domain.credit.texts import authorisation_text, text_hash
from yuzhengdai.domain.credit.workflow import GRANTERS
from yuzhengdai.domain.enterprises.enums import MemberState
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import local, now
from yuzhengdai.foundation.core.errors import Forbidden
from yuzhengdai.foundation.core.inserts import insert
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create, sms_enqueue


@dataclass(frozen=True, slots=True)
class Subject:
    """What a grant is for: the thing ("application", its id), the purpose in words, and a name for messages."""

    kind: str
    id: UUID
    purpose: str
    name: str


def authorisations_grant(
    *,
    actor: Actor,
    user_id: UUID,
    enterprise: Enterprise,
    institution: Institution,
    items: Collection[DataItem],
    subject: Subject,
    until: datetime,
) -> list[DataAuthorisation]:
    """Record what was ticked. Identity data is live at once only when the legal representative ticked it in person;
    otherwise it stays PENDING and that person is asked.

    Raises Forbidden where the actor may not grant for the enterprise. One live grant per subject and item is kept by the
    database.
    """
    if not items:
        return []
    if not actor.roles & GRANTERS:
        raise Forbidden(
            "credit.may_not_grant", "您没有「数据授权」权限，请联系本企业管理员开通，或由管理员提交。"
        )
    new_row = partial(
        _new_row,
        actor=actor,
        user_id=user_id,
        enterprise=enterprise,
        institution=institution,
        subject=subject,
        until=until,
    )
    rows = [new_row(item=item) for item in DataItem if item in items]
    with transaction.atomic(savepoint=False):
        insert(rows)
        audit_record(
            actor=actor,
            action=CreditAudit.GRANT,
            object_kind=subject.kind,
            object_id=subject.id,
            detail={
                "items": ",".join(row.item for row in rows),
                "institution": str(institution.pk),
                "pending": ",".join(row.item for row in rows if row.state == AuthorisationState.PENDING),
            },
        )
        for row in rows:
            if row.state == AuthorisationState.PENDING:
                _ask_legal_representative(row, subject)
    return rows


def _new_row(
    *,
    actor: Actor,
    user_id: UUID,
    enterprise: Enterprise,
    institution: Institution,
    item: DataItem,
    subject: Subject,
    until: datetime,
) -> DataAuthorisation:
    """One grant, not saved yet: live, or waiting for the legal representative."""
    waits = item is DataItem.IDENTITY and not actor.has_role("enterprise:legal_representative")
    text = authorisation_text(
        item=item,
        enterprise_name=enterprise.name,
        institution_name=institution.name,
        purpose=subject.purpose,
        until=until,
    )
    return DataAuthorisation(
        enterprise=enterprise,
        institution=institution,
        item=item,
        covers=list(COVERS[item]),
        purpose=subject.purpose[:60],
        subject_kind=subject.kind,
        subject_id=subject.id,
        state=AuthorisationState.PENDING if waits else AuthorisationState.ACTIVE,
        granted_by_id=user_id,
        granted_at=None if waits else now(),
        valid_until=until,
        text=text,
        text_sha256=text_hash(text),
        address=actor.address[:45],
    )


def authorisation_confirm(*, actor: Actor, authorisation_id: UUID) -> DataAuthorisation:
    """The legal representative's own yes to a grant that an agent prepared."""
    with transaction.atomic():
        row = authorisation_move(actor=actor, authorisation_id=authorisation_id, action="confirm")
        row.granted_at = now()
        row.address = actor.address[:45]
        if actor.user_id is not None:
            row.granted_by_id = actor.user_id
        row.save()
        return row


def authorisation_refuse(*, actor: Actor, authorisation_id: UUID) -> DataAuthorisation:
    """The legal representative's no; the institution is told as with a revocation."""
    with transaction.atomic():
        row = authorisation_move(actor=actor, authorisation_id=authorisation_id, action="refuse")
        row.save()
        return row


def _ask_legal_representative(row: DataAuthorisation, subject: Subject) -> None:
    day = local(row.valid_until)
    body = (
        f"{subject.name}需要您本人同意向{row.institution.name}提供{DataItem(row.item).label}，"
        f"授权至 {day.year} 年 {day.month} 月 {day.day} 日。请到「数据授权」确认。"
    )
    users = list(
        User.objects.filter(
            pk__in=EnterpriseMember.objects.filter(
                enterprise_id=row.enterprise_id, is_legal_representative=True, state=MemberState.ACTIVE
            ).values("user_id")
        )
    )
    recipients = [("user", user.pk) for user in users] or [("enterprise", row.enterprise_id)]
    for kind, recipient_id in recipients:
        notification_create(
            recipient_kind=kind,
            recipient_id=recipient_id,
            category=MessageKind.AUTHORISATION,
            title="请确认身份信息授权",
            body=body,
            dedupe_key=f"credit:{row.pk}:ask:{recipient_id}",
            subject_kind="data_authorisation",
            subject_id=row.pk,
            is_todo=True,
        )
    for user in users:
        sms_enqueue(
            phone=user.phone,
            template="authorisation_ask",
            params={},
            text="【豫正贷】有一项身份信息授权需要您本人确认，请登录「数据授权」查看。",
            dedupe_key=f"credit:{row.pk}:ask:{user.pk}:sms",
        )
