"""登记放款 is now entering alone, and 复核放款 what moves a file: the steps of before moved it, so they keep being what the enterprise reads."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forwards(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("applications", "StatusChange").objects.filter(action="disburse").update(action="release")


def backwards(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("applications", "StatusChange").objects
    rows.filter(action="disburse").delete()
    rows.filter(action="release").update(action="disburse")


class Migration(migrations.Migration):
    dependencies = [("applications", "0015_disbursement_by_two")]

    operations = [migrations.RunPython(forwards, backwards)]
