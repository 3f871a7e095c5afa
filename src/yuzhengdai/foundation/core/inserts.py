"""Writing new rows with one plain INSERT, without what ``save`` and ``bulk_create`` weigh up before.

Rows need their primary key made beforehand (core.ids.new_id) and belong into a transaction of the caller. No signals are sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models

M = TypeVar("M", bound=models.Model)


def insert(rows: Sequence[M]) -> None:
    """Write rows of one model. Raises IntegrityError as ``save`` does."""
    _insert(rows, "")
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_new(rows: Sequence[M]) -> int:
    """Write rows of one model, leaving out those whose unique key is there already; how many were written.

    A rival that holds the same key in an open transaction is waited for: if it commits, nothing is written, if it rolls
    back, the row is. No look-up before and no savepoint around are needed.
    """
    return _insert(rows, " ON CONFLICT DO NOTHING")


def _insert(rows: Sequence[M], ending: str) -> int:
    if not rows:
        return 0
    connection = connections[DEFAULT_DB_ALIAS]
    meta = type(rows[0])._meta
    fields = meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join([quote(str(field.column)) for field in fields])
    marks = f"({', '.join(['%s'] * len(fields))})"
    values = [
        field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields
    ]
    # Names come from the model, never from data.
    sql = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES {', '.join([marks] * len(rows))}{ending}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)
