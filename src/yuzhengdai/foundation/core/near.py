"""Words that count from now (「明天 18:00」, 「剩 6 小时」) on the screen, and what stands in their place on paper.

A sheet is read on another day: what is relative on it says nothing or something else.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from markupsafe import Markup

from yuzhengdai.foundation.core.money import day, day_short, moment, moment_near

_BOTH = Markup('<span class="screen-only">{}</span><span class="print-only">{}</span>')


class Near(str):
    """The words of the screen as text; in HTML both, of which the style sheet shows one. ``paper``: the words of paper.

    Never inside an attribute (it is markup there), and put into sentences with ``within``: ``f"{…}"`` keeps the screen's alone.
    """

    __slots__ = ("paper",)
    paper: str

    def __new__(cls, screen: str, paper: str) -> Self:
        """``screen`` is the text itself: what compares and goes into JSON."""
        found = super().__new__(cls, screen)
        found.paper = paper
        return found

    def __html__(self) -> str:
        """For templates; both are escaped."""
        screen = str(self)
        return Markup.escape(screen) if screen == self.paper else _BOTH.format(screen, self.paper)

    def __str__(self) -> str:
        return str.__str__(self)

    def within(self, sentence: str, **others: str) -> Near:
        """The sentence with this in the place of ``{}``: ``"{} 前"``."""
        return Near(sentence.format(str(self), **others), sentence.format(self.paper, **others))


def near_moment(instant: datetime, today: date) -> Near:
    """``今天 17:10``, ``3 月 23 日 18:00``; on paper ``2026-03-23 18:00``."""
    return Near(moment_near(instant, today), moment(instant))


def near_day(value: date | datetime, today: date) -> Near:
    """``今天``, ``3 月 23 日``; on paper ``2026 年 3 月 23 日``."""
    return Near(day_short(value, today), day(value))
