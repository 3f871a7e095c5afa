"""Reading granted data: only under a live grant, and never without leaving a line the enterprise can see."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.credit.audit_actions import CreditAudit
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.credit.models import DataAccess, DataAuthorisation
from yuzhengdai.domain.credit.selectors import live_authorisations_for_institution
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import Forbidden


def authorised_data_read(
    *, actor: Actor, subject_kind: str, subject_id: UUID, item: DataItem, what: str
) -> DataAuthorisation:
    """Check that the actor's institution holds a live grant of ``item`` and record this reading.

    ``what`` says in a few words what was opened (「身份证正面影像」). Raises Forbidden where there is no live grant.
    Call it in the same transaction as, and before, handing the data out.
    """
    with transaction.atomic():
        row = (
            live_authorisations_for_institution(actor=actor, subject_kind=subject_kind, subject_id=subject_id)
            .filter(item=item)
            .first()
        )
        if row is None or actor.user_id is None:
            raise Forbidden("credit.not_granted", f"企业没有授权查看{item.label}，或授权已撤回、到期。")
        DataAccess.objects.create(
            authorisation=row, user_id=actor.user_id, reader_name=actor.written_name[:80], what=what[:80]
        )
        audit_record(
            actor=actor,
            action=CreditAudit.READ,
            object_kind="authorisation",
            object_id=row.pk,
            detail={"item": item.value, "what": what},
        )
        return row
