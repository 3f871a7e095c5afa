"""超时督办: the operator's list of late files, the act, who is told what, and what is said where nobody acted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.sites.ops.conftest import StaffClient
from tests.support.markup import tight
from yuzhengdai.domain.applications.models import Application, StatusChange
from yuzhengdai.domain.applications.selectors.case import changes_since
from yuzhengdai.domain.applications.services.accept import application_accept
from yuzhengdai.domain.applications.services.clockwork import applications_flag_late
from yuzhengdai.domain.applications.services.take import application_take
from yuzhengdai.domain.applications.services.urge import application_urge
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.core.errors import Forbidden, Refused
from yuzhengdai.foundation.notifications.models import Notification, OutboxMessage
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db
TEXT = "企业急等用款，请在今天之内受理"


def overdue(days: float = 2, **values: Any) -> Application:
    """A file whose promise ran out, as the clock job leaves it."""
    row = factories.application(due_at=now() - timedelta(days=days), **values)
    assert applications_flag_late() == 1
    row.refresh_from_db()
    return row


def listed(client: Client, **query: Any) -> str:
    answer = client.get(reverse("ops:late-list"), query)
    assert answer.status_code == 200
    return tight(answer.content.decode())


def urge(client: Client, row: Application, text: str = TEXT) -> Any:
    return client.post(reverse("ops:late-urge", args=[row.pk]), {"text": text})


def desk() -> Actor:
    return factories.staff_actor(factories.staff_post(role="operator"))


def member_page(login: Any, row: Application) -> str:
    member = factories.member(enterprise=row.enterprise)
    client = login(member.user, **{ENTERPRISE_KEY: str(row.enterprise_id)})
    url = reverse("console:application-detail", args=[row.pk])
    mine = client.get(reverse("console:application-list")).content.decode()
    return tight(client.get(url).content.decode() + mine)


def test_the_clock_says_that_it_was_the_clock(login: Any) -> None:
    """Nobody acted: no message, page or timeline says that the platform urged anybody."""
    row = overdue()
    said = " ".join(f"{n.title}{n.body}" for n in Notification.objects.all()) + member_page(login, row)
    assert "平台已督办" not in said
    assert "系统已提醒机构" in said
    assert "系统自动提醒" in Notification.objects.get(recipient_kind="institution").body


def test_urging_tells_both_sides_and_is_on_record(staff_client: StaffClient, login: Any) -> None:
    row = overdue()
    manager = factories.officer(institution=row.institution, role="manager")
    factories.officer(institution=row.institution, role="officer")
    factories.officer(institution=row.institution, role="manager", is_active=False)
    answer = urge(staff_client(), row)
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.is_late, row.version) == ("submitted", True, 0)
    to_bank = Notification.objects.get(category="supervision")
    assert (to_bank.recipient_kind, to_bank.recipient_id) == ("institution", row.institution_id)
    assert TEXT in to_bank.body
    assert to_bank.is_todo
    to_enterprise = Notification.objects.get(recipient_kind="enterprise", title="平台已督办")
    assert TEXT not in to_enterprise.body
    sms = [m.payload for m in OutboxMessage.objects.all() if m.payload["template"] == "application_urged"]
    assert [message["phone"] for message in sms] == [str(manager.user.phone)]
    assert TEXT not in sms[0]["text"]
    event = AuditEvent.objects.get(action="applications.urge")
    assert (event.object_id, event.detail["text"]) == (row.pk, TEXT)
    page = member_page(login, row)
    assert "平台已督办" in page
    assert "平台运营方" in page
    assert TEXT not in page
    assert "系统已提醒机构" not in page


def test_once_a_file_and_day(staff_client: StaffClient) -> None:
    with frozen("2026-03-18T10:00"):
        row, client = overdue(), staff_client()
        assert urge(client, row).status_code == 302
        assert "今天已经督办过" in urge(client, row).content.decode()
    with frozen("2026-03-18T23:59"), pytest.raises(Refused):
        application_urge(actor=desk(), application_id=row.pk, text=TEXT)
    with frozen("2026-03-19T00:01"):
        application_urge(actor=desk(), application_id=row.pk, text=TEXT)
    assert StatusChange.objects.filter(application=row, action="urge").count() == 2
    assert Notification.objects.filter(category="supervision").count() == 2


def test_what_the_institution_does_ends_it(staff_client: StaffClient) -> None:
    """The list forgets the file, a form open in another tab urges nobody, and says why."""
    row, client = overdue(), staff_client()
    officer = factories.officer_actor(factories.officer(institution=row.institution, role="officer"))
    application_accept(actor=officer, application_id=row.pk, expected_version=row.version)
    answer = client.post(reverse("ops:late-urge", args=[row.pk]), {"text": TEXT}, follow=True)
    assert "没有发出督办" in answer.content.decode()
    assert not Notification.objects.filter(category="supervision").exists()
    assert row.number not in listed(client)


def test_urging_throws_nobody_out_of_a_form() -> None:
    """The version shown to the officer stays good, and what was done since does not count the urge as a step."""
    row = overdue()
    officer = factories.officer_actor(factories.officer(institution=row.institution, role="officer"))
    application_urge(actor=desk(), application_id=row.pk, text=TEXT)
    application_take(actor=officer, application_id=row.pk, expected_version=row.version)
    with pytest.raises(Refused):
        application_urge(actor=desk(), application_id=row.pk, text=TEXT)
    row.refresh_from_db()
    assert [change.action for change in changes_since(row, version=0)] == ["take"]


def test_a_frozen_enterprise_s_institution_is_not_urged(staff_client: StaffClient) -> None:
    row = overdue(enterprise=factories.enterprise(state="frozen"))
    assert urge(staff_client(), row).status_code == 409
    assert "企业已冻结" in listed(staff_client())


@pytest.mark.parametrize("role", ["regulator", "system_administrator", "security_administrator", "auditor"])
def test_only_operators_urge(role: str) -> None:
    row = overdue()
    with pytest.raises(Forbidden):
        application_urge(
            actor=factories.staff_actor(factories.staff_post(role=role)), application_id=row.pk, text=TEXT
        )


@pytest.mark.parametrize("text", ["", "   ", "快办", "请" * 201])
def test_the_text_is_asked_for_and_kept(staff_client: StaffClient, text: str) -> None:
    answer = urge(staff_client(), overdue(), text)
    assert answer.status_code == 422
    assert text.strip() in answer.content.decode()


def test_the_list_narrows_by_each_of_its_filters_and_by_all(staff_client: StaffClient) -> None:
    early, late_one = overdue(1.5), overdue(9, state="accepted")
    factories.application(due_at=now() + timedelta(days=1))
    client = staff_client()
    both = listed(client)
    assert both.index(late_one.number) < both.index(early.number)
    for query, there, gone in [
        ({"institution": early.institution_id}, early, late_one),
        ({"stage": "accepted"}, late_one, early),
        ({"since": "7"}, late_one, early),
        (
            {"institution": early.institution_id, "stage": "submitted", "since": "1", "urged": "no"},
            early,
            late_one,
        ),
    ]:
        page = listed(client, **query)
        assert there.number in page
        assert gone.number not in page
    assert "没有符合条件的申请" in listed(client, institution=early.institution_id, stage="accepted")
    urge(client, early)
    assert early.number not in listed(client, urged="no")
    assert late_one.number not in listed(client, urged="yes")


def test_pages_and_queries_are_bounded(staff_client: StaffClient, django_assert_max_num_queries: Any) -> None:
    product = factories.product()
    for _ in range(31):
        overdue(3, product=product)
    client = staff_client()
    with django_assert_max_num_queries(25):
        assert listed(client).count('aria-label="督办 ') == 30
    with django_assert_max_num_queries(25):
        assert listed(client, page="2").count('aria-label="督办 ') == 1


def test_the_first_page_counts_what_nobody_has_urged(staff_client: StaffClient) -> None:
    row, client = overdue(), staff_client()
    home = tight(client.get(reverse("ops:home")).content.decode())
    assert (
        f'<a href="{reverse("ops:late-list")}">超时待督办的申请</a></dt><dd class="kpi__value num">1</dd>'
        in home
    )
    urge(client, row)
    home = tight(client.get(reverse("ops:home")).content.decode())
    assert '超时待督办的申请</a></dt><dd class="kpi__value num">0</dd>' in home
