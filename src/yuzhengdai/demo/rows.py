"""Writing rows in batches, all under the one transaction of the load."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)


def write(rows: Iterable[M]) -> list[M]:
    """Insert rows of one model and return them; none is no query."""
    found = list(rows)
    if found:
        type(found[0])._default_manager.bulk_create(found, batch_size=2000)
    return found
