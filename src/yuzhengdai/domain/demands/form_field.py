"""What one field of a demand is: its name and words, how it is read and written, drawn and shown. Pure.

The fields themselves stand in ``form.py``. A reader gets (typed, label) and returns what the column keeps or raises
ValidationError with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.figures import Unit, write_figure

Choices = Sequence[tuple[str, Any]]
Reader = Callable[[str, str], object]


class Part(StrEnum):
    """The twelve fields of C10, and what the owner decides in the preview."""

    FORM = "form"
    SHOWING = "showing"


class Control(StrEnum):
    """How a field is typed. A FIGURE has a unit beside it, TICKS are several of the choices joined by commas."""

    FIGURE = "figure"
    CHOICE = "choice"
    SELECT = "select"
    LINE = "line"
    TEXT = "text"
    DAY = "day"
    TICKS = "ticks"


class SeenBy(StrEnum):
    """Who reads a field besides the owner and the operator's desk."""

    EVERYBODY = "everybody"
    INSTITUTIONS = "institutions"
    NOBODY = "nobody"


def as_text(value: object) -> str:
    """The value as it is; "" for None."""
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class DemandField:
    """One field of the form. ``column`` of FinancingDemand keeps what ``read`` returns; ``words`` tells it to people.

    ``known`` is what the enterprise's record says, for a first draft. ``is_remembered``: a draft begins with what the last
    demand said. ``is_worded``: free words, which the text check reads. ``seen_by``: who may read it once it is published.
    """

    name: str
    label: str
    part: Part
    control: Control
    read: Reader
    column: str = ""
    words: Callable[[Any], str] = as_text
    unit: Unit | None = None
    choices: Callable[[], Choices] | None = None
    hint: str = ""
    max_length: int = 0
    autocomplete: str = "off"
    is_optional: bool = False
    is_remembered: bool = False
    is_worded: bool = False
    seen_by: SeenBy = SeenBy.EVERYBODY
    known: Callable[[Enterprise], str] | None = None

    def kept_in(self) -> str:
        """Name of the column."""
        return self.column or self.name

    def typed(self, value: object) -> str:
        """A kept value as it stands in the field."""
        if self.unit is not None and isinstance(value, Decimal | int) and not isinstance(value, bool):
            return write_figure(value, self.unit)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list | tuple):
            return ",".join(str(one) for one in value)
        return value.isoformat() if isinstance(value, date) else as_text(value)

    def told(self, row: object) -> str:
        """The value of a demand in words; "" for none."""
        value = getattr(row, self.kept_in())
        return self.words(value) if value or value is False else ""

    def offered(self) -> Choices:
        """(value, label) to choose from, or (group, [(value, label)]); [] where nothing is chosen."""
        return self.choices() if self.choices is not None else []


def label_of(enum: type[TextChoices]) -> Callable[[str], str]:
    """Words for a stored choice; an unknown one as it is."""
    return lambda value: str(enum(value).label) if value in enum.values else value


def one_of(values: Sequence[str]) -> Reader:
    """One of these values."""

    def read(typed: str, label: str) -> str:
        if typed not in values:
            raise ValidationError(f"请选择{label}")
        return typed

    return read


def yes_or_no(typed: str, label: str) -> bool:
    """``yes`` or ``no``; anything else is no answer."""
    if typed not in {"yes", "no"}:
        raise ValidationError(f"请选择{label}")
    return typed == "yes"
