"""Papers as people send them (R6, R8): what a picture is comes first, then what is wrong with it, then what is sure. A specimen or two
of each kind; `make bench-ocr` judges on many, drawn by another hand.
"""

from typing import Any

import pytest

from benchmarks.ocr import same
from benchmarks.specimens import camera, cards, first_hand, person
from benchmarks.specimens.cases import Case, case
from engines.ocr import Reader, make
from engines.ocr.papers import licence_form

pytestmark = [pytest.mark.once, pytest.mark.slow]


@pytest.fixture(scope="module")
def reader() -> Reader:
    made = make()
    made.warm_up()
    return made


def read(reader: Reader, one: Case) -> dict[str, Any]:
    return reader.read(kind=one.kind, picture=one.picture, content_type="")


def wrong(reading: dict[str, Any], one: Case) -> dict[str, tuple[str, str]]:
    got = {name: field["value"] for name, field in reading["fields"].items()}
    return {
        name: (value, got.get(name, ""))
        for name, value in one.truth.items()
        if not same(value, got.get(name, ""))
    }


@pytest.mark.parametrize(
    "name",
    [
        "watermark:id_front:one_line",
        "watermark:id_front:two_lines",
        "watermark:id_back:diagonal",
        "watermark:licence:tiled",
        "seal",
        "period",
        "partnership",
        "both:id_front",
        "both:id_back",
        "letter_first",
        "qr_of_another",
    ],
)
def test_what_lies_over_a_paper_or_beside_it_does_not_spoil_it(reader: Reader, name: str) -> None:
    one = case(name, 0)
    reading = read(reader, one)
    assert wrong(reading, one) == {}
    assert reading["problems"] == []


def test_a_row_that_a_watermark_took_along_is_looked_for_again(reader: Reader) -> None:
    """The words lie on the second of three rows: the detector sees neither them nor the row."""
    one = case("watermark:id_front:one_line", 50)
    reading = read(reader, one)
    assert wrong(reading, one) == {}
    assert not reading["fields"]["id_address"]["is_sure"]
    assert reading["problems"] == []


@pytest.mark.parametrize(
    "name",
    [
        "food_permit",
        "account_permit",
        "hk_macao_permit",
        "temporary_id",
        "driving_licence",
        "social_card",
        "passport",
        "bank_card",
        "household_page",
        "residence_permit",
    ],
)
def test_another_paper_is_called_by_its_name_and_offers_nothing(reader: Reader, name: str) -> None:
    reading = read(reader, case(f"other:{name}", 0))
    assert reading["problems"] == ["not_this_paper", f"is_{name}"]
    assert reading["fields"] == {}


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("mirrored:id_front", "mirrored"),
        ("dark:licence", "dark"),
        ("blurred:id_back", "blurred"),
        ("small:licence", "too_small"),
        ("finger:number", "covered"),
        ("finger:address", "covered"),
        ("old_number", "fields_missing"),
    ],
)
def test_the_worst_is_told_first(reader: Reader, name: str, problem: str) -> None:
    one = case(name, 0)
    reading = read(reader, one)
    is_right = not wrong(reading, one) and not reading["problems"]
    assert is_right or reading["problems"][0] == problem
    assert not any(
        reading["fields"][field]["is_sure"] for field in wrong(reading, one) if field in reading["fields"]
    )


@pytest.mark.parametrize(
    "name", ["name:rare", "name:short", "name:foreign", "finger:number", "finger:address"]
)
def test_what_cannot_be_known_is_never_sure(reader: Reader, name: str) -> None:
    for seed in (0, 1):
        one = case(name, seed)
        reading = read(reader, one)
        doubtful = {*wrong(reading, one), *one.never_sure}
        assert not [field for field in doubtful if reading["fields"].get(field, {}).get("is_sure")]


def test_a_rare_character_of_a_name_stays_as_printed_and_is_not_sure_where_another_form_of_it_exists(
    reader: Reader,
) -> None:
    name = read(reader, case("name:rare", 3))["fields"]["person_name"]
    assert (name["value"], name["is_sure"]) == ("吴頔", False), "the simplified 𬱖 is a name of its own"


def test_the_date_of_a_level_watermark_below_an_address_is_no_part_of_it(reader: Reader) -> None:
    who = person(9104)
    card = first_hand.watermarked(cards.id_front(who), "two_lines", "9104")
    shot = camera.photograph(card, level="clean", seed=9104, quarter_turns=0, size=(2560, 1920))
    address = reader.read(kind="id_front", picture=shot.jpeg, content_type="")["fields"]["id_address"]
    assert "年" not in address["value"]
    assert address["value"] == who.address or not address["is_sure"]


def test_an_address_into_which_a_word_of_a_watermark_came_is_not_sure(reader: Reader) -> None:
    one = case("watermark:id_front:two_lines", 500, "judge")
    address = read(reader, one)["fields"]["id_address"]
    assert same(address["value"], one.truth["id_address"]) or not address["is_sure"]


@pytest.mark.parametrize("seed", [8, 10, 13, 14])
def test_a_text_that_the_edge_cuts_off_reads_well_and_is_not_sure(reader: Reader, seed: int) -> None:
    one = case("cut:licence", seed)
    reading = read(reader, one)
    missed = [field for field in wrong(reading, one) if field in reading["fields"]]
    assert missed, "the specimen ends in the middle of a text"
    assert not [field for field in missed if reading["fields"][field]["is_sure"]]


def test_an_old_registration_number_is_no_credit_code(reader: Reader) -> None:
    assert "uscc" not in read(reader, case("old_number", 0))["fields"]


def test_a_field_says_where_it_stands_on_the_photograph(reader: Reader) -> None:
    reading = read(reader, case("plain:id_front", 0))
    boxes = {name: field["box"] for name, field in reading["fields"].items()}
    for left, top, right, bottom in boxes.values():
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1
    assert boxes["person_name"][1] < boxes["id_address"][1] < boxes["id_number"][1]


@pytest.mark.parametrize(
    ("lines", "form"),
    [
        (["营业执照", "（副 本）", "统一社会信用代码"], "duplicate"),
        (["营 业 执 照(正本)"], "original"),
        (["营业执照", "(副 本) 1-1"], "duplicate"),
        (["副本编号：1-2"], "duplicate"),
        (["电子营业执照", "副 本"], "electronic"),
        (["营业执照", "类型 有限责任公司"], ""),
        (["营业执照正本和副本具有同等法律效力"], ""),
        (["经营范围", "电子营业执照系统开发、技术服务和系统集成"], ""),
        (["正本", "副本"], ""),
    ],
)
def test_a_licence_says_which_form_it_is(lines: list[str], form: str) -> None:
    assert licence_form(lines) == form


def test_the_form_of_a_licence_is_read(reader: Reader) -> None:
    assert read(reader, case("plain:licence", 400))["form"] == "duplicate"
