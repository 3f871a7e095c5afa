"""Officers and codes at the same moment: one wins, the others are told, nothing happens twice (B1)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests import factories
from tests.confirming import confirmed
from tests.rivals import at_once
from yuzhengdai.domain.accounts import second_factor
from yuzhengdai.domain.accounts.models import RecoveryCode, SecondFactor
from yuzhengdai.domain.applications.models import (
    Application,
    CreditApproval,
    Disbursement,
    DisbursementEntry,
    StatusChange,
)
from yuzhengdai.domain.applications.services.accept import application_accept
from yuzhengdai.domain.applications.services.applicant import application_withdraw
from yuzhengdai.domain.applications.services.approve import application_approve
from yuzhengdai.domain.applications.services.disburse import DisbursementData, application_disburse
from yuzhengdai.domain.applications.services.release import application_release, entry_send_back
from yuzhengdai.domain.applications.services.terms import ApprovalData
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.errors import AppError, Conflict, FieldErrors

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_many_officers_one_accepts() -> None:
    row = factories.application()
    actors = [
        factories.officer_actor(factories.officer(institution=row.institution, name=f"甲{n}"))
        for n in range(6)
    ]
    done = at_once(
        6,
        lambda n: application_accept(actor=actors[n], application_id=row.pk, expected_version=0, note=f"{n}"),
    )
    assert sum(isinstance(one, Application) for one in done) == 1
    assert sum(isinstance(one, Conflict) for one in done) == 5
    row.refresh_from_db()
    change = StatusChange.objects.get(application=row)
    assert row.version == 1
    assert change.by_user_id == actors[int(change.note)].user_id
    assert row.officer_id == actors[int(change.note)].member_id


def test_one_receipt_number_is_registered_once_over_all_files() -> None:
    institution = factories.institution()
    rows = [factories.application(state="signing", institution=institution) for _ in range(5)]
    actor = factories.officer_actor(factories.officer(institution=institution))
    data = DisbursementData(
        receipt_number="JJ20260320",
        amount_yuan=Decimal(100_000),
        disbursed_on=today(),
        due_on=today() + timedelta(days=365),
        annual_rate_pct=Decimal("4.2"),
    )
    done = at_once(
        5,
        lambda n: application_disburse(actor=actor, application_id=rows[n].pk, expected_version=0, data=data),
    )
    assert sum(isinstance(one, Application) for one in done) == 1
    assert sum(isinstance(one, FieldErrors) for one in done) == 4
    assert DisbursementEntry.objects.count() == 1
    assert not Disbursement.objects.exists()


def test_one_entry_checked_by_many_at_once_is_one_receipt() -> None:
    institution = factories.institution()
    row = factories.application(state="signing", institution=institution)
    factories.entry(application=row)
    actors = [
        factories.officer_actor(factories.officer(institution=institution, role="checker")) for _ in range(5)
    ]
    done = at_once(
        5,
        lambda n: (
            application_release(actor=actors[n], application_id=row.pk, expected_version=0)
            if n % 2
            else entry_send_back(actor=actors[n], application_id=row.pk, expected_version=0, note="金额有误")
        ),
    )
    assert sum(isinstance(one, Application) for one in done) == 1
    entry = DisbursementEntry.objects.get()
    assert Disbursement.objects.count() == (entry.state == "checked")
    row.refresh_from_db()
    assert row.state == ("disbursed" if entry.state == "checked" else "signing")


def credit(row: Application) -> ApprovalData:
    return ApprovalData(
        approved_amount_yuan=Decimal(1_000_000),
        valid_until=today() + timedelta(days=180),
        single_term_months=12,
        annual_rate_pct=Decimal("4.2"),
        repayment_method="interest_first",
        guarantee_mode="credit",
        off_platform_yuan=Decimal(0),
    )


def test_of_two_approvals_one_is_written() -> None:
    row = factories.application(state="approving")
    factories.proposal(application=row)
    actors = [
        factories.officer_actor(factories.officer(institution=row.institution, role="manager", name=f"乙{n}"))
        for n in range(4)
    ]
    done = at_once(
        4,
        lambda n: confirmed(application_approve)(
            actor=actors[n], application_id=row.pk, expected_version=row.version, data=credit(row)
        ),
    )
    assert sum(isinstance(one, Application) for one in done) == 1
    assert sum(isinstance(one, Conflict) for one in done) == 3
    approval = CreditApproval.objects.get(application=row)
    assert approval.proposal is not None
    assert approval.proposal.decided_by_id == approval.approved_by_id
    assert StatusChange.objects.filter(application=row).count() == 1


def test_approval_against_withdrawal_comes_to_one_of_the_two() -> None:
    row = factories.application(state="approving")
    factories.proposal(application=row)
    approver = factories.officer_actor(factories.officer(institution=row.institution, role="manager"))
    owner = factories.enterprise_actor(factories.member(enterprise=row.enterprise))

    def act(n: int) -> object:
        if n == 0:
            return confirmed(application_approve)(
                actor=approver, application_id=row.pk, expected_version=row.version, data=credit(row)
            )
        return application_withdraw(actor=owner, application_id=row.pk)

    done = at_once(2, act)
    assert sum(isinstance(one, Application) for one in done) == 1
    assert sum(isinstance(one, AppError) for one in done) == 1
    row.refresh_from_db()
    state = row.proposals.get().state
    assert (row.state, state, hasattr(row, "approval")) in {
        ("approved", "approved", True),
        ("withdrawn", "closed", False),
    }


def test_a_totp_code_and_a_recovery_code_count_once() -> None:
    user = factories.user()
    secret = second_factor.second_factor_begin(user=user)
    codes = second_factor.second_factor_confirm(
        actor=SYSTEM, user=user, code=second_factor.totp_at(secret, now() - timedelta(seconds=30))
    )
    code = second_factor.totp_at(secret, now())
    done = at_once(2, lambda _: second_factor.second_factor_verify(actor=SYSTEM, user=user, code=code))
    assert sum(one is None for one in done) == 1
    used = at_once(2, lambda _: second_factor.recovery_code_use(actor=SYSTEM, user=user, code=codes[0]))
    assert sum(one == 9 for one in used) == 1
    assert RecoveryCode.objects.filter(user=user, used_at__isnull=False).count() == 1


def test_wrong_codes_at_once_are_all_counted() -> None:
    user = factories.user()
    secret = second_factor.second_factor_begin(user=user)
    second_factor.second_factor_confirm(actor=SYSTEM, user=user, code=second_factor.totp_at(secret, now()))
    done = at_once(8, lambda _: second_factor.second_factor_verify(actor=SYSTEM, user=user, code="000000"))
    assert all(isinstance(one, AppError) for one in done)
    factor = SecondFactor.objects.get(user=user)
    assert factor.failures >= 3
    assert factor.blocked_until is not None
