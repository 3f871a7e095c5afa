"""How money, rates, terms, dates and waiting times are written in Chinese. Pure; usable as filters."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from yuzhengdai.foundation.core.clock import LOCAL_ZONE

CENT = Decimal("0.01")
YUAN_PER_WAN = Decimal(10_000)
YUAN_PER_YI = Decimal(100_000_000)
_DASH = "–"
_WEEKDAYS = "一二三四五六日"


def to_cents(amount_yuan: Decimal) -> Decimal:
    """Rounded half up to 0.01 yuan."""
    return amount_yuan.quantize(CENT, ROUND_HALF_UP)


def yuan(amount_yuan: Decimal | int) -> str:
    """To the cent with thousands: ``85,607.48 元``."""
    return f"{to_cents(Decimal(amount_yuan)):,.2f} 元"


def wan(amount_yuan: Decimal | int) -> str:
    """``100 万元``, ``12.5 万元``, from 10,000 万 on ``1.2 亿元``; at most four decimals."""
    amount = Decimal(amount_yuan)
    if abs(amount) >= YUAN_PER_YI:
        return f"{_plain(amount / YUAN_PER_YI, 4)} 亿元"
    return f"{_plain(amount / YUAN_PER_WAN, 4)} 万元"


def wan_range(low_yuan: Decimal | int | None, high_yuan: Decimal | int | None) -> str:
    """``20–300 万元``; one bound alone as ``最高 300 万元`` or ``20 万元起``; none as ``不限``."""
    if low_yuan is None and high_yuan is None:
        return "不限"
    if high_yuan is None:
        return f"{wan(low_yuan or 0)}起"
    if not low_yuan:
        return f"最高 {wan(high_yuan)}"
    low, high = wan(low_yuan), wan(high_yuan)
    if low == high:
        return high
    if low.split()[-1] != high.split()[-1]:
        return f"{low}{_DASH}{high}"
    return f"{low.split()[0]}{_DASH}{high}"


def rate(annual_rate_pct: Decimal | float | str) -> str:
    """An annual rate in percent with two decimals (three or four only where they count): ``3.65%``."""
    value = Decimal(str(annual_rate_pct))
    text = _plain(value, 4)
    decimals = len(text.partition(".")[2])
    return f"{value:.2f}%" if decimals <= 2 else f"{text}%"


def rate_range(low_pct: Decimal | None, high_pct: Decimal | None) -> str:
    """``3.65%–4.85%``; equal bounds once; one bound as ``4.85% 以内`` or ``3.65% 起``; none as ``面议``."""
    if low_pct is None and high_pct is None:
        return "面议"
    if low_pct is None:
        return f"{rate(high_pct or 0)} 以内"
    if high_pct is None:
        return f"{rate(low_pct)} 起"
    return rate(low_pct) if low_pct == high_pct else f"{rate(low_pct)}{_DASH}{rate(high_pct)}"


def term(months: int) -> str:
    """``12 个月``."""
    return f"{months} 个月"


def term_range(low_months: int | None, high_months: int | None) -> str:
    """``6–24 个月``; one bound as ``最长 24 个月`` or ``6 个月起``; none as ``不限``."""
    if low_months is None and high_months is None:
        return "不限"
    if high_months is None:
        return f"{low_months} 个月起"
    if not low_months:
        return f"最长 {high_months} 个月"
    return f"{high_months} 个月" if low_months == high_months else f"{low_months}{_DASH}{high_months} 个月"


def months_long(months: int) -> str:
    """A length in years and months: ``9 年 7 个月``, ``2 年``, ``5 个月``."""
    years, rest = divmod(months, 12)
    parts = [f"{years} 年"] if years else []
    if rest or not years:
        parts.append(f"{rest} 个月")
    return " ".join(parts)


def day(value: date | datetime) -> str:
    """``2026 年 3 月 20 日`` (an instant by the calendar of Henan)."""
    on = _local_date(value)
    return f"{on.year} 年 {on.month} 月 {on.day} 日"


def day_short(value: date | datetime, today: date) -> str:
    """``今天``, ``明天``, ``昨天``, ``3 月 23 日`` within the year, else the whole date."""
    on = _local_date(value)
    near = {0: "今天", 1: "明天", -1: "昨天"}.get((on - today).days)
    if near:
        return near
    return f"{on.month} 月 {on.day} 日" if on.year == today.year else day(on)


def weekday(value: date | datetime) -> str:
    """``星期五``."""
    return f"星期{_WEEKDAYS[_local_date(value).weekday()]}"


def moment(instant: datetime) -> str:
    """``2026-03-20 09:12`` in Henan."""
    return f"{instant.astimezone(LOCAL_ZONE):%Y-%m-%d %H:%M}"


def moment_near(instant: datetime, today: date) -> str:
    """``今天 17:10``, ``3 月 23 日 18:00``."""
    return f"{day_short(instant, today)} {instant.astimezone(LOCAL_ZONE):%H:%M}"


def working_time_left(working_seconds: int, *, working_day_s: int = 9 * 3600) -> str:
    """What is left until a deadline, in working time: ``剩 6 小时 20 分``, ``剩 2 个工作日``, ``已超时 1
    小时``.

    ``working_seconds`` from ``reference.workdays.working_seconds_between(now, deadline)``. From two working
    days on only whole days are told; a rest below a minute counts as one.
    """
    prefix = "剩" if working_seconds >= 0 else "已超时"
    seconds = abs(working_seconds)
    if seconds >= 2 * working_day_s:
        return f"{prefix} {seconds // working_day_s} 个工作日"
    if seconds == 0:
        return "已到时限"
    return f"{prefix} {_duration(max(seconds, 60), working_day_s, '个工作日')}"


def _duration(seconds: int, day_s: int, day_word: str) -> str:
    if seconds < 60:
        return f"{max(seconds, 0)} 秒"
    days, rest = divmod(seconds, day_s)
    hours, rest = divmod(rest, 3600)
    parts = [(days, day_word), (hours, "小时"), (rest // 60, "分")]
    while not parts[0][0]:
        parts.pop(0)
    shown = [f"{number} {word}" for number, word in parts[:2] if number]
    # A span of whole minutes alone reads better with its full word.
    return shown[0].replace(" 分", " 分钟") if len(shown) == 1 else " ".join(shown)


def _plain(value: Decimal, decimals: int) -> str:
    """With thousands, without trailing zeros."""
    text = f"{value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _local_date(value: date | datetime) -> date:
    return value.astimezone(LOCAL_ZONE).date() if isinstance(value, datetime) else value
