"""运行状态 and the warning well before 100,000 stored faces (O1)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import phone_way
from tests.fakes.common import busy, down
from tests.fakes.face import NEUTRAL
from tests.sites.ops.conftest import StaffClient
from tests.sites.ops.test_phone_cases import face_case
from tests.support.markup import tight
from yuzhengdai.domain.enterprises.services import social_insurance_verify
from yuzhengdai.domain.verification import retention
from yuzhengdai.domain.verification.models import VerificationCheck
from yuzhengdai.domain.verification.services import liveness, papers
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.core.models import OutsideCall
from yuzhengdai.foundation.integrations.breaker import Breaker, open_sources
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data
from yuzhengdai.foundation.integrations.ocr.base import PaperKind
from yuzhengdai.foundation.notifications.models import OutboxMessage
from yuzhengdai.foundation.notifications.outbox import outbox_dispatch
from yuzhengdai.foundation.notifications.services import sms_enqueue

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


def table_row(html: str, label: str) -> str:
    """The row of 「外部系统」 that begins with ``label``."""
    return tight(html).split(f"<tr><td>{label}</td>")[1].split("</tr>")[0]


def test_questions_without_a_stored_answer_are_counted(operator: Client) -> None:
    """OCR and 电力、社保 are counted, of the many frames only those without an answer."""
    shown = page(operator)
    assert "0 次" in table_row(shown, "证件识别")
    assert "不计" in table_row(shown, "活体检测的画面")
    actor, row = phone_way.open_attempt(phone_way.member())
    phone_way.do_identity(actor, row)
    phone_way.fake_ocr().error = down("ocr")
    with pytest.raises(ExternalError):
        papers.paper_reread(actor=actor, verification_id=row.pk, kind=PaperKind.ID_FRONT)
    phone_way.fake_ocr().error = None
    get_gov_data().error = down("gov_data")  # type: ignore[attr-defined]
    with pytest.raises(ExternalError):
        social_insurance_verify(actor=actor, number="41010012345")
    get_gov_data().error = None  # type: ignore[attr-defined]
    with frozen() as clock:
        drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
        phone_way.send(actor, drawn, [NEUTRAL] * 5, clock)
        phone_way.fake_face().error = busy("face")
        with pytest.raises(ExternalError):
            phone_way.send(actor, drawn, [NEUTRAL] * 5, clock, first=1, at_ms=600)
    shown = page(operator)
    ocr = table_row(shown, "证件识别")
    assert "3 次" in ocr
    assert "1 次" in ocr
    assert "超时没有答复" in ocr
    assert "1 次" in table_row(shown, "电力、社保")
    face = table_row(shown, "活体检测的画面")
    assert "不计" in face
    assert "1 次" in face
    assert "识别服务繁忙" in face
    assert OutsideCall.objects.filter(kind="face_measure").count() == 1


def test_messages_that_failed_for_good_are_counted_and_cannot_be_sent_again(operator: Client) -> None:
    assert "不能再次发送" not in page(operator)
    with transaction.atomic():
        sms_enqueue(
            phone="+8613800138000", template="x", params={}, text="示例", dedupe_key="x",
            expires_at=now() - timedelta(minutes=1),
        )  # fmt: skip
    outbox_dispatch()
    failed = OutboxMessage.objects.get()
    assert (failed.state, failed.payload) == ("failed", {})
    shown = page(operator)
    assert "最终没有发出" in shown
    assert "正文已按规定清除，不能再次发送" in shown
    assert reverse("ops:outbox") in shown
    listed = page(operator, "ops:outbox")
    retry = reverse("ops:outbox-retry", kwargs={"message_id": failed.pk})
    assert "正文已清除，不能再发" in listed
    assert retry not in listed
    told = operator.post(retry, follow=True).content.decode()
    assert "不能再次发送" in told
    assert OutboxMessage.objects.get().state == "failed"


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
        OutsideCall.objects.create(
            kind=("ocr", "utilities", "face_measure")[number % 3], result="silent", why="x"
        )
    with django_assert_max_num_queries(18):
        operator.get(reverse("ops:state"))
