"""登记放款 and 登记结清. Approving is not disbursing: each 借据 is entered on its own, and checked by another (release.py)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Sum

from yuzhengdai.domain.applications.models import (
    Application,
    CreditApproval,
    Disbursement,
    DisbursementEntry,
)
from yuzhengdai.domain.applications.selectors.entries import (
    ENTRY_WAITS,
    entries_of,
    entry_open,
    require_may_enter,
)
from yuzhengdai.domain.applications.services.inputs import check_amount, check_day, given, optional_note
from yuzhengdai.domain.applications.services.officers import acting_officer
from yuzhengdai.domain.applications.services.step import application_step
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import local, today
from yuzhengdai.foundation.core.collecting import Errors
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.core.money import rate, yuan
from yuzhengdai.foundation.core.text import clean_line, normalise_code, normalise_line

RECEIPT_LENGTH = 40
MAX_RECEIPTS = 200
_LONGEST_LOAN_DAYS = 366 * 40

NUMBER_USED = "这个借据号已登记过，请核对"
NOT_FIRST = "本机构在另一笔授信下登记过这家企业的借据，这一笔不是首贷，请取消勾选"


@dataclass(frozen=True, slots=True)
class DisbursementData:
    """One 借据 as the officer fills it in."""

    receipt_number: str = ""
    amount_yuan: Decimal | None = None
    disbursed_on: date | None = None
    due_on: date | None = None
    annual_rate_pct: Decimal | None = None
    is_first_loan: bool = False
    is_credit_loan: bool = False
    is_renewal: bool = False


def application_disburse(
    *, actor: Actor, application_id: UUID, expected_version: int, data: DisbursementData
) -> Application:
    """Enter one 借据; it counts, and the enterprise is told, once somebody else has checked it (release.py).

    Raises FieldErrors: a number used before, more than was approved, dates that do not fit. Refused while another waits, and for
    whoever approved or checked on this file.
    """
    officer = acting_officer(actor)
    errors = Errors()
    number = _receipt_number(errors, data.receipt_number)
    with application_step(
        actor=actor,
        application_id=application_id,
        action="disburse",
        expected_version=expected_version,
    ) as step:
        approval = require_may_enter(officer, entries_of(step.application))
        receipt_check(errors, step.application, approval, data)
        errors.raise_if_any()
        if not _is_entered(step.application, officer, number, data):
            errors.add("receipt_number", NUMBER_USED)
            errors.raise_if_any()
    return step.application


def _is_entered(application: Application, officer: Officer, number: str, data: DisbursementData) -> bool:
    """Write the entry; False where the institution has a 借据 of its number, or another that waits with it."""
    mine = {"institution_id": application.institution_id, "receipt_number": number}
    if Disbursement.objects.filter(**mine).exists():
        return False
    try:
        with transaction.atomic():
            DisbursementEntry.objects.create(
                application=application,
                entered_by=officer,
                receipt_written=_as_written(data.receipt_number, number),
                amount_yuan=given(data.amount_yuan),
                disbursed_on=given(data.disbursed_on),
                due_on=given(data.due_on),
                annual_rate_pct=given(data.annual_rate_pct),
                is_first_loan=data.is_first_loan,
                is_credit_loan=data.is_credit_loan,
                is_renewal=data.is_renewal,
                **mine,
            )
    except IntegrityError:
        return False
    return True


def application_settle(
    *, actor: Actor, application_id: UUID, expected_version: int, settled_on: date | None, note: str = ""
) -> Application:
    """All 借据 are repaid; the file ends. ``settled_on`` may lie in the past. Raises FieldErrors."""
    acting_officer(actor)
    remark = optional_note(note)
    with application_step(
        actor=actor,
        application_id=application_id,
        action="settle",
        expected_version=expected_version,
        note=remark,
    ) as step:
        if entry_open(step.application) is not None:
            raise Refused("application.entry_waits", ENTRY_WAITS)
        receipts = Disbursement.objects.filter(application=step.application, settled_on__isnull=True)
        newest = receipts.order_by("-disbursed_on").values_list("disbursed_on", flat=True).first()
        errors = Errors()
        check_day(errors, "settled_on", settled_on, "结清日期", first=newest or today(), last=today())
        errors.raise_if_any()
        receipts.update(settled_on=settled_on)
    return step.application


def amount_left(*, application: Application, approval: CreditApproval) -> Decimal:
    """What may still be disbursed: of a revolving credit what is repaid comes back."""
    receipts = Disbursement.objects.filter(application=application)
    if approval.is_revolving:
        receipts = receipts.filter(settled_on__isnull=True)
    used = receipts.aggregate(total=Sum("amount_yuan"))["total"] or Decimal(0)
    return approval.approved_amount_yuan - Decimal(used)


def receipt_check(
    errors: Errors, application: Application, approval: CreditApproval, data: DisbursementData
) -> None:
    """What stands on the 借据 against the credit; every mistake goes into ``errors`` at its field."""
    count = Disbursement.objects.filter(application=application).count()
    errors.require(count < MAX_RECEIPTS, "receipt_number", f"一笔授信最多登记 {MAX_RECEIPTS} 张借据")
    amount = data.amount_yuan
    if check_amount(errors, "amount_yuan", amount, "放款金额") and amount is not None:
        left = amount_left(application=application, approval=approval)
        errors.require(
            amount <= left, "amount_yuan", f"放款合计不能超过授信额度，现在最多还可放款 {yuan(left)}"
        )
    decided_on = local(application.decided_at).date() if application.decided_at else today()
    last = min(today(), approval.valid_until)
    check_day(errors, "disbursed_on", data.disbursed_on, "放款日期", first=min(decided_on, last), last=last)
    first_due = (data.disbursed_on or today()) + timedelta(days=1)
    last_due = first_due + timedelta(days=_LONGEST_LOAN_DAYS)
    check_day(errors, "due_on", data.due_on, "到期日期", first=first_due, last=last_due)
    if data.is_first_loan:
        errors.require(not _lent_before(application), "is_first_loan", NOT_FIRST)
    value = data.annual_rate_pct
    if value is None or not value.is_finite() or value <= 0:
        errors.add("annual_rate_pct", "请填写年化利率（单利）")
    elif errors.require(
        value == value.quantize(Decimal("0.001")), "annual_rate_pct", "年化利率（单利）最多三位小数"
    ):
        errors.require(
            value <= approval.annual_rate_pct,
            "annual_rate_pct",
            f"年化利率（单利）不能高于已授信的 {rate(approval.annual_rate_pct)}",
        )


def _lent_before(application: Application) -> bool:
    """Whether this institution has a 借据 of this enterprise under another credit. What others lent is not its to know."""
    earlier = Disbursement.objects.filter(
        institution_id=application.institution_id, application__enterprise_id=application.enterprise_id
    )
    return earlier.exclude(application_id=application.pk).exists()


def _as_written(typed: str, number: str) -> str:
    """Half-width, upper case, single hyphens as typed; "" where that is the bare number or does not fit."""
    line = re.sub(r"[\u2010-\u2015\u2212－]", "-", normalise_line(typed)).replace(" ", "").upper()
    written = re.sub(r"-+", "-", line).strip("-")
    return "" if written == number or normalise_code(written) != number or len(written) > 60 else written


def _receipt_number(errors: Errors, typed: str) -> str:
    def clean() -> str:
        line = clean_line(typed, label="借据号", max_length=80)
        code = normalise_code(line)
        if not code.isascii() or not code.isalnum() or len(code) > RECEIPT_LENGTH:
            raise ValidationError(f"借据号由字母和数字组成，最多 {RECEIPT_LENGTH} 位")
        return code

    return errors.cleaned("receipt_number", clean) or ""
