"""/sandbox/papers/: a newcomer's sample papers say what the sandbox answers; a visitor's face is kept nowhere."""

from __future__ import annotations

import io
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from demo.outside import ENDED
from demo.sample_papers import FACES, MALE, VARIANTS, Wanted, example, holder, paper_of
from demo.sample_pictures import KINDS, sample_jpeg
from tests import factories
from yuzhengdai.config.startup import DEMO_MARK
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.codes import make_uscc
from yuzhengdai.foundation.core.models import SiteMark
from yuzhengdai.foundation.core.validators import clean_id_number, parse_id_number
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.integrations.gov_data.base import RegistrationState
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data
from yuzhengdai.foundation.integrations.identity.base import IdentityAnswer
from yuzhengdai.foundation.integrations.identity.registry import get_identity

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGE = "/sandbox/papers/"
FACE_FILES = Path(__file__).resolve().parents[1] / "assets" / "faces"
NEW = Wanted(make_uscc(seed="papers-test"), "郑州新来示例科技有限公司", "陈示例", "陈示例")


def address(kind: str, wanted: Wanted = NEW) -> str:
    return f"{PAGE}{kind}.jpg?{urlencode(asdict(wanted))}"


def picture(size: tuple[int, int] = (640, 480)) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, "JPEG")
    return SimpleUploadedFile("me.jpg", out.getvalue(), "image/jpeg")


def test_the_page_leads_to_three_pictures(client: Client) -> None:
    page = client.get(PAGE, asdict(NEW))
    assert page.status_code == 200
    text = page.content.decode()
    assert "均印有「示例」字样" in text
    assert holder(NEW).number in text
    for kind in KINDS:
        answer = client.get(address(kind))
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/jpeg"
        with Image.open(io.BytesIO(answer.content)) as image:
            assert min(image.size) > 900
            assert not image.getexif()
        assert address(kind).replace("&", "&amp;") in text


def test_first_comes_an_unverified_enterprise_of_the_demo(client: Client) -> None:
    assert client.get(PAGE).status_code == 200
    enterprise = factories.enterprise(
        state="claimed", name="郑州等认证示例有限公司", legal_representative_name="孙示例"
    )
    user = factories.user(phone="+8613800000003")
    factories.member(enterprise=enterprise, user=user)
    SiteMark.objects.create(key=DEMO_MARK, value="test")
    assert example() == Wanted(enterprise.uscc, enterprise.name, "孙示例", "孙示例")
    assert (
        paper_of(example()).address in {enterprise.registered_address, ""}
        or enterprise.registered_address == ""
    )
    text = client.get(PAGE).content.decode()
    assert "郑州等认证示例有限公司" in text
    for one in ENDED:
        assert one.name in text
    enterprise.state = "verified"
    enterprise.save()
    assert "郑州等认证示例有限公司" not in client.get(PAGE).content.decode()


def test_the_sandbox_confirms_a_newcomers_papers(connected: None) -> None:
    person, paper = holder(NEW), paper_of(NEW)
    assert clean_id_number(person.number) == person.number
    told = get_identity().person_check(person_name=person.name, id_number=person.number, portrait=None)
    assert told.answer == IdentityAnswer.MATCH
    registered = get_gov_data().enterprise(uscc=paper.uscc, name=paper.name)
    assert (registered.is_found, registered.state) == (True, RegistrationState.ACTIVE)
    elements = get_gov_data().elements_check(
        name=paper.name, uscc=paper.uscc, legal_representative_name=paper.representative,
        legal_representative_id_number=person.number,
    )  # fmt: skip
    assert len(elements.elements) == 4
    assert all(elements.elements.values())


def test_variants() -> None:
    normal, expired, minor = (holder(replace(NEW, variant=name)) for name in ("normal", "expired", "minor"))
    assert normal.valid_until is None or normal.valid_until > today()
    assert expired.valid_until is not None
    assert expired.valid_until < today()
    age = today().year - minor.born_on.year
    assert 13 < age < 18
    assert parse_id_number(minor.number).born_on == minor.born_on
    other = paper_of(replace(NEW, variant="other"))
    assert other.uscc != NEW.code
    assert other.name != NEW.enterprise
    assert set(VARIANTS) == {"normal", "expired", "minor", "other"}
    assert parse_id_number(holder(replace(NEW, sex=MALE)).number).sex == MALE
    assert holder(NEW).valid_from == date(2021, 3, 15)
    assert paper_of(replace(NEW, code=make_uscc("92", seed="p"))).kind == "sole_trader"
    ended = ENDED[0]
    assert paper_of(Wanted(ended.uscc, ended.name, "王示例", "王示例")).address == ended.registered_address


