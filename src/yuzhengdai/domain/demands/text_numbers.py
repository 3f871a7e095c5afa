"""Telephone numbers in a text, however they are written: read as somebody would read them aloud. Pure.

A number is taken for a telephone number when whole groups of digits make one, with little or nothing in between: lists of
figures, sizes and amounts end somewhere inside a group and are let through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_SIGNS = (
    "〇零○◯洞", "一壹幺弌", "二贰两貳", "三叁參", "四肆", "五伍", "六陆陸", "七柒拐", "八捌", "九玖勾"
)  # fmt: skip
_NUMERALS = {sign: str(value) for value, signs in enumerate(_SIGNS) for sign in signs}
_SOUNDS = (
    "林另灵淋玲凌", "妖腰夭", "尔而儿", "散山伞衫", "斯似思司丝", "吾舞午武", "溜留柳刘", "漆期起奇", "巴吧爸扒叭", "酒久"
)  # fmt: skip
_HEARD = {sign: str(value) for value, signs in enumerate(_SOUNDS) for sign in signs}
_WORDS = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ling": "0", "dong": "0", "yao": "1", "yi": "1", "er": "2", "liang": "2", "san": "3", "si": "4", "wu": "5",
    "liu": "6", "qi": "7", "guai": "7", "ba": "8", "jiu": "9", "gou": "9",
}  # fmt: skip
_LOOKALIKES = {"o": "0", "l": "1", "i": "1", "|": "1", "b": "8", "s": "5", "z": "2", "g": "9", "q": "9"}
_GAP = r"[^0-9a-z\u4e00-\u9fff]{0,4}"
_BEFORE_DIGIT = re.compile(rf"(?<![0-9a-z])[li|](?={_GAP}[0-9])")
_BETWEEN_DIGITS = re.compile(r"([0-9])([oil|0-9 .\-]{1,20})(?![a-z])")
_LOOKING_LIKE_ONE = re.compile(r"(?<![0-9a-z])(?=(?:[a-z|]*[0-9]){2})[0-9oil|bszgq]{11}(?![0-9a-z])")
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_IN_WORDS = re.compile(rf"(?<![a-z])(?:(?:{_WORD})[\s,._-]{{0,3}}){{2,}}(?![a-z])")
_BY_SOUND = re.compile(rf"(?:[0-9{''.join(_HEARD)}][^0-9a-z\u4e00-\u9fff]{{0,2}}){{11,}}")
_COUNTING = "一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_UNITS = {
    "十": 10,
    "拾": 10,
    "百": 100,
    "佰": 100,
    "千": 1000,
    "仟": 1000,
    "万": 10_000,
    "萬": 10_000,
    "亿": 10**8,
    "億": 10**8,
}
_UNIT = r"(?:[十拾]|[百佰](?![分货叶])|[千仟](?![克瓦米伏帕卡字])|[万萬亿億])"
_IN_UNITS = re.compile(
    rf"(?:(?:[{_COUNTING}]|(?<![0-9.])[1-9][0-9]{{0,2}}){_UNIT}零?|[十拾])(?:[{_COUNTING}]?{_UNIT}零?)*"
    rf"(?:[{_COUNTING}](?![{_COUNTING}零〇0-9]))?"
)
_MEASURE = r"(?:元|人民币|万|亿|吨|台|套|件|平|公|千克|斤|亩|株|头|只|米|毫米|厘米|个|张|人|户|箱|瓶|份|部|块|片|条|辆|天|年|月|日)"
_MEASURED = re.compile(rf"\s*{_MEASURE}")
_BETWEEN_WORDS = re.compile(
    "(?:[前后中尾末](?:面|间|段)?[三四五3-5]位(?:数字?)?|前面|后面|中间|尾号|尾数|末尾|开头|然后|接着|再接?|加上?|和|跟|横杠|杠"
    "|空格|逗号|减号?|是|为|丶)+"
)
_BACKWARDS = re.compile("倒着|倒过来|倒念|倒序|反着|反过来|反序|逆着|逆序|从后往前")
_SPELLED = re.compile(
    "[零〇洞一二两三四五六七八九拐勾0-9]*幺[零〇洞幺一二两三四五六七八九拐勾0-9]+|[零壹贰叁肆伍陆柒捌玖]{4,}"
)
_NUMBERED = re.compile(r"(?:编号|合同号?|单号|批次号?|批号|发票号?码?|专利号?)[^0-9]{0,4}$")
_MOBILE = re.compile(r"(?:86)?1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[1-9][0-9]{1,2}[2-9][0-9]{6,7}|[48]00[0-9]{7}")
_NAMED = re.compile(
    r"(?:电话|手机|座机|固话|热线|号码|致电|tel|phone|mobile)[^0-9]{0,6}[0-9]{7,12}(?![0-9])"
    rf"(?!\s*{_MEASURE})"
)
_LIST_MARK = re.compile(r"[、,;~]")
_TOGETHER = re.compile(r"(?<=[0-9])[ \-.·—_*]{0,4}(?=[0-9])")
_FAR = 13
"""Digits of the longest number: with 86 before it."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Digits that stand together; ``gap`` is what stands before them, None where too much does."""

    digits: str
    gap: str | None
    before: str
    after: str


