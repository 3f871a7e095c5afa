"""Deadline and instant met of the three promises, beside the old clock columns until 0005 has read them."""

from django.db import migrations, models

_NAMES = [f"{stage}_{end}_at" for stage in ("acceptance", "due_diligence", "decision") for end in ("due", "met")]


class Migration(migrations.Migration):
    dependencies = [("applications", "0003_todo_indexes")]

    operations = [
        migrations.AddField("application", name, models.DateTimeField(null=True)) for name in _NAMES
    ]
