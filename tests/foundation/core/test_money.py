from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import engines

from yuzhengdai.foundation.core import money

pytestmark = pytest.mark.once


def test_amounts() -> None:
    assert money.yuan(Decimal("85607.475")) == "85,607.48 元"
    assert money.wan(1_000_000) == "100 万元"
    assert money.wan(Decimal(125000)) == "12.5 万元"
    assert money.wan(Decimal(120000000)) == "1.2 亿元"
    assert money.wan(0) == "0 万元"
    assert money.wan(99_990_000) == "9,999 万元"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (200_000, 3_000_000, "20–300 万元"),
        (None, 3_000_000, "最高 300 万元"),
        (0, 3_000_000, "最高 300 万元"),
        (200_000, None, "20 万元起"),
        (None, None, "不限"),
        (10_000_000, 100_000_000, "1,000 万元–1 亿元"),
        (500_000, 500_000, "50 万元"),
    ],
)
def test_amount_ranges(low: int | None, high: int | None, text: str) -> None:
    assert money.wan_range(low, high) == text


def test_rates_and_terms() -> None:
    assert money.rate(Decimal("3.6500")) == "3.65%"
    assert money.rate(Decimal(4)) == "4.00%"
    assert money.rate(Decimal("3.125")) == "3.125%"
    assert money.rate_range(Decimal("3.65"), Decimal("4.85")) == "3.65%–4.85%"
    assert money.rate_range(Decimal("3.65"), Decimal("3.650")) == "3.65%"
    assert money.rate_range(None, Decimal("4.85")) == "4.85% 以内"
    assert money.rate_range(Decimal("3.65"), None) == "3.65% 起"
    assert money.rate_range(None, None) == "面议"
    assert money.term_range(6, 24) == "6–24 个月"
    assert money.term_range(None, 24) == "最长 24 个月"
    assert money.term_range(6, None) == "6 个月起"
    assert money.term_range(12, 12) == "12 个月"
    assert money.months_long(115) == "9 年 7 个月"
    assert money.months_long(24) == "2 年"
    assert money.months_long(0) == "0 个月"


def test_dates_are_those_of_henan() -> None:
    late = datetime(2026, 3, 19, 16, 30, tzinfo=UTC)
    assert money.day(late) == "2026 年 3 月 20 日"
    assert money.moment(late) == "2026-03-20 00:30"
    assert money.moment_near(late, date(2026, 3, 20)) == "今天 00:30"
    assert money.day_short(date(2026, 3, 23), date(2026, 3, 20)) == "3 月 23 日"
    assert money.day_short(date(2027, 3, 8), date(2026, 3, 20)) == "2027 年 3 月 8 日"
    assert money.weekday(date(2026, 3, 20)) == "星期五"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (6 * 3600 + 20 * 60, "剩 6 小时 20 分"),
        (5 * 3600, "剩 5 小时"),
        (45 * 60, "剩 45 分钟"),
        (30, "剩 1 分钟"),
        (9 * 3600, "剩 1 个工作日"),
        (11 * 3600 + 60, "剩 1 个工作日 2 小时"),
        (2 * 9 * 3600 + 100, "剩 2 个工作日"),
        (0, "已到时限"),
        (-3600, "已超时 1 小时"),
        (-3 * 9 * 3600, "已超时 3 个工作日"),
    ],
)
def test_working_time_left(seconds: int, text: str) -> None:
    assert money.working_time_left(seconds) == text


def test_templates_have_the_formats_as_filters() -> None:
    template = engines["jinja2"].from_string("{{ 1000000|wan }} {{ phone|mask_phone }} {{ on|day }}")
    shown = template.render({"phone": "+8613812346021", "on": date(2026, 3, 20)})
    assert shown == "100 万元 138****6021 2026 年 3 月 20 日"
