"""Two amounts a transfer, and what guesses are counted by; transfers of before keep their one amount."""

from typing import Any

import yuzhengdai.foundation.core.encrypted
from django.db import migrations, models
from yuzhengdai.foundation.core.keyring import blind_index

BATCH = 500
ACCOUNT_TAG = "verification.transfer_check.account_number"


def index_accounts(apps: Any, schema_editor: Any) -> None:
    """Blind index of the accounts that are still kept (ended attempts have none)."""
    rows = apps.get_model("verification", "TransferCheck").objects.exclude(account_number=b"").order_by("pk")
    last = None
    while True:
        batch = list((rows if last is None else rows.filter(pk__gt=last))[:BATCH])
        if not batch:
            return
        for row in batch:
            row.account_index = blind_index(ACCOUNT_TAG, str(row.account_number))
            row.save(update_fields=["account_index"])
        last = batch[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('verification', '0007_renews'),
    ]

    operations = [
        migrations.AddField(
            model_name='transfercheck',
            name='account_index',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='transfercheck',
            name='is_authoritative',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='transfercheck',
            name='second_amount_yuan',
            field=yuzhengdai.foundation.core.encrypted.EncryptedTextField(blank=True, editable=False, tag='verification.transfer_check.second_amount_yuan'),
        ),
        migrations.AddField(
            model_name='transfercheck',
            name='source',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddIndex(
            model_name='transfercheck',
            index=models.Index(fields=['account_index', '-created_at'], name='verification_transfer_account'),
        ),
        migrations.RunPython(index_accounts, migrations.RunPython.noop, elidable=True),
    ]
