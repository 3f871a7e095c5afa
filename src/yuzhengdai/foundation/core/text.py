"""Cleaning of what people type or a camera reads: widths, invisible characters, control characters."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError

#: Characters that take no room: zero-width, soft hyphen, bidirectional controls, variation selectors, tags.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e01ef]"
)
#: Radicals that look like characters and come from PDFs copied by hand: ⼀ (U+2F00) is meant as 一 (U+4E00).
_RADICALS = re.compile("[\u2e80-\u2fd5]")
_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HALF_WIDTH_ALPHANUMERIC = {
    full: half for full, half in _HALF_WIDTH.items() if chr(half).isalnum() or half == 0x20
}
#: The character that stands for one that could not be read.
UNREADABLE = "\ufffd"
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212_.·]+")


def normalise_code(value: str) -> str:
    """For codes and numbers: half-width, upper case, no spaces, hyphens, dots and invisible characters."""
    half = _INVISIBLE.sub("", value).translate(_HALF_WIDTH)
    return _SEPARATORS.sub("", half).upper()


def one_time_code(value: str) -> str:
    """The six digits of a one-time code, out of what was typed or pasted: 「123 456」 or a whole SMS.

    Six digits standing alone are taken, after 「验证码」 first; where there are none, everything as ``normalise_code``.
    """
    code = normalise_code(value)
    if re.fullmatch(r"[0-9]*", code):
        return code
    half = _INVISIBLE.sub("", value).translate(_HALF_WIDTH)
    found = re.findall(r"(?<![0-9])([0-9]{3})[ -]?([0-9]{3})(?![0-9])", half)
    named = re.search(r"验证码[^0-9]{0,12}([0-9]{3})[ -]?([0-9]{3})(?![0-9])", half)
    if named:
        return named[1] + named[2]
    return "".join(found[0]) if len(set(found)) == 1 else code


def normalise_line(value: str) -> str:
    """For one line of prose: letters and digits half-width, Chinese punctuation kept, inner spaces single."""
    seen = _RADICALS.sub(
        lambda found: unicodedata.normalize("NFKC", found.group()), _INVISIBLE.sub("", value)
    )
    text = unicodedata.normalize("NFC", seen).translate(_HALF_WIDTH_ALPHANUMERIC)
    return re.sub(r"\s+", " ", text).strip()


def normalise_text(value: str) -> str:
    """For longer prose: line ends as ``\\n``, no invisible characters, no space at line ends and around."""
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", value)).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def normalise_enterprise_name(value: str) -> str:
    """An enterprise name as registered: full-width brackets, no spaces around Chinese characters."""
    name = normalise_line(value).replace("(", "（").replace(")", "）")
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", name)


def is_han(char: str) -> bool:
    """Whether a character is one of Chinese names: 〇, the ideographs of every block and their compatibility forms.

    By code point, not by the Unicode table of the Python in use: planes 2 and 3 are set aside for ideographs, and blocks
    of later versions (extensions I, J and what follows) hold characters that were added for names on ID cards.
    """
    code = ord(char)
    return (
        char == "〇"
        or 0x3400 <= code <= 0x4DBF
        or 0x4E00 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or (code >> 16 in {2, 3} and code & 0xFFFF < 0xFFFE)
    )


def has_control_characters(value: str, *, multiline: bool = False) -> bool:
    """Whether control characters (the null byte among them), lone surrogates or noncharacters occur.

    U+FFFD counts too: it stands where something could not be read. Characters newer than this Python's table are
    characters like others.
    """
    allowed = "\n\t" if multiline else ""
    return any(
        char == UNREADABLE
        or (unicodedata.category(char) in {"Cc", "Cs"} and char not in allowed)
        or _is_noncharacter(ord(char))
        for char in value
    )


def _is_noncharacter(code: int) -> bool:
    """The 66 code points that Unicode never assigns."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def clean_line(value: str, *, label: str, max_length: int, min_length: int = 1) -> str:
    """A safe single line. Lengths in characters. ``ValidationError`` with a sentence naming ``label``."""
    return _clean(
        normalise_line(_refuse_controls(value, label, multiline=True)), label, max_length, min_length
    )


def clean_text(value: str, *, label: str, max_length: int, min_length: int = 1) -> str:
    """A safe text of several lines. Lengths in characters. ``ValidationError`` naming ``label``."""
    safe = _refuse_controls(value.replace("\r", ""), label, multiline=True)
    return _clean(normalise_text(safe), label, max_length, min_length)


def _refuse_controls(value: str, label: str, *, multiline: bool) -> str:
    if has_control_characters(value, multiline=multiline):
        raise ValidationError(f"{label}含有无法保存的字符，请重新输入", code="control_characters")
    return value


def _clean(value: str, label: str, max_length: int, min_length: int) -> str:
    if not value and min_length > 0:
        raise ValidationError(f"请填写{label}", code="required")
    if len(value) < min_length:
        raise ValidationError(f"{label}至少 {min_length} 个字", code="too_short")
    if len(value) > max_length:
        raise ValidationError(f"{label}最多 {max_length} 个字，现有 {len(value)} 个字", code="too_long")
    return value
