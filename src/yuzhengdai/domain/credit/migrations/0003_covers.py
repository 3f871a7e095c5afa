"""Grants that stand are mapped to the table of data items: each covers what its own sentence names, none gets wider."""

from django.db import migrations, models

# Written out here: what later code covers must not change what was granted before it.
_COVERS = {
    "electricity": ["electricity_use", "electricity_payment"],
    "social_insurance": ["social_headcount", "social_payment"],
    "tax": ["tax_rating", "tax_amount"],
    "registration": ["registration_profile", "registration_shareholders", "registration_changes"],
    "judicial": ["enforced", "dishonest", "penalties"],
}
_BATCH = 2000


def cover(apps, schema_editor):
    rows = apps.get_model("credit", "DataAuthorisation").objects.using(schema_editor.connection.alias)
    for item, codes in _COVERS.items():
        last = None
        while True:
            found = rows.filter(item=item) if last is None else rows.filter(item=item, pk__gt=last)
            batch = list(found.order_by("pk").values_list("pk", flat=True)[:_BATCH])
            if not batch:
                break
            rows.filter(pk__gte=batch[0], pk__lte=batch[-1], item=item).update(covers=codes)
            last = batch[-1]


class Migration(migrations.Migration):
    dependencies = [("credit", "0002_proofs_protected")]

    operations = [
        migrations.AddField(
            model_name="dataauthorisation", name="covers", field=models.JSONField(default=list)
        ),
        migrations.RunPython(cover, migrations.RunPython.noop),
    ]
