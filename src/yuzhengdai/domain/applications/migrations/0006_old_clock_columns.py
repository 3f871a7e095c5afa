"""The clock columns that the stored promises replace."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("applications", "0005_promise_fill")]

    operations = [
        migrations.RemoveField("application", "clock_stopped_due_at"),
        migrations.RemoveField("application", "clock_paused_s"),
    ]
