"""The PC's 人工认证 reads uploads with the phone's reader first, without JavaScript (R6, R8)."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests import factories
from tests.fakes.common import down
from tests.fakes.ocr import paper
from tests.sites.app.walk import form_values
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.domain.agreements.services import agreements_install
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.foundation.core.codes import make_id_number
from yuzhengdai.foundation.integrations.ocr.base import LicenceForm, PaperKind, PictureProblem
from yuzhengdai.foundation.integrations.ocr.registry import get_ocr
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db

NUMBER = make_id_number(seed=7)
DONE = "照片已识别，请对照证件核对下面的内容"


def picture(colour: str = "white") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (800, 500), colour).save(buffer, "JPEG")
    return SimpleUploadedFile("a.jpg", buffer.getvalue(), "image/jpeg")


def to(step: str) -> str:
    return reverse(f"console:verification-{step}")


@pytest.fixture
def owner() -> EnterpriseMember:
    agreements_install()
    claimed = factories.enterprise(state="claimed", verified_at=None, claimed_by=factories.user())
    return factories.member(enterprise=claimed, user=claimed.claimed_by, is_legal_representative=False)


@pytest.fixture
def client(owner: EnterpriseMember, login: Callable[..., Client]) -> Client:
    """Consented, the role given; the reader finds a card whose address it is not sure of."""
    front = {"person_name": "李示例", "id_number": NUMBER, "id_address": "郑州市中原区示例路 8 号"}
    back = {"issuing_authority": "郑州市公安局", "valid_from": "2020-01-01", "valid_until": "2040-01-01"}
    get_ocr().papers[PaperKind.ID_FRONT] = paper(PaperKind.ID_FRONT, unsure=("id_address",), **front)
    get_ocr().papers[PaperKind.ID_BACK] = paper(PaperKind.ID_BACK, **back)
    browser = login(owner.user, **{ENTERPRISE_KEY: str(owner.enterprise_id)})
    agreement = agreement_current(kind="identity_data")
    browser.post(to("start"), {"agreement": str(agreement.pk), "agree": "1"})
    browser.post(to("role"), {"role": "legal_representative"})
    return browser


def read(client: Client, step: str = "identity", **values: Any) -> Any:
    return client.post(to(step), {"read": "1", **values}, follow=True)


def test_what_was_read_fills_the_form_and_what_is_doubtful_is_shown(client: Client) -> None:
    page = read(client, id_front=picture(), id_back=picture()).content.decode()
    assert DONE in page
    shown = form_values(page)
    assert (shown["person_name"], shown["id_number"]) == ("李示例", NUMBER)
    assert (shown["id_address"], shown["id_valid_until"]) == ("郑州市中原区示例路 8 号", "2040-01-01")
    part = reverse("console:verification-part", kwargs={"kind": "id_front", "field": "id_address"})
    assert page.count("/verification/pictures/id_front/id_") == page.count(part) == 1
    assert client.get(part)["Content-Type"] == "image/jpeg"
    done = client.post(to("identity"), shown)
    assert done.url == to("licence")
    assert Verification.objects.get().person_name == "李示例"


def test_what_was_typed_stays(client: Client) -> None:
    page = read(client, id_front=picture(), person_name="李示范").content.decode()
    assert form_values(page)["person_name"] == "李示范"


def test_another_paper_is_told_at_its_picture(client: Client) -> None:
    seen = (PictureProblem.NOT_THIS_PAPER, PictureProblem.IS_SOCIAL_CARD)
    get_ocr().papers[PaperKind.ID_FRONT] = paper(PaperKind.ID_FRONT, problems=seen)
    answer = read(client, id_front=picture())
    assert answer.status_code == 422
    assert "您拍的是社保卡，这里需要身份证人像面，请重新拍照" in answer.content.decode()
    again = read(client, id_front=picture())
    assert "这张照片刚才识别过：您拍的是社保卡。请换一张照片" in again.content.decode()
    assert [call[0] for call in get_ocr().calls] == ["read"]


def test_going_on_with_another_paper_is_told_too(client: Client) -> None:
    seen = (PictureProblem.NOT_THIS_PAPER, PictureProblem.IS_PASSPORT)
    get_ocr().papers[PaperKind.ID_BACK] = paper(PaperKind.ID_BACK, problems=seen)
    typed = {
        "person_name": "李示例",
        "id_number": NUMBER,
        "id_address": "郑州市中原区示例路 8 号",
        "id_valid_until": "2040-01-01",
    }
    answer = client.post(to("identity"), {**typed, "id_front": picture(), "id_back": picture("grey")})
    assert answer.status_code == 422
    assert "您拍的是护照，这里需要身份证国徽面，请重新拍照" in answer.content.decode()


def test_without_a_reader_the_pictures_are_kept_and_typing_goes_on(client: Client) -> None:
    get_ocr().error = down("ocr")
    read(client, id_front=picture(), id_back=picture())
    assert set(verification_pictures(verification=Verification.objects.get())) == {"id_front", "id_back"}
    get_ocr().error = None
    assert form_values(read(client).content.decode())["person_name"] == "李示例"


def test_nothing_chosen_is_said(client: Client) -> None:
    assert "还没有照片，请先选择照片" in read(client).content.decode()
    assert get_ocr().calls == []


def test_the_licence_is_read_too(client: Client, owner: EnterpriseMember) -> None:
    read_words = {
        "uscc": owner.enterprise.uscc,
        "name": owner.enterprise.name,
        "registered_address": "郑州市示例路 9 号",
    }
    get_ocr().papers[PaperKind.LICENCE] = paper(PaperKind.LICENCE, **read_words)
    page = read(client, "licence", licence=picture()).content.decode()
    assert DONE in page
    assert form_values(page)["registered_address"] == "郑州市示例路 9 号"


def test_the_form_of_the_licence_is_told_beside_its_fields_and_once_more_before_handing_in(
    client: Client, owner: EnterpriseMember
) -> None:
    assert "读到的是" not in client.get(to("licence")).content.decode()
    seen = paper(PaperKind.LICENCE, uscc=owner.enterprise.uscc, name=owner.enterprise.name)
    get_ocr().papers[PaperKind.LICENCE] = replace(seen, form=LicenceForm.ELECTRONIC)
    assert "读到的是电子营业执照" in read(client, "licence", licence=picture()).content.decode()
    assert "电子营业执照" in client.get(to("review")).content.decode()


def test_a_doubtful_field_without_a_place_on_the_picture_is_marked_all_the_same(client: Client) -> None:
    found = get_ocr().papers[PaperKind.ID_FRONT]
    fields = {**found.fields, "id_address": replace(found.fields["id_address"], box=None)}
    get_ocr().papers[PaperKind.ID_FRONT] = replace(found, fields=fields)
    page = read(client, id_front=picture()).content.decode()
    assert "/verification/pictures/id_front/id_address/" not in page
    assert page.count(">请核对</span>") == 1
