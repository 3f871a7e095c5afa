"""分级审批: exposure of the customer, the institution's table, caps of persons, 提交上级 (B1). Figures worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from tests import factories
from tests.confirming import confirmed
from tests.rivals import at_once
from yuzhengdai.domain.applications.authority import ceiling_of, exposure_of, live_credit_yuan
from yuzhengdai.domain.applications.models import (
    Application,
    AuthorityLimit,
    CreditApproval,
    CreditForward,
    Disbursement,
)
from yuzhengdai.domain.applications.services.approve import application_approve
from yuzhengdai.domain.applications.services.escalate import application_escalate
from yuzhengdai.domain.applications.services.terms import ApprovalData
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import AppError, FieldErrors, Forbidden, Refused
from yuzhengdai.foundation.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db

MILLION = Decimal(1_000_000)
TERMS = ApprovalData(
    approved_amount_yuan=MILLION,
    valid_until=today() + timedelta(days=180),
    single_term_months=12,
    annual_rate_pct=Decimal("4.2"),
    repayment_method="interest_first",
    guarantee_mode="credit",
    off_platform_yuan=Decimal(0),
)


def row(role: str, kind: str, guarantee: str, millions: int) -> AuthorityLimit:
    return AuthorityLimit(
        role=role, product_kind=kind, guarantee_mode=guarantee, up_to_yuan=MILLION * millions
    )


TABLE = [
    row("approver", "", "", 3),
    row("approver", "loan", "", 5),
    row("approver", "", "credit", 1),
    row("approver", "leasing", "credit", 2),
    row("manager", "", "mortgage", 20),
]


@pytest.mark.parametrize(
    ("roles", "kind", "guarantee", "millions"),
    [
        (["approver"], "guarantee", "mortgage", 3),
        (["approver"], "loan", "mortgage", 5),
        (["approver"], "loan", "credit", 1),
        (["approver"], "leasing", "credit", 2),
        (["manager"], "loan", "mortgage", 20),
        (["manager"], "loan", "credit", None),
        (["manager", "approver"], "loan", "credit", 1),
        (["manager", "approver"], "loan", "mortgage", 20),
        (["officer", "checker"], "loan", "credit", None),
    ],
)
def test_the_most_exact_row_of_a_role_counts(
    roles: list[str], kind: str, guarantee: str, millions: int | None
) -> None:
    expected = None if millions is None else MILLION * millions
    assert ceiling_of(roles, TABLE, kind=kind, guarantee=guarantee) == expected


def waiting(**values: Any) -> Application:
    found = factories.application(state="approving", amount_yuan=MILLION, **values)
    factories.proposal(application=found)
    return found


def with_credit(
    found: Application, *, limit: int, lent: int = 0, settled: int = 0, valid_days: int = 90
) -> None:
    """Another file of the enterprise at the institution; in units of 10,000 yuan."""
    other = factories.application(
        state="disbursed", enterprise=found.enterprise, institution=found.institution
    )
    CreditApproval.objects.filter(application=other).delete()
    factories.approval(
        application=other,
        approved_amount_yuan=Decimal(limit * 10_000),
        valid_until=today() + timedelta(days=valid_days),
    )
    other.disbursements.all().delete()
    for number, (amount, settled_on) in enumerate(((lent, None), (settled, today()))):
        if amount:
            Disbursement.objects.create(
                application=other,
                institution=other.institution,
                receipt_number=f"JJ{other.pk.hex[:12]}{number}",
                amount_yuan=Decimal(amount * 10_000),
                disbursed_on=today(),
                due_on=today() + timedelta(days=300),
                annual_rate_pct=Decimal("4.2"),
                settled_on=settled_on,
            )


def test_each_credit_counts_once_by_the_larger_of_limit_and_outstanding() -> None:
    """100 limit with 40 lent: 100. 50 limit past its day with 30 lent and 20 settled: 30. 70 limit past its day, all settled: 0."""
    found = waiting()
    with_credit(found, limit=100, lent=40)
    with_credit(found, limit=50, lent=30, settled=20, valid_days=-1)
    with_credit(found, limit=70, settled=70, valid_days=-1)
    elsewhere = factories.application(state="disbursed", enterprise=found.enterprise)
    assert elsewhere.institution_id != found.institution_id
    assert live_credit_yuan(found) == Decimal(1_300_000)
    data = replace(
        TERMS, off_platform_yuan=Decimal(200_000), related_yuan=Decimal(50_000), related_reason="母公司"
    )
    assert exposure_of(found, data).total_yuan == Decimal(2_550_000)


def officer(found: Application, role: str = "approver", **values: Any) -> Officer:
    cap = {"approval_limit_yuan": Decimal(9_000_000)} if role == "approver" else {}
    named = {"name": f"人{uuid4().hex[:6]}", **cap}
    return factories.officer(institution=found.institution, role=role, **{**named, **values})


def approve(found: Application, who: Officer, data: ApprovalData = TERMS) -> Application:
    return confirmed(application_approve)(
        actor=factories.officer_actor(who),
        application_id=found.pk,
        expected_version=found.version,
        data=data,
        change_reason="按审批意见调整",
    )


def escalate(found: Application, who: Officer, data: ApprovalData = TERMS, **values: Any) -> Application:
    return application_escalate(
        actor=factories.officer_actor(who),
        application_id=found.pk,
        expected_version=found.version,
        data=data,
        **values,
    )


def table(found: Application, **millions: int) -> None:
    for role, amount in millions.items():
        AuthorityLimit.objects.create(institution=found.institution, role=role, up_to_yuan=MILLION * amount)


def test_the_exposure_and_not_the_file_alone_is_read_against_the_table() -> None:
    found = waiting()
    table(found, approver=2)
    who = officer(found)
    with_credit(found, limit=90)
    with pytest.raises(Forbidden, match="客户敞口 210 万元超过您岗位的权限（200 万元）"):
        approve(found, who, replace(TERMS, off_platform_yuan=Decimal(200_000)))
    assert not CreditApproval.objects.filter(application=found).exists()
    assert approve(found, who).state == "approved"
    assert CreditApproval.objects.get(application=found).off_platform_yuan == 0


def test_a_role_without_a_row_approves_nothing_and_without_a_table_the_cap_alone_counts() -> None:
    found = waiting()
    manager = officer(found, "manager")
    table(found, approver=50)
    with pytest.raises(Forbidden, match="没有给您的岗位"):
        approve(found, manager)
    AuthorityLimit.objects.all().delete()
    assert approve(found, manager).state == "approved"


def test_the_cap_of_the_person_narrows_what_the_table_gives() -> None:
    found = waiting()
    table(found, approver=50)
    with pytest.raises(Forbidden, match="您的审批权限（50 万元）"):
        approve(found, officer(found, approval_limit_yuan=Decimal(500_000)))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"off_platform_yuan": None}, "off_platform_yuan"),
        ({"off_platform_yuan": Decimal(-1)}, "off_platform_yuan"),
        ({"related_yuan": Decimal(1)}, "related_reason"),
        ({"related_yuan": Decimal(-1)}, "related_yuan"),
    ],
)
def test_what_is_not_said_of_the_exposure_is_asked_for(values: dict[str, Any], field: str) -> None:
    found = waiting()
    with pytest.raises(FieldErrors) as told:
        approve(found, officer(found, "manager"), replace(TERMS, **values))
    assert field in told.value.fields


def test_handed_on_the_superior_finds_what_was_entered_and_hears_of_it() -> None:
    found = waiting()
    table(found, approver=0, manager=10)
    who, manager, far = officer(found), officer(found, "manager"), factories.officer(role="manager")
    changed = replace(TERMS, approved_amount_yuan=Decimal(800_000))
    assert escalate(found, who, changed, note="请审批", change_reason="按现金流").state == "approving"
    forward = CreditForward.objects.get()
    assert (forward.approved_amount_yuan, forward.exposure_yuan, forward.by) == (800_000, 800_000, who)
    found.refresh_from_db()
    told = [one.payload["phone"] for one in OutboxMessage.objects.all()]
    assert told == [str(manager.user.phone)]
    assert str(far.user.phone) not in told
    with pytest.raises(Forbidden):
        approve(found, who, changed)
    assert approve(found, manager, changed).state == "approved"


def test_who_may_approve_hands_nothing_on_and_nobody_to_hand_to_is_said() -> None:
    found = waiting()
    who = officer(found)
    with pytest.raises(Refused, match="您有权审批"):
        escalate(found, who)
    table(found, approver=0)
    with pytest.raises(Refused, match="没有人有权审批"):
        escalate(found, who)
    manager = officer(found, "manager")
    table(found, manager=10)
    found.proposals.update(proposed_by=manager)
    with pytest.raises(Refused, match="没有人有权审批"):
        escalate(found, who)


def test_who_proposed_hands_nothing_on() -> None:
    found = waiting()
    who = officer(found)
    found.proposals.update(proposed_by=who)
    with pytest.raises(Refused, match="须由其他人审批"):
        escalate(found, who)


@pytest.mark.django_db(transaction=True)
def test_handing_on_against_approving_comes_to_one_of_the_two() -> None:
    found = waiting()
    table(found, approver=0, manager=10)
    who, manager = officer(found), officer(found, "manager")
    done = at_once(2, lambda n: escalate(found, who) if n else approve(found, manager))
    assert sum(isinstance(one, Application) for one in done) == 1
    assert sum(isinstance(one, AppError) for one in done) == 1
    found.refresh_from_db()
    assert (found.state, CreditForward.objects.count()) in {("approved", 0), ("approving", 1)}
