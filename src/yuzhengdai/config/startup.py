"""What a process checks when it first reaches its database."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

MARK_TABLE = "core_sitemark"
DEMO_MARK = "demo"


def is_demo_database(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether the database bears the mark that loading the demo leaves (`core.SiteMark`, key `demo`)."""
    with connection.cursor() as cursor:
        if MARK_TABLE not in connection.introspection.table_names(cursor):
            return False
        cursor.execute(f"SELECT 1 FROM {MARK_TABLE} WHERE key = %s", [DEMO_MARK])  # noqa: S608 - both are constants
        return cursor.fetchone() is not None


def refuse_demo_database(*, connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Raise `ImproperlyConfigured` where production opens a demo database; handler of `connection_created`."""
    if is_demo_database(connection):
        raise ImproperlyConfigured(
            "This database holds the demo (core.SiteMark 'demo'): its accounts and codes are public. "
            "Production needs a database of its own; set DATABASE_URL to an empty one."
        )
