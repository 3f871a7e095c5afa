"""What an applicant typed, checked against the product: raw texts in, clean values or sentences per field out. Pure.

The draft keeps the raw texts, so that nothing typed is lost; only a submission needs all of it to be right.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError

from yuzhengdai.domain.applications.form import FIELDS, FORM, LABELS
from yuzhengdai.domain.applications.form_field import Asked
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.core.collecting import Errors
from yuzhengdai.foundation.core.figures import MONTHS, WAN, read_figure, read_whole

RAW_LIMIT = 1000
"""Characters of one raw text that a draft keeps."""

ApplicationData = Mapping[str, Any]
"""A complete, valid application: column → value."""


def raw_values(typed: Mapping[str, object]) -> dict[str, str]:
    """The known fields as bounded texts, without null bytes: what a draft may keep."""
    return {name: str(typed.get(name) or "").replace("\x00", "")[:RAW_LIMIT] for name in FIELDS}


def check(version: ProductVersion, raw: Mapping[str, str]) -> tuple[ApplicationData | None, dict[str, str]]:
    """(clean values by column, {}) or (None, field name → sentence in the order of the page)."""
    found, asked = Errors(), Asked(version, raw)
    values = {
        field.kept_in(): found.cleaned(
            field.name, partial(field.read, raw.get(field.name, ""), field.label, asked)
        )
        for field in FORM
    }
    return (None, found.fields) if found.fields else (values, {})


def amount_typed(raw: Mapping[str, str]) -> Decimal | None:
    """The amount asked for in yuan as far as it can be read, whatever the product's bounds."""
    try:
        return read_figure(raw.get("amount_wan", ""), WAN, label=LABELS["amount_wan"])
    except ValidationError:
        return None


def months_typed(raw: Mapping[str, str]) -> int | None:
    """The term asked for as far as it can be read."""
    try:
        return read_whole(raw.get("term_months", ""), MONTHS, label=LABELS["term_months"])
    except ValidationError:
        return None
