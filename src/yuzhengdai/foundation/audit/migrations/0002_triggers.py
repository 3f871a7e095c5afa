"""Append-only by trigger."""

from django.db import migrations

from yuzhengdai.foundation.audit import triggers


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(triggers.install, triggers.remove)]
