"""Reading stored answers. Callers have checked whose they are: own use, or a live grant (``domain.credit``)."""

from __future__ import annotations

from collections.abc import Sequence

from yuzhengdai.domain.data_items.items import Item, period_of
from yuzhengdai.domain.data_items.models import DataAnswer
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.clock import now, today


def answers_in_force(*, enterprise: Enterprise, items: Sequence[Item]) -> dict[str, DataAnswer]:
    """Item code → its newest answer that may still be used and is of today's period. One query; the raw answer stays closed."""
    periods = {item.code: period_of(item, today()) for item in items}
    rows = (
        DataAnswer.objects.filter(enterprise=enterprise, item__in=periods, valid_until__gt=now())
        .defer("raw")
        .order_by("fetched_at", "id")
    )
    return {row.item: row for row in rows if row.period == periods[row.item]}
