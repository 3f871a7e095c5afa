"""One acknowledged write per key: a double click, a retry or a second tab gets the first answer."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction

from yuzhengdai.foundation.core.inserts import insert_new
from yuzhengdai.foundation.core.models import IdempotencyKey


def once(
    *, purpose: str, owner_id: UUID, key: str, create: Callable[[], UUID], result_id: UUID | None = None
) -> tuple[UUID, bool]:
    """Run ``create`` unless this key was used; returns (id of what was made, whether it was made now).

    Key and work commit together, so a crash leaves neither. A rival with the same key waits on the unique index and then
    finds the winner's row. Errors of ``create`` leave the key unused. ``result_id`` is what ``create`` will return, where
    that is known beforehand.
    """
    with transaction.atomic():
        row = IdempotencyKey(purpose=purpose, owner_id=owner_id, key=key, result_id=result_id)
        if not insert_new([row]):
            found = _find(purpose, owner_id, key)
            if found is None:
                raise IntegrityError(f"the key of {purpose} went away meanwhile")
            return found, False
        made_id = create()
        if made_id != result_id:
            IdempotencyKey.objects.filter(pk=row.pk).update(result_id=made_id)
        return made_id, True


def _find(purpose: str, owner_id: UUID, key: str) -> UUID | None:
    return (
        IdempotencyKey.objects.filter(purpose=purpose, owner_id=owner_id, key=key)
        .values_list("result_id", flat=True)
        .first()
    )
