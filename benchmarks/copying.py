"""Writing many rows at once: COPY of rows made here, INSERT … SELECT of rows that the database makes. PostgreSQL only.

Import only after ``django.setup()``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, models

from yuzhengdai.foundation.core.encrypted import Ciphertext, EncryptedField
from yuzhengdai.foundation.core.keyring import encrypt


class Copy:
    """COPY of one model: what stays the same is prepared once, the rest is given per row."""

    def __init__(self, model: type[models.Model], varying: Sequence[str]) -> None:
        self.fields = list(model._meta.concrete_fields)
        self.table = model._meta.db_table
        self.base = base_values(model)
        names = [field.attname for field in self.fields]
        self.places = [names.index(name) for name in varying]

    def run(self, rows: Iterable[Sequence[Any]]) -> None:
        """Write all rows; each has its varying values in the order given."""
        columns = ", ".join(f'"{field.column}"' for field in self.fields)
        with (
            connection.cursor() as cursor,
            cursor.copy(f'COPY "{self.table}" ({columns}) FROM STDIN') as copy,
        ):
            for row in rows:
                values = list(self.base)
                for place, value in zip(self.places, row, strict=True):
                    values[place] = value
                copy.write_row(values)


def insert_select(model: type[models.Model], values: Mapping[str, str], source: str) -> None:
    """``INSERT INTO … SELECT … FROM source``: SQL by attribute name, the model's defaults for everything else."""
    fields = list(model._meta.concrete_fields)
    missing = set(values) - {field.attname for field in fields}
    if missing:
        raise LookupError(f"{model.__name__} has no {sorted(missing)}")
    chosen, given = [], []
    written = [
        pair for pair in zip(fields, base_values(model), strict=True) if not _is_counted(pair[0], values)
    ]
    for field, default in written:
        if field.attname in values:
            chosen.append(values[field.attname].replace("%", "%%"))
        else:
            chosen.append("%s")
            given.append(default)
    columns = ", ".join(f'"{field.column}"' for field, _ in written)
    sql = f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {", ".join(chosen)} FROM {source.replace("%", "%%")}'
    with connection.cursor() as cursor:
        cursor.execute(sql, given)


def _is_counted(field: models.Field[Any, Any], values: Mapping[str, str]) -> bool:
    """Numbered by the database itself."""
    return isinstance(field, models.AutoField) and field.attname not in values


def base_values(model: type[models.Model]) -> list[Any]:
    """What a fresh row of the model holds, column by column; nothing in encrypted ones."""
    sample = model()
    return [
        b""
        if isinstance(field, EncryptedField)
        else field.get_db_prep_save(getattr(sample, field.attname), connection)
        for field in model._meta.concrete_fields
    ]


def sealed(text: str, tag: str, row_id: UUID) -> Ciphertext:
    """An encrypted column's bytes."""
    return Ciphertext(encrypt(text.encode(), tag=tag, row_id=row_id))
