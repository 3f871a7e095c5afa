"""放款 is entered by one and checked by another who neither proposed nor decided; nothing counts and nobody is told before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests import factories
from yuzhengdai.domain.applications.models import Application, CreditApproval, Disbursement, DisbursementEntry
from yuzhengdai.domain.applications.services.applicant import application_forgo
from yuzhengdai.domain.applications.services.clockwork import applications_close_overdue
from yuzhengdai.domain.applications.services.disburse import (
    DisbursementData,
    application_disburse,
    application_settle,
)
from yuzhengdai.domain.applications.services.release import application_release, entry_send_back
from yuzhengdai.domain.enterprises.services.states import enterprise_freeze
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import AppError, Refused
from yuzhengdai.foundation.notifications.models import Notification

pytestmark = pytest.mark.django_db
DESK = Actor(kind=ActorKind.OPERATOR, roles=frozenset({"operator:operator"}), name="赵示例")


@pytest.fixture
def row() -> Application:
    return factories.application(state="signing")


def post(row: Application, name: str, role: str = "checker", **values: Any) -> Officer:
    return factories.officer(institution=row.institution, role=role, name=name, **values)


def enter(row: Application, who: Officer, number: str = "JJ1", amount: int = 400_000) -> Application:
    row.refresh_from_db()
    data = DisbursementData(
        receipt_number=number,
        amount_yuan=Decimal(amount),
        disbursed_on=today(),
        due_on=today() + timedelta(days=365),
        annual_rate_pct=Decimal("4.2"),
    )
    return application_disburse(
        actor=factories.officer_actor(who), application_id=row.pk, expected_version=row.version, data=data
    )


def check(row: Application, who: Officer) -> Application:
    row.refresh_from_db()
    return application_release(
        actor=factories.officer_actor(who), application_id=row.pk, expected_version=row.version
    )


def send_back(row: Application, who: Officer) -> Application:
    row.refresh_from_db()
    return entry_send_back(
        actor=factories.officer_actor(who),
        application_id=row.pk,
        expected_version=row.version,
        note="金额与借据不一致",
    )


def told(row: Application) -> list[str]:
    return list(Notification.objects.filter(recipient_id=row.enterprise_id).values_list("title", flat=True))


def test_what_is_entered_counts_once_it_is_checked(row: Application) -> None:
    enter(row, post(row, "王敏", "officer"))
    row.refresh_from_db()
    assert row.state == "signing"
    assert not Disbursement.objects.exists()
    assert "已放款" not in told(row)
    check(row, post(row, "罗岚"))
    row.refresh_from_db()
    assert row.state == "disbursed"
    receipt = Disbursement.objects.get()
    assert receipt.entry is not None
    assert (receipt.receipt_number, receipt.amount_yuan) == ("JJ1", Decimal(400_000))
    assert "已放款" in told(row)


def manager(row: Application) -> Officer:
    return post(row, "周正", "manager")


def twice(row: Application) -> Officer:
    """Somebody of another phone with the name of who entered."""
    return post(row, "王 敏")


def both_posts(row: Application) -> Officer:
    """The same phone: the officer who entered is 放款审核 as well."""
    found = Officer.objects.get(institution=row.institution, name="王敏")
    found.also_roles = ["checker"]
    found.save()
    return found


def who_approved(row: Application) -> Officer:
    found = row.approval.approved_by
    found.role = "manager"
    found.save()
    return found


def who_proposed(row: Application) -> Officer:
    proposal = factories.proposal(application=row, state="approved")
    row.approval.proposal = proposal
    row.approval.save()
    found = proposal.proposed_by
    found.also_roles = ["checker"]
    found.save()
    return found


def who_wrote(row: Application) -> Officer:
    """A colleague who wrote the 尽调 that another proposed upon."""
    found = post(row, "马超群", "officer", also_roles=["checker"])
    row.due_diligence_notes.create(officer=found, text="现场核查")
    return found


def who_was_sent_back(row: Application) -> Officer:
    """Their 授信建议 went back; the one that was approved is another's."""
    factories.proposal(application=row, state="sent_back", proposed_by=post(row, "钱前", "officer"))
    found = Officer.objects.get(institution=row.institution, name="钱前")
    found.also_roles = ["checker"]
    found.save()
    return found


@pytest.mark.parametrize(
    "other", [twice, both_posts, who_approved, who_proposed, who_wrote, who_was_sent_back]
)
def test_nobody_checks_what_they_had_a_part_in(
    row: Application, other: Callable[[Application], Officer]
) -> None:
    enter(row, post(row, "王敏", "officer"))
    who = other(row)
    for act in (check, send_back):
        with pytest.raises(Refused, match="其他人"):
            act(row, who)
    assert not Disbursement.objects.exists()
    assert check(row, manager(row)).state == "disbursed"


