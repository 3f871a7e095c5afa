"""Helpers for tests that must reach under the database's own guards."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from yuzhengdai.foundation.audit import triggers


@contextmanager
def audit_triggers_lifted(connection: Any) -> Iterator[None]:
    """Without the triggers that make audit events append-only; also inside a transaction."""
    with connection.cursor() as cursor:
        editor: Any = SimpleNamespace(connection=connection, execute=cursor.execute)
        triggers.remove(None, editor)
        try:
            yield
        finally:
            triggers.install(None, editor)
