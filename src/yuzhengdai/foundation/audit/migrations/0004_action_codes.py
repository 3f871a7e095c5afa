"""Events that no batch has sealed yet take today's codes; sealed ones keep theirs and are read through ``audit.actions``."""

from django.db import migrations
from django.db.models.functions import Concat, Substr
from django.db.models import Value

from yuzhengdai.foundation.audit import triggers

BATCH = 500
FORMER = {
    "application.": "applications.",
    "file.": "files.",
    "institution.": "institutions.",
    "outbox.": "notifications.",
    "product.": "products.",
}


def rename(apps, schema_editor):
    """Batch by batch; the triggers are off meanwhile, and back before the transaction ends."""
    events = apps.get_model("audit", "AuditEvent").objects.using(schema_editor.connection.alias)
    triggers.remove(apps, schema_editor)
    for old, new in FORMER.items():
        waiting = events.filter(sequence__isnull=True, action__startswith=old)
        while ids := list(waiting.order_by("pk").values_list("pk", flat=True)[:BATCH]):
            events.filter(pk__in=ids).update(action=Concat(Value(new), Substr("action", len(old) + 1)))
    triggers.install(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_triggers_replace_truncate")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
