"""身份与人脸信息的同意, in console and app: seen by its owner, withdrawn with deletion (R6, R7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import factories, phone_way
from tests.sites.ops.test_phone_cases import face_case
from yuzhengdai.domain.agreements.models import AgreementConsent
from yuzhengdai.domain.agreements.services import agreements_install
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.verification.models import LivenessBatch, Verification
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.clock import frozen
from yuzhengdai.foundation.files.models import StoredFile

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
PLACES = ("console", "app")


def enter(login: Login, row: Verification) -> Client:
    return login(row.user, enterprise_id=str(row.enterprise_id))


def page(client: Client, place: str) -> str:
    return client.get(reverse(f"{place}:consents")).content.decode()


def withdraw(place: str, kind: str) -> str:
    return reverse(f"{place}:consent-withdraw", kwargs={"kind": kind})


def files(row: Verification) -> set[str]:
    return set(StoredFile.objects.filter(subject_id=row.pk).values_list("purpose", flat=True))


@pytest.mark.parametrize("place", PLACES)
def test_face_data_goes_and_the_attempt_stays(login: Login, place: str) -> None:
    row = face_case()
    client = enter(login, row)
    assert page(client, place).count("已同意") == 2
    asked = client.get(withdraw(place, "face-data")).content.decode()
    assert "留存的人脸照片、特征和测量数值立即删除" in asked
    assert "face_reference" in files(row), "a question deletes nothing"
    answer = client.post(withdraw(place, "face-data"), follow=True)
    shown = answer.content.decode()
    assert "已撤回《人脸信息处理同意书》，相关信息已删除。" in shown
    assert shown.count("撤回同意：") == 1
    assert files(row) == {"id_front", "id_back", "licence"}
    assert not LivenessBatch.objects.exists()
    assert Verification.objects.get(pk=row.pk).state == "in_review"
    assert AuditEvent.objects.filter(action="agreements.withdraw").count() == 1


@pytest.mark.parametrize("place", PLACES)
def test_identity_data_ends_the_attempt_and_wipes_it(login: Login, place: str) -> None:
    row = face_case()
    client = enter(login, row)
    assert "全部删除" in client.get(withdraw(place, "identity-data")).content.decode()
    client.post(withdraw(place, "identity-data"))
    row.refresh_from_db()
    assert (row.state, row.person_name, row.id_number, row.licence) == ("expired", "", "", {})
    assert files(row) == set()


def test_after_a_pass_the_enterprise_stays_verified(login: Login) -> None:
    with frozen() as clock:
        row = phone_way.pass_by_face(phone_way.member(), clock)
    assert row.state == "passed"
    client = enter(login, row)
    client.post(withdraw("console", "identity-data"))
    row = Verification.objects.select_related("enterprise").get(pk=row.pk)
    assert row.enterprise.is_verified
    assert row.person_name == phone_way.NAME
    assert row.id_address == ""
    assert not files(row) & {"id_front", "id_back", "face_reference"}


def test_nothing_to_withdraw_leads_back_and_twice_is_once(login: Login) -> None:
    row = face_case()
    client = enter(login, row)
    url = withdraw("console", "face-data")
    client.post(url)
    again = client.post(url, follow=True).content.decode()
    assert "没有需要撤回的同意" in again
    assert client.get(url).url == reverse("console:consents")  # type: ignore[attr-defined]
    assert "已撤回" in page(client, "console")
    for kind in ("platform", "privacy", "identity_data", "nothing"):
        assert client.get(withdraw("console", kind)).status_code == 404
        assert client.post(withdraw("console", kind)).status_code == 404
    assert AgreementConsent.objects.filter(withdrawn_at__isnull=False).count() == 1


def test_a_colleague_sees_and_withdraws_nothing_of_mine(login: Login) -> None:
    row = face_case()
    colleague = factories.member(enterprise=row.enterprise, role="viewer", is_legal_representative=False)
    client = login(colleague.user, enterprise_id=str(colleague.enterprise_id))
    assert page(client, "console").count("没有同意过") == 2
    client.post(withdraw("console", "face-data"))
    assert "face_reference" in files(row)


def test_somebody_without_an_enterprise_comes_to_it_in_the_app(login: Login) -> None:
    agreements_install()
    client = login(factories.user())
    assert page(client, "app").count("没有同意过") == 2
    assert client.get(reverse("console:consents")).status_code == 302


@pytest.mark.parametrize("place", PLACES)
def test_queries(login: Login, place: str, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client = enter(login, face_case())
    with django_assert_max_num_queries(14):
        page(client, place)


def test_the_pages_that_lead_here(login: Login) -> None:
    member: EnterpriseMember = factories.member()
    client = login(member.user, enterprise_id=str(member.enterprise_id))
    for name, target in (("app:mine", "app:consents"), ("console:profile-verification", "console:consents")):
        assert reverse(target) in client.get(reverse(name)).content.decode()


def test_the_console_tells_how_the_enterprise_was_verified(login: Login, settings: Any) -> None:
    """C4: way, date, one's own certificate; nothing of who did it."""
    with frozen() as clock:
        row = phone_way.pass_by_face(phone_way.member(), clock)
    shown = enter(login, row).get(reverse("console:profile-verification")).content.decode()
    assert "人脸核验" in shown
    assert "法定代表人本人" in shown
    assert "还没有，可在手机豫正贷办理" in shown
    other = factories.member(enterprise=row.enterprise, role="viewer", is_legal_representative=False)
    theirs = login(other.user, enterprise_id=str(row.enterprise_id))
    assert "人脸核验" in theirs.get(reverse("console:profile-verification")).content.decode()
    stranger = factories.member()
    client = login(stranger.user, enterprise_id=str(stranger.enterprise_id))
    assert "人脸核验" not in client.get(reverse("console:profile-verification")).content.decode()
