"""From what the recogniser says to what the paper says: one width, simplified characters, no spaces."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from opencc import OpenCC

_TO_SIMPLIFIED: Final = OpenCC("t2s")
_TO_TRADITIONAL: Final = OpenCC("s2t")
#: In use on the mainland beside their simplified relatives, mostly in names (通用规范汉字表), and not in GB 2312.
_KEPT: Final = frozenset("昇喆堃甦邨淼祇祕夥麽瞭徵仝菉頫剋")
_DOTS: Final = frozenset("•‧∙・●･⋅")
_LOOKALIKES: Final = {"丶": "、", "﹔": ";", "︰": ":", "—": "-", "–": "-", "―": "-", "〜": "~", "～": "~"}
_HAN: Final = "\u3400-\u9fff\U00020000-\U0003ffff"
_FULL: Final = str.maketrans("()[],;:!?", "（）【】，；：！？")


@lru_cache(maxsize=8192)
def plain(char: str) -> str:
    """One recognised character as zero, one or more plain ones: half width, simplified, dots as ``·``, no spaces."""
    if char in _DOTS:
        return "·"
    char = _LOOKALIKES.get(char, char)
    folded = "".join(unicodedata.normalize("NFKC", char).split())
    return "".join(_simplified(one) for one in folded)


def is_han(char: str) -> bool:
    """Whether this is a Chinese character."""
    return re.fullmatch(f"[{_HAN}]", char) is not None


def only_han(text: str, also: str = "") -> str:
    """The Chinese characters of a text, with ``also``."""
    return re.sub(f"[^{_HAN}{re.escape(also)}]", "", text)


def printed(text: str) -> str:
    """Prose as Chinese print has it: full-width brackets and punctuation between Chinese words."""
    text = text.translate(_FULL)
    # A decimal or thousands comma between digits stays one.
    return re.sub(r"(?<=\d)，(?=\d{3})", ",", text)


def digits_where_meant(text: str) -> str:
    """Letters that can only be digits beside digits: 1O3号 → 103号, l2楼 → 12楼."""
    text = re.sub(r"(?<=\d)[oO]|[oO](?=\d)", "0", text)
    return re.sub(r"(?<=\d)[lI|](?![A-Za-z])|(?<![A-Za-z])[lI|](?=\d)", "1", text)


def mended(text: str, phrases: tuple[str, ...]) -> str:
    """``text`` with near misses of set phrases (one character in six wrong at most) written as they should be."""
    for phrase in phrases:
        length = len(phrase)
        for start in range(len(text) - length + 1):
            part = text[start : start + length]
            if part != phrase and differences(part, phrase) <= length // 5:
                text = text[:start] + phrase + text[start + length :]
    return text


def differences(one: str, other: str) -> int:
    """In how many places two texts of one length differ."""
    return sum(first != second for first, second in zip(one, other, strict=True))


def _simplified(char: str) -> str:
    if char.isascii() or char in _KEPT:
        return char
    if is_common(char):
        # What GB 2312 holds is simplified print already: 乾, 著, 於 stay in names.
        return char
    simple = str(_TO_SIMPLIFIED.convert(char))
    # Of rare characters both forms are in use on the mainland, as names of their own: 頔 and 𬱖.
    return simple if is_common(simple) else char


def is_common(text: str) -> bool:
    """Whether GB 2312 holds it all."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def has_twin(text: str) -> bool:
    """Whether a rare character of ``text`` exists in a traditional or a simplified form too, which print tells apart by little."""
    return any(
        not is_common(char)
        and char not in _KEPT
        and (_TO_SIMPLIFIED.convert(char) != char or _TO_TRADITIONAL.convert(char) != char)
        for char in text
    )
