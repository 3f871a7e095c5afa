"""A field of a table of fields (applications, demands) as shared/form_fields.html draws it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

NOTHING_CHOSEN = ("", "请选择")


@dataclass(frozen=True, slots=True)
class ShownField:
    """One control with its value and sentences; what is the same for everybody stands in ``field`` (FormField or DemandField).

    ``control`` is how it is drawn here, ``width`` the end of a class of ``field__control--``.
    """

    field: Any
    control: str
    value: str
    errors: list[str]
    choices: list[tuple[str, Any]]
    hint: str = ""
    attr: Mapping[str, str] = field(default_factory=dict)
    width: str = ""
    is_strong: bool = False
    picks: Sequence[tuple[str, Any]] = ()
    """Usual values of a figure (value, words): a list of the browser's own, which anything may be typed beside."""

    @property
    def id(self) -> str:
        """Id of the control; radios and ticks append ``_<index>``."""
        return f"id_{self.field.name}"

    @property
    def values(self) -> list[str]:
        """The ticked ones of a field of several ticks."""
        return [one for one in self.value.split(",") if one]
