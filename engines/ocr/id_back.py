"""The side of an ID card with authority and period."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from engines.ocr.lines import Glyph, Line, glyphs_of, right_of, rows_of
from engines.ocr.numbers import day_of
from engines.ocr.sheet import Field, Sheet, prose
from engines.ocr.words import only_han

_AS_PRINTED: Final = str.maketrans("OoIl|。,:、·;'`", "00111........")
_DAY: Final = r"((?:19|20)\d\d)\.?([01]\d)\.?([0-3]\d)"
_PERIOD: Final = re.compile(rf"{_DAY}\.?[-~一至_.]*(?:{_DAY}|(长期?|.期))")
#: How many years a card may be valid for.
_YEARS: Final = (5, 10, 20)


def parse(sheet: Sheet) -> dict[str, Field]:
    """The fields of the back, with what was found."""
    fields: dict[str, Field] = {}
    authority, glyphs = _authority(sheet.lines)
    if authority:
        fields["issuing_authority"] = prose(glyphs, authority)
    fields.update(_period(sheet))
    return fields


def looks_like_it(text: str) -> int:
    """How many things in a text speak for this side."""
    words = ("中华人民共和国", "居民身份证", "签发机关", "有效期限", "公安局")
    return sum(word in text for word in words)


def _authority(lines: list[Line]) -> tuple[str, list[Glyph]]:
    for line in lines:
        match = re.search(r"签发机关|签发机|发机关|^.?机关|签发", line.text)
        if match:
            glyphs = [*line.glyphs[match.end() :], *glyphs_of(right_of(lines, line))]
            value = only_han("".join(glyph.char for glyph in glyphs)).removeprefix("关")
            below = _second_row(lines, line)
            value += only_han("".join(glyph.char for glyph in below))
            if value:
                return value, [*glyphs, *below]
    for line in lines:
        if re.search(r"公安局|公安分局|公安厅", line.text):
            return re.sub(r"^.*机关", "", only_han(line.text)), list(line.glyphs)
    return "", []


def _second_row(lines: list[Line], label: Line) -> list[Glyph]:
    """A long name of an authority runs on between the two labels."""
    period = [
        line.y for line in lines if re.search(r"有效期|期限|\d{4}\.\d\d", line.text) and line.y > label.y
    ]
    if not period:
        return []
    rows = [
        line
        for line in lines
        if label.y + 0.7 * label.height < line.y < min(period) - 0.5 * label.height
        and 2 * label.height < line.x0 - label.x0 < 12 * label.height
        and re.fullmatch(r"[\u3400-\u9fff]+", line.text)
    ]
    return glyphs_of(rows)


def _period(sheet: Sheet) -> dict[str, Field]:
    for line in _period_lines(sheet.lines):
        text = "".join(glyph.char for glyph in line).translate(_AS_PRINTED)
        match = _PERIOD.search(text)
        if match is None:
            continue
        start = day_of(match[1], match[2], match[3])
        end = None if match[7] else day_of(match[4], match[5], match[6])
        if start is None or (end is None and not match[7]):
            continue
        is_likely = end is None or _is_likely(start, end)
        found = {"valid_from": start.isoformat(), "valid_until": end.isoformat() if end else "长期"}
        fields = {key: prose(line, value) for key, value in found.items()}
        if is_likely:
            return fields
        return {key: one.unsure() for key, one in fields.items()}
    return {}


def _period_lines(lines: list[Line]) -> list[list[Glyph]]:
    """Runs of characters that may hold the period: the labelled row first, then every row, then all."""
    labelled = [line for line in lines if re.search(r"有效|期限|效期", line.text)]
    runs = [[*line.glyphs, *glyphs_of(right_of(lines, line))] for line in labelled]
    rows = rows_of(lines)
    runs += [glyphs_of(row) for row in rows]
    runs.append([glyph for row in rows for glyph in glyphs_of(row)])
    return runs


def _is_likely(start: date, end: date) -> bool:
    """Cards are valid for whole years, to the day (29 February apart)."""
    return (
        end.year - start.year in _YEARS
        and abs((end.month * 31 + end.day) - (start.month * 31 + start.day)) <= 3
    )
