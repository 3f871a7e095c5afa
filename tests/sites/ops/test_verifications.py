"""核验台 (O1): the queue, one case, pictures and numbers that open with a record, the decision."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.sites.ops.conftest import StaffClient
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.services.draft import ID_NUMBER_TAG
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.clock import frozen, now, today
from yuzhengdai.foundation.core.codes import make_id_number
from yuzhengdai.foundation.core.keyring import blind_index
from yuzhengdai.foundation.files.checks import file_check
from yuzhengdai.foundation.files.enums import DOCUMENTS
from yuzhengdai.foundation.files.services import file_store
from yuzhengdai.foundation.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db
NUMBER = make_id_number(seed=11)


def in_review(*, pictures: bool = True, **values: Any) -> Verification:
    """A verification handed in, as the applicant's services leave it."""
    member: EnterpriseMember = values.pop("member", None) or factories.member(
        enterprise=factories.enterprise(state="claimed", verified_at=None), is_legal_representative=False
    )
    enterprise = member.enterprise
    licence = {
        "name": enterprise.name,
        "uscc": enterprise.uscc,
        "entity_type": "company",
        "legal_representative_name": "李示例",
        "registered_address": "郑州市中原区示例路 88 号",
        "established_on": "2016-08-17",
        "region_code": "410100",
    }
    defaults: dict[str, Any] = {
        "enterprise": enterprise,
        "user": member.user,
        "role": "legal_representative",
        "state": "in_review",
        "person_name": "李示例",
        "id_number": NUMBER,
        "id_number_index": blind_index(ID_NUMBER_TAG, NUMBER),
        "id_address": "郑州市中原区示例路 8 号院 3 号楼",
        "id_valid_until": today() + timedelta(days=900),
        "licence": licence,
        "submitted_at": now(),
        "version": 7,
    }
    row = Verification.objects.create(**{**defaults, **values})
    if pictures:
        buffer = io.BytesIO()
        Image.new("RGB", (80, 50), "white").save(buffer, "JPEG")
        checked = file_check(content=buffer.getvalue(), name="a.jpg", kinds=DOCUMENTS)
        for kind in ("id_front", "id_back", "licence"):
            file_store(
                actor=factories.enterprise_actor(member),
                content=checked,
                subject_kind="verification",
                subject_id=row.pk,
                purpose=kind,
            )
    return row


def to(row: Verification, name: str = "detail", **kwargs: str) -> str:
    return reverse(f"ops:verification-{name}", kwargs={"verification_id": row.pk, **kwargs})


@pytest.fixture
def operator(staff_client: StaffClient) -> Client:
    return staff_client("operator")


def test_the_queue_is_by_waiting_time_and_counts(operator: Client) -> None:
    newer = in_review(pictures=False)
    older = in_review(pictures=False, submitted_at=now() - timedelta(days=5))
    in_review(pictures=False, state="draft", submitted_at=None)
    page = operator.get(reverse("ops:verification-list")).content.decode()
    assert page.index(older.enterprise.name) < page.index(newer.enterprise.name)
    assert "已超时" in page
    home = operator.get(reverse("ops:home")).content.decode()
    assert "待审核的认证" in home


def test_from_case_to_case(operator: Client) -> None:
    first = in_review(pictures=False, submitted_at=now() - timedelta(days=2))
    second = in_review(pictures=False)
    assert (
        f'href="{to(second)}" aria-label="下一件：{second.enterprise.name}"'
        in operator.get(to(first)).content.decode()
    )
    assert "下一件" not in operator.get(to(second)).content.decode()


def test_the_queue_filters_by_way_and_name(operator: Client) -> None:
    face, manual = in_review(pictures=False, way="face"), in_review(pictures=False)
    shown = operator.get(reverse("ops:verification-list"), {"way": "face"}).content.decode()
    assert face.enterprise.name in shown
    assert manual.enterprise.name not in shown
    assert "人脸核验（待审核 1）" in shown
    found = operator.get(
        reverse("ops:verification-list"), {"q": manual.enterprise.uscc[:10]}
    ).content.decode()
    assert manual.enterprise.name in found
    odd = operator.get(reverse("ops:verification-list"), {"way": "x'", "tab": "y", "page": "-1", "q": "%"})
    assert odd.status_code == 200


def test_the_case_masks_what_is_sensitive(operator: Client) -> None:
    row = in_review()
    page = operator.get(to(row)).content.decode()
    assert NUMBER not in page
    assert f"{NUMBER[:4]}********{NUMBER[-4:]}" in page
    assert str(row.user.phone) not in page
    assert "3 号楼" not in page
    assert '<img class="review__photo"' not in page
    assert operator.get(to(row, "picture", kind="id_front")).status_code == 404


def test_opening_a_picture_is_recorded_and_lasts_ten_minutes(operator: Client) -> None:
    row = in_review()
    with frozen() as at:
        answer = operator.post(to(row, "picture-open", kind="id_front"), {"reason": "check"})
        assert answer.status_code == 302
        event = AuditEvent.objects.get(action="verification.picture_open")
        assert event.detail == {"kind": "id_front", "reason": "与材料核对"}
        picture = operator.get(to(row, "picture", kind="id_front"))
        assert picture["Content-Type"] == "image/jpeg"
        assert "no-store" in picture["Cache-Control"]
        assert operator.get(to(row, "picture", kind="id_back")).status_code == 404
        assert 'class="review__photo"' in operator.get(to(row)).content.decode()
        at.advance(minutes=11)
        assert operator.get(to(row, "picture", kind="id_front")).status_code == 404


