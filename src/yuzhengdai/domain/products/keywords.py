"""Reading a keyword against what the catalogue holds: names written together are cut, generic words may go."""

from __future__ import annotations

from collections.abc import Sequence

_SHORTEST = 2
_LONGEST = 30
"""Characters of a word that are looked at; longer is no name."""
_GENERIC = frozenset({"贷款", "借款", "信贷", "融资", "产品", "业务", "金融", "企业", "公司", "小微", "银行"})
"""Words that say nothing about which product; left out where they would find nothing."""
_SYNONYMS = {
    "无抵押": "信用",
    "免抵押": "信用",
    "纯信用": "信用",
    "不用抵押": "信用",
    "税贷": "税",
    "纳税贷": "税",
    "机器贷": "设备",
    "农贷": "农",
    "涉农": "农",
    "房抵": "抵押",
    "发票贷": "票",
}


def synonym(word: str) -> str:
    """The word of the catalogue for what people say; "" where there is none."""
    return _SYNONYMS.get(word, "")


def parts_of(word: str, corpus: str) -> list[str]:
    """A word cut into the longest pieces that occur in ``corpus`` (all lower case), from the left; what occurs nowhere
    is left out. 「嵩岳银行惠商信用贷」 → ["嵩岳银行", "惠商信用贷"].
    """
    found: list[str] = []
    text, start = word[:_LONGEST], 0
    while start + _SHORTEST <= len(text):
        end = start + _SHORTEST
        if text[start:end] not in corpus:
            start += 1
            continue
        while end < len(text) and text[start : end + 1] in corpus:
            end += 1
        found.append(text[start:end])
        start = end
    return found


def telling(parts: Sequence[str]) -> list[str]:
    """The pieces that say something; all of them where none does."""
    return [part for part in parts if part not in _GENERIC] or list(parts)
