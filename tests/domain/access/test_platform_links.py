"""Links to accounts of identity platforms: how long one that was taken back is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from yuzhengdai.domain.access.models import PlatformLink
from yuzhengdai.domain.access.services import platform_links_purge
from yuzhengdai.foundation.core import clock

pytestmark = pytest.mark.django_db


def test_what_was_taken_back_goes_after_half_a_year_and_nothing_else_does() -> None:
    user, now = factories.member().user, clock.now()
    for number, ended_at in enumerate((None, now - timedelta(days=179), now - timedelta(days=181))):
        PlatformLink.objects.create(
            platform="gov",
            subject_index=str(number),
            user=user,
            kind="person",
            used_at=now - timedelta(days=900),
            ended_at=ended_at,
        )
    assert platform_links_purge() == 1
    assert sorted(PlatformLink.objects.values_list("subject_index", flat=True)) == ["0", "1"]
    assert platform_links_purge() == 0
