"""The operator's first page: what is to be done (O1)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests import factories
from tests.sites.ops.conftest import StaffClient
from tests.sites.ops.test_verifications import in_review
from yuzhengdai.domain.applications.services.clockwork import applications_flag_late
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.reference.selectors import forget_calendar
from yuzhengdai.foundation.reference.services import calendar_day_set

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["operator", "system_administrator"])
def test_the_next_year_without_holidays_is_among_the_things_to_do(
    staff_client: StaffClient, role: str
) -> None:
    """From November on, until its holidays are entered; the library of today ends with 2026."""
    forget_calendar()
    with frozen("2026-10-31T12:00"):
        assert "2027 年的节假日还没有登记" not in staff_client(role).get(reverse("ops:home")).content.decode()
    with frozen("2026-11-01T09:00"):
        page = staff_client(role).get(reverse("ops:home")).content.decode()
        assert "2027 年的节假日还没有登记" in page
        assert reverse("ops:calendar") in page
    with frozen("2027-12-01T09:00"):
        assert "2027 年、2028 年的节假日" in staff_client(role).get(reverse("ops:home")).content.decode()
    for day in (5, 8, 9, 10, 11):
        calendar_day_set(actor=SYSTEM, day=date(2027, 2, day), is_working=False, note="春节")
    forget_calendar()
    with frozen("2026-12-01T09:00"):
        assert "节假日还没有登记" not in staff_client(role).get(reverse("ops:home")).content.decode()
    forget_calendar()


def test_who_does_not_keep_the_calendar_is_not_asked(staff_client: StaffClient) -> None:
    with frozen("2026-12-01T09:00"):
        assert "节假日还没有登记" not in staff_client("auditor").get(reverse("ops:home")).content.decode()


def test_figures_say_what_they_are(staff_client: StaffClient) -> None:
    page = staff_client("regulator").get(reverse("ops:home")).content.decode()
    assert "授信意见用时（中位数）" in page
    assert "最近 300 笔授信意见，从提交申请到给出意见" in page
    assert "平均" not in page


def test_work_begins_on_the_first_page(staff_client: StaffClient) -> None:
    """Those that wait longest stand there, with the way to each."""
    cases = [in_review(submitted_at=now() - timedelta(days=day)) for day in range(1, 8)]
    files = [factories.application(due_at=now() - timedelta(days=day)) for day in range(1, 8)]
    applications_flag_late()
    page = staff_client("operator").get(reverse("ops:home")).content.decode()
    for case in cases:
        assert (reverse("ops:verification-detail", args=[case.pk]) in page) is (case in cases[2:])
    for file in files:
        assert (reverse("ops:late-urge", args=[file.pk]) in page) is (file in files[2:])


def test_an_empty_desk_says_so(staff_client: StaffClient) -> None:
    page = staff_client("operator").get(reverse("ops:home")).content.decode()
    assert "没有待审核的认证。" in page
    assert "没有超时而未督办的申请。" in page


@pytest.mark.parametrize("role", ["system_administrator", "security_administrator"])
def test_posts_that_wait_for_a_second_person_stand_on_the_first_page(
    staff_client: StaffClient, role: str
) -> None:
    waits = factories.staff_post(role="auditor", confirmed_at=None, name="待确认的人")
    home = staff_client(role).get(reverse("ops:home")).content.decode()
    assert waits.name in home
    assert "没有待确认的 CA 机构。" in home


@pytest.mark.parametrize("role", ["auditor", "regulator"])
def test_queues_are_not_shown_to_who_has_none(staff_client: StaffClient, role: str) -> None:
    case = in_review()
    factories.staff_post(role="auditor", confirmed_at=None, name="待确认的人")
    page = staff_client(role).get(reverse("ops:home")).content.decode()
    assert case.enterprise.name not in page
    assert "待确认" not in page


def test_an_auditor_begins_with_the_chain(staff_client: StaffClient) -> None:
    page = staff_client("auditor").get(reverse("ops:home")).content.decode()
    assert "待封存" in page
    assert "待封存" not in staff_client("operator").get(reverse("ops:home")).content.decode()
