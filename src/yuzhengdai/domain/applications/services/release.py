"""复核放款: what one person entered is looked at by another and only then is a 借据, told to the enterprise; or it goes back."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from yuzhengdai.domain.applications.enums import EntryState
from yuzhengdai.domain.applications.models import (
    Application,
    CreditApproval,
    Disbursement,
    DisbursementEntry,
)
from yuzhengdai.domain.applications.selectors.entries import entries_of, require_may_check
from yuzhengdai.domain.applications.services.disburse import (
    NUMBER_USED,
    DisbursementData,
    receipt_check,
)
from yuzhengdai.domain.applications.services.inputs import NOTE_LENGTH
from yuzhengdai.domain.applications.services.officers import acting_officer
from yuzhengdai.domain.applications.services.step import Step, application_step
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.collecting import Errors
from yuzhengdai.foundation.core.errors import FieldErrors, Refused

RECEIPT = (
    "receipt_number",
    "receipt_written",
    "amount_yuan",
    "disbursed_on",
    "due_on",
    "annual_rate_pct",
    "is_first_loan",
    "is_credit_loan",
    "is_renewal",
)


def application_release(*, actor: Actor, application_id: UUID, expected_version: int) -> Application:
    """The waiting 放款 is right: its 借据 is written and the enterprise is told. Checked again as on the day it was entered.

    Raises Refused without one, for whoever entered it, proposed or decided on the file, and with the reason where it does not fit
    the credit any more.
    """
    officer = acting_officer(actor)
    with application_step(
        actor=actor,
        application_id=application_id,
        action="release",
        expected_version=expected_version,
    ) as step:
        found = entries_of(step.application)
        entry = require_may_check(officer, found)
        _require_fits(step.application, found.approval, entry)
        _decide(step, entry, officer, EntryState.CHECKED, "")
        _write(step.application, entry)
    return step.application


def entry_send_back(*, actor: Actor, application_id: UUID, expected_version: int, note: str) -> Application:
    """Give the waiting 放款 back to who entered it, with a reason that stays inside. Raises FieldErrors on "note", Refused as above."""
    errors = Errors()
    reason = errors.text("note", note, "退回的原因", NOTE_LENGTH)
    errors.raise_if_any()
    officer = acting_officer(actor)
    with application_step(
        actor=actor,
        application_id=application_id,
        action="send_entry_back",
        expected_version=expected_version,
        internal_note=reason,
    ) as step:
        entry = require_may_check(officer, entries_of(step.application))
        _decide(step, entry, officer, EntryState.SENT_BACK, reason)
    return step.application


def _require_fits(
    application: Application, approval: CreditApproval | None, entry: DisbursementEntry
) -> None:
    if approval is None:
        raise Refused("application.no_approval", "没有找到这笔申请的授信，请刷新页面后重试。")
    errors = Errors()
    data = DisbursementData(**{name: getattr(entry, name) for name in RECEIPT if name != "receipt_written"})
    receipt_check(errors, application, approval, data)
    try:
        errors.raise_if_any()
    except FieldErrors as error:
        raise Refused(
            "application.entry_unfit", f"{error.first_sentence}；请退回，由登记的人重新登记。"
        ) from None


def _decide(step: Step, entry: DisbursementEntry, officer: Officer, state: EntryState, reason: str) -> None:
    entry.state, entry.decided_by, entry.decided_at = state, officer, step.at
    entry.decision_reason = reason
    entry.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])


def _write(application: Application, entry: DisbursementEntry) -> None:
    try:
        with transaction.atomic():
            Disbursement.objects.create(
                application=application,
                institution_id=application.institution_id,
                entry=entry,
                **{name: getattr(entry, name) for name in RECEIPT},
            )
    except IntegrityError:
        raise Refused("application.receipt_used", NUMBER_USED) from None
