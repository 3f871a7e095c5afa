"""The one-character mark drawn in front of an enterprise's name."""

from __future__ import annotations

import re
from functools import cache

from yuzhengdai.foundation.reference.regions import cities


@cache
def _prefix() -> re.Pattern[str]:
    names = {"河南省", "河南"}
    for city in cities():
        names |= {city.name, city.name.removesuffix("市")}
    return re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))


def enterprise_mark(name: str) -> str:
    """The first character after places: 「河南禾丰粮油机械有限公司」 → 「禾」; never empty."""
    rest = name
    while (found := _prefix().match(rest)) is not None and len(rest) > found.end():
        rest = rest[found.end() :].removeprefix("市").removeprefix("县") or rest
    return rest[:1] or "企"
