"""A named lock over processes, held until the end of the transaction."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction

from yuzhengdai.foundation.core.models import Heartbeat


def try_named_lock(name: str) -> bool:
    """Take the lock inside the current transaction; False when another process holds it.

    PostgreSQL: a row lock that does not wait. SQLite: the immediate write transaction is the lock.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a named lock needs a transaction")
    key = f"lock:{name}"[:40]
    if connection.vendor == "sqlite":
        return True
    Heartbeat.objects.bulk_create([Heartbeat(name=key)], ignore_conflicts=True)
    try:
        with transaction.atomic():
            Heartbeat.objects.select_for_update(nowait=True).get(name=key)
    except DatabaseError:
        return False
    return True
