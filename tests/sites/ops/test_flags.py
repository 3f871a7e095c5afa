"""No flagged verification is passed unseen: pictures opened by this operator, an answer to each point, no untrue summary."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.sites.ops.conftest import StaffClient
from tests.sites.ops.test_phone_cases import face_case
from yuzhengdai.domain.verification.models import Verification, VerificationCheck
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.clock import now

pytestmark = pytest.mark.django_db
NOTHING = "没有发现需要特别留意的事项"


def handed_in(**values: str) -> Verification:
    """Its clock ran ahead while it was made; the looks come after."""
    row = face_case(**values)
    Verification.objects.filter(pk=row.pk).update(submitted_at=now())
    row.refresh_from_db()
    return row


def flagged(result: str = "review") -> Verification:
    row = handed_in()
    VerificationCheck.objects.filter(verification=row, kind="face_match").update(result=result)
    return row


def decide(client: Client, row: Verification, **answers: str) -> int:
    data = {"action": "pass", "version": str(row.version), **answers}
    return client.post(
        reverse("ops:verification-decide", kwargs={"verification_id": row.pk}), data
    ).status_code


def look(client: Client, row: Verification, kind: str) -> None:
    args = {"verification_id": row.pk, "kind": kind}
    client.post(reverse("ops:verification-picture-open", kwargs=args), {"reason": "check"})


@pytest.mark.parametrize("result", ["review", "fail"])
def test_a_flag_is_not_passed_in_one_click(staff_client: StaffClient, result: str) -> None:
    operator, row = staff_client("operator"), flagged(result)
    page = operator.get(reverse("ops:verification-detail", kwargs={"verification_id": row.pk}))
    html = page.content.decode()
    assert NOTHING not in html
    assert "须逐项核对的标记" in html
    assert "还没有打开" in html
    answer = {"answer-check-face_match": "两张人像是同一人"}
    assert decide(operator, row, **answer) == 409
    look(operator, row, "id_front")
    assert decide(operator, row, **answer) == 409
    # What another operator has looked at is no look of this one.
    other = staff_client("operator")
    look(other, row, "face_reference")
    assert decide(operator, row, **answer) == 409
    look(operator, row, "face_reference")
    assert decide(operator, row) == 422
    assert decide(operator, row, **{"answer-check-face_match": "。"}) == 422
    assert decide(operator, row, **answer) == 302
    row.refresh_from_db()
    assert row.state == "passed"
    event = AuditEvent.objects.get(action="verification.flags_answered")
    assert event.detail == {"check-face_match": "两张人像是同一人"}


def test_a_difference_between_paper_and_form_is_a_flag_too(staff_client: StaffClient) -> None:
    operator = staff_client("operator")
    row = handed_in(read_number="410105199001010019")
    html = operator.get(
        reverse("ops:verification-detail", kwargs={"verification_id": row.pk})
    ).content.decode()
    assert NOTHING not in html
    assert "识别值与手填值不一致" in html
    assert decide(operator, row) == 409
    look(operator, row, "id_front")
    assert decide(operator, row) == 422
    assert decide(operator, row, **{"answer-reading-id_front-id_number": "手填值与影像相同"}) == 302


def test_without_a_flag_nothing_more_is_asked(staff_client: StaffClient) -> None:
    operator, row = staff_client("operator"), face_case()
    assert decide(operator, row) == 302
