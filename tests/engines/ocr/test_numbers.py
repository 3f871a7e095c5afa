"""No wrong number may come out as a sure one (R6, R8): check digits, repairs, days."""

from datetime import date

import pytest

from benchmarks.specimens import enterprise, person
from engines.ocr import numbers

pytestmark = pytest.mark.once


@pytest.mark.parametrize("seed", range(20))
def test_a_misread_character_of_an_id_number_never_counts_as_read(seed: int) -> None:
    holder = person(seed)
    assert numbers.find_id_number(holder.number) == numbers.Number(holder.number, is_valid=True)
    for place in range(18):
        for other in set("0123456789") - {holder.number[place]}:
            wrong = holder.number[:place] + other + holder.number[place + 1 :]
            read = numbers.find_id_number(wrong)
            assert not read.is_valid or read.is_repaired
            mended = numbers.repair_id_number(wrong, holder.born_on, holder.sex)
            assert not mended.is_valid or mended.is_repaired
    assert not numbers.find_id_number(holder.number[: 10 + seed % 7]).is_valid


@pytest.mark.parametrize("seed", range(20))
def test_a_misread_character_of_a_credit_code_never_counts_as_read(seed: int) -> None:
    code = enterprise(seed).uscc
    assert numbers.find_uscc(code) == numbers.Number(code, is_valid=True)
    for place in range(18):
        for other in set("0123456789ABCDEFGHJKLMNPQRTUWXYISZO") - {code[place]}:
            read = numbers.find_uscc(code[:place] + other + code[place + 1 :])
            assert not read.is_valid or read.is_repaired, (code, place, other)


def test_a_code_is_mended_only_when_one_way_fits() -> None:
    code = next(one for one in (enterprise(seed).uscc for seed in range(50)) if "8" in one[8:16])
    place = code.index("8", 8)
    mended = numbers.find_uscc(code[:place] + "B" + code[place + 1 :])
    assert mended in (
        numbers.Number(code, is_valid=True, is_repaired=True),
        numbers.Number(code[:place] + "B" + code[place + 1 :], is_valid=False),
    )


def test_the_birth_date_in_words_mends_the_one_in_the_number() -> None:
    holder = person(3)
    wrong = holder.number[:8] + ("0" if holder.number[8] != "0" else "8") + holder.number[9:]
    assert numbers.repair_id_number(wrong, holder.born_on, holder.sex).value == holder.number
    assert not numbers.repair_id_number(wrong, None, "").is_valid
    assert not numbers.repair_id_number(holder.number[:-1], holder.born_on, holder.sex).is_valid


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1990年1月1日", date(1990, 1, 1)),
        ("出生1988年12月31日", date(1988, 12, 31)),
        ("2015年O3月l2日", date(2015, 3, 12)),
        ("2015年13月12日", None),
        ("二〇一五年", None),
    ],
)
def test_days_in_words(text: str, day: date | None) -> None:
    assert numbers.find_day(text) == day


def test_the_code_in_a_qr_code() -> None:
    code = enterprise(5).uscc
    assert numbers.find_uscc_in_link(f"http://www.gsxt.example.cn/?uniscid={code}&sign=A") == code
    assert numbers.find_uscc_in_link(f"http://www.gsxt.example.cn/?uniscid={code[:-1]}0&sign=A") in {"", code}
    assert numbers.find_uscc_in_link("https://example.cn/" + "9" * 60) == ""