def test_a_picture_needs_a_reason_which_the_next_is_offered(operator: Client) -> None:
    row = in_review()
    without = operator.post(to(row, "picture-open", kind="id_front"), {"reason": " "})
    assert without.status_code == 422
    assert "请选择查看原因" in without.content.decode()
    assert not AuditEvent.objects.filter(action="verification.picture_open").exists()
    assert operator.get(to(row, "picture", kind="id_front")).status_code == 404
    operator.post(to(row, "picture-open", kind="id_front"), {"reason": "other", "reason_text": "核对证件"})
    assert 'value="核对证件"' in operator.get(to(row)).content.decode()
    assert 'value="核对证件"' not in operator.get(to(in_review())).content.decode()
    assert AuditEvent.objects.get(action="verification.picture_open").detail["reason"] == "其他：核对证件"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"reason": "因为"},
        {"reason": "other"},
        {"reason": "other", "reason_text": "看看"},
        {"reason": "check", "reason_text": "长" * 61},
    ],
)
def test_a_look_needs_a_reason_of_the_short_list(operator: Client, sent: dict[str, str]) -> None:
    row = in_review()
    for route, args in (("number", {}), ("picture-open", {"kind": "id_front"})):
        assert operator.post(to(row, route, **args), sent).status_code == 422
    assert not AuditEvent.objects.filter(action__startswith="verification.").exists()


def test_another_operator_opens_for_itself(operator: Client, staff_client: StaffClient) -> None:
    row = in_review()
    operator.post(to(row, "picture-open", kind="id_front"), {"reason": "check"})
    assert staff_client("operator").get(to(row, "picture", kind="id_front")).status_code == 404


def test_the_number_needs_a_reason(operator: Client) -> None:
    row = in_review()
    without = operator.post(to(row, "number"), {"reason": " "})
    assert without.status_code == 422
    assert "请选择查看原因" in without.content.decode()
    shown = operator.post(to(row, "number"), {"reason": "check"})
    assert NUMBER in shown.content.decode()
    assert AuditEvent.objects.get(action="verification.number_reveal").detail == {"reason": "与材料核对"}
    assert NUMBER not in operator.get(to(row)).content.decode()


def test_pass_refuse_return(operator: Client) -> None:
    passed, refused, returned = in_review(), in_review(), in_review()
    operator.post(to(passed, "decide"), {"action": "pass", "version": passed.version})
    assert Enterprise.objects.get(pk=passed.enterprise_id).is_verified
    said = {"reason_code": "picture_unclear", "reason": "营业执照右侧被手指挡住", "version": refused.version}
    operator.post(to(refused, "decide"), {"action": "refuse", **said})
    last = operator.post(to(returned, "decide"), {"action": "return", **said})
    assert last.url == reverse("ops:verification-list"), "nothing is left to do"
    states = [Verification.objects.get(pk=row.pk).state for row in (passed, refused, returned)]
    assert states == ["passed", "refused", "returned"]
    assert OutboxMessage.objects.count() == 3


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"action": "refuse"}, "请选择原因"),
        ({"action": "return", "reason_code": "other", "reason": "x"}, "4 至 300 个字"),
        ({"action": "refuse", "reason_code": "invented", "reason": "原因说明"}, "请选择原因"),
        ({"action": "refuse", "reason_code": "other", "reason": "<script>" + "长" * 400}, "4 至 300 个字"),
    ],
)
def test_saying_no_needs_a_reason_and_keeps_what_was_typed(
    operator: Client, values: dict[str, str], sentence: str
) -> None:
    row = in_review()
    answer = operator.post(to(row, "decide"), {"version": row.version, **values})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "<script>长" not in page
    assert "error-summary" in page


def test_the_second_operator_is_told(operator: Client, staff_client: StaffClient) -> None:
    row = in_review()
    said = {"version": row.version, "reason_code": "other", "reason": "我也写了一句"}
    operator.post(to(row, "decide"), {"action": "pass", "version": row.version})
    late = staff_client("operator").post(to(row, "decide"), {"action": "refuse", **said})
    assert late.status_code == 409
    assert "别人已经处理过" in late.content.decode()
    assert Verification.objects.get(pk=row.pk).state == "passed"


def test_other_enterprises_of_the_code_are_shown(operator: Client) -> None:
    row = in_review()
    standing = factories.enterprise(uscc=row.enterprise.uscc, name="河南示例在册有限公司")
    page = operator.get(to(row)).content.decode()
    assert standing.name in page
    assert "法定代表人接管" in page


def test_differences_are_flagged(operator: Client) -> None:
    row = in_review(person_name="王示例")
    page = operator.get(to(row)).content.decode()
    assert "身份证姓名与营业执照上的姓名不一致" in page
    assert "不一致，请看影像" in page


@pytest.mark.parametrize("role", ["auditor", "regulator", "system_administrator", "security_administrator"])
def test_other_roles_may_not(staff_client: StaffClient, role: str) -> None:
    row = in_review()
    client = staff_client(role)
    assert client.get(reverse("ops:home")).status_code == 200
    assert client.get(reverse("ops:verification-list")).status_code == 403
    assert client.get(to(row)).status_code == 403
    assert client.post(to(row, "decide"), {"action": "pass", "version": row.version}).status_code == 403
    assert client.post(to(row, "picture-open", kind="id_front")).status_code == 403


def test_no_second_factor_no_desk(login: Any) -> None:
    post = factories.staff_post()
    answer = login(post.user, staff=True).get(reverse("ops:verification-list"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("ops:login"))


def test_queries_do_not_grow(operator: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    rows = [in_review(pictures=False) for _ in range(12)]
    with django_assert_max_num_queries(14):
        operator.get(reverse("ops:verification-list"))
    with django_assert_max_num_queries(32):
        operator.get(to(rows[0]))
