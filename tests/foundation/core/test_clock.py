from __future__ import annotations

import os
import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

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


def test_a_file_tells_the_instant_to_every_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "clock"
    monkeypatch.setenv("YZD_CLOCK_FILE", str(file))
    file.write_text("2026-12-01T09:00:00+08:00", encoding="ascii")
    assert clock.now() == clock.now() == datetime(2026, 12, 1, 1, tzinfo=UTC)
    file.write_text("running 2026-12-01T09:00:00+08:00", encoding="ascii")
    os.utime(file, (time.time() - 90, time.time() - 90))
    assert timedelta(seconds=89) < clock.now() - datetime(2026, 12, 1, 1, tzinfo=UTC) < timedelta(seconds=150)
    with clock.frozen("2026-03-20T09:00") as frozen:
        assert clock.now() == frozen.at


def test_naive_instants_are_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        clock.iso(datetime(2026, 3, 20))
