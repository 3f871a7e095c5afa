"""What a product may be used for. Versions of older days state it where their kind or tag does; the rest state none."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_BATCH = 500


def state_purposes(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Leases and what is tagged for new equipment finance equipment. Batch by batch, by the order of ids."""
    version_model = apps.get_model("products", "ProductVersion")
    last = None
    while True:
        rows = version_model.objects.order_by("pk")
        batch = list((rows if last is None else rows.filter(pk__gt=last))[:_BATCH])
        if not batch:
            return
        last = batch[-1].pk
        stated = [row for row in batch if row.kind == "leasing" or "equipment" in row.tags]
        for row in stated:
            row.purposes = ["equipment"]
        version_model.objects.bulk_update(stated, ["purposes"])


def stay(_apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Backwards the column goes with what it says."""


class Migration(migrations.Migration):
    """One column, filled, and the catalogue counted up by whoever publishes next."""

    dependencies = [("products", "0001_initial")]

    operations = [
        migrations.AddField("productversion", "purposes", models.JSONField(default=list)),
        migrations.RunPython(state_purposes, stay),
    ]