def test_ones_own_face_goes_onto_the_card_and_is_kept_nowhere(client: Client, tmp_path: Path) -> None:
    files = StoredFile.objects.count()
    before = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
    remembered = sample_jpeg.cache_info().currsize
    answer = client.post(PAGE, asdict(NEW) | {"photo": picture()})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("attachment")
    with Image.open(io.BytesIO(answer.content)) as image:
        red, green, _ = image.getpixel((round(image.width * 0.77), round(image.height * 0.4)))
        assert red > 150 > green
    assert StoredFile.objects.count() == files
    assert {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()} == before
    assert sample_jpeg.cache_info().currsize == remembered


@pytest.mark.parametrize(
    ("photo", "sentence"),
    [
        (None, "请选择一张照片"),
        (SimpleUploadedFile("a.jpg", b"no picture"), "这个文件打不开，请换一张照片"),
        (SimpleUploadedFile("a.jpg", b""), ""),
    ],
)
def test_what_is_no_photograph_is_told(
    client: Client, photo: SimpleUploadedFile | None, sentence: str
) -> None:
    sent = asdict(NEW) | ({} if photo is None else {"photo": photo})
    answer = client.post(PAGE, sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "field__error" in text
    assert sentence in text
    assert NEW.enterprise in text


BAD = [
    {"code": "91410105MA00000000"},
    {"code": "x" * 5000},
    {"enterprise": ""},
    {"enterprise": "坏\x00名"},
    {"person": "长" * 21},
    {"head": ""},
    {"sex": "别的"},
    {"variant": "../x"},
    {"face": "../../secret"},
]


@pytest.mark.parametrize("change", BAD, ids=[str(list(one.items()))[:40] for one in BAD])
def test_bad_input(client: Client, change: dict[str, str]) -> None:
    sent = asdict(NEW) | change
    page = client.get(PAGE, sent)
    assert page.status_code == 422
    assert "field__error" in page.content.decode()
    assert client.get(f"{PAGE}id-front.jpg", sent).status_code == 404
    assert client.post(PAGE, sent | {"photo": picture()}).status_code == 422


def test_only_known_kinds_and_methods(client: Client) -> None:
    assert client.get(address("passport")).status_code == 404
    assert client.post(address("licence")).status_code in {403, 405}
    assert client.put(PAGE).status_code in {403, 405}


def test_the_pages_queries_are_bounded(client: Client, django_assert_max_num_queries: object) -> None:
    SiteMark.objects.create(key=DEMO_MARK, value="test")
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        client.get(PAGE, asdict(NEW))


def test_faces_are_those_of_the_tests() -> None:
    own = Path(__file__).resolve().parents[2] / "demo" / "assets" / "faces"
    assert {path.stem for path in own.glob("*.jpg")} == set(FACES)
    for name in FACES:
        assert (own / f"{name}.jpg").read_bytes() == (FACE_FILES / f"{name}.jpg").read_bytes()


def test_the_wizard_leads_here(client: Client) -> None:
    assert client.get(PAGE, {"code": NEW.code, "enterprise": NEW.enterprise}).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("start", ["91", "92", "93"])
def test_the_reader_reads_them_right(start: str) -> None:
    """The engine that answers in the demo, on the very bytes that the page gives out."""
    from engines.ocr import make

    wanted = replace(NEW, code=make_uscc(start, "410105", seed="read"))
    if start == "93":
        wanted = replace(wanted, enterprise="中牟县示例种植农民专业合作社", variant="expired")
    person, paper, engine = holder(wanted), paper_of(wanted), make()
    expected = {"id_front": person.front(), "id_back": person.back(), "licence": paper.licence()}
    for kind, fields in expected.items():
        data = sample_jpeg(kind.replace("_", "-"), wanted)
        read = engine.read(kind=kind, picture=data, content_type="image/jpeg")
        assert read["problems"] == []
        assert {name: plain(one["value"]) for name, one in read["fields"].items()} == {
            name: plain(value) for name, value in fields.items()
        }
    assert wanted.code in read["qr_text"]


def plain(value: str) -> str:
    return value.replace(" ", "").replace("（", "(").replace("）", ")")
