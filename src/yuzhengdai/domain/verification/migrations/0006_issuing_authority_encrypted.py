"""Which police office issued the ID card hints at where the person lives: from clear text to an encrypted field.

Rows are sealed one by one, since the ciphertext is bound to the row, and emptied in clear before the old column goes: PostgreSQL
keeps a dropped column's bytes in the rows until they are written anew.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

import yuzhengdai.foundation.core.encrypted

TAG = "verification.verification.issuing_authority"
BATCH = 500


def _move(apps: Any, source: str, target: str) -> None:
    verification = apps.get_model("verification", "Verification")
    last = None
    while True:
        rows = verification.objects.order_by("pk").only("pk", source, target)
        batch = list((rows.filter(pk__gt=last) if last else rows)[:BATCH])
        if not batch:
            return
        for row in batch:
            if getattr(row, source):
                setattr(row, target, getattr(row, source))
                setattr(row, source, "")
                row.save(update_fields=[source, target])
        last = batch[-1].pk


def seal(apps: Any, schema_editor: Any) -> None:
    """Clear to encrypted."""
    _move(apps, "issuing_authority", "authority_sealed")


def unseal(apps: Any, schema_editor: Any) -> None:
    """Back, for going back."""
    _move(apps, "authority_sealed", "issuing_authority")


class Migration(migrations.Migration):
    dependencies = [("verification", "0005_liveness_void")]

    operations = [
        migrations.AddField(
            "verification",
            "authority_sealed",
            yuzhengdai.foundation.core.encrypted.EncryptedTextField(blank=True, editable=False, tag=TAG),
        ),
        migrations.RunPython(seal, unseal),
        migrations.RemoveField("verification", "issuing_authority"),
        migrations.RenameField("verification", "authority_sealed", "issuing_authority"),
    ]
