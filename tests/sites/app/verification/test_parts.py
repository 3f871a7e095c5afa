"""A doubtful field shows its place on the photograph; a picture that was refused is not read again (R6, R8)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests import factories
from tests.fakes.ocr import paper
from tests.sites.app.walk import AJAX, Walk, picture, url
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.integrations.ocr.base import PaperKind, PictureProblem
from yuzhengdai.foundation.integrations.ocr.registry import get_ocr
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db


def part(field: str, kind: str = "id_front", site: str = "app") -> str:
    return reverse(f"{site}:verification-part", kwargs={"kind": kind, "field": field})


@pytest.fixture
def doubtful(walk: Walk) -> Walk:
    """Both sides photographed, the name and the end of the period read without certainty."""
    walk.card(unsure="person_name valid_until")
    walk.role()
    walk.consent()
    walk.photograph("id-front")
    walk.photograph("id-back")
    return walk


def test_a_doubtful_field_is_shown_enlarged_beside_its_box(doubtful: Walk) -> None:
    page = doubtful.text("id-confirm")
    assert f'src="{part("person_name")}"' in page
    assert f'src="{part("valid_until", "id_back")}"' in page
    assert part("id_number") not in page
    answer = doubtful.client.get(part("person_name"))
    assert answer["Content-Type"] == "image/jpeg"
    assert "no-store" in answer["Cache-Control"]
    # 160 × 100 pixels: eight tenths of the width, two of the height, enlarged three times.
    assert Image.open(io.BytesIO(answer.content)).size == (384, 60)
    assert doubtful.client.get(part("person_name", site="console")).status_code == 200


def test_a_long_address_is_seen_whole(doubtful: Walk) -> None:
    """In a box that grows with it, not clipped in one line; line ends typed there are none."""
    page = doubtful.text("id-confirm")
    assert re.search(r'<textarea[^>]*name="id_address"', page)
    shown = doubtful.shown("id-confirm")
    assert shown["id_address"]
    doubtful.post("id-confirm", {**shown, "id_address": "示例市示例区\r\n示例路 1 号", "later": "1"})
    assert "示例市示例区示例路 1 号</textarea>" in doubtful.text("id-confirm")


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("id_number", "id_front"),
        ("sex", "id_front"),
        ("name", "licence"),
        ("person_name", "face_reference"),
        ("nothing", "id_back"),
        ("person_name", "refused"),
    ],
)
def test_only_doubtful_fields_have_a_part(doubtful: Walk, field: str, kind: str) -> None:
    assert doubtful.client.get(part(field, kind)).status_code == 404


def test_nobody_else_sees_it(doubtful: Walk, login: Callable[..., Client]) -> None:
    other = factories.enterprise(state="claimed", verified_at=None, claimed_by=factories.user())
    member = factories.member(enterprise=other, user=other.claimed_by, is_legal_representative=False)
    stranger = login(member.user, **{ENTERPRISE_KEY: str(other.pk)})
    for site in ("app", "console"):
        assert stranger.get(part("person_name", site=site)).status_code == 404
    assert Client().get(part("person_name")).status_code == 302


def test_a_new_picture_takes_the_old_part_away(doubtful: Walk) -> None:
    doubtful.card()
    doubtful.post("id-front", {"picture": picture(colour="grey")})
    assert doubtful.client.get(part("person_name")).status_code == 404


@pytest.fixture
def refusing(walk: Walk) -> Walk:
    walk.role()
    walk.consent()
    seen = (PictureProblem.NOT_THIS_PAPER, PictureProblem.IS_DRIVING_LICENCE)
    get_ocr().papers[PaperKind.ID_FRONT] = paper(PaperKind.ID_FRONT, problems=seen)
    walk.photograph("id-front")
    assert "您拍的是驾驶证，这里需要身份证人像面，请重新拍照" in walk.text("id-front")
    return walk


def test_the_same_refused_picture_costs_no_reading(refusing: Walk) -> None:
    asked = len(get_ocr().calls)
    again = refusing.photograph("id-front")
    assert again.status_code == 409
    assert "这张照片刚才识别过：您拍的是驾驶证。请换一张照片" in again.content.decode()
    told = refusing.photograph("id-front", **AJAX).json()
    assert "这张照片刚才识别过：您拍的是驾驶证。请换一张照片" in str(told)
    assert len(get_ocr().calls) == asked


def test_another_picture_is_read_and_after_a_day_the_same(refusing: Walk) -> None:
    asked = len(get_ocr().calls)
    refusing.post("id-front", {"picture": picture(colour="grey")})
    assert len(get_ocr().calls) == asked + 1
    refusing.photograph("id-front")
    assert len(get_ocr().calls) == asked + 1
    with frozen(now() + timedelta(hours=25)):
        refusing.photograph("id-front")
    assert len(get_ocr().calls) == asked + 2


def test_as_another_paper_it_may_be_right(refusing: Walk) -> None:
    asked = len(get_ocr().calls)
    refusing.card()
    refusing.post("id-front", {"picture": picture(colour="grey")})
    refusing.photograph("id-back")
    assert len(get_ocr().calls) == asked + 2
    assert url("id-confirm") in str(refusing.client.get(url(), follow=True).redirect_chain)
