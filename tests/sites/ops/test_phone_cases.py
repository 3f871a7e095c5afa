"""核验台 for the phone's ways (O1): readings beside what was typed, answers, faces, transfers; masked until opened."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, cast

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import factories, phone_way
from tests.domain.certificates.phone import Phone
from tests.fakes.common import down
from tests.fakes.identity import FakeIdentity
from tests.sites.ops.conftest import StaffClient
from tests.sites.ops.test_verifications import to
from yuzhengdai.domain.certificates.services import certificate_revoke
from yuzhengdai.domain.verification.enums import VerificationWay
from yuzhengdai.domain.verification.models import (
    LivenessSession,
    TransferCheck,
    Verification,
    VerificationCheck,
)
from yuzhengdai.domain.verification.services import wizard as wizard_services
from yuzhengdai.domain.verification.services.certificate import verification_certificate_issue
from yuzhengdai.domain.verification.services.renewal import renewal_open
from yuzhengdai.domain.verification.services.review import verification_pass
from yuzhengdai.domain.verification.services.submit import verification_submit
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.core.codes import make_id_number, make_uscc
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.integrations.identity.registry import get_identity
from yuzhengdai.foundation.notifications.models import OutboxMessage
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db
TYPED = make_id_number(seed=7)
READ = make_id_number(seed=8)


@pytest.fixture
def operator(staff_client: StaffClient) -> Client:
    return staff_client("operator")


def face_case(*, read_number: str = TYPED) -> Verification:
    """A 法定代表人 on the phone whose identity source was silent: in review."""
    with frozen() as clock:
        actor, row = phone_way.open_attempt(phone_way.member())
        phone_way.do_identity(actor, row)
        assert phone_way.do_face(actor, row, clock).is_passed
        phone_way.do_licence(actor, row)
        wizard_services.utilities_done(actor=actor, verification_id=row.pk)
        cast(FakeIdentity, get_identity()).error = down("identity")
        verification_submit(actor=actor, verification_id=row.pk)
    row = Verification.objects.select_related("enterprise", "user").get(pk=row.pk)
    if read_number != TYPED:
        front = row.read_data["id_front"]
        front["fields"]["id_number"] = {"value": read_number, "confidence": 0.99, "is_sure": True}
        row.save(update_fields=["read_data"])
    assert row.state == "in_review"
    return row


def renewal_case() -> Verification:
    """Somebody who lost the phone and showed the face again while the identity source was silent: in review."""
    member = phone_way.member()
    with frozen() as clock:
        passed = phone_way.pass_by_face(member, clock)
        actor = factories.enterprise_actor(member)
        lost = verification_certificate_issue(
            actor=actor, verification_id=passed.pk, csr_der=Phone().csr(), device_name="iPhone"
        )
        certificate_revoke(actor=actor, certificate_id=lost.pk, reason="key_compromise")
        clock.advance(minutes=1)
        row = renewal_open(actor=actor)
        assert phone_way.do_face(actor, row, clock).is_passed
        cast(FakeIdentity, get_identity()).error = down("identity")
        return verification_submit(actor=actor, verification_id=row.pk)


def test_a_renewal_is_told_from_a_whole_attempt(operator: Client) -> None:
    """What was shown once is not to be taken for shown now; afterwards the page bears that its card is kept elsewhere."""
    row = renewal_case()
    page = text(operator, row)
    assert "换发手机证书：人员和企业资料取自已通过的认证" in page
    assert "身份核验：暂无结果" in page
    assert "请核对授权书" not in page
    pictures = to(row, "picture-open", kind="id_front")
    assert pictures in page
    assert "未上传" not in page, "nothing is missing that a renewal does not ask for"
    answer = operator.post(to(row, "decide"), {"action": "pass", "version": row.version})
    assert answer.status_code == 302
    assert Verification.objects.get(pk=row.pk).state == "passed"
    assert "没有留存" in text(operator, row)


def text(client: Client, row: Verification) -> str:
    return client.get(to(row)).content.decode()


def test_why_it_came_and_what_each_source_answered(operator: Client) -> None:
    row = face_case()
    page = text(operator, row)
    assert "为什么转人工审核" in page
    assert "身份核验：暂无结果" in page
    assert "超时没有答复" in page
    assert "登记状态：存续" in page
    assert "企业名称一致" in page
    check = VerificationCheck.objects.get(verification=row, kind="registration")
    assert check.reference in page
    assert "权威渠道" in page
    assert "非权威，仅供参考" in page
    assert "模型 fake 1" in page
    assert "距离 0.00，越小越像" in page
    assert "辅助级模型" in page


def test_readings_stand_beside_what_was_typed_and_stay_masked(operator: Client) -> None:
    """Differences in words; a masked number that looks alike says where it differs."""
    row = face_case(read_number=READ)
    page = text(operator, row)
    places = [i for i, (a, b) in enumerate(zip(READ, TYPED, strict=True), start=1) if a != b]
    assert f"第 {places[0]}" in page
    assert "证件识别结果与填写内容不一致" in page
    assert "1 处不一致" in page
    for secret in (READ, TYPED, row.id_address, str(row.user.phone)):
        assert secret not in page
    shown = operator.post(to(row, "number"), {"reason": "check"}).content.decode()
    assert READ in shown
    assert TYPED in shown
    assert row.id_address in shown
    assert TYPED not in text(operator, row)


def test_the_live_face_opens_in_review_only(operator: Client, staff_client: StaffClient) -> None:
    row = face_case()
    file = StoredFile.objects.get(subject_id=row.pk, purpose="face_reference")
    assert operator.get(to(row, "picture", kind="face_reference")).status_code == 404
    operator.post(to(row, "picture-open", kind="face_reference"), {"reason": "check"})
    event = AuditEvent.objects.get(action="verification.picture_open")
    assert event.detail == {"kind": "face_reference", "reason": "与材料核对"}
    assert operator.get(to(row, "picture", kind="face_reference")).status_code == 200
    # An attempt that left the desk while its picture was still open, and before it was wiped.
    Verification.objects.filter(pk=row.pk).update(state="returned")
    assert operator.get(to(row, "picture", kind="face_reference")).status_code == 404
    late = operator.post(to(row, "picture-open", kind="face_reference"), {"reason": "check"})
    assert late.status_code == 409
    assert "只在待人工审核期间" in late.content.decode()
    assert AuditEvent.objects.filter(action="verification.picture_open").count() == 1
    assert StoredFile.objects.filter(pk=file.pk).exists()


@pytest.mark.parametrize("role", ["auditor", "regulator", "system_administrator", "security_administrator"])
def test_nobody_else_opens_the_face(staff_client: StaffClient, role: str) -> None:
    row = face_case()
    client = staff_client(role)
    opened = client.post(to(row, "picture-open", kind="face_reference"), {"reason": "check"})
    assert opened.status_code == 403
    assert client.get(to(row, "picture", kind="face_reference")).status_code == 403
    assert not AuditEvent.objects.filter(action="verification.picture_open").exists()


def test_the_applicant_and_the_officer_do_not_get_the_live_face(login: Any) -> None:
    row = face_case()
    client = login(row.user, **{ENTERPRISE_KEY: str(row.enterprise_id)})
    mine = "console:verification-picture"
    assert client.get(reverse(mine, kwargs={"kind": "id_front"})).status_code == 200
    assert client.get(reverse(mine, kwargs={"kind": "face_reference"})).status_code == 404
    officer = login(factories.officer().user, staff=True)
    assert officer.get(to(row, "picture", kind="face_reference")).status_code == 302


def test_a_pass_opens_the_certificate_step_by_sms(operator: Client) -> None:
    row = face_case()
    operator.post(to(row, "decide"), {"action": "pass", "version": row.version})
    row.refresh_from_db()
    assert (row.state, row.completed_at) == ("passed", None)
    sms = OutboxMessage.objects.get()
    assert "请打开手机豫正贷，设置证书密码" in str(sms.payload)
    assert not StoredFile.objects.filter(subject_id=row.pk, purpose="face_reference").exists()
    page = text(operator, row)
    assert "审核结束，已删除" in page
    assert "为什么转人工审核" not in page


def test_liveness_attempts_are_listed_and_many_failures_hinted(operator: Client) -> None:
    row = face_case()
    for attempt, reason in enumerate(["flat", "too_dark", "timeout"], start=2):
        LivenessSession.objects.create(
            verification=row,
            state="failed",
            actions=["blink", "turn_left"],
            attempt=attempt,
            secret_hash="x",
            expires_at=now(),
            decided_at=now(),
            reason_code=reason,
            sign="turn_like_a_plane" if reason == "flat" else "",
        )
    page = text(operator, row)
    assert "第 4 次" in page
    assert "眨眼、向左转头" in page
    assert "像是照片或屏幕，不是真人在做动作" in page
    assert "鼻尖没有随头转" in page, "which sign spoke"
    assert "活体检测未通过 3 次" in page
    assert "翻拍或换人的迹象" in page


def test_a_transfer_shows_the_account_masked(operator: Client) -> None:
    row = face_case()
    TransferCheck.objects.create(
        verification=row,
        state="confirmed",
        account_number="6222020200112233445",
        bank_name="示例银行郑州分行",
        amount_yuan="0.37",
        reference="BT-1",
        expires_at=now() + timedelta(days=3),
    )
    Verification.objects.filter(pk=row.pk).update(way=VerificationWay.BANK_TRANSFER)
    page = text(operator, row)
    assert "6222****3445" in page
    assert "6222020200112233445" not in page
    # The amount, and not the seconds of the page's own clock (…:10.371Z).
    assert not re.search(r"(?<!\d)0\.37(?!\d)", page)
    assert "6222020200112233445" in operator.post(to(row, "number"), {"reason": "check"}).content.decode()


def test_the_same_picture_with_another_number_is_hinted(operator: Client) -> None:
    row, other = face_case(), face_case()
    assert "照片与另外" not in text(operator, row), "the same person may verify two enterprises"
    Verification.objects.filter(pk=other.pk).update(id_number_index="another")
    assert "身份证人像面照片与另外 1 个认证完全相同" in text(operator, row)


def test_an_answer_to_an_older_question_does_not_count(operator: Client) -> None:
    row = face_case()
    row.licence = {**row.licence, "name": "改过名称的示例有限公司"}
    row.save(update_fields=["licence"])
    page = text(operator, row)
    assert "旧答复，不作数" in page
    assert "企业四要素：暂无结果" in page


def test_a_letter_that_is_a_pdf_is_offered_as_a_download(operator: Client) -> None:
    row = face_case()
    StoredFile.objects.filter(subject_id=row.pk, purpose="licence").update(is_reencoded=False)
    assert 'aria-label="下载 PDF营业执照"' in text(operator, row)


def test_queries_do_not_grow_with_answers(
    operator: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    row = face_case()
    check = VerificationCheck.objects.filter(verification=row).first()
    assert check is not None
    for _ in range(8):
        VerificationCheck.objects.create(
            verification=row, kind=check.kind, result="pass", source="x", input_digest="old"
        )
    with django_assert_max_num_queries(36):
        operator.get(to(row))


def test_bad_figures_in_an_answer_break_nothing(operator: Client) -> None:
    """What a source or an older version of the site left behind."""
    row = face_case()
    match = VerificationCheck.objects.get(verification=row, kind="face_match")
    for detail in ({}, {"match_at_most": None, "review_at_most": "x"}, {"why": "new_word"}):
        match.detail = detail
        match.save(update_fields=["detail"])
        assert operator.get(to(row)).status_code == 200
    registration = VerificationCheck.objects.get(verification=row, kind="registration")
    registration.detail = {"found": True, "state": "unheard_of"}
    registration.save(update_fields=["detail"])
    assert "登记状态：unheard_of" in text(operator, row)


def test_manual_cases_have_no_strip(operator: Client) -> None:
    row = face_case()
    VerificationCheck.objects.filter(verification=row).delete()
    row.way, row.read_data = "manual", {}
    row.save(update_fields=["way", "read_data"])
    page = text(operator, row)
    assert "各渠道答复" not in page
    assert "申请人选择人工认证" in page


def test_a_pass_by_an_operator_is_written_with_its_way() -> None:
    row = face_case()
    verification_pass(actor=factories.staff_actor(factories.staff_post()), verification_id=row.pk)
    change = row.enterprise.changes.filter(field="state").latest("created_at")
    assert change.grounds == "人脸核验，人工审核"


def test_other_accounts_with_the_same_number_are_counted_and_listed_after_a_look(operator: Client) -> None:
    """How many use it is shown; who they are, for a reason on record."""
    row = face_case()
    assert "同一证件号码" not in text(operator, row)
    _, other = phone_way.open_attempt(
        phone_way.member(uscc=make_uscc(seed=91), name="另一家示例企业有限公司")
    )
    Verification.objects.filter(pk=other.pk).update(id_number_index=row.id_number_index)
    for state in ("failed", "failed", "passed"):
        LivenessSession.objects.create(
            verification=other, attempt=1, secret_hash="x", state=state, expires_at=now(), decided_at=now(),
            id_number_index=row.id_number_index,
        )  # fmt: skip
    page = text(operator, row)
    assert "另有 1 个账号用过这个证件号码" in page
    assert "未通过 2 次，通过 2 次" in page, "its own pass is counted as well"
    assert "另一家示例企业有限公司" not in page
    answer = operator.post(
        reverse("ops:verification-number", kwargs={"verification_id": row.pk}),
        {"reason": "check"},
    )
    shown = answer.content.decode()
    assert "另一家示例企业有限公司" in shown
    assert str(other.user.phone) not in shown
    assert AuditEvent.objects.filter(action="verification.number_reveal", object_id=row.pk).exists()


def test_numbers_that_several_accounts_use_are_listed_over_all_cases(
    operator: Client, staff_client: StaffClient, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Those alone: one account with two attempts is none; no number and no phone is told."""
    url = reverse("ops:verification-shared")
    row = face_case()
    Verification.objects.create(
        enterprise=row.enterprise, user=row.user, state="refused", id_number_index=row.id_number_index
    )
    assert "没有几个账号共用的证件号码" in operator.get(url).content.decode()
    _, other = phone_way.open_attempt(
        phone_way.member(uscc=make_uscc(seed=91), name="另一家示例企业有限公司")
    )
    Verification.objects.filter(pk=other.pk).update(id_number_index=row.id_number_index)
    LivenessSession.objects.create(
        verification=other, attempt=1, secret_hash="x", state="failed", expires_at=now(), decided_at=now(),
        id_number_index=row.id_number_index,
    )  # fmt: skip
    with django_assert_max_num_queries(12):
        page = operator.get(url).content.decode()
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)
    assert [re.sub(r"<[^>]+>|\s", "", cell) for cell in cells[1:5]] == ["2", "2", "1", "1"]
    assert row.enterprise.name in cells[0]
    assert "另一家示例企业有限公司" not in page, "a draft is nobody's to see"
    for hidden in (row.id_number, str(row.user.phone), str(other.user.phone).removeprefix("+86")):
        assert hidden not in page
    assert staff_client("auditor").get(url).status_code == 403
