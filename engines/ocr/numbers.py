"""ID numbers and credit codes: what may be read as what, and when a reading may be believed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from yuzhengdai.foundation.core.check_digits import (
    PROVINCE_CODES,
    USCC_ALPHABET,
    id_number_check_digit,
    organisation_code_check_digit,
    uscc_check_digit,
)

ID_CHARACTERS: Final = "0123456789X"
#: Letters that stand for a digit wherever only digits can be.
_AS_DIGIT: Final = str.maketrans("OoQDIil|ZzSsBbGgqTt", "0000111122558866977")
_AS_USCC: Final = str.maketrans("OISZV", "0152Y")
#: What each character is taken for when print is poor; symmetric pairs written once each way.
_CONFUSED: Final[dict[str, str]] = {
    "0": "DQ86C", "1": "L7TJ4", "2": "7", "3": "85", "4": "A1", "5": "6398", "6": "5G80", "7": "1T2Y", "8": "B3609",
    "9": "8G", "A": "4R", "B": "8RE", "C": "G0", "D": "0QP", "E": "FB", "F": "EP", "G": "6C9", "H": "NMK", "J": "U1",
    "K": "XHR", "L": "1", "M": "NWH", "N": "MH", "P": "RFD", "Q": "0D", "R": "PKAB", "T": "7Y1", "U": "JW", "W": "MU",
    "X": "KY", "Y": "TX7",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A number as read. ``is_valid``: its check digits hold; ``is_repaired``: a character was changed to make them hold."""

    value: str
    is_valid: bool
    is_repaired: bool = False


def is_id_number(text: str) -> bool:
    """Whether shape, province, birth date and check digit hold."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text) or text[:2] not in PROVINCE_CODES:
        return False
    born = id_birth_date(text)
    return born is not None and id_number_check_digit(text[:17]) == text[17]


def id_birth_date(number: str) -> date | None:
    """The birth date inside an ID number; None where there is no such day or nobody alive was born then."""
    born = day_of(number[6:10], number[10:12], number[12:14])
    return born if born and born.year >= 1900 else None


def is_uscc(text: str) -> bool:
    """Whether shape and both check digits hold (GB 32100 and, inside, GB 11714)."""
    shape = rf"[{USCC_ALPHABET}]{{2}}[0-9]{{6}}[{USCC_ALPHABET}]{{10}}"
    if not re.fullmatch(shape, text) or uscc_check_digit(text[:17]) != text[17]:
        return False
    return organisation_code_check_digit(text[8:16]) == text[16]


def find_id_number(text: str) -> Number:
    """The ID number in a text; not valid, with what digits there are, where none holds."""
    raw = text.upper().replace("×", "X")
    digits = re.sub(r"[^0-9X]", "", raw)
    for match in re.finditer(r"(?=([0-9]{17}[0-9X]))", digits):
        if is_id_number(match[1]):
            return Number(match[1], is_valid=True, is_repaired=len(digits) != 18)
    meant = raw[:-1].translate(_AS_DIGIT) + raw[-1:]
    changed = re.sub(r"[^0-9X]", "", meant)
    for match in re.finditer(r"(?=([0-9]{17}[0-9X]))", changed):
        if is_id_number(match[1]):
            return Number(match[1], is_valid=True, is_repaired=True)
    return Number(changed, is_valid=False)


def repair_id_number(digits: str, born: date | None, sex: str) -> Number:
    """Mend one misread character of 18, or the birth date from where it is printed in words; only when one way alone fits."""
    if len(digits) != 18 or born is None:
        return Number(digits, is_valid=False)
    dated = digits[:6] + f"{born:%Y%m%d}" + digits[14:]
    tries = {dated} | set(_one_changed(dated, ID_CHARACTERS, (*range(6), 14, 15, 16, 17)))
    fitting = [one for one in tries if is_id_number(one) and (not sex or sex == sex_of(one))]
    if dated in fitting:
        fitting = [dated]
    if len(fitting) == 1:
        return Number(fitting[0], is_valid=True, is_repaired=True)
    return Number(digits, is_valid=False)


def sex_of(id_number: str) -> str:
    """男 or 女, from character 17."""
    return "男" if int(id_number[16]) % 2 else "女"


def find_uscc(text: str) -> Number:
    """The credit code in a text; one misread character is mended when one way alone fits."""
    raw = re.sub(r"[^0-9A-Z]", "", text.upper())
    candidates = [match[1] for match in re.finditer(r"(?=([0-9A-Z]{18}))", raw)]
    for candidate in candidates:
        if is_uscc(candidate):
            return Number(candidate, is_valid=True, is_repaired=len(raw) != 18)
    mapped = [candidate.translate(_AS_USCC) for candidate in candidates]
    # Positions 3 to 8 hold the region: digits only.
    mapped = [one[:2] + one[2:8].translate(_AS_DIGIT) + one[8:] for one in mapped]
    fitting = {one for one in mapped if is_uscc(one)}
    if not fitting and len(raw) == 18:
        fitting = {one for one in _one_changed(mapped[0], USCC_ALPHABET, range(18)) if is_uscc(one)}
    if len(fitting) == 1:
        return Number(fitting.pop(), is_valid=True, is_repaired=True)
    return Number(mapped[0] if mapped else raw, is_valid=False)


def find_uscc_in_link(text: str) -> str:
    """The credit code in a QR code's text, "" where it has none."""
    for match in re.finditer(r"(?=([0-9A-HJ-NP-RTUW-Y]{18}))", text.upper()):
        if is_uscc(match[1]):
            return match[1]
    return ""


def day_of(year: str | int, month: str | int, day: str | int) -> date | None:
    """A day, None where the calendar has none."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def find_day(text: str) -> date | None:
    """The first day written with 年 and 月 in a text."""
    meant = re.sub(r"(?<=[年月])[oOlI|]|[oOlI|](?=[月日])", lambda match: match[0].translate(_AS_DIGIT), text)
    match = re.search(r"((?:19|20)\d\d)年?(\d{1,2})月(\d{1,2})日?", meant)
    if match is None:
        match = re.search(r"((?:19|20)\d\d)年(\d{1,2})月?(\d{1,2})日", meant)
    return day_of(match[1], match[2], match[3]) if match else None


def _one_changed(text: str, alphabet: str, places: Iterable[int]) -> set[str]:
    return {
        text[:place] + other + text[place + 1 :]
        for place in places
        for other in _CONFUSED.get(text[place], "")
        if other in alphabet
    }
