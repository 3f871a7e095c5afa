"""Append-only against OR REPLACE and TRUNCATE too, and seals as well as events."""

from django.db import migrations

from yuzhengdai.foundation.audit import triggers


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_triggers")]

    operations = [migrations.RunPython(triggers.renew, migrations.RunPython.noop)]
