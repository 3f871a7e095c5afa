"""运行状态 and the warning well before 100,000 stored faces (O1)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.sites.ops.conftest import StaffClient
from tests.sites.ops.test_phone_cases import face_case

from yuzhengdai.domain.verification import retention
from yuzhengdai.domain.verification.models import VerificationCheck
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.breaker import Breaker, open_sources

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(staff_client: StaffClient) -> Client:
    return staff_client("operator")


def page(client: Client, name: str = "ops:state") -> str:
    return client.get(reverse(name)).content.decode()


def test_nothing_is_said_while_few_faces_are_kept(operator: Client) -> None:
    face_case()
    assert "备案（《" not in page(operator, "ops:home")
    shown = page(operator)
    assert '<dd class="kpi__value num">1<small class="kpi__unit">人' in shown
    assert "30 个工作日内" in shown


def test_the_operator_is_warned_well_before(
    operator: Client, staff_client: StaffClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert retention.WARN_AT <= retention.FILING_AT * 0.8
    monkeypatch.setattr(retention, "WARN_AT", 1)
    face_case()
    for client in (operator, staff_client("system_administrator")):
        home = page(client, "ops:home")
        assert "平台现存 1 人的人脸信息" in home
        assert reverse("ops:state") in home
        assert "平台现存 1 人的人脸信息" in page(client)
    assert "平台现存" not in page(staff_client("auditor"), "ops:home")


def test_the_counter_is_taken_anew_after_a_while(operator: Client) -> None:
    assert '<dd class="kpi__value num">0<small' in page(operator)
    face_case()
    assert '<dd class="kpi__value num">0<small' in page(operator), "counted at most every five minutes"
    cache.clear()
    assert '<dd class="kpi__value num">1<small' in page(operator)


def test_silent_sources_are_told_with_their_last_error(operator: Client) -> None:
    face_case()
    shown = page(operator)
    assert "超时没有答复" in shown
    assert "辅助级，只作参考" in shown
    VerificationCheck.objects.filter(result="unavailable").update(result="pass")
    assert "超时没有答复" not in page(operator)


def test_an_open_breaker_is_told(operator: Client) -> None:
    breaker = Breaker("gov_data:register", failures=1, pause_s=60)
    assert "已暂停" not in page(operator)
    with pytest.raises(ExternalError), breaker.guard():
        raise ExternalError("external_timeout", source="gov_data:register")
    assert open_sources() == ["gov_data:register"]
    assert "已暂停" in page(operator)
    del breaker


def test_an_engine_that_does_not_run_is_told_and_the_page_does_not_wait(
    operator: Client, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    assert "不在本机运行" in page(operator)
    settings.ADAPTERS = {**settings.ADAPTERS, "ocr": ["embedded"], "face": ["embedded"]}
    shown = page(operator)
    assert shown.count("识别服务没有响应") == 2
    assert "请检查进程是否在运行" in shown


def test_a_site_without_sources_says_so(operator: Client, settings: Any) -> None:
    settings.ADAPTERS = {**settings.ADAPTERS, "identity": ["none"], "gov_data": []}
    shown = page(operator)
    assert "未接入" in shown
    assert "设置不完整" in shown


@pytest.mark.parametrize(
    ("role", "status"), [("system_administrator", 200), ("auditor", 403), ("regulator", 403)]
)
def test_who_may_look(staff_client: StaffClient, role: str, status: int) -> None:
    assert staff_client(role).get(reverse("ops:state")).status_code == status


def test_queries_do_not_grow(operator: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    row = face_case()
    for number in range(20):
        VerificationCheck.objects.create(
            verification=row, kind="identity", result="unavailable", source="x", detail={"why": "external_timeout"},
            created_at=now() - timedelta(minutes=number),
        )  # fmt: skip
    with django_assert_max_num_queries(18):
        operator.get(reverse("ops:state"))
