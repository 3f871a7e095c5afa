"""Sessions under the hash of their key; those that are open go on."""

from typing import Any

from django.db import migrations
from yuzhengdai.foundation.core.session_store import STORED_PREFIX, stored_key

BATCH = 500


def hash_keys(apps: Any, schema_editor: Any) -> None:
    """Rename each session that still stands under its own key."""
    rows = apps.get_model("sessions", "Session").objects.exclude(session_key__startswith=STORED_PREFIX)
    while True:
        keys = list(rows.values_list("session_key", flat=True)[:BATCH])
        if not keys:
            return
        for key in keys:
            rows.filter(session_key=key).update(session_key=stored_key(key))


class Migration(migrations.Migration):
    dependencies = [("core", "0002_outside_call"), ("sessions", "0001_initial")]

    # Not reversible: nobody can tell the keys again; going back, everybody logs in anew.
    operations = [migrations.RunPython(hash_keys, migrations.RunPython.noop)]
