"""Database triggers that make audit events append-only, whatever program writes.

Only sealing may touch a row, once, and only its chain columns.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_FIXED = (
    "id created_at actor_kind actor_user_id actor_organisation_id actor_name address request_id action object_kind"
    " object_id detail"
).split()

_SQLITE = [
    (
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_auditevent"
        " BEGIN SELECT RAISE(ABORT, 'audit events are not deleted'); END"
    ),
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_auditevent WHEN OLD.sequence IS NOT NULL OR "
    + " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in _FIXED)
    + " BEGIN SELECT RAISE(ABORT, 'audit events do not change'); END",
]

_POSTGRES = [
    (
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'audit events are append-only'; END $$"
    ),
    (
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_auditevent"
        " FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
    ),
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_auditevent FOR EACH ROW WHEN (OLD.sequence IS NOT NULL OR "
    + " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in _FIXED)
    + ") EXECUTE FUNCTION audit_refuse()",
]


def install(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers of this database."""
    for statement in _POSTGRES if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


def remove(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop them again (tests that empty tables row by row; reverse migration)."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS audit_no_delete ON audit_auditevent")
        schema_editor.execute("DROP TRIGGER IF EXISTS audit_no_update ON audit_auditevent")
        schema_editor.execute("DROP FUNCTION IF EXISTS audit_refuse()")
    else:
        schema_editor.execute("DROP TRIGGER IF EXISTS audit_no_delete")
        schema_editor.execute("DROP TRIGGER IF EXISTS audit_no_update")
