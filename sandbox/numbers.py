"""Check digits of codes, after the standards (this package does not borrow the platform's)."""

from __future__ import annotations

import re
from datetime import date

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC = re.compile(rf"[{_USCC_ALPHABET}]{{2}}[0-9]{{6}}[{_USCC_ALPHABET}]{{10}}")
_ID = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_uscc(code: str) -> bool:
    """统一社会信用代码, GB 32100-2015."""
    if not _USCC.fullmatch(code):
        return False
    total = sum(_USCC_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(code[:17]))
    return _USCC_ALPHABET[(31 - total % 31) % 31] == code[17]


def is_id_number(number: str) -> bool:
    """公民身份号码, GB 11643-1999."""
    if not _ID.fullmatch(number):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17]
