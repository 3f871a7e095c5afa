"""What one field of the application form is: its name and words, how it is read and written, drawn and shown. Pure.

The fields themselves stand in ``form.py``. A reader gets (typed, label, asked) and returns what the column keeps or raises
ValidationError with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.core.figures import WAN, Unit, read_figure, read_whole, write_figure
from yuzhengdai.foundation.core.money import wan
from yuzhengdai.foundation.core.text import clean_line, clean_text

_LARGEST_YUAN = Decimal(10) ** 14
"""What the columns hold."""


class Part(StrEnum):
    """The blocks of the page that fields stand in."""

    NEED = "need"
    BUSINESS = "business"
    CONTACT = "contact"


class Control(StrEnum):
    """How a field is typed. A CHOICE of many becomes a select; a FIGURE has a unit beside it."""

    FIGURE = "figure"
    CHOICE = "choice"
    SELECT = "select"
    LINE = "line"
    TEXT = "text"


class Desk(StrEnum):
    """Where the institution's file shows a field: on top of every tab, among the facts, or among the stated figures."""

    HEAD = "head"
    FACTS = "facts"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a field is read against: the product's version and everything typed."""

    version: ProductVersion
    raw: Mapping[str, str]


Choices = Sequence[tuple[str, Any]]
Reader = Callable[[str, str, Asked], object]


def as_text(value: object) -> str:
    """The value as it is; "" for None."""
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the form.

    ``column`` of Application keeps what ``read`` returns; ``words`` tells it to people. ``hint`` and ``choices`` depend on the
    product. ``picks`` are usual values of a figure, to be picked instead of
    typed. ``is_remembered``: the next draft begins with what the last application said; ``known`` is what the enterprise's
    record says, for the first. ``desk`` and ``desk_label`` are for the institution's file; with ``desk_beside`` it is told in
    the row of that other field.
    """

    name: str
    label: str
    part: Part
    control: Control
    read: Reader
    column: str = ""
    words: Callable[[Any], str] = as_text
    unit: Unit | None = None
    choices: Callable[[ProductVersion], Choices] | None = None
    hint: Callable[[ProductVersion], str] | str = ""
    picks: Callable[[ProductVersion], Choices] | None = None
    max_length: int = 0
    autocomplete: str = "off"
    is_optional: bool = False
    is_main: bool = False
    is_remembered: bool = False
    known: Callable[[Enterprise], str] | None = None
    desk: Desk = Desk.FACTS
    desk_label: str = ""
    desk_beside: str = ""

    def kept_in(self) -> str:
        """Name of the column."""
        return self.column or self.name

    def typed(self, value: object) -> str:
        """A kept value as it stands in the field."""
        if self.unit is not None and isinstance(value, Decimal | int):
            return write_figure(value, self.unit)
        return as_text(value)

    def told(self, row: object) -> str:
        """The value of an application or enterprise that has this column, in words; "" for none."""
        value = getattr(row, self.kept_in())
        return "" if value is None or value == "" else self.words(value)

    def hint_for(self, version: ProductVersion) -> str:
        """The hint above the control."""
        return self.hint(version) if callable(self.hint) else self.hint

    def offered(self, version: ProductVersion) -> Choices:
        """(value, label) to choose from, or (group, [(value, label)]); [] where nothing is chosen."""
        return self.choices(version) if self.choices is not None else []

    def picks_for(self, version: ProductVersion) -> Choices:
        """(value, words) offered beside a figure; [] where there are none."""
        return self.picks(version) if self.picks is not None else []


def label_of(enum: type[TextChoices]) -> Callable[[str], str]:
    """Words for a stored choice; an unknown one as it is."""
    return lambda value: str(enum(value).label) if value in enum.values else value


def money(typed: str, label: str, _: Asked) -> Decimal:
    """万元 as typed → yuan; 0 is a value."""
    amount = read_figure(typed, WAN, label=label)
    if amount is None:
        raise ValidationError(f"请填写{label}，没有请填 0")
    if amount >= _LARGEST_YUAN:
        raise ValidationError(f"{label}过大，请核对单位")
    return amount


def count_of(unit: Unit, most: int) -> Reader:
    """A whole number from 1 to ``most``."""

    def read(typed: str, label: str, _: Asked) -> int:
        count = read_whole(typed, unit, label=label)
        if count is None:
            raise ValidationError(f"请填写{label}")
        if not 1 <= count <= most:
            raise ValidationError(f"{label}应在 1 至 {most} 之间，请核对")
        return count

    return read


def one_of(values: Callable[[ProductVersion], Iterable[str]]) -> Reader:
    """One of the values that this product leaves to choose."""

    def read(typed: str, label: str, asked: Asked) -> str:
        if typed not in set(values(asked.version)):
            raise ValidationError(f"请选择{label}")
        return typed

    return read


def optional_text(length: int) -> Reader:
    """A text of several lines that may be empty."""
    return lambda typed, label, _: clean_text(typed, label=label, max_length=length, min_length=0)


def line(length: int) -> Reader:
    """A single line that must be filled in."""
    return lambda typed, label, _: clean_line(typed, label=label, max_length=length)


def money_field(name: str, label: str, part: Part, **more: Any) -> FormField:
    """An amount that the applicant states, in 万元, kept in yuan under the name that ends in ``_yuan``."""
    return FormField(
        name=name,
        label=label,
        part=part,
        control=Control.FIGURE,
        read=more.pop("read", money),
        column=name.removesuffix("_wan") + "_yuan",
        words=wan,
        unit=WAN,
        **{"desk": Desk.FIGURES, **more},
    )


def choice_field(
    name: str, label: str, part: Part, enum: type[TextChoices], offered: Callable[[ProductVersion], Choices] | None, **more: Any
) -> FormField:  # fmt: skip
    """One of an enum's values: all of them, or those that ``offered`` leaves of them."""
    choices = offered or (lambda _: enum.choices)
    return FormField(
        name=name,
        label=label,
        part=part,
        read=one_of(lambda version: [value for value, _ in choices(version)]),
        words=label_of(enum),
        choices=choices,
        **{"control": Control.CHOICE, **more},
    )
