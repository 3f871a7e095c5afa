"""The figures of the home page are computed from the data (R1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests import factories
from yuzhengdai.domain.insights import selectors
from yuzhengdai.foundation.core.clock import LOCAL_ZONE, frozen

pytestmark = pytest.mark.django_db


def test_figures_of_an_empty_platform() -> None:
    """Zeros, and no mean of nothing."""
    figures = selectors.home_figures()
    assert (figures.verified_enterprises, figures.institutions, figures.approved_yuan) == (0, 0, 0)
    assert figures.decision_working_days is None


def test_figures_count_and_sum() -> None:
    """Verified enterprises, active institutions, approvals, working days from handing in to the opinion."""
    factories.enterprise(state="claimed")
    factories.institution(is_active=False)
    monday = datetime(2026, 3, 16, 9, 0, tzinfo=LOCAL_ZONE)
    for days in (1, 4, 4 + 7 * 4):  # one, four and 24 working days: a mean would be 9.7
        factories.application(
            state="approved",
            submitted_at=monday,
            decided_at=monday + timedelta(days=days),
            amount_yuan=Decimal(2_000_000),
        )
    # Not accepted: decided, but no opinion was given.
    factories.application(
        state="declined", submitted_at=monday, accepted_at=None, decided_at=monday + timedelta(hours=1)
    )
    figures = selectors.home_figures()
    assert (figures.verified_enterprises, figures.institutions) == (2 + 2, 2 + 2)
    assert figures.approved_yuan == Decimal(6_000_000)
    assert figures.decision_working_days == Decimal("4.0")


def test_figures_are_kept(django_assert_num_queries: Any) -> None:
    """The second question costs nothing."""
    selectors.home_figures()
    with django_assert_num_queries(0):
        selectors.home_figures()


def test_every_process_shows_the_same_figures_until_they_are_too_old() -> None:
    """Another process, with nothing kept of its own, finds what was written down; after ten minutes both compute anew."""
    with frozen("2026-03-18T10:00"):
        first = selectors.home_figures()
        factories.institution()
    with frozen("2026-03-18T10:09"):
        selectors._kept = None
        assert selectors.home_figures() == first
    with frozen("2026-03-18T10:11"):
        later = selectors.home_figures()
        assert later.institutions == first.institutions + 1
        selectors._kept = None
        assert selectors.home_figures() == later
