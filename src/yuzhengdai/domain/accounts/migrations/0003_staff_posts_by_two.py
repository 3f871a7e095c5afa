"""Posts are proposed by one and confirmed by another; those that stand already count as confirmed when they were made."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def confirm_standing(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("accounts", "StaffPost").objects.update(confirmed_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_code_used_for")]

    operations = [
        migrations.AddField(
            model_name="staffpost",
            name="confirmed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="staffpost",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="staffpost",
            name="proposed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="staffpost",
            name="proposed_role",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.RunPython(confirm_standing, migrations.RunPython.noop),
    ]
