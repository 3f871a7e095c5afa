"""Reading granted data: only under a live grant, and never without leaving a line the enterprise can see."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.credit.audit_actions import CreditAudit
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.credit.models import DataAccess, DataAuthorisation
from yuzhengdai.domain.credit.selectors import live_authorisations_for_institution
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import Forbidden


class NotGranted(Forbidden):
    """No live grant covers what was asked for."""


@contextmanager
def attempts_audited(
    *, actor: Actor, subject_kind: str, subject_id: UUID, items: Collection[str]
) -> Iterator[None]:
    """Around a whole reading, outside of its transaction: an attempt without a grant goes on record, then is refused as before."""
    try:
        yield
    except NotGranted:
        with transaction.atomic():
            audit_record(
                actor=actor,
                action=CreditAudit.ATTEMPT,
                object_kind=subject_kind,
                object_id=subject_id,
                detail={"items": ",".join(sorted(items))},
            )
        raise


def authorised_data_read(
    *, actor: Actor, subject_kind: str, subject_id: UUID, item: DataItem, what: str
) -> DataAuthorisation:
    """Check that the actor's institution holds a live grant of ``item`` and record this reading.

    ``what`` says in a few words what was opened (「身份证正面影像」). Raises NotGranted where there is no live grant.
    Call it in the same transaction as, and before, handing the data out.
    """
    with transaction.atomic():
        row = (
            live_authorisations_for_institution(actor=actor, subject_kind=subject_kind, subject_id=subject_id)
            .filter(item=item)
            .first()
        )
        if row is None or actor.user_id is None:
            raise NotGranted("credit.not_granted", f"企业没有授权查看{item.label}，或授权已撤回、到期。")
        reading_record(actor=actor, user_id=actor.user_id, row=row, what=what)
        return row


def reading_record(*, actor: Actor, user_id: UUID, row: DataAuthorisation, what: str) -> None:
    """The line that the enterprise sees, and its event; ``what`` is cut to 80 characters in the line. Needs a transaction."""
    DataAccess.objects.create(
        authorisation=row, user_id=user_id, reader_name=actor.written_name[:80], what=what[:80]
    )
    audit_record(
        actor=actor,
        action=CreditAudit.READ,
        object_kind="authorisation",
        object_id=row.pk,
        detail={"item": row.item, "what": what},
    )
