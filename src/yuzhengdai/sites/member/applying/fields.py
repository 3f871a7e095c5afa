"""The fields of the application form as the page draws them, by their kind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import groupby

from yuzhengdai.domain.applications.form import FORM, fields_of
from yuzhengdai.domain.applications.form_field import Control, FormField, Part
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.reference.industry_words import WORDS
from yuzhengdai.sites.member.form_fields import NOTHING_CHOSEN, ShownField

_WIDTHS = {Control.TEXT: "w560", Control.SELECT: "w360"}
"""Class of a control by what its field is; a choice that became a select is as narrow as the rest."""
_MANY_CHOICES = 6
"""With more choices than this, radios become a select."""
_FIND = {
    "data_island": "find-option",
    "data_words": json.dumps(dict(WORDS), ensure_ascii=False),
    "data_find": "输入行业查找，如 面粉、餐饮、物流",
}
"""Of a select too long to look through: the box above it, and how people call what stands in it."""


def shown_fields(
    part: Part, version: ProductVersion, raw: Mapping[str, str], errors: Mapping[str, str]
) -> list[list[ShownField]]:
    """The fields of a block in runs: figures that follow one another stand in a grid, everything else alone."""
    shown = [_shown(field, version, raw, errors) for field in fields_of(part)]
    return [list(run) for _, run in groupby(shown, key=lambda one: one.control is Control.FIGURE)]


def focus_id(name: str, version: ProductVersion) -> str:
    """Where the error summary's link to a field leads: the control, or the first of its radios."""
    field = next((field for field in FORM if field.name == name), None)
    is_radio = field is not None and _control(field, version) is Control.CHOICE
    return f"id_{name}_0" if is_radio else f"id_{name}"


def _shown(
    field: FormField, version: ProductVersion, raw: Mapping[str, str], errors: Mapping[str, str]
) -> ShownField:
    control = _control(field, version)
    choices = list(field.offered(version))
    return ShownField(
        field=field,
        control=control,
        value=raw.get(field.name, ""),
        errors=[errors[field.name]] if field.name in errors else [],
        hint=field.hint_for(version),
        choices=[NOTHING_CHOSEN, *choices] if control is Control.SELECT else choices,
        attr=_FIND if field.name == "industry_code" else {},
        width=_WIDTHS.get(field.control if control is Control.SELECT else control, "w240"),
        is_strong=field.is_main,
        picks=field.picks_for(version),
    )


def _control(field: FormField, version: ProductVersion) -> Control:
    is_long = field.control is Control.CHOICE and len(field.offered(version)) > _MANY_CHOICES
    return Control.SELECT if is_long else field.control
