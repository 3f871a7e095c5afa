"""Days as people write them: 2016-8-17, 2016/08/17, ２０１６．８．１７, 2016年8月17日, 二〇一六年八月十七日, 20160817.

Nothing is guessed: a year needs its four digits, since 「16-8-17」 may be 1916 or 2016.
"""

from __future__ import annotations

import re
from datetime import date

from django.core.exceptions import ValidationError

from yuzhengdai.foundation.core.text import normalise_line

FIRST_YEAR = 1900
LAST_YEAR = 2100
"""Days of papers, contracts and calendars lie between these years; others are slips of the finger."""

_EXAMPLE = "2030-06-30"
_DIGITS = {sign: value for value, signs in enumerate(("〇零○◯", *"一二三四五六七八九")) for sign in signs}
_DIGITS |= {sign: value for value, sign in enumerate("壹贰叁肆伍陆柒捌玖", 1)} | {"两": 2, "貳": 2}
_TENS = {"十": 10, "拾": 10, "廿": 20, "卅": 30}
_NUMERALS = "".join((*_DIGITS, *_TENS))
_CHINESE = re.compile(rf"([{_NUMERALS}]+)年([{_NUMERALS}]+)月([{_NUMERALS}]+)[日号]?")
#: Hyphens and dashes of every length, slashes and points of every width: what stands between the parts of a day.
_BETWEEN = re.compile("[-\u2010-\u2015\u2212\uff0d/\uff0f\u2044\u2215.\uff0e\u3002·\u30fb年月,，、]+")
_LONG_TERM = re.compile(r"(长|長)期((有|为|為)效)?|永久((有|为)效)?|[无無]固定期限|长期至今")


def clean_day(typed: str, *, label: str) -> date:
    """The day that was written. ``ValidationError`` with a sentence naming ``label``: nothing there, no day, a year of
    two digits, or a year outside of FIRST_YEAR to LAST_YEAR.
    """
    text = re.sub(r"\s", "", normalise_line(typed))
    if not text:
        raise ValidationError(f"请填写{label}", code="required")
    year, month, day = _parts(text, label)
    if len(year) != 4:
        raise ValidationError(f"{label}请填写四位年份，例如 {_EXAMPLE}", code="year")
    try:
        found = date(int(year), month, day)
    except ValueError:
        if int(year) == 0:
            raise _no_such_year(label) from None
        raise ValidationError(f"{label}没有这一天，请核对后填写，例如 {_EXAMPLE}", code="invalid") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise _no_such_year(label)
    return found


def says_long_term(typed: str) -> bool:
    """Whether 长期, 长期有效, 永久 or 无固定期限 is written instead of a day."""
    text = re.sub(r"[\s()（）。.\-—至]", "", normalise_line(typed))
    return _LONG_TERM.fullmatch(text) is not None


def _parts(text: str, label: str) -> tuple[str, int, int]:
    """(year as its digits, month, day)."""
    if chinese := _CHINESE.fullmatch(text):
        year = "".join(str(_DIGITS[sign]) for sign in chinese[1] if sign in _DIGITS)
        month, day = _numeral(chinese[2]), _numeral(chinese[3])
        if len(year) == len(chinese[1]) and month is not None and day is not None:
            return year, month, day
    if re.fullmatch(r"[0-9]{8}", text):
        return text[:4], int(text[4:6]), int(text[6:])
    parts = _BETWEEN.split(re.sub(r"[日号]$", "", text))
    if len(parts) == 3 and all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
        return parts[0], int(parts[1]), int(parts[2])
    raise ValidationError(f"{label}应为日期，例如 {_EXAMPLE}", code="invalid")


def _numeral(text: str) -> int | None:
    """八 → 8, 十七 → 17, 二十 → 20, 廿三 → 23, 一七 → 17; None where it is no number below 100."""
    head, ten, rest = text, "", ""
    for place, sign in enumerate(text):
        if sign in _TENS:
            head, ten, rest = text[:place], sign, text[place + 1 :]
            break
    if not ten:
        return int("".join(str(_DIGITS[sign]) for sign in text)) if len(text) <= 2 else None
    rest = rest.lstrip("〇零○◯")
    if len(head) > 1 or len(rest) > 1 or (head and _TENS[ten] != 10) or rest in _TENS:
        return None
    return (_DIGITS[head] if head else 1) * _TENS[ten] + (_DIGITS[rest] if rest else 0)


def _no_such_year(label: str) -> ValidationError:
    return ValidationError(f"{label}应在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间，请核对", code="year")
