"""Writing rows in batches, all under the one transaction of the load.

Django's ``bulk_create`` asks every field of every row anew how its value goes into the database; for the 60,000 rows of the
province that is most of the time. Here the common kinds of fields are asked once a model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models import Model

from yuzhengdai.foundation.core.encrypted import EncryptedField

M = TypeVar("M", bound=Model)
Reader = Callable[[Any], Any]

_ROWS = 2000


def write(rows: Iterable[M]) -> list[M]:
    """Insert rows of one model and return them; none is no query. Runs no ``save`` and sends no signal."""
    found = list(rows)
    if not found:
        return found
    meta = type(found[0])._meta
    fields = [field for field in meta.concrete_fields if not field.generated]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(meta.db_table)
    readers = [_reader(field) for field in fields]
    with connection.cursor() as cursor:
        for start in range(0, len(found), _ROWS):
            values = [[read(row) for read in readers] for row in found[start : start + _ROWS]]
            # Names come from the model, never from data.
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # noqa: S608
    for row in found:
        row._state.adding, row._state.db = False, connection.alias
    return found


def _reader(field: Any) -> Reader:
    """Row → what goes into the column."""
    name = field.attname
    if isinstance(field, EncryptedField) or not isinstance(field, models.Field):
        return lambda row: field.get_db_prep_save(field.pre_save(row, True), connection)
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(kind, models.UUIDField) and connection.vendor == "sqlite":
        return lambda row: _hex(row.__dict__[name])
    if isinstance(kind, models.DateTimeField) and connection.vendor == "sqlite":
        return lambda row: _text(row.__dict__[name])
    plain = (models.CharField, models.TextField, models.BooleanField, models.IntegerField, models.UUIDField)
    if isinstance(kind, plain):
        return lambda row: row.__dict__[name]
    return lambda row: field.get_db_prep_save(row.__dict__[name], connection)


def _hex(value: UUID | None) -> str | None:
    return None if value is None else value.hex


def _text(value: datetime | None) -> str | None:
    return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))
