"""One collector of what is wrong with a form, so that the page shows every field's sentence at once. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError

from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.foundation.core.text import clean_line, clean_text

T = TypeVar("T")


class Errors:
    """Errors by field; the first of a field stays. ``typed`` is what was filled in, for ``read``."""

    def __init__(self, typed: Mapping[str, Any] | None = None) -> None:
        self.typed: Mapping[str, Any] = typed or {}
        self.fields: dict[str, str] = {}

    def given(self, field: str) -> str:
        """The text filled in there; "" for none."""
        return str(self.typed.get(field) or "")

    def read(self, field: str, clean: Callable[[str], T]) -> T | None:
        """What ``clean`` makes of the text filled in there, or None with its sentence noted."""
        return self.cleaned(field, lambda: clean(self.given(field)))

    def add(self, field: str, sentence: str) -> None:
        """Note a sentence unless the field already has one."""
        self.fields.setdefault(field, sentence)

    def require(self, condition: bool, field: str, sentence: str) -> bool:
        """Note an error unless the condition holds; returns the condition."""
        if not condition:
            self.add(field, sentence)
        return condition

    def cleaned(self, field: str, clean: Callable[[], T]) -> T | None:
        """What ``clean`` returns, or None with the sentence of its ValidationError noted."""
        try:
            return clean()
        except ValidationError as error:
            self.add(field, str(error.messages[0]))
            return None

    def line(self, field: str, value: str, label: str, max_length: int, *, required: bool = True) -> str:
        """A clean single line; "" with its error noted."""
        least = 1 if required else 0
        found = self.cleaned(
            field, lambda: clean_line(value, label=label, max_length=max_length, min_length=least)
        )
        return found or ""

    def text(self, field: str, value: str, label: str, max_length: int, *, required: bool = True) -> str:
        """A clean text of several lines; "" with its error noted."""
        least = 1 if required else 0
        found = self.cleaned(
            field, lambda: clean_text(value, label=label, max_length=max_length, min_length=least)
        )
        return found or ""

    def raise_if_any(self) -> None:
        """Raise FieldErrors with everything noted."""
        if self.fields:
            raise FieldErrors(self.fields)
