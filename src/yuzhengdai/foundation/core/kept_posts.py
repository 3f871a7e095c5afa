"""Forms that were posted and could not be taken, kept encrypted for KEPT_FOR: what was typed is shown again, once.

Rows are wiped when shown, by a job when their time is over, and the oldest first where there are too many.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.models import KeptPost

KEPT_FOR = timedelta(minutes=15)
MOST_ROWS = 1000
"""At 32 kB each this bounds what anybody can make the database hold."""
_BATCH = 500


def kept_post_keep(*, owner: str, content: Mapping[str, Any]) -> KeptPost:
    """Keep one form; ``owner`` is the mark of person and enterprise it was made for, "" for a visitor's."""
    row = KeptPost.objects.create(owner=owner, content=dict(content))
    too_many = KeptPost.objects.count() - MOST_ROWS
    if too_many > 0:
        oldest = KeptPost.objects.order_by("created_at").values_list("pk", flat=True)[:too_many]
        KeptPost.objects.filter(pk__in=list(oldest)).delete()
    return row


def kept_post_find(*, kept_id: UUID) -> KeptPost | None:
    """A form whose time is not over."""
    return KeptPost.objects.filter(pk=kept_id, created_at__gt=now() - KEPT_FOR).first()


def kept_post_wipe(*, kept_id: UUID) -> None:
    """Wipe one; nothing happens when it is gone already."""
    KeptPost.objects.filter(pk=kept_id).delete()


def kept_posts_purge() -> int:
    """Job: wipe a batch of those whose time is over; returns how many."""
    over = KeptPost.objects.filter(created_at__lte=now() - KEPT_FOR).values_list("pk", flat=True)[:_BATCH]
    return KeptPost.objects.filter(pk__in=list(over)).delete()[0]
