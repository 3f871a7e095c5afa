from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from yuzhengdai.foundation.core import codes, validators
from yuzhengdai.foundation.core.check_digits import uscc_check_digit

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


@pytest.mark.parametrize(
    "typed",
    [
        "tel:13812346021",
        "手机：138 1234 6021",
        "手机号码 13812346021",
        "0086 13812346021",
        "（+86）13812346021",
        "138—1234—6021",
        "138.1234.6021",
    ],
)
def test_words_and_signs_around_a_phone(typed: str) -> None:
    assert validators.clean_phone(typed) == "+8613812346021"
    assert validators.clean_contact_phone(typed) == "+8613812346021"


@pytest.mark.parametrize(
    "typed",
    [
        "138OOO00001",
        "138ooo00001",
        "1380000000l",
        "138ABC46021",
        "１３８ＯＯＯ００００１",
        "138\u041e\u041e\u041e00001",
        "+86138OOO00001",
        "tel:138OOO00001",
        "138OOOOOOOO",
        "1-38O-OO0-0001",
        "138\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0661",
        "138****6021",
        "13812346021/13912346021",
        "13812346021（李经理）",
        "13812346021;ext=5",
    ],
)
def test_letters_and_second_numbers_never_become_digits(typed: str) -> None:
    refused("shape", validators.clean_phone, typed)
    with pytest.raises(ValidationError):
        validators.clean_contact_phone(typed)


@pytest.mark.parametrize(
    "typed", ["0371-65900000", "（0371）6590 0000", "+86 371 65900000", "电话：0371 65900000"]
)
def test_landlines_are_contacts(typed: str) -> None:
    assert validators.clean_contact_phone(typed) == "+8637165900000"


@pytest.mark.parametrize(
    "typed",
    ["0371-65900000-801", "0371-65900000转801", "0371 65900000 ext. 801", "13812346021-5", "0371-65900000#8"],
)
def test_extensions_are_told_by_name(typed: str) -> None:
    assert "分机号" in refused("extension", validators.clean_contact_phone, typed)


@pytest.mark.parametrize(
    "typed", ["0371-6590OOOO", "O371-65900000", "0371-FLOWERS", "65900000", "400-800-8000"]
)
def test_no_contact_phone(typed: str) -> None:
    refused("shape", validators.clean_contact_phone, typed)


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


def _both_codes() -> str:
    """An ID number whose last character satisfies GB 32100 too; about one in 31 does."""
    for seed in range(1000):
        number = codes.make_id_number("410105", date(1980, 3, 2), seed=seed)
        if number[:17] + uscc_check_digit(number[:17]) == number:
            return number
    raise AssertionError("no such number among a thousand")


@pytest.mark.parametrize(
    "number",
    [
        _both_codes(),
        codes.make_id_number("410105", date(1980, 3, 2), seed=7),
        "110105194912310021",  # a slip in its last digit
        "410105 19800302 012x",
        "410105800302012",  # of before 2013
        "４１０１０５１９８００３０２０１２３",
    ],
)
@pytest.mark.parametrize(
    "check",
    [
        validators.clean_uscc,
        validators.clean_electricity_account_number,
        validators.clean_social_insurance_unit_number,
    ],
)
def test_personal_numbers_in_fields_of_enterprises(check: Callable[[str], str], number: str) -> None:
    assert refused("personal_number", check, number).endswith("您填写的内容没有保存")


def test_company_accounts_are_no_personal_numbers() -> None:
    assert validators.clean_company_account_number("6222 0200 1234 5678 901") == "6222020012345678901"
    # 15 digits are no rarity among accounts; by chance some have the form of an old personal number.
    assert validators.clean_company_account_number("410105800302012") == "410105800302012"
    refused("personal_number", validators.clean_company_account_number, codes.make_id_number(seed=3))
    refused("personal_number", validators.clean_company_account_number, _both_codes())
    refused("shape", validators.clean_company_account_number, "1234567")


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("kind", ["91", "92", "93", "12", "52"])
def test_codes_of_enterprises_are_taken(kind: str, seed: int) -> None:
    uscc = codes.make_uscc(kind, "410100", seed)
    assert validators.clean_uscc(uscc) == uscc
    assert validators.clean_social_insurance_unit_number(uscc) == uscc


@given(st.text(max_size=40))
def test_no_text_breaks_a_check(text: str) -> None:
    for check in (
        validators.clean_uscc,
        validators.clean_id_number,
        validators.clean_phone,
        validators.clean_contact_phone,
        validators.clean_company_account_number,
        validators.clean_electricity_account_number,
        validators.clean_social_insurance_unit_number,
    ):
        try:
            cleaned = check(text)
        except ValidationError:
            continue
        assert cleaned.isascii()
