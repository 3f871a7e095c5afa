"""审贷分离: proposed by one person, decided on by another, whatever the order of acts and however many sessions and posts (B1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.confirming import confirmed
from yuzhengdai.domain.applications.costs import Cost
from yuzhengdai.domain.applications.models import Application, CreditApproval, CreditProposal
from yuzhengdai.domain.applications.services.accept import application_accept, application_reject
from yuzhengdai.domain.applications.services.applicant import application_withdraw
from yuzhengdai.domain.applications.services.approve import application_approve
from yuzhengdai.domain.applications.services.due_diligence import (
    application_start_due_diligence,
    due_diligence_note_add,
)
from yuzhengdai.domain.applications.services.propose import (
    application_propose,
    application_refuse,
    proposal_send_back,
)
from yuzhengdai.domain.applications.services.return_for_supplement import application_return
from yuzhengdai.domain.applications.services.take import application_take
from yuzhengdai.domain.applications.services.terms import ApprovalData
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import AppError, FieldErrors, Refused
from yuzhengdai.foundation.notifications.models import Notification

pytestmark = pytest.mark.django_db

TERMS = ApprovalData(
    approved_amount_yuan=Decimal(1_000_000),
    valid_until=today() + timedelta(days=180),
    single_term_months=12,
    annual_rate_pct=Decimal("4.2"),
    repayment_method="interest_first",
    guarantee_mode="credit",
    off_platform_yuan=Decimal(0),
    costs=[Cost("评估费", "评估机构", "企业", "500 元", "转账", "一次性", Decimal(500))],
)
REASON: dict[str, str] = {"reason_code": "income", "reason_text": "收入不足"}

Act = Callable[[Actor, Application], object]


def run(service: Callable[..., object], **values: Any) -> Act:
    """One service on a file as it is now."""
    return lambda actor, row: service(
        actor=actor, application_id=row.pk, expected_version=row.version, **values
    )


ACTS: dict[str, Act] = {
    "take": run(application_take),
    "accept": run(application_accept),
    "return": run(application_return, note="请补报表", until_on=today() + timedelta(days=9)),
    "start": run(application_start_due_diligence),
    "note": run(due_diligence_note_add, text="现场核查"),
    "propose": run(confirmed(application_propose), data=TERMS, conclusion="建议授信"),
    "send back": run(proposal_send_back, note="请核实负债"),
    "approve": run(confirmed(application_approve), data=TERMS),
    "refuse": run(application_refuse, **REASON),
    "reject": run(application_reject, **REASON),
}


def officer(row: Application, **values: Any) -> Officer:
    return factories.officer(
        institution=row.institution, **{"approval_limit_yuan": Decimal(9_000_000), **values}
    )


def reached(row: Application, actors: list[Actor]) -> set[str]:
    """Every state of the file that these sessions come to, in whatever order they act."""
    seen: set[tuple[object, ...]] = set()

    def walk() -> None:
        now = Application.objects.get(pk=row.pk)
        proposals = sorted(now.proposals.values_list("state", flat=True))
        place = (now.state, now.officer_id, now.due_diligence_notes.exists(), *proposals[:2])
        if place in seen:
            return
        seen.add(place)
        for act in ACTS.values():
            for actor in actors:
                fresh = Application.objects.get(pk=row.pk)
                try:
                    with transaction.atomic():
                        act(actor, fresh)
                        walk()
                        raise Undo
                except (Undo, AppError):
                    continue

    walk()
    return {str(place[0]) for place in seen}


class Undo(Exception):
    """Take the act back and try the next."""


EVERYTHING = {"role": "manager", "also_roles": ["approver"]}


def test_one_session_in_whatever_order_comes_to_no_credit() -> None:
    row = factories.application()
    found = reached(row, [factories.officer_actor(officer(row, **EVERYTHING))])
    assert {"approving", "rejected", "returned"} <= found
    assert "approved" not in found


def test_nor_do_two_sessions_of_one_person_one_of_them_with_another_phone() -> None:
    row = factories.application()
    first = factories.officer_actor(officer(row, name="王敏", **EVERYTHING))
    again = replace(first, address="10.0.0.2", request_id="another")
    other_phone = factories.officer_actor(officer(row, name="王 敏", role="approver"))
    found = reached(row, [first, again, other_phone])
    assert "approving" in found
    assert "approved" not in found


def test_two_persons_do() -> None:
    row = factories.application()
    actors = [
        factories.officer_actor(officer(row, name="王敏")),
        factories.officer_actor(officer(row, name="梁静", role="approver")),
    ]
    assert "approved" in reached(row, actors)


@pytest.fixture
def waiting() -> tuple[Application, Actor, Actor]:
    """A file with a proposal that waits, who proposed it, and a 审批人."""
    row = factories.application(state="due_diligence")
    proposer = officer(row, name="王敏", role="officer", also_roles=["approver"])
    row.due_diligence_notes.create(officer=proposer, text="现场核查")
    actor = factories.officer_actor(proposer)
    ACTS["propose"](actor, row)
    row.refresh_from_db()
    return row, actor, factories.officer_actor(officer(row, name="梁静", role="approver"))


def test_the_approval_says_what_it_decided_on(waiting: tuple[Application, Actor, Actor]) -> None:
    row, proposer, approver = waiting
    with pytest.raises(Refused, match="须由其他人审批"):
        ACTS["approve"](proposer, row)
    ACTS["approve"](approver, row)
    approval = CreditApproval.objects.get(application=row)
    assert approval.proposal is not None
    assert approval.proposal.proposed_by_id == proposer.member_id
    assert approval.proposal.decided_by_id == approval.approved_by_id == approver.member_id
    assert (approval.proposal.state, approval.change_reason) == ("approved", "")
    assert not approval.is_single_decision
    titles = Notification.objects.filter(recipient_id=row.institution_id).values_list("title", flat=True)
    assert "授信建议待审批" in titles


@pytest.mark.parametrize(
    ("changed", "label"),
    [
        ({"approved_amount_yuan": Decimal(900_000)}, "授信额度"),
        ({"annual_rate_pct": Decimal("4.1")}, "年化利率（单利）"),
        ({"single_term_months": 6}, "单笔期限"),
        ({"is_revolving": True}, "循环额度"),
        ({"valid_until": today() + timedelta(days=90)}, "额度有效期"),
        ({"repayment_method": "equal_instalment"}, "还款方式"),
        ({"conditions": "开立结算账户"}, "放款前条件"),
        ({"costs": []}, "费用"),
    ],
)
def test_a_change_needs_its_reason(
    waiting: tuple[Application, Actor, Actor], changed: dict[str, Any], label: str
) -> None:
    row, _proposer, approver = waiting
    values = {"data": replace(TERMS, **changed)}
    with pytest.raises(FieldErrors) as caught:
        run(confirmed(application_approve), **values)(approver, row)
    assert caught.value.fields == {"change_reason": f"{label}与授信建议不同，请写明改动的原因"}
    assert CreditProposal.objects.get().state == "open"
    run(confirmed(application_approve), **values, change_reason="按现金流调整")(approver, row)
    assert CreditApproval.objects.get().change_reason == "按现金流调整"


def test_sent_back_the_file_waits_for_another_proposal_and_the_approver_proposes_none(
    waiting: tuple[Application, Actor, Actor],
) -> None:
    row, proposer, approver = waiting
    ACTS["send back"](approver, row)
    row.refresh_from_db()
    assert row.state == "approving"
    with pytest.raises(Refused, match="授信建议"):
        ACTS["approve"](approver, row)
    ACTS["propose"](proposer, row)
    row.refresh_from_db()
    assert list(row.proposals.order_by("number").values_list("number", "state")) == [
        (1, "sent_back"),
        (2, "open"),
    ]
    with pytest.raises(Refused, match="已有待审批的授信建议"):
        ACTS["propose"](factories.officer_actor(officer(row, name="马超群")), row)
    manager = factories.officer_actor(officer(row, name="周正", role="manager"))
    ACTS["send back"](manager, row)
    row.refresh_from_db()
    with pytest.raises(Refused, match="须由其他人提出"):
        ACTS["propose"](manager, row)


@pytest.mark.parametrize("leaving", ["withdraw", "return"])
def test_what_leaves_approval_otherwise_closes_the_proposal(
    waiting: tuple[Application, Actor, Actor], leaving: str
) -> None:
    row, proposer, _approver = waiting
    if leaving == "withdraw":
        owner = factories.enterprise_actor(factories.member(enterprise=row.enterprise))
        application_withdraw(actor=owner, application_id=row.pk)
    else:
        ACTS["return"](proposer, row)
    assert CreditProposal.objects.get().state == "closed"


def test_a_file_of_before_waits_for_a_proposal() -> None:
    row = factories.application(state="approving")
    approver = factories.officer_actor(officer(row, name="梁静", role="approver"))
    with pytest.raises(Refused, match="还没有待审批的授信建议"):
        ACTS["approve"](approver, row)
    proposer = officer(row, name="王敏")
    row.due_diligence_notes.create(officer=proposer, text="现场核查")
    ACTS["propose"](factories.officer_actor(proposer), row)
    row.refresh_from_db()
    ACTS["approve"](approver, row)
    row.refresh_from_db()
    assert row.state == "approved"


def test_the_conclusion_is_asked_for() -> None:
    row = factories.application(state="due_diligence")
    proposer = officer(row)
    row.due_diligence_notes.create(officer=proposer, text="现场核查")
    with pytest.raises(FieldErrors) as caught:
        run(confirmed(application_propose), data=replace(TERMS, approved_amount_yuan=None), conclusion=" ")(
            factories.officer_actor(proposer), row
        )
    assert set(caught.value.fields) == {"conclusion", "approved_amount_yuan"}


def test_refusing_reads_the_proposals_once(waiting: tuple[Application, Actor, Actor]) -> None:
    row, _, approver = waiting
    with CaptureQueriesContext(connection) as queries:
        ACTS["refuse"](approver, row)
    asked = [one["sql"] for one in queries if one["sql"].startswith("SELECT")]
    assert sum('FROM "applications_creditproposal"' in sql for sql in asked) == 1
