"""Nothing stays longer than it is needed: raw answers for a stated number of days, facts as long as they may be used."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from yuzhengdai.domain.data_items.models import DataAnswer
from yuzhengdai.foundation.core.clock import now

_BATCH = 500


def answers_purge() -> int:
    """Job: wipe raw answers that are due, and delete answers that ran out GOV_DATA_RAW_KEPT_DAYS ago; how many of both."""
    at = now()
    due = DataAnswer.objects.filter(raw_until__lte=at).values_list("pk", flat=True)[:_BATCH]
    wiped = DataAnswer.objects.filter(pk__in=list(due)).update(raw=b"", raw_until=None)
    over = DataAnswer.objects.filter(
        valid_until__lte=at - timedelta(days=settings.GOV_DATA_RAW_KEPT_DAYS), raw_until__isnull=True
    ).values_list("pk", flat=True)[:_BATCH]
    return wiped + DataAnswer.objects.filter(pk__in=list(over)).delete()[0]
