"""Nobody keeps the one OCR process busy alone (R6): readings a person and hour, told in plain words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests import factories
from tests.fakes.common import busy, down
from tests.sites.app.walk import AJAX, Walk
from yuzhengdai.domain.verification import limits
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.core.models import OutsideCall
from yuzhengdai.foundation.core.outside import KEPT, calls_purge
from yuzhengdai.foundation.integrations.ocr.registry import get_ocr
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """The limit, small enough to be walked to."""
    assert limits.READINGS_PER_HOUR >= 60, "an honest attempt with many retakes never meets it"
    monkeypatch.setattr(limits, "READINGS_PER_HOUR", 3)
    return 3


@pytest.fixture
def ready(walk: Walk) -> Walk:
    """At the card's front."""
    walk.role()
    walk.consent()
    return walk


def readings() -> int:
    return sum(name == "read" for name, _ in get_ocr().calls)


def test_too_many_readings_are_refused_before_anything_is_done(ready: Walk, few: int) -> None:
    """The island gets JSON, the form the page; the picture that is there stays; an hour later it goes on."""
    for _ in range(few):
        assert ready.photograph("id-front", **AJAX).status_code == 200
    kept = verification_pictures(verification=ready.row)["id_front"].pk
    answer = ready.photograph("id-front", **AJAX)
    assert answer.status_code == 429
    assert "请 60 分钟后再试，已保存的内容都在。" in answer.json()["error"]
    page = ready.photograph("id-back")
    assert page.status_code == 429
    assert "一小时内识别的照片较多" in page.content.decode()
    assert ready.post("id-front", {"reread": "1"}, **AJAX).status_code == 429
    assert readings() == few
    assert set(verification_pictures(verification=ready.row)) == {"id_front"}
    assert verification_pictures(verification=ready.row)["id_front"].pk == kept
    with frozen(now()) as clock:
        clock.advance(minutes=61)
        assert ready.photograph("id-back", **AJAX).status_code == 200


def test_it_is_the_person_who_is_counted(ready: Walk, few: int, login: Callable[..., Client]) -> None:
    """Neither another phone nor another enterprise of the same person helps; another person is not touched."""
    for _ in range(few):
        ready.photograph("id-front", **AJAX)
    second = factories.member(
        enterprise=factories.enterprise(state="claimed", verified_at=None), user=ready.member.user
    )
    there = Walk(login(second.user, **{ENTERPRISE_KEY: str(second.enterprise_id)}), second)
    there.role()
    assert there.photograph("id-front", **AJAX).status_code == 429
    stranger = factories.member(enterprise=factories.enterprise(state="claimed", verified_at=None))
    other = Walk(login(stranger.user, **{ENTERPRISE_KEY: str(stranger.enterprise_id)}), stranger)
    other.role()
    other.consent()
    assert other.photograph("id-front", **AJAX).status_code == 200


def test_waiting_in_a_full_queue_uses_nothing_up_and_a_silent_reader_does(ready: Walk, few: int) -> None:
    get_ocr().error = busy("ocr")
    for _ in range(few * 2):
        assert ready.photograph("id-front", **AJAX).status_code == 202
    get_ocr().error = down("ocr")
    for _ in range(few):
        assert ready.photograph("id-front", **AJAX).status_code == 202
    assert ready.photograph("id-front", **AJAX).status_code == 429


def test_the_record_says_nothing_of_the_picture_and_goes_after_a_week(ready: Walk) -> None:
    ready.photograph("id-front", **AJAX)
    row = OutsideCall.objects.get()
    assert (row.kind, row.by, row.result, row.why) == ("ocr", ready.member.user_id, "answered", "")
    with frozen(now()) as clock:
        clock.advance(days=KEPT.days - 1)
        assert calls_purge() == 0
        clock.advance(days=2)
        assert calls_purge() == 1
