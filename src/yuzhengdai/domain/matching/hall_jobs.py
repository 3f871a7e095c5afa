"""Jobs of the hall: work out what suits whom, forget what is over, tell institutions what is new."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from yuzhengdai.domain.demands.models import DemandMark, FinancingDemand
from yuzhengdai.domain.demands.permissions import live_demands
from yuzhengdai.domain.demands.selectors.hall import hall_demand
from yuzhengdai.domain.institutions.models import Branch, Institution
from yuzhengdai.domain.matching.hall import Fit, fits_of_demand
from yuzhengdai.domain.matching.models import DemandFit, DemandFitted
from yuzhengdai.domain.products.catalogue import catalogue
from yuzhengdai.domain.products.catalogue_index import Catalogue
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.locks import try_named_lock
from yuzhengdai.foundation.notifications.models import MessageKind, Notification, RecipientKind
from yuzhengdai.foundation.notifications.services import notifications_create

BATCH = 50
NEWS_BATCH = 2000
_LOCK = "hall-news"
_PRIVATE = ("contact_name", "contact_phone", "draft_data", "held_for", "returned_reason", "closed_note")
"""Columns that no institution reads, left where they are."""


def hall_fits_refresh() -> int:
    """Work out a batch of live demands whose fits are missing or rest on other products, areas or words; newest first."""
    index, areas = catalogue(), lending_areas()
    stamp = _stamp(index, areas)
    stale = Q(fitted__isnull=True) | ~Q(fitted__stamp=stamp) | Q(fitted__revision__lt=F("revision"))
    rows = live_demands().filter(stale).select_related("enterprise").defer(*_PRIVATE)
    due = list(rows.order_by("-published_at", "-id")[:BATCH])
    institutions = dict(Institution.objects.filter(is_active=True).values_list("slug", "id"))
    for row in due:
        # Comparing takes its time and nobody waits for it: only the writing is a transaction. Two workers write the same.
        fits = fits_of_demand(index, hall_demand(row), areas)
        with transaction.atomic():
            _write(row, fits, institutions, stamp)
    return len(due)


def hall_fits_clear() -> int:
    """Forget the fits of a batch of demands that are no longer live."""
    with transaction.atomic():
        over = DemandFitted.objects.exclude(demand__in=live_demands().values("pk"))
        ids = list(over.values_list("demand_id", flat=True)[:BATCH])
        DemandFit.objects.filter(demand_id__in=ids).delete()
        DemandFitted.objects.filter(demand_id__in=ids).delete()
    return len(ids)


def hall_news_tell() -> int:
    """One line to each institution on the demands that suit it and that it was not told of; none for what it looked at already."""
    with transaction.atomic():
        if not try_named_lock(_LOCK):
            return 0
        rows = list(
            DemandFit.objects.filter(told_at__isnull=True)
            .order_by("institution_id", "id")
            .values_list("id", "institution_id", "demand_id")[:NEWS_BATCH]
        )
        marked = set(
            DemandMark.objects.filter(demand_id__in={demand for _, _, demand in rows}).values_list(
                "institution_id", "demand_id"
            )
        )
        news = Counter(i for _, i, demand in rows if (i, demand) not in marked)
        DemandFit.objects.filter(pk__in=[pk for pk, _, _ in rows]).update(told_at=now())
        notifications_create([_news(institution, count) for institution, count in news.items()])
    return len(rows)


def lending_areas() -> dict[str, list[str]]:
    """Slug → where an institution or one of its branches lends; [] is the whole province. Institutions that are active."""
    found = {
        slug: (pk, list(areas))
        for pk, slug, areas in Institution.objects.filter(is_active=True).values_list(
            "id", "slug", "lending_areas"
        )
    }
    own = dict(found.values())
    for institution_id, areas in Branch.objects.values_list("institution_id", "lending_areas"):
        # An institution without areas lends everywhere already; a branch's own can only add to those it has.
        if own.get(institution_id):
            own[institution_id].extend(area for area in areas if area not in own[institution_id])
    return {slug: own[pk] for slug, (pk, _) in found.items()}


def _write(
    row: FinancingDemand, fits: Mapping[str, Fit], institutions: Mapping[str, UUID], stamp: str
) -> None:
    """Bring the rows of one demand in line; what an institution was told of once is not told again."""
    wanted = {institutions[slug]: fit for slug, fit in fits.items() if slug in institutions}
    kept = {fit.institution_id: fit for fit in DemandFit.objects.filter(demand=row)}
    gone = [fit.pk for institution_id, fit in kept.items() if institution_id not in wanted]
    if gone:
        DemandFit.objects.filter(pk__in=gone).delete()
    new, changed = [], []
    for institution_id, fit in wanted.items():
        values = {
            "product_id": fit.entry.id,
            "open_count": fit.open_count,
            "rank": fit.rank,
            "published_at": row.published_at or now(),
        }
        before = kept.get(institution_id)
        if before is None:
            new.append(DemandFit(demand=row, institution_id=institution_id, **values))
        elif any(getattr(before, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(before, name, value)
            changed.append(before)
    DemandFit.objects.bulk_create(new, ignore_conflicts=True)
    DemandFit.objects.bulk_update(changed, ["product_id", "open_count", "rank", "published_at"])
    DemandFitted.objects.update_or_create(demand=row, defaults={"revision": row.revision, "stamp": stamp})


def _stamp(index: Catalogue, areas: Mapping[str, Sequence[str]]) -> str:
    """Everything besides the demand's own words that its fits depend on; the month, because enterprises grow older."""
    words = repr((index.version, sorted(areas.items()), f"{today():%Y-%m}"))
    return hashlib.sha256(words.encode()).hexdigest()


def _news(institution_id: UUID, count: int) -> Notification:
    at = now()
    return Notification(
        recipient_kind=RecipientKind.INSTITUTION,
        recipient_id=institution_id,
        category=MessageKind.DEMAND,
        title=f"有 {count} 条新需求适合本机构",
        body="需求大厅里有新发布的融资需求，按需求写明的内容对照，本机构有产品没有条件不符合。请到需求大厅查看。",
        dedupe_key=f"hall-news:{institution_id}:{at:%Y%m%d%H%M}",
        subject_kind="demand-hall",
        subject_id=institution_id,
    )