def test_who_approved_does_not_enter(row: Application) -> None:
    with pytest.raises(Refused, match="须由其他人登记"):
        enter(row, who_approved(row))


def test_a_namesake_is_told_that_it_is_about_a_name(row: Application) -> None:
    enter(row, post(row, "王敏", "officer"))
    with pytest.raises(Refused, match="与您同名（王敏）") as told:
        check(row, post(row, "王敏"))
    assert "您在这笔申请上" not in told.value.sentence


def test_two_people_do_not_change_places_on_one_file(row: Application) -> None:
    """Who checked one 放款 enters none, and who entered one, though it went back, checks none."""
    officer, both = post(row, "王敏", "officer"), manager(row)
    officer.also_roles = ["checker"]
    officer.save()
    enter(row, officer)
    send_back(row, both)
    with pytest.raises(Refused, match="须由其他人登记"):
        enter(row, both, "JJ2")
    enter(row, post(row, "马超群", "officer"), "JJ3")
    with pytest.raises(Refused, match="由其他人复核"):
        check(row, officer)
    assert check(row, both).state == "disbursed"


def test_one_person_alone_lends_nothing_in_whatever_order(row: Application) -> None:
    alone = manager(row)
    for first in (enter, check, send_back):
        for second in (enter, check, send_back):
            for act in (first, second):
                try:
                    act(row, alone)
                except AppError:
                    continue
    assert not Disbursement.objects.exists()
    row.refresh_from_db()
    assert row.state == "signing"


def test_one_waits_at_a_time_and_what_went_back_is_entered_anew(row: Application) -> None:
    officer, checker = post(row, "王敏", "officer"), post(row, "罗岚")
    enter(row, officer)
    with pytest.raises(Refused, match="待复核"):
        enter(row, officer, "JJ2")
    send_back(row, checker)
    enter(row, officer, "JJ1", 300_000)
    check(row, checker)
    assert [one.amount_yuan for one in Disbursement.objects.all()] == [Decimal(300_000)]
    assert sorted(DisbursementEntry.objects.values_list("state", flat=True)) == ["checked", "sent_back"]


def test_what_does_not_fit_any_more_is_refused_with_the_reason(row: Application) -> None:
    enter(row, post(row, "王敏", "officer"))
    row.approval.approved_amount_yuan = Decimal(100_000)
    row.approval.save()
    with pytest.raises(Refused, match="最多还可放款"):
        check(row, post(row, "罗岚"))


def test_nothing_is_settled_while_one_waits(row: Application) -> None:
    officer = post(row, "王敏", "officer")
    enter(row, officer)
    check(row, post(row, "罗岚"))
    enter(row, officer, "JJ2")
    row.refresh_from_db()
    with pytest.raises(Refused, match="待复核"):
        application_settle(
            actor=factories.officer_actor(officer),
            application_id=row.pk,
            expected_version=row.version,
            settled_on=today(),
        )


def test_a_frozen_enterprise_stops_both_steps_and_sending_back_goes_on(row: Application) -> None:
    officer, checker = post(row, "王敏", "officer"), post(row, "罗岚")
    enter(row, officer)
    enterprise_freeze(actor=DESK, enterprise=row.enterprise, reason="核查")
    with pytest.raises(Refused, match="冻结"):
        check(row, checker)
    send_back(row, checker)
    with pytest.raises(Refused, match="冻结"):
        enter(row, officer)


def test_while_an_entry_waits_the_credit_is_neither_given_up_nor_does_it_lapse(row: Application) -> None:
    """The money may have gone out. Sent back, both are open again."""
    enter(row, post(row, "王敏", "officer"))
    owner = factories.enterprise_actor(factories.member(enterprise=row.enterprise))
    row.refresh_from_db()
    with pytest.raises(Refused, match="正在复核，现在不能放弃授信"):
        application_forgo(actor=owner, application_id=row.pk, expected_version=row.version, note="暂不需要")
    CreditApproval.objects.filter(application=row).update(valid_until=today() - timedelta(days=1))
    assert applications_close_overdue() == 0
    assert DisbursementEntry.objects.get().state == "open"
    send_back(row, post(row, "罗岚"))
    row.refresh_from_db()
    assert applications_close_overdue() == 1
    row.refresh_from_db()
    assert row.state == "lapsed"
