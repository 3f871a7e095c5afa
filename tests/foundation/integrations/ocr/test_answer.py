"""What is taken over of an OCR's answer, whoever gave it; both adapters (R6, R8)."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from benchmarks.specimens import enterprise, person
from tests.foundation.integrations import partner as partners
from tests.foundation.integrations.partner import SECRET, Partner
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.ocr import http
from yuzhengdai.foundation.integrations.ocr.answer import paper_reading
from yuzhengdai.foundation.integrations.ocr.base import LicenceForm, PaperKind, PaperReading, PictureProblem
from yuzhengdai.foundation.integrations.ocr.embedded import EmbeddedOcr
from yuzhengdai.foundation.integrations.signed_http import ANSWER_UNREADABLE

pytestmark = pytest.mark.once


def answer(**fields: str) -> dict[str, Any]:
    told = {name: {"value": value, "confidence": 0.99, "is_sure": True} for name, value in fields.items()}
    return {"fields": told, "problems": [], "engine": "test 1"}


def read(kind: PaperKind, data: Any) -> PaperReading:
    return paper_reading(kind, data, source="ocr")


def test_a_reading_is_taken_over() -> None:
    holder = person(1)
    reading = read(
        PaperKind.ID_FRONT,
        answer(**holder.front()) | {"problems": ["glare"], "rotated_by": 90, "qr_text": None},
    )
    assert {name: one.value for name, one in reading.fields.items()} == holder.front()
    assert all(one.is_sure for one in reading.fields.values())
    assert reading.problems == (PictureProblem.GLARE,)
    assert (reading.rotated_by, reading.qr_text, reading.is_readable) == (90, "", True)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (
            PaperKind.ID_FRONT,
            "id_number",
            person(1).number[:-1] + ("1" if person(1).number[-1] != "1" else "2"),
        ),
        (PaperKind.ID_FRONT, "id_number", "99" + person(1).number[2:]),
        (PaperKind.ID_FRONT, "sex", "M"),
        (PaperKind.ID_FRONT, "born_on", "1990-02-30"),
        (PaperKind.ID_BACK, "valid_until", "永远"),
        (
            PaperKind.LICENCE,
            "uscc",
            enterprise(1).uscc[:-1] + ("A" if enterprise(1).uscc[-1] != "A" else "B"),
        ),
    ],
)
def test_nobody_makes_sure_what_cannot_be(kind: PaperKind, name: str, value: str) -> None:
    one = read(kind, answer(**{name: value})).fields[name]
    assert (one.value, one.is_sure) == (value, False)


def test_fields_of_another_paper_and_empty_ones_are_left_out() -> None:
    assert read(PaperKind.ID_BACK, answer(id_number=person(1).number, issuing_authority=" ")).fields == {}


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ([0.1, 0.2, 0.9, 0.4], (0.1, 0.2, 0.9, 0.4)),
        (None, None),
        ([0.9, 0.2, 0.1, 0.4], None),
        ([0.1, 0.2, 1.9, 0.4], None),
    ],
)
def test_a_place_is_taken_over_where_it_lies_on_the_picture(told: Any, kept: Any) -> None:
    data = answer(person_name="张示例")
    data["fields"]["person_name"]["box"] = told
    assert read(PaperKind.ID_FRONT, data).fields["person_name"].box == kept


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {},
        {"fields": [], "problems": [], "engine": "x"},
        {"fields": {}, "problems": ["ugly"], "engine": "x"},
        {"fields": {}, "problems": [], "engine": "x", "rotated_by": 400},
        {
            "fields": {"sex": {"value": "男", "confidence": 1, "is_sure": True, "box": [0.1, 0.2]}},
            "problems": [],
            "engine": "x",
        },
        {"fields": {"sex": {"value": "男", "confidence": 2, "is_sure": True}}, "problems": [], "engine": "x"},
        {
            "fields": {"sex": {"value": "男", "confidence": 0.9, "is_sure": "yes"}},
            "problems": [],
            "engine": "x",
        },
        {
            "fields": {"sex": {"value": "男" * 500, "confidence": 0.9, "is_sure": True}},
            "problems": [],
            "engine": "x",
        },
    ],
)
def test_what_is_no_answer(broken: Any) -> None:
    with pytest.raises(ExternalError) as caught:
        read(PaperKind.ID_FRONT, broken)
    assert caught.value.code == ANSWER_UNREADABLE


@pytest.fixture
def partner() -> Iterator[Partner]:
    with partners.serve() as running:
        yield running


def test_a_vendor_is_asked_by_the_documented_contract(partner: Partner) -> None:
    partner.answer(body=answer(**person(2).back()))
    service = {"url": partner.url, "key_id": "k1", "secret": SECRET}
    with override_settings(OUTSIDE_SERVICES={"ocr": service}):
        reading = http.make().read(
            kind=PaperKind.ID_BACK, picture=b"\xff\xd8picture", content_type="image/jpeg"
        )
    assert {name: one.value for name, one in reading.fields.items()} == person(2).back()
    (asked,) = partner.asked
    assert asked.path == "/v1/ocr/read"
    assert asked.json() == {
        "kind": "id_back",
        "content_type": "image/jpeg",
        "picture": base64.b64encode(b"\xff\xd8picture").decode(),
    }


def test_without_its_process_the_embedded_ocr_is_a_passing_failure(tmp_path: Path) -> None:
    with pytest.raises(ExternalError) as caught:
        EmbeddedOcr(tmp_path).read(kind=PaperKind.ID_FRONT, picture=b"x", content_type="image/jpeg")
    assert (caught.value.code, caught.value.transient) == ("ocr_unavailable", True)


def test_the_form_of_a_licence_is_taken_over_and_nothing_invented() -> None:
    told = answer(name="河南示例贸易有限公司")
    assert read(PaperKind.LICENCE, told).form is None
    assert read(PaperKind.LICENCE, told | {"form": ""}).form is None
    assert read(PaperKind.LICENCE, told | {"form": "duplicate"}).form is LicenceForm.DUPLICATE
    with pytest.raises(ExternalError):
        read(PaperKind.LICENCE, told | {"form": "photocopy"})
