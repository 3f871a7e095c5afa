"""Reading a platform's words by its claims map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from yuzhengdai.foundation.core.validators import clean_enterprise_name, clean_uscc
from yuzhengdai.foundation.integrations.identity_platform import refusals
from yuzhengdai.foundation.integrations.identity_platform.base import (
    AccountKind,
    Identity,
    PlatformRow,
    Proves,
)
from yuzhengdai.foundation.integrations.identity_platform.papers import Holder

SUBJECT_LIMIT = 255
"""Characters; OpenID Connect allows no longer ``sub``."""


def identity_of(row: PlatformRow, told: Mapping[str, Any]) -> Identity:
    """Who it is; Refused ``platform.incomplete`` where the subject is missing, or an enterprise's code is none."""
    subject = text_of(row, told, "subject")
    if not subject or len(subject) > SUBJECT_LIMIT:
        raise refusals.incomplete(row)
    is_licence = row.proves == Proves.LICENCE
    if not is_licence and text_of(row, told, "account_kind") not in row.enterprise_values:
        return Identity(subject, AccountKind.PERSON)
    try:
        uscc = clean_uscc(text_of(row, told, "uscc"))
        name = clean_enterprise_name(text_of(row, told, "enterprise_name"))
    except ValidationError:
        raise refusals.incomplete(row) from None
    holder = row.holders.get(text_of(row, told, "holder"), "")
    is_head = row.counts_as_verification and is_licence and holder == Holder.LEGAL_REPRESENTATIVE
    return Identity(subject, AccountKind.ENTERPRISE, uscc, name, is_head)


def is_complete(row: PlatformRow, told: Mapping[str, Any]) -> bool:
    """Whether everything the map names for this kind of account is there."""
    kind = text_of(row, told, "account_kind")
    if "account_kind" in row.claims and not kind:
        return False
    needed = ("uscc", "enterprise_name") if kind in row.enterprise_values else ()
    return all(text_of(row, told, name) for name in needed)


def text_of(row: PlatformRow, told: Mapping[str, Any], name: str) -> str:
    """One claim by our name of it, stripped; "" where it is absent, no text, or longer than a thousand characters."""
    value = told.get(row.claims.get(name, ""))
    is_number = isinstance(value, int) and not isinstance(value, bool)
    text = value if isinstance(value, str) else str(value) if is_number else ""
    return "" if len(text) > 1000 or "\x00" in text else text.strip()
