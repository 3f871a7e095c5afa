"""Database triggers that make audit events and seals append-only, whatever program writes.

Only sealing may touch an event, once, and only its chain columns; of a seal only the instant of its anchor is added. SQLite's
``OR REPLACE`` deletes the row in the way without asking the trigger on DELETE, so inserting and sealing look for one themselves;
PostgreSQL's TRUNCATE has a trigger of its own.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_FIXED = (
    "id created_at actor_kind actor_user_id actor_organisation_id actor_name address request_id action object_kind"
    " object_id detail"
).split()

_SEAL_FIXED = "id created_at first_sequence last_sequence hash".split()
_TABLES = ("audit_auditevent", "audit_auditseal")
_OLD_SEALED = "OLD.anchored_at IS NOT NULL OR "

_SQLITE = [
    (
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_auditevent"
        " BEGIN SELECT RAISE(ABORT, 'audit events are not deleted'); END"
    ),
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_auditevent WHEN OLD.sequence IS NOT NULL OR "  # noqa: S608
    + " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in _FIXED)
    + " OR EXISTS (SELECT 1 FROM audit_auditevent WHERE sequence = NEW.sequence AND id <> OLD.id)"
    + " BEGIN SELECT RAISE(ABORT, 'audit events do not change'); END",  # noqa: RUF100, S608
    (
        "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit_auditevent WHEN NEW.sequence IS NOT NULL"
        " OR EXISTS (SELECT 1 FROM audit_auditevent WHERE id = NEW.id)"
        " BEGIN SELECT RAISE(ABORT, 'audit events are written unsealed and once'); END"
    ),
    (
        "CREATE TRIGGER audit_seal_no_delete BEFORE DELETE ON audit_auditseal"
        " BEGIN SELECT RAISE(ABORT, 'seals are not deleted'); END"
    ),
    "CREATE TRIGGER audit_seal_no_update BEFORE UPDATE ON audit_auditseal WHEN "
    + _OLD_SEALED
    + " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in _SEAL_FIXED)
    + " BEGIN SELECT RAISE(ABORT, 'seals do not change'); END",
    (
        "CREATE TRIGGER audit_seal_no_replace BEFORE INSERT ON audit_auditseal"
        " WHEN EXISTS (SELECT 1 FROM audit_auditseal WHERE id = NEW.id OR last_sequence = NEW.last_sequence)"
        " BEGIN SELECT RAISE(ABORT, 'seals are written once'); END"
    ),
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
    (
        "CREATE TRIGGER audit_no_sealed_insert BEFORE INSERT ON audit_auditevent"
        " FOR EACH ROW WHEN (NEW.sequence IS NOT NULL) EXECUTE FUNCTION audit_refuse()"
    ),
    (
        "CREATE TRIGGER audit_seal_no_delete BEFORE DELETE ON audit_auditseal"
        " FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
    ),
    "CREATE TRIGGER audit_seal_no_update BEFORE UPDATE ON audit_auditseal FOR EACH ROW WHEN ("
    + _OLD_SEALED
    + " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in _SEAL_FIXED)
    + ") EXECUTE FUNCTION audit_refuse()",
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION audit_refuse()"
        for table in _TABLES
    ),
]
_NAMES = {
    "audit_auditevent": (
        "audit_no_delete",
        "audit_no_update",
        "audit_no_replace",
        "audit_no_sealed_insert",
        "audit_auditevent_no_truncate",
    ),
    "audit_auditseal": (
        "audit_seal_no_delete",
        "audit_seal_no_update",
        "audit_seal_no_replace",
        "audit_auditseal_no_truncate",
    ),
}


def install(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers of this database."""
    for statement in _POSTGRES if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


def remove(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop them again (tests that empty tables row by row; reverse migration)."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for table, names in _NAMES.items():
        for name in names:
            schema_editor.execute(
                f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if is_postgresql else "")
            )
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION IF EXISTS audit_refuse()")


def renew(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put today's triggers in the place of those of an older version."""
    remove(apps, schema_editor)
    install(apps, schema_editor)
