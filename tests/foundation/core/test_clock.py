from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from yuzhengdai.foundation.core import clock

pytestmark = pytest.mark.once


def test_now_is_aware_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_today_is_the_day_in_henan() -> None:
    with clock.frozen(datetime(2026, 3, 19, 16, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 3, 20)


def test_frozen_stands_moves_and_comes_back() -> None:
    with clock.frozen("2026-03-20T09:00") as outer:
        assert clock.now() == datetime(2026, 3, 20, 1, 0, tzinfo=UTC) == clock.now()
        outer.advance(hours=6, minutes=20)
        assert clock.iso() == "2026-03-20T07:20:00.000Z"
        with clock.frozen("2027-01-01T00:00"):
            assert clock.today() == date(2027, 1, 1)
        assert clock.local(clock.now()).hour == 15
        outer.move_to(datetime(2026, 1, 1, tzinfo=UTC))
        assert clock.now().year == 2026
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(days=1)


def test_frozen_reaches_other_threads() -> None:
    seen: list[datetime] = []
    with clock.frozen("2026-03-20T09:00") as frozen:
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
        assert seen == [frozen.at]


def test_environment_moves_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    before = clock.now()
    monkeypatch.setenv("YZD_CLOCK_OFFSET_SECONDS", "86400")
    assert timedelta(hours=23) < clock.now() - before < timedelta(hours=25)
    monkeypatch.setenv("YZD_CLOCK_AT", "2031-05-20T09:00")
    assert clock.today() == date(2031, 5, 20)


def test_naive_instants_are_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        clock.iso(datetime(2026, 3, 20))
