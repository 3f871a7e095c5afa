"""Accounts that send again and again stand at the operator's desk."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.sites.ops.conftest import StaffClient
from tests.sites.ops.test_verifications import in_review
from yuzhengdai.domain.verification.models import LivenessSession, Verification, VerificationStep
from yuzhengdai.foundation.core.clock import frozen, now

pytestmark = pytest.mark.django_db
NOBODY = "近 30 天没有反复办理的账号"


@pytest.fixture
def operator(staff_client: StaffClient) -> Client:
    return staff_client()


def turned_down(row: Verification) -> None:
    VerificationStep.objects.create(
        verification=row, action="return", from_state="in_review", to_state="returned"
    )


def face_failed(row: Verification, times: int) -> None:
    for _ in range(times):
        LivenessSession.objects.create(
            verification=row, attempt=1, secret_hash="x", state="failed", expires_at=now(), decided_at=now()
        )


def cells(page: str) -> list[str]:
    found = re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)
    return [re.sub(r"<[^>]+>|\s", "", cell) for cell in found]


def test_three_returns_within_thirty_days(
    operator: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    url = reverse("ops:verification-shared")
    row, calm = in_review(), in_review()
    Verification.objects.filter(pk=calm.pk).update(id_number_index="of another number")
    for _ in range(2):
        turned_down(row)
    turned_down(calm)
    with frozen("2026-10-01T09:00"):
        turned_down(row)
    assert NOBODY in operator.get(url).content.decode(), "what lies further back is not counted"
    turned_down(row)
    with django_assert_max_num_queries(14):
        page = operator.get(url).content.decode()
    assert row.enterprise.name in cells(page)[0]
    assert cells(page)[1:4] == ["3", "0", "—"]
    assert calm.enterprise.name not in page
    assert str(row.user.phone) not in page


@pytest.mark.parametrize(("times", "said"), [(4, None), (5, "—"), (10, "今天已停用")])
def test_failed_faces_and_whether_they_are_stopped(operator: Client, times: int, said: str | None) -> None:
    row = in_review()
    face_failed(row, times)
    page = operator.get(reverse("ops:verification-shared")).content.decode()
    assert cells(page)[1:4] == ([] if said is None else ["0", str(times), said])


def test_who_handed_in_nothing_is_counted_without_a_name(operator: Client) -> None:
    row = in_review()
    Verification.objects.filter(pk=row.pk).update(state="draft")
    face_failed(row, 6)
    page = operator.get(reverse("ops:verification-shared")).content.decode()
    assert row.enterprise.name not in page, "a draft is nobody's to see"
    assert cells(page)[:2] == ["都还没有提交", "0"]
