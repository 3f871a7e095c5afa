"""Reading answers of outside systems: what the contract names is there and of its kind, or the answer is unreadable."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from yuzhengdai.foundation.integrations.signed_http import unreadable

Choice = TypeVar("Choice", bound=StrEnum)


class Answer:
    """One JSON object of ``source``. Every reader raises the ``ExternalError`` of an unreadable answer."""

    def __init__(self, data: Mapping[str, Any], source: str) -> None:
        self._data = data
        self._source = source

    def text(self, name: str, *, limit: int = 200, default: str | None = None) -> str:
        """A text of at most ``limit`` characters; ``default`` where it is absent or null."""
        value = self._data.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or len(value) > limit or "\x00" in value:
            raise unreadable(self._source)
        return value

    def boolean(self, name: str, *, default: bool | None = None) -> bool:
        """true or false; ``default`` where it is absent or null."""
        value = self._data.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, bool):
            raise unreadable(self._source)
        return value

    def share(self, name: str) -> float | None:
        """A number 0…1, or None where it is absent or null."""
        value = self._data.get(name)
        if value is None:
            return None
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value) or not 0 <= value <= 1:
            raise unreadable(self._source)
        return float(value)

    def choice(self, name: str, choices: type[Choice]) -> Choice:
        """One of the values of an enum."""
        try:
            return choices(self._data.get(name, ""))
        except ValueError:
            raise unreadable(self._source) from None

    def day(self, name: str) -> date | None:
        """An ISO date, or None where it is absent, null or empty."""
        told = self.text(name, limit=10, default="")
        try:
            return date.fromisoformat(told) if told else None
        except ValueError:
            raise unreadable(self._source) from None

    def booleans(self, name: str) -> dict[str, bool]:
        """An object whose values are true or false."""
        value = self._data.get(name)
        if not isinstance(value, dict) or not all(isinstance(item, bool) for item in value.values()):
            raise unreadable(self._source)
        return {str(key): item for key, item in value.items()}