def number_in(plain: str) -> str:
    """The first telephone number of a normalised lower-case text, as digits, or what spells one; "" for none."""
    if found := _SPELLED.search(plain):
        after = plain[found.end() : found.end() + 1]
        if len(found.group()) > 2 and after not in _UNITS and not _MEASURED.match(after):
            return found.group()
    # Each reading with and without what may be said between digits.
    for reading in _readings(plain):
        if number := _whole(reading):
            return number
        named = _NAMED.search(_TOGETHER.sub("", reading))
        if named:
            return named.group()
    return ""


def _readings(plain: str) -> Iterator[str]:
    """The text with its numbers as digits, in the ways in which a reader would try."""
    spoken = _spoken(plain)
    yield spoken
    said = _BETWEEN_WORDS.sub(",", plain)
    yield _spoken(_valued(said))
    yield _spoken(_valued(plain))
    yield _spoken(_IN_WORDS.sub(_from_words, said))
    yield _LOOKING_LIKE_ONE.sub(lambda found: _mapped(found.group(), _LOOKALIKES), plain)
    yield _BY_SOUND.sub(_from_sounds, spoken)
    if _BACKWARDS.search(plain):
        yield _TOGETHER.sub("", spoken)[::-1]


def _spoken(plain: str) -> str:
    """Numerals as digits, and look-alikes among digits too."""
    digits = _BEFORE_DIGIT.sub("1", "".join(_digit(sign) for sign in plain))
    return _BETWEEN_DIGITS.sub(lambda found: found[1] + _mapped(found[2], _LOOKALIKES), digits)


def _digit(sign: str) -> str:
    if sign in _NUMERALS:
        return _NUMERALS[sign]
    value = unicodedata.digit(sign, None)
    return sign if value is None else str(value)


def _mapped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(sign, sign) for sign in text)


def _from_words(found: re.Match[str]) -> str:
    return "".join(_WORDS[word] for word in re.findall(_WORD, found.group()))


def _from_sounds(found: re.Match[str]) -> str:
    """Only where some of it are digits: eleven such characters in a row may be a sentence."""
    text = found.group()
    return _mapped(text, _HEARD) if sum(sign in "0123456789" for sign in text) >= 4 else text


def _valued(text: str) -> str:
    """「八千」 as 8000. What is measured or round is an amount and stands in no telephone number."""

    def value(found: re.Match[str]) -> str:
        total = _value(found.group())
        is_amount = _MEASURED.match(text, found.end()) or total % 10**6 == 0
        return "量" if is_amount else f" {total} "

    return _IN_UNITS.sub(value, text)


def _value(words: str) -> int:
    total = section = number = 0
    for sign in re.findall("[0-9]+|.", words):
        unit = _UNITS.get(sign)
        if unit is None:
            number = int(sign) if sign.isdigit() else int(_NUMERALS[sign])
        elif unit < 10_000:
            section += (number or 1) * unit
            number = 0
        else:
            total = (
                (total + section + number or 1) * unit if unit > 10_000 else total + (section + number) * unit
            )
            section = number = 0
    return total + section + number


def _groups(text: str) -> list[_Group]:
    """Groups of digits in order; a decimal fraction is one."""
    found: list[_Group] = []
    end = -1
    for match in re.finditer(r"(?<![0-9.])[0-9]+\.[0-9]+(?![0-9]|\.[0-9])|[0-9]+", text):
        between = text[end : match.start()] if end >= 0 else None
        gap = between if between is not None and re.fullmatch(_GAP, between) else None
        found.append(
            _Group(
                digits=match.group().replace(".", ""),
                gap=gap,
                before=text[max(0, match.start() - 12) : match.start()],
                after=text[match.end() : match.end() + 6],
            )
        )
        end = match.end()
    return found


def _whole(text: str) -> str:
    """A number made by whole groups, or at the beginning of a long one."""
    groups = _groups(text)
    for first, group in enumerate(groups):
        if len(group.digits) > _FAR - 2:
            starts = _MOBILE.match(group.digits)
            is_whole = starts and len(starts.group()) == len(group.digits)
            if starts and (is_whole or not _NUMBERED.search(group.before)):
                return starts.group()
        run: list[_Group] = []
        digits = ""
        for one in groups[first:]:
            if run and one.gap is None:
                break
            run.append(one)
            digits += one.digits
            if len(digits) > _FAR:
                break
            if (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)) and _is_one_number(run):
                return digits
    return ""


def _is_one_number(run: list[_Group]) -> bool:
    """Whether groups that make a number are one, not a list of figures or an amount with its thousands."""
    sizes = [len(one.digits) for one in run]
    gaps = [one.gap or "" for one in run[1:]]
    if not gaps:
        return True
    is_list = any(_LIST_MARK.search(gap) for gap in gaps)
    if all(_LIST_MARK.search(gap) for gap in gaps) and min(sizes) >= 4:
        return False
    if all(gap == "," for gap in gaps) and set(sizes[1:]) == {3} and _MEASURED.match(run[-1].after):
        return False
    is_short = run[0].digits.startswith(("400", "800"))
    return not (is_short and is_list and sizes not in ([3, 3, 4], [3, 4, 3], [4, 3, 3]))
