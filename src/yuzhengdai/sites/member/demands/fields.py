"""The fields of a demand as the page draws them, and what was typed into them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from django.http import HttpRequest

from yuzhengdai.domain.demands.form import FORM, fields_of
from yuzhengdai.domain.demands.form_field import Control, DemandField, Part
from yuzhengdai.sites.member.form_fields import NOTHING_CHOSEN, ShownField


def shown_fields(raw: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, list[list[ShownField]]]:
    """Part → its fields in runs: those of free words stand alone, what lies between them in a grid."""
    found = {}
    for part in Part:
        shown = [_shown(field, raw, errors) for field in fields_of(part)]
        found[part.value] = [list(run) for _, run in groupby(shown, key=lambda one: one.field.is_worded)]
    return found


def error_items(errors: Mapping[str, str]) -> list[dict[str, str]]:
    """The summary on top: one line per field with a link to it, in the order of the page."""
    first = {field.name for field in FORM if field.control in {Control.CHOICE, Control.TICKS}}
    return [
        {"text": sentence, "href": f"#id_{name}_0" if name in first else f"#id_{name}"}
        for name, sentence in errors.items()
    ]


def typed_in(request: HttpRequest) -> dict[str, str]:
    """The form as the service takes it; several ticks of one field joined by commas."""
    typed: dict[str, str] = {name: str(request.POST.get(name, "")) for name in request.POST}
    for field in FORM:
        if field.control is Control.TICKS:
            typed[field.name] = ",".join(request.POST.getlist(field.name))
    return typed


def _shown(field: DemandField, raw: Mapping[str, str], errors: Mapping[str, str]) -> ShownField:
    choices = list(field.offered())
    value = raw.get(field.name, "")
    if field.name == "term_months" and value and value not in {key for key, _ in choices}:
        choices = [*choices, (value, f"{value} 个月")]
    return ShownField(
        field=field,
        control=field.control,
        value=value,
        errors=[errors[field.name]] if field.name in errors else [],
        choices=[NOTHING_CHOSEN, *choices] if field.control is Control.SELECT else choices,
        hint=field.hint,
    )
