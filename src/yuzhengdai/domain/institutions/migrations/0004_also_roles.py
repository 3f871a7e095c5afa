"""Whoever could approve as a 客户经理 with a limit keeps the power as 审批人, for files that others propose."""

from typing import Any

from django.db import migrations, models


def keep_power(apps: Any, schema_editor: Any) -> None:
    officers = apps.get_model("institutions", "Officer").objects
    officers.filter(role="officer", approval_limit_yuan__isnull=False).update(also_roles=["approver"])


class Migration(migrations.Migration):
    dependencies = [("institutions", "0003_offers")]

    operations = [
        migrations.AddField(
            model_name="officer", name="also_roles", field=models.JSONField(default=list)
        ),
        migrations.RunPython(keep_power, migrations.RunPython.noop),
    ]
