"""The side of an ID card with the holder's data."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from engines.ocr import covered, numbers
from engines.ocr.lines import (
    Glyph,
    Line,
    confidence_of,
    glyphs_of,
    right_of,
    rows_of,
    usual_height,
)
from engines.ocr.sheet import Field, Sheet, prose, worst_confidence
from engines.ocr.words import digits_where_meant, only_han

ETHNICITIES: Final = tuple(
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 "
    "塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 穿青人".split()
)
_LONGEST_FIRST: Final = sorted(ETHNICITIES, key=len, reverse=True)
#: Label → what its piece of print begins with, also with one of its characters lost.
_LABELS: Final[dict[str, str]] = {
    "name": r"^(姓名|姓|名(?![一-龥]{0,1}$))",
    "sex": r"^(性别|性(?=[男女]|$)|.?别(?=[男女]|$))",
    "ethnicity": r"(民族|^民$|^.?族)",
    "birth": r"^(出生|出(?=\d|$)|.?生(?=\d|$))",
    "address": r"^(住址|住(?![一-龥]{0,1}$)|住$|.?址)",
}
#: No address of a card holds one: a row that does is of a watermark that lies level with the print.
_DAY: Final = re.compile(r"\d{4}年\d{1,2}月|\d{1,2}月\d{1,2}日")
#: Rows of one address are of one print; what is so much higher than the first was not printed with it.
_OTHER_PRINT: Final = 1.18
_ID_LABEL: Final = re.compile(r"公民|身份号|份号码|号码")


class FrontParser:
    """Parses one sheet; the parts share the labels and the line of the number."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._lines = sorted(sheet.lines, key=lambda line: (line.y, line.x0))
        self._height = usual_height(self._lines)
        self._number_line, self._number = self._find_number()
        self._labels = self._find_labels()

    def parse(self) -> dict[str, Field]:
        """The fields that were found."""
        born, born_glyphs = self._born()
        sex, sex_glyphs = self._sex()
        number = self._number
        if number.value and not number.is_valid:
            number = numbers.repair_id_number(number.value, born, sex)
        fields: dict[str, Field] = {}
        if number.value:
            fields["id_number"] = self._number_field(number, born, sex)
        if number.is_valid:
            # The number says both and has a check digit; the words only confirm it.
            inside = numbers.id_birth_date(number.value)
            agrees = fields["id_number"].is_sure
            if inside is not None:
                fields["born_on"] = Field(
                    inside.isoformat(), confidence_of(born_glyphs), agrees, tuple(born_glyphs)
                )
            fields["sex"] = Field(
                numbers.sex_of(number.value), confidence_of(sex_glyphs), agrees, tuple(sex_glyphs)
            )
        else:
            if born is not None:
                fields["born_on"] = Field(
                    born.isoformat(), confidence_of(born_glyphs), False, tuple(born_glyphs)
                )
            if sex:
                fields["sex"] = Field(sex, confidence_of(sex_glyphs), False, tuple(sex_glyphs))
        for key, (value, glyphs) in {
            "person_name": self._name(),
            "ethnicity": self._ethnicity(),
            "id_address": self._address(),
        }.items():
            if value:
                fields[key] = prose(glyphs, value)
        if "person_name" in fields and not self._is_label_whole("name"):
            # What is taken for the rest of the label may be the surname, and the other way round.
            fields["person_name"] = fields["person_name"].unsure()
        if "id_address" in fields and self._is_mixed(fields["id_address"].glyphs):
            fields["id_address"] = fields["id_address"].unsure()
        return fields

    def _is_label_whole(self, key: str) -> bool:
        label = self._labels.get(key)
        return label is not None and re.match(r"姓.?名", label.text) is not None

    # ------------------------------------------------------------------ number

    def _find_number(self) -> tuple[Line | None, numbers.Number]:
        found: list[tuple[tuple[bool, bool, int], Line, numbers.Number]] = []
        for line in self._lines:
            start = _after(line.text, "号码")
            candidate = line.part(start) if start else line
            digits = re.sub(r"[^0-9Xx]", "", candidate.text)
            if len(digits) >= 14 and len(digits) >= 0.7 * len(candidate.text):
                found.append(self._rated(candidate))
        if not found:
            found = [self._rated(line) for line in self._joined_numbers()]
        if not found:
            return None, numbers.Number("", is_valid=False)
        _, line, number = min(found, key=lambda one: one[0])
        return line, number

    def _rated(self, line: Line) -> tuple[tuple[bool, bool, int], Line, numbers.Number]:
        number = numbers.find_id_number(line.text)
        if not number.is_valid:
            again = numbers.find_id_number(
                self._tail(self._sheet.again(line, only=numbers.ID_CHARACTERS), line)
            )
            if again.is_valid:
                number = numbers.Number(again.value, is_valid=True, is_repaired=True)
        return (not number.is_valid, number.is_repaired, abs(len(number.value) - 18)), line, number

    @staticmethod
    def _tail(text: str, line: Line) -> str:
        """The last characters of a whole line's second reading, as many as ``line`` (a part of it) may have."""
        return text[-max(18, len(line.glyphs)) :]

    def _joined_numbers(self) -> list[Line]:
        """Numbers whose digits came in several pieces: all pieces right of the label."""
        joined: list[Line] = []
        for label in self._lines:
            if not _ID_LABEL.search(label.text):
                continue
            pieces = right_of(self._lines, label)
            start = _after(label.text, "码")
            glyphs = label.glyphs[start:] if start else ()
            glyphs += tuple(glyphs_of(pieces))
            if sum(glyph.char.isdigit() for glyph in glyphs) >= 10:
                last = pieces[-1] if pieces else label
                joined.append(Line(label.x0, label.y0, last.x1, label.y1, glyphs, label.quad))
        return joined

    def _number_field(self, number: numbers.Number, born: date | None, sex: str) -> Field:
        line = self._number_line
        confidence = line.confidence if line else 0.0
        is_sure = (
            line is not None
            and number.is_valid
            and not number.is_repaired
            and worst_confidence(line) >= 0.7
            and born is not None
            and born == numbers.id_birth_date(number.value)
            and sex == numbers.sex_of(number.value)
            and number.value in self._sheet.again(line, only=numbers.ID_CHARACTERS)
        )
        return Field(number.value, confidence, is_sure, line.glyphs if line else ())

    # ------------------------------------------------------------------ labels

    def _find_labels(self) -> dict[str, Line]:
        labels: dict[str, Line] = {}
        for line in self._lines:
            if line is self._number_line or (self._number_line and line.quad is self._number_line.quad):
                continue
            for key, pattern in _LABELS.items():
                if key not in labels and re.search(pattern, line.text):
                    labels[key] = line
        return labels

    def _portrait(self) -> float:
        """Where the portrait begins: at two thirds of the card; the number runs below it to the end."""
        if self._number_line is None:
            return float("inf")
        left = min((label.x0 for label in self._labels.values()), default=self._number_line.x0)
        return left + 0.72 * (self._number_line.x1 - left)

    def _after_label(self, key: str, until: float = float("inf")) -> list[Glyph]:
        """The characters that follow a label in its row, before ``until``."""
        label = self._labels[key]
        match = re.search(_LABELS[key], label.text)
        start = match.end() if match else 0
        if key == "name" and label.text[:1] == "姓" and label.text[1:2] != "名":
            start = 1
        return [*label.glyphs[start:], *glyphs_of(right_of(self._lines, label, until))]

    # ------------------------------------------------------------------ fields

    def _name(self) -> tuple[str, list[Glyph]]:
        glyphs: list[Glyph] = []
        below = min(
            (self._labels[key].y for key in ("sex", "ethnicity", "birth") if key in self._labels),
            default=None,
        )
        if "name" in self._labels:
            glyphs = self._after_label("name", until=self._portrait()) or self._lone_name()
            if glyphs and glyphs[0].char == "名" and len(glyphs) > 2:
                glyphs = glyphs[1:]
            glyphs += self._second_name_row(below)
        elif below is not None:
            above = [
                line
                for line in self._lines
                if below - 6 * self._height < line.y < below - 0.6 * self._height
                and re.fullmatch(r"[\u3400-\u9fff·]{2,25}", line.text)
            ]
            glyphs = list(above[-1].glyphs) if above else []
        return only_han("".join(glyph.char for glyph in glyphs), "·").strip("·"), glyphs

    def _lone_name(self) -> list[Glyph]:
        """A name of one character, which the detector overlooked: in the column of the values."""
        label, other = self._labels["name"], self._labels.get("sex") or self._labels.get("birth")
        if other is None:
            return []
        values = right_of(self._lines, other)
        starts = (
            other.glyphs[2].x - 0.5 * other.height
            if len(other.glyphs) > 2
            else values[0].x0
            if values
            else 0.0
        )
        return list(self._sheet.short_row(starts, label.y, label.height)) if starts else []

    def _second_name_row(self, below: float | None) -> list[Glyph]:
        """A long name runs on below, in the column of the values."""
        label = self._labels["name"]
        if below is None:
            return []
        rows = [
            line
            for line in self._lines
            if label.y + 0.7 * self._height < line.y < below - 0.7 * self._height
            and self._height < line.x0 - label.x0 < 12 * self._height
            and re.fullmatch(r"[\u3400-\u9fff·]+", line.text)
        ]
        return glyphs_of(rows)

    def _sex(self) -> tuple[str, list[Glyph]]:
        if "sex" in self._labels:
            for glyph in self._after_label("sex"):
                if glyph.char in "男女":
                    return glyph.char, [glyph]
        for line in self._lines:
            match = re.search(r"(?<![一-龥])[男女](?![一-龥])|(?<=别)[男女]", line.text)
            if match:
                return match[0], [line.glyphs[match.start()]]
        return "", []

    def _ethnicity(self) -> tuple[str, list[Glyph]]:
        if "ethnicity" in self._labels:
            glyphs = self._after_label("ethnicity")
        else:
            row = self._labels.get("sex")
            if row is None:
                return "", []
            glyphs = [*row.glyphs, *glyphs_of(right_of(self._lines, row))]
            at = next((place for place, glyph in enumerate(glyphs) if glyph.char in "男女"), -1)
            glyphs = [glyph for glyph in glyphs[at + 1 :] if glyph.char not in "民族"]
        text = only_han("".join(glyph.char for glyph in glyphs))
        for name in _LONGEST_FIRST:
            if text.startswith(name):
                return name, glyphs[: len(name)]
        hits = [name for name in _LONGEST_FIRST if name in text]
        # A name that is none of the list is not given: a wrong one looks too right.
        return (hits[0], glyphs) if hits else ("", [])

    def _born(self) -> tuple[date | None, list[Glyph]]:
        rows: list[list[Glyph]] = []
        if "birth" in self._labels:
            rows.append(self._after_label("birth"))
        rows += [glyphs_of(row) for row in rows_of(self._lines)]
        for glyphs in rows:
            born = numbers.find_day("".join(glyph.char for glyph in glyphs))
            if born is not None and born.year >= 1900:
                return born, glyphs
        return None, []

    def _address(self) -> tuple[str, list[Glyph]]:
        top, left = self._address_start()
        if top is None:
            return "", []
        bottom = self._bottom()
        right = self._portrait()
        label = self._labels.get("address")
        deepest = label.y + 6.5 * self._height if label else float("inf")
        lines: list[Line] = []
        for line in self._lines:
            part = line
            if line is label:
                part = line.part(_label_end(line, "address"))
            is_below = line.y > top and line.y < min(bottom, deepest)
            if (
                part.glyphs
                and is_below
                and not _DAY.search(part.text)
                and left - 1.5 * self._height <= part.x0 < right
                and line.text not in "住址"
            ):
                lines.append(part)
        rows = rows_of(lines)
        glyphs = [*glyphs_of(line for row in rows for line in row), *self._last_characters(rows, bottom)]
        text = digits_where_meant("".join(glyph.char for glyph in glyphs))
        return re.sub(r"[^\u3400-\u9fff\U00020000-\U0003ffffA-Za-z0-9\-#()/·]", "", text), glyphs

    def _is_mixed(self, glyphs: tuple[Glyph, ...]) -> bool:
        """Whether the address may hold words of a watermark that runs as the print does."""
        top, _ = self._address_start()
        has_day = top is not None and any(
            top < line.y < self._bottom() and _DAY.search(line.text) for line in self._lines
        )
        first = glyphs[0].height if glyphs else 0.0
        return has_day or any(glyph.height > _OTHER_PRINT * first for glyph in glyphs)

    def _last_characters(self, rows: list[list[Line]], bottom: float) -> tuple[Glyph, ...]:
        """What of an address wraps into a row of its own, one or two characters that the detector overlooked."""
        if not rows:
            return ()
        last = rows[-1]
        height = last[0].height
        starts = [row[0].x0 for row in rows]
        is_full = last[-1].x1 > max(row[-1].x1 for row in rows) - 1.6 * height
        pitch = last[0].y - rows[-2][0].y if len(rows) > 1 else 1.35 * height
        y = last[0].y + min(max(pitch, 1.0 * height), 2.0 * height)
        if not is_full or y > bottom - 0.4 * height or last[-1].x1 - last[0].x0 < 5 * height:
            return ()
        # Boxes stand a little off the print.
        short = self._sheet.short_row(starts[-1] + 0.1 * height, y, height * 0.95)
        if short or not covered.lacks_row(self._sheet.ink, glyphs_of(last), until=bottom + 0.7 * height):
            return short
        # A whole row that a watermark hid from the detector.
        return self._sheet.row(min(starts), max(row[-1].x1 for row in rows), y, height * 0.95)

    def _address_start(self) -> tuple[float | None, float]:
        label, birth = self._labels.get("address"), self._labels.get("birth")
        if label is not None:
            return label.y - 0.8 * label.height, label.x0
        if birth is not None:
            return birth.y1, birth.x0
        return None, 0.0

    def _bottom(self) -> float:
        """Where the row of the number begins."""
        tops = [line.y - 0.7 * line.height for line in self._lines if re.search(r"公民身|身份号", line.text)]
        if self._number_line is not None:
            tops.append(self._number_line.y - 0.7 * self._number_line.height)
        return min(tops, default=float("inf"))


def parse(sheet: Sheet) -> dict[str, Field]:
    """The fields of the front, with what was found."""
    return FrontParser(sheet).parse()


def looks_like_it(text: str) -> int:
    """How many things in a text speak for this side."""
    words = ("姓名", "性别", "民族", "出生", "住址", "公民身份号码")
    return sum(word in text for word in words) + bool(re.search(r"\d{17}[\dXx]", text))


def _label_end(line: Line, key: str) -> int:
    match = re.search(_LABELS[key], line.text)
    return match.end() if match else 0


def _after(text: str, word: str) -> int:
    """Where the text after ``word`` begins; 0 where it is not in it."""
    at = text.rfind(word)
    return at + len(word) if at >= 0 else 0
