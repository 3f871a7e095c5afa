"""How often something may be done from one address or about one thing, over all processes; counted in rows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import RateLimited
from yuzhengdai.foundation.core.keyring import keyed_hash
from yuzhengdai.foundation.core.models import Try
from yuzhengdai.foundation.core.network import address_group

KEPT = timedelta(days=1)
"""The longest window that can be counted."""
_BATCH = 1000


def address_mark(address: str) -> str:
    """Mark of an address (IPv6: of its /64); "" for none, which is not counted."""
    return keyed_hash("core.tries.address", address_group(address)) if address else ""


def thing_mark(thing: str) -> str:
    """Mark of anything else, such as a number that is asked about."""
    return keyed_hash("core.tries.thing", thing)


def tries_require(
    *, kind: str, marks: Collection[str], at_most: int, within: timedelta, sentence: str = ""
) -> None:
    """Count one try under each mark. Raises RateLimited, and counts nothing, where one has ``at_most`` within ``within``.

    Call it before the work that it bounds; what was refused after it has used a try up all the same.
    """
    told = [mark for mark in marks if mark]
    at = now()
    for mark in told:
        times = Try.objects.filter(kind=kind, mark=mark, created_at__gt=at - within).order_by("-created_at")
        newest = list(times.values_list("created_at", flat=True)[:at_most])
        if len(newest) >= at_most:
            wait_s = int((newest[-1] + within - at).total_seconds()) + 1
            said = sentence or f"操作较为频繁，请 {-(-wait_s // 60)} 分钟后再试。"
            raise RateLimited(wait_s, code=f"tries.{kind}", sentence=said)
    Try.objects.bulk_create(Try(kind=kind, mark=mark) for mark in told)


def tries_purge() -> int:
    """Delete a batch of tries that no window reaches any more; returns how many. A job of the worker."""
    old = Try.objects.filter(created_at__lt=now() - KEPT).values_list("pk", flat=True)[:_BATCH]
    return Try.objects.filter(pk__in=list(old)).delete()[0]
