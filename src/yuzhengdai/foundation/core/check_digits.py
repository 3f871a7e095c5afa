"""Check digits of Chinese identification codes, without any framework: for validators, makers of codes and OCR."""

from __future__ import annotations

# 统一社会信用代码, GB 32100-2015
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# 公民身份号码, GB 11643-1999
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: Province digits of GB/T 2260; 81–83 open the residence permits of Hong Kong, Macao and Taiwan people.
PROVINCE_CODES = frozenset(
    {"11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37"}
    | {"41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65"}
    | {"71", "81", "82", "83"}
)


def uscc_check_digit(first_17: str) -> str:
    """Character 18 of a code from its first 17 (GB 32100-2015, annex A)."""
    total = sum(
        USCC_ALPHABET.index(char) * weight for char, weight in zip(first_17, _USCC_WEIGHTS, strict=True)
    )
    return USCC_ALPHABET[(31 - total % 31) % 31]


def organisation_code_check_digit(first_8: str) -> str:
    """Character 9 of an organisation code from its first 8 (GB 11714-1997)."""
    total = sum(
        _ORGANISATION_ALPHABET.index(char) * weight
        for char, weight in zip(first_8, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def id_number_check_digit(first_17: str) -> str:
    """Character 18 of an ID number from its first 17 digits (GB 11643-1999)."""
    total = sum(int(char) * weight for char, weight in zip(first_17, _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]
