from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from yuzhengdai.foundation.core import codes, validators

pytestmark = pytest.mark.once

DIGITS = "0123456789"


def refused(code: str, function: object, value: str) -> str:
    assert callable(function)
    with pytest.raises(ValidationError) as caught:
        function(value)
    assert caught.value.code == code
    sentence = str(caught.value.messages[0])
    assert "！" not in sentence
    return sentence


# 统一社会信用代码 (R2)


def test_uscc_known_codes() -> None:
    assert validators.clean_uscc("91350100M000100Y43") == "91350100M000100Y43"
    assert validators.clean_uscc(" ９１３５０１００m000100y43\u200b") == "91350100M000100Y43"
    assert validators.uscc_warnings("91350100M000100Y43") == ()
    refused("check_digit", validators.clean_uscc, "91350100M000100Y4Z"[:-1] + "2")
    refused("shape", validators.clean_uscc, "91350100M000100Y4Z")
    refused("length", validators.clean_uscc, "91350100M000100Y4")
    refused("shape", validators.clean_uscc, "9135010OM000100Y43")
    refused("required", validators.clean_uscc, " 　")


@given(
    st.sampled_from(["91", "92", "93", "12", "52"]),
    st.sampled_from(["410100", "419001"]),
    st.integers(0, 9999),
)
def test_made_uscc_is_valid_and_any_one_change_is_refused(org_type: str, region: str, seed: int) -> None:
    code = codes.make_uscc(org_type, region, seed)
    assert validators.clean_uscc(code) == code
    assert validators.uscc_warnings(code) == ()
    position = seed % 17
    other = DIGITS[(DIGITS.find(code[position]) + 1) % 10]
    if other != code[position]:
        with pytest.raises(ValidationError):
            validators.clean_uscc(code[:position] + other + code[position + 1 :])


def test_a_wrong_organisation_digit_warns_and_does_not_refuse() -> None:
    code = codes.make_uscc("91", "410100", 1)
    wrong = "0" if code[16] != "0" else "1"
    first_17 = code[:16] + wrong
    odd = first_17 + validators.uscc_check_digit(first_17)
    assert validators.clean_uscc(odd) == odd
    assert validators.uscc_warnings(odd)


# 身份证号 (R6)


def test_id_number_known_example_of_the_standard() -> None:
    assert validators.id_number_check_digit("11010519491231002") == "X"
    parsed = validators.parse_id_number("11010519491231002x")
    assert (parsed.born_on, parsed.sex, parsed.region_code) == (date(1949, 12, 31), "女", "110105")
    assert parsed.age_on(date(2026, 12, 30)) == 76
    assert parsed.age_on(date(2026, 12, 31)) == 77


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "required"),
        ("110105491231002", "length"),
        ("1101051949123100", "length"),
        ("110105194912310021", "check_digit"),
        ("991231194912310024", "province"),
        ("110105194902310021", "birth_date"),
        ("11010519491231A02X", "shape"),
    ],
)
def test_id_number_refusals_name_the_reason(value: str, code: str) -> None:
    refused(code, validators.clean_id_number, value)


def test_a_birth_in_the_future_is_refused_when_today_is_known() -> None:
    number = codes.make_id_number("410105", date(2030, 1, 1))
    assert validators.clean_id_number(number) == number
    with pytest.raises(ValidationError):
        validators.parse_id_number(number, today=date(2026, 3, 20))


def test_under_age_is_refused_until_the_birthday() -> None:
    holder = validators.parse_id_number(codes.make_id_number("410105", date(2008, 3, 21)))
    with pytest.raises(ValidationError) as caught:
        validators.check_adult(holder, date(2026, 3, 20))
    assert caught.value.code == "under_age"
    validators.check_adult(holder, date(2026, 3, 21))


@given(st.dates(date(1930, 1, 1), date(2020, 1, 1)), st.booleans(), st.integers(0, 999), st.integers(0, 16))
def test_made_id_number_is_valid_and_a_changed_digit_is_refused(
    born_on: date, male: bool, seed: int, position: int
) -> None:
    number = codes.make_id_number("411302", born_on, male=male, seed=seed)
    parsed = validators.parse_id_number(number)
    assert (parsed.born_on, parsed.sex) == (born_on, "男" if male else "女")
    changed = number[:position] + DIGITS[(int(number[position]) + 1) % 10] + number[position + 1 :]
    with pytest.raises(ValidationError):
        validators.clean_id_number(changed)


# 手机号 (R2, L2)


@pytest.mark.parametrize(
    "typed",
    [
        "13812346021",
        "138 1234 6021",
        "+86 138-1234-6021",
        "8613812346021",
        "１３８１２３４６０２１",
        "＋86 13812346021",
    ],
)
def test_phone_becomes_e164(typed: str) -> None:
    assert validators.clean_phone(typed) == "+8613812346021"


@pytest.mark.parametrize("typed", ["12812346021", "037165506021", "+1 650 253 0000", "1381234602", "abc", ""])
def test_not_a_mainland_mobile(typed: str) -> None:
    with pytest.raises(ValidationError):
        validators.clean_phone(typed)


@given(st.integers(0, 5000))
def test_made_phones_are_mobiles(seed: int) -> None:
    phone = codes.make_phone(seed)
    assert validators.clean_phone(phone) == phone
    assert validators.clean_phone(validators.national_phone(phone)) == phone


# 电力户号, 社保号 (R9, C5)


def test_electricity_account_number() -> None:
    assert validators.clean_electricity_account_number("4101 2345 67") == "4101234567"
    assert validators.clean_electricity_account_number("4101-2345-67890") == "4101234567890"
    refused("shape", validators.clean_electricity_account_number, "410123456")
    refused("shape", validators.clean_electricity_account_number, "41012345678")
    refused("shape", validators.clean_electricity_account_number, "41012345AB")
    made = codes.make_electricity_account_number(3)
    assert validators.clean_electricity_account_number(made) == made


def test_social_insurance_unit_number_refuses_personal_numbers() -> None:
    assert validators.clean_social_insurance_unit_number("41010 123456") == "41010123456"
    sentence = refused(
        "personal_number", validators.clean_social_insurance_unit_number, codes.make_id_number(seed=5)
    )
    assert "没有保存" in sentence
    # Looks like one though its check digit is wrong: a mistyped personal number must not be stored either.
    refused("personal_number", validators.clean_social_insurance_unit_number, "110105194912310021")
    uscc = codes.make_uscc("91", "410100", 9)
    assert validators.clean_social_insurance_unit_number(uscc) == uscc
    refused("shape", validators.clean_social_insurance_unit_number, "12")
    made = codes.make_social_insurance_unit_number(3)
    assert validators.clean_social_insurance_unit_number(made) == made


@given(st.text(max_size=40))
def test_no_text_breaks_a_check(text: str) -> None:
    for check in (
        validators.clean_uscc,
        validators.clean_id_number,
        validators.clean_phone,
        validators.clean_electricity_account_number,
        validators.clean_social_insurance_unit_number,
    ):
        try:
            cleaned = check(text)
        except ValidationError:
            continue
        assert cleaned.isascii()
