"""Checks that several use cases share: texts, reasons, dates. Errors name the field of the form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypeVar

from yuzhengdai.domain.applications.refusals import RejectionReason
from yuzhengdai.foundation.core.collecting import Errors

NOTE_LENGTH = 500
REASON_LENGTH = 300
T = TypeVar("T")


def optional_note(note: str) -> str:
    """A remark that both sides read; may be empty. Raises FieldErrors on "note"."""
    errors = Errors()
    cleaned = errors.text("note", note, "处理意见", NOTE_LENGTH, required=False)
    errors.raise_if_any()
    return cleaned


def coded_reason(reason_code: str, reason_text: str) -> tuple[str, str]:
    """A reason from the list and a sentence for the applicant. Raises FieldErrors."""
    errors = Errors()
    errors.require(reason_code in RejectionReason.values, "reason_code", "请选择原因")
    text = errors.text("reason_text", reason_text, "给企业的说明", REASON_LENGTH)
    errors.raise_if_any()
    return reason_code, text


def check_amount(errors: Errors, field: str, amount_yuan: Decimal | None, label: str) -> bool:
    """Above zero, to the cent, below 100 亿."""
    if amount_yuan is None:
        errors.add(field, f"请填写{label}")
        return False
    fits = amount_yuan.is_finite() and 0 < amount_yuan < Decimal(10) ** 10
    if not errors.require(fits, field, f"{label}应大于 0，且不超过 100 亿元"):
        return False
    exact = amount_yuan == amount_yuan.quantize(Decimal("0.01"))
    return errors.require(exact, field, f"{label}最多精确到分")


def check_day(errors: Errors, field: str, day: date | None, label: str, *, first: date, last: date) -> bool:
    """Given and within bounds, both included."""
    if day is None:
        errors.add(field, f"请填写{label}")
        return False
    sentence = f"{label}应在 {first.isoformat()} 至 {last.isoformat()} 之间"
    return errors.require(first <= day <= last, field, sentence)


def given(value: T | None) -> T:
    """What the checks have found to be there."""
    if value is None:
        raise ValueError("checked before")
    return value
