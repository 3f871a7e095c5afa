"""Lost connections, other phones, days later: where it goes on, and that nothing is lost (R9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import factories
from tests.fakes.common import busy, down
from tests.sites.app.walk import AJAX, Walk, url
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.domain.verification.services import review
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data
from yuzhengdai.foundation.integrations.identity.registry import get_identity
from yuzhengdai.foundation.integrations.ocr.registry import get_ocr

pytestmark = pytest.mark.django_db


def test_each_step_is_resumed_on_another_phone(walk: Walk, phone: Callable[[], Walk]) -> None:
    """After every step another phone is led to the next one."""
    steps: list[tuple[Callable[[], object], str]] = [
        (walk.role, "consent"),
        (walk.consent, "id-front"),
        (lambda: walk.photograph("id-front"), "id-back"),
        (lambda: walk.photograph("id-back"), "id-confirm"),
        (walk.confirm, "face"),
        (walk.face, "licence"),
        (lambda: walk.photograph("licence"), "licence-confirm"),
        (lambda: walk.confirm("licence-confirm"), "utilities"),
    ]
    for do, following in steps:
        do()
        assert phone().client.get(url()).url == url(following)


def test_nobody_comes_to_a_step_too_early(walk: Walk) -> None:
    """Later pages lead back to the place."""
    walk.role()
    for step in ("id-front", "id-confirm", "face", "licence", "utilities", "result"):
        assert walk.client.get(url(step)).url == url("consent")
        assert walk.post(step).url == url("consent")


def test_a_busy_reader_keeps_the_picture_and_reads_it_later(walk: Walk) -> None:
    """「请稍候」: for the island 202 and a re-reading, without scripts the page and 「下一步」 (R6)."""
    walk.role()
    walk.consent()
    get_ocr().error = busy("ocr")
    answer = walk.photograph("id-front", **AJAX)
    assert answer.status_code == 202
    assert answer.json()["state"] == "waiting"
    assert "请稍候" in answer.json()["sentence"]
    assert "id_front" in verification_pictures(verification=walk.row)
    assert walk.photograph("id-front").url == url("id-front")
    page = walk.text("id-front")
    assert "请稍候" in page
    assert "手工填写" in page
    get_ocr().error = None
    again = walk.post("id-front", {"reread": "1"}, **AJAX)
    assert again.json() == {"state": "done", "sentence": "", "go": url("id-back")}
    assert walk.row.read_data["id_front"]["fields"]


def test_without_any_reader_it_goes_on_by_hand(walk: Walk) -> None:
    """No reader is set up: said so, and the fields are typed."""
    walk.role()
    walk.consent()
    get_ocr().error = ExternalError("external_unconnected", permanent=True)
    assert walk.photograph("id-front").url == url("id-back")
    assert "手工填写" in walk.text("id-back")
    walk.photograph("id-back")
    assert "没有读出" in walk.text("id-confirm")


def test_a_lost_answer_is_sent_again(walk: Walk) -> None:
    """Every form a second time: led on, one of each."""
    for _ in range(2):
        walk.role()
    for _ in range(2):
        walk.consent()
    for _ in range(2):
        walk.photograph("id-front")
    walk.photograph("id-back")
    shown = walk.shown("id-confirm")
    for _ in range(2):
        assert walk.post("id-confirm", shown).url == url("face")
    assert Verification.objects.count() == 1
    assert len(verification_pictures(verification=walk.row)) == 2


def test_two_phones_at_once_and_the_slower_one_is_told(walk: Walk, phone: Callable[[], Walk]) -> None:
    """What the slower one typed is not lost and does not overwrite."""
    walk.role()
    walk.consent()
    walk.photograph("id-front")
    walk.photograph("id-back")
    here, there = walk.shown("id-confirm"), phone()
    assert there.confirm(id_address="郑州市示例路 1 号").url == url("face")
    late = walk.post("id-confirm", {**here, "id_address": "郑州市示例路 2 号"})
    assert late.status_code == 409
    assert "郑州市示例路 2 号" in late.content.decode()
    assert walk.row.id_address == "郑州市示例路 1 号"


def test_an_expired_attempt_says_so_and_begins_anew(walk: Walk) -> None:
    """After seven days, before the worker came by."""
    walk.role()
    walk.consent()
    first = walk.row
    with frozen(now() + timedelta(days=8)):
        assert "超过 7 天" in walk.text()
        island = walk.photograph("id-front", **AJAX)
        assert island.status_code == 409
        assert island.json()["go"] == url()
        assert walk.role().url == url("id-front"), "the consents still hold"
        assert walk.row.pk != first.pk


@pytest.mark.parametrize("source", [get_gov_data, get_identity])
def test_a_source_that_is_down_leads_to_review(walk: Walk, source: Callable[[], object]) -> None:
    """No answer holds nobody up, and passes nobody."""
    walk.to_face()
    walk.face()
    source().error = down()  # type: ignore[attr-defined]
    assert walk.licence().url == url("utilities")
    walk.skip()
    assert walk.row.state == "in_review"
    assert "已提交审核" in walk.text()


def test_returned_is_told_with_its_reason_and_handed_in_again(walk: Walk) -> None:
    """需补充: the reason on every page, a list of what can be changed, 「重新提交」."""
    walk.role()
    walk.way("manual")
    walk.consent("identity_data")
    walk.identity()
    walk.licence()
    walk.skip()
    operator = factories.staff_actor(factories.staff_post())
    review.verification_return(
        actor=operator,
        verification_id=walk.row.pk,
        expected_version=None,
        reason_code="picture_unclear",
        reason="执照照片缺了右下角，请重拍",
    )
    page = walk.text()
    assert "请补充后重新提交" in page
    assert "缺了右下角" in page
    assert "缺了右下角" in walk.text("licence")
    walk.licence()
    assert walk.post("result").url == url("result")
    assert walk.row.state == "in_review"


def test_refused_says_why_and_begins_anew(walk: Walk) -> None:
    """未通过: reason and 「重新认证」."""
    walk.role()
    walk.way("manual")
    walk.consent("identity_data")
    walk.identity()
    walk.licence()
    walk.skip()
    operator = factories.staff_actor(factories.staff_post())
    review.verification_refuse(
        actor=operator,
        verification_id=walk.row.pk,
        expected_version=None,
        reason_code="data_mismatch",
        reason="姓名与执照不一致",
    )
    page = walk.text()
    assert "认证未通过" in page
    assert "姓名与执照不一致" in page
    assert "重新认证" in page
    assert walk.role().url == url("consent"), "anew by face, whose consent was not asked for yet"
    assert Verification.objects.count() == 2
