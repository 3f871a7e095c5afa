"""来电核验: the same four digits on both sides, and reporting who cannot say them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.sites.bank.conftest import Bank, bank, enter  # noqa: F401 - fixtures
from yuzhengdai.domain.applications.calls import OWNER_ADVICE, call_check_of, call_digits
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.call_report import call_report
from yuzhengdai.domain.feedback.models import Feedback
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound, RateLimited, Refused
from yuzhengdai.foundation.notifications.models import OutboxMessage
from yuzhengdai.sites.web.actors import SECOND_FACTOR_KEY

pytestmark = pytest.mark.django_db
Enter = Callable[[Officer], Client]
Login = Callable[..., Client]


def text(response: Any) -> str:
    """The page."""
    assert response.status_code == 200
    return str(response.content.decode())


def shown(page: str) -> str:
    """The digits that a page shows, "" for none."""
    found = re.search(r'class="call-check__digits[^"]*"[^>]*>\s*(\d{4})\s*<', page)
    return found[1] if found else ""


def test_both_sides_see_the_same_digits(bank: Bank, enter: Enter, login: Login) -> None:  # noqa: F811
    """On PC, on the phone and at the workbench; a colleague, who would say other ones, sees none."""
    member = factories.member()
    row = bank.application("accepted", enterprise=member.enterprise, officer=bank.officer)
    owner = login(member.user, enterprise_id=str(member.enterprise_id))
    console = text(owner.get(f"/console/applications/{row.pk}/"))
    digits = shown(console)
    assert re.fullmatch(r"\d{4}", digits)
    assert OWNER_ADVICE in console
    assert "王敏" in console
    assert shown(text(owner.get(f"/app/applications/{row.pk}/"))) == digits
    assert shown(text(enter(bank.officer).get(f"/bank/applications/{row.pk}/"))) == digits
    assert shown(text(enter(bank.colleague).get(f"/bank/applications/{row.pk}/"))) == ""
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("state", ["draft", "declined", "rejected", "withdrawn", "settled", "expired"])
def test_only_while_a_file_is_open(state: str) -> None:
    """And only where somebody handles it."""
    officer = factories.officer()
    assert call_check_of(factories.application(state=state, officer=officer)) is None
    assert call_check_of(factories.application(state="submitted")) is None
    assert call_check_of(factories.application(state="submitted", officer=officer)) is not None


def test_digits_belong_to_a_file_an_officer_and_a_day() -> None:
    """Other ones for each: over many files they differ, and they are the same whenever they are asked for."""
    officers = [factories.officer() for _ in range(2)]
    row = factories.application(officer=officers[0])
    days = [date(2026, 5, day) for day in range(1, 29)]
    assert len({call_digits(application=row, day=day) for day in days}) > 20
    assert call_digits(application=row, day=days[0]) == call_digits(application=row, day=days[0])
    first = [call_digits(application=row, day=day) for day in days]
    row.officer = officers[1]
    assert [call_digits(application=row, day=day) for day in days] != first
    other = factories.application(officer=officers[1])
    assert [call_digits(application=other, day=day) for day in days] != [
        call_digits(application=row, day=day) for day in days
    ]


def test_one_tap_reports_and_reaches_the_operator(login: Login) -> None:
    """A complaint with a number on the operator's desk; a second tap is the same report."""
    member = factories.member()
    row = factories.application(state="accepted", enterprise=member.enterprise, officer=factories.officer())
    owner = login(member.user, enterprise_id=str(member.enterprise_id))
    for site in ("console", "app", "console"):
        told = owner.post(f"/{site}/applications/{row.pk}/call-report/", follow=True)
        assert "已举报" in text(told)
    report = Feedback.objects.get()
    assert (report.kind, report.reason_code, report.state) == ("complaint", "call_check", "open")
    assert str(row.number) in str(report.text)
    assert AuditEvent.objects.filter(action="applications.call_report").count() == 1
    assert not re.search(r"\D\d{4}\D*核验数字", str(report.text))
    operator = login(factories.staff_post().user, staff=True, **{SECOND_FACTOR_KEY: now().isoformat()})
    assert report.number in text(operator.get("/ops/feedback/"))


def test_who_may_report_and_how_often() -> None:
    """Not a stranger, not the institution, not a file that is over; five a day."""
    member = factories.member()
    actor = factories.enterprise_actor(member)
    officer = factories.officer()

    def file(state: str = "accepted") -> Application:
        return factories.application(state=state, enterprise=member.enterprise, officer=officer)

    row = file()
    with pytest.raises(NotFound):
        call_report(actor=factories.enterprise_actor(factories.member()), application_id=row.pk)
    with pytest.raises(NotFound):
        call_report(actor=factories.officer_actor(officer), application_id=row.pk)
    with pytest.raises(Refused):
        call_report(actor=actor, application_id=file("withdrawn").pk)
    for _ in range(5):
        call_report(actor=actor, application_id=file().pk)
    with pytest.raises(RateLimited, match="一天最多举报 5 次"):
        call_report(actor=actor, application_id=row.pk)
