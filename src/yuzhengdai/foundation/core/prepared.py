"""Queries that every page asks, with the SQL made once a process.

Django builds and compiles a query anew each time it is asked; for a look-up of one row that is most of its price. Here the
same QuerySet is compiled once, with stand-ins for what varies; afterwards values are bound, rows read and instances made as
QuerySet makes them (compare ``ModelIterable`` of Django 5.2, whose helpers are used). For a few hot look-ups only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import query as querying

M = TypeVar("M", bound=models.Model)

_FIELDS: dict[type, models.Field[Any, Any]] = {
    UUID: models.UUIDField(),
    str: models.CharField(),
    datetime: models.DateTimeField(),
    date: models.DateField(),
}


def _stand_in(kind: type, number: int) -> Any:
    if kind is UUID:
        return UUID(int=(0x5A17D_11 << 96) + number)
    if kind is str:
        return f"stand-in-{number}"
    return date(1900, 1, 1 + number) if kind is date else datetime(1900, 1, 1, 0, number, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    """(position in ``params``, number of the parameter)"""
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]


@dataclass(frozen=True, slots=True)
class _Instances:
    """How rows of a compiled query become instances."""

    model: type[models.Model]
    first: int
    last: int
    names: tuple[str, ...]
    related: tuple[Any, ...]


class _Asked:
    """A QuerySet compiled once per database vendor; ``build`` and ``kinds`` as in ``Prepared``."""

    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]], *kinds: type) -> None:
        self._build = build
        self._kinds = kinds
        self._compiled: dict[str, _Compiled] = {}

    def _values(self, *values: Any) -> list[list[Any]]:
        """The rows as the QuerySet would read them, each a list of column values."""
        if len(values) != len(self._kinds):
            raise TypeError(f"{len(self._kinds)} values wanted")
        connection = connections[DEFAULT_DB_ALIAS]
        compiled = self._compiled.get(connection.vendor)
        if compiled is None:
            compiled = self._compiled[connection.vendor] = self._compile(connection)
        params = list(compiled.params)
        for place, number in compiled.places:
            params[place] = _adapted(self._kinds[number], values[number], connection)
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, params)
            found = cursor.fetchall()
        return [_converted(compiled, row, connection) for row in found]

    def _compile(self, connection: Any) -> _Compiled:
        stand_ins = [_stand_in(kind, number) for number, kind in enumerate(self._kinds)]
        compiler: Any = self._build(*stand_ins).query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        adapted = [
            _adapted(kind, value, connection) for kind, value in zip(self._kinds, stand_ins, strict=True)
        ]
        places = [(place, adapted.index(value)) for place, value in enumerate(params) if value in adapted]
        if {number for _, number in places} != set(range(len(stand_ins))):
            raise ValueError("every parameter must be a plain value of a filter")
        converters = compiler.get_converters([expression for expression, _, _ in compiler.select])
        self._learn(compiler)
        return _Compiled(
            sql=sql,
            params=tuple(params),
            places=tuple(places),
            converters=tuple((at, tuple(of), expression) for at, (of, expression) in converters.items()),
        )

    def _learn(self, compiler: Any) -> None:
        """What a subclass keeps of the compiled query."""


class Prepared(_Asked, Generic[M]):
    """``build`` makes the QuerySet from one value per parameter and must use each as a plain value of a filter.

    Parameters are UUID, str, date or datetime, named by ``kinds``. What does not vary may be written into ``build``. No prefetching, no
    annotations; ``select_related``, ``only`` and slices are fine.
    """

    def __init__(self, model: type[M], build: Callable[..., models.QuerySet[M]], *kinds: type) -> None:
        super().__init__(build, *kinds)
        self.missing: type[Exception] = model.DoesNotExist  # type: ignore[attr-defined]
        self._instances: _Instances | None = None

    def rows(self, *values: Any) -> list[M]:
        """The rows for these values, in the order of the QuerySet."""
        found = self._values(*values)
        made = self._instances
        return [_instance(made, row) for row in found] if made else []

    def first(self, *values: Any) -> M | None:
        """The first of the rows, or None."""
        found = self.rows(*values)
        return found[0] if found else None

    def _learn(self, compiler: Any) -> None:
        helpers: Any = querying  # not of Django's public interface
        info = compiler.klass_info
        wanted = info["select_fields"]
        first, last = wanted[0], wanted[-1] + 1
        self._instances = _Instances(
            model=info["model"],
            first=first,
            last=last,
            names=tuple(entry[0].target.attname for entry in compiler.select[first:last]),
            related=tuple(helpers.get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)),
        )


class PreparedValues(_Asked):
    """As ``Prepared``, for a QuerySet of ``values_list``: annotations, subqueries and aggregates over a group are fine."""

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values, in the order of the QuerySet."""
        return [tuple(row) for row in self._values(*values)]

    def first(self, *values: Any) -> tuple[Any, ...] | None:
        """The first row, or None."""
        found = self._values(*values)
        return tuple(found[0]) if found else None


def _adapted(kind: type, value: Any, connection: Any) -> Any:
    return _FIELDS[kind].get_db_prep_value(value, connection)


def _converted(compiled: _Compiled, row: Sequence[Any], connection: Any) -> list[Any]:
    values = list(row)
    for at, converters, expression in compiled.converters:
        for convert in converters:
            values[at] = convert(values[at], expression, connection)
    return values


def _instance(how: _Instances, values: list[Any]) -> Any:
    made = how.model.from_db(DEFAULT_DB_ALIAS, how.names, values[how.first : how.last])
    for populator in how.related:
        populator.populate(values, made)
    return made
