"""The hall at a million demands: live ones by amount, by region, and on PostgreSQL by the characters of their titles."""

from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from yuzhengdai.foundation.core.signs import signs_index

_NAME = "demands_live_signs"
_LIVE = models.Q(("deleted_at__isnull", True), ("state__in", ["published", "offered"]))


def make(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        condition = "state IN ('published', 'offered') AND deleted_at IS NULL"
        schema_editor.execute(
            signs_index(name=_NAME, table="demands_financingdemand", column="title", condition=condition)
        )


def drop(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {_NAME}")


class Migration(migrations.Migration):
    dependencies = [("demands", "0002_offers")]

    operations = [
        migrations.AddIndex(
            model_name="financingdemand",
            index=models.Index(condition=_LIVE, fields=["-amount_yuan", "-id"], name="demands_live_amount"),
        ),
        migrations.AddIndex(
            model_name="financingdemand",
            index=models.Index(
                condition=_LIVE, fields=["region_code", "-published_at"], name="demands_live_region"
            ),
        ),
        migrations.RunPython(make, drop),
    ]
