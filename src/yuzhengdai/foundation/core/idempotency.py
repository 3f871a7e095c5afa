"""One acknowledged write per key: a double click, a retry or a second tab gets the first answer."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction

from yuzhengdai.foundation.core.models import IdempotencyKey


def once(*, purpose: str, owner_id: UUID, key: str, create: Callable[[], UUID]) -> tuple[UUID, bool]:
    """Run ``create`` unless this key was used; returns (id of what was made, whether it was made now).

    Key and work commit together, so a crash leaves neither. A rival with the same key waits on the unique index and then
    finds the winner's row. Errors of ``create`` leave the key unused.
    """
    found = _find(purpose, owner_id, key)
    if found is not None:
        return found, False
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = IdempotencyKey(purpose=purpose, owner_id=owner_id, key=key)
                row.save(force_insert=True)
        except IntegrityError:
            found = _find(purpose, owner_id, key)
            if found is None:
                raise
            return found, False
        result_id = create()
        row.result_id = result_id
        row.save(update_fields=["result_id"])
        return result_id, True


def _find(purpose: str, owner_id: UUID, key: str) -> UUID | None:
    return (
        IdempotencyKey.objects.filter(purpose=purpose, owner_id=owner_id, key=key)
        .values_list("result_id", flat=True)
        .first()
    )
