"""Checks of Chinese identification codes and numbers.

Every ``clean_*`` takes what was typed, returns the canonical form and raises Django's ``ValidationError``
with a code and a calm sentence, so that forms use it as it is. Nothing here looks anything up.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

import phonenumbers
from django.core.exceptions import ValidationError

from yuzhengdai.foundation.core.check_digits import (
    PROVINCE_CODES,
    USCC_ALPHABET,
    id_number_check_digit,
    organisation_code_check_digit,
    uscc_check_digit,
)
from yuzhengdai.foundation.core.text import (
    clean_line,
    is_han,
    normalise_code,
    normalise_enterprise_name,
    normalise_line,
)

# ----------------------------------------------------------------------------------------------------
# 统一社会信用代码, GB 32100-2015

_USCC_SHAPE = re.compile(rf"[{USCC_ALPHABET}]{{2}}[0-9]{{6}}[{USCC_ALPHABET}]{{10}}")


def clean_uscc(value: str) -> str:
    """A 统一社会信用代码 in canonical form (18 characters, upper case)."""
    code = normalise_code(value)
    if not code:
        raise ValidationError("请填写统一社会信用代码", code="required")
    if looks_personal(code) or looks_personal_of_old(code):
        raise ValidationError(
            f"这里需要企业的统一社会信用代码，不是个人身份证号。{NOT_KEPT}", code=PERSONAL_NUMBER
        )
    if len(code) != 18:
        raise ValidationError(f"统一社会信用代码应为 18 位，现有 {len(code)} 位，请核对", code="length")
    if not _USCC_SHAPE.fullmatch(code):
        raise ValidationError(
            "统一社会信用代码只含数字和大写字母（不含 I、O、S、V、Z），第 3 至 8 位为数字，请核对",
            code="shape",
        )
    if uscc_check_digit(code[:17]) != code[17]:
        raise ValidationError("统一社会信用代码的校验位不符，请对照营业执照核对", code="check_digit")
    return code


def uscc_warnings(uscc: str) -> tuple[str, ...]:
    """What looks odd in a valid code but refuses nothing: the GB 11714 digit in positions 9–17."""
    if organisation_code_check_digit(uscc[8:16]) != uscc[16]:
        return ("第 9 至 17 位的组织机构代码校验位不常见，请再核对一次；确认无误可以继续",)
    return ()


# ----------------------------------------------------------------------------------------------------
# 企业名称, 企业名称登记管理规定: 规范汉字; numbers and letters are rare, an address or a telephone number never

MAX_DIGITS_RUN = 4
"""Digits in a row, whatever stands between them: 「国营第4049厂」 is a name, 「400 123 4567」 is none."""
MAX_DIGITS = 6
"""Digits in the whole name, in any script."""
_NUMERALS = frozenset("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺")
MAX_NUMERALS_RUN = 5
"""Chinese numerals and digits in a row: 「三六零」 and 「一二三四五」 are names, a spelled telephone number is none."""
_WEB = re.compile(
    r"https?|www|[A-Za-z0-9][·•\-—－点][A-Za-z0-9]*(?:cn|com|net|org|top|xyz|vip|cc|app)(?![A-Za-z])",
    re.IGNORECASE,
)


def clean_enterprise_name(value: str, *, label: str = "企业名称") -> str:
    """An enterprise's name as on its licence: 2 to 100 characters, at least one letter or Chinese character.

    Nothing that could be read as a web address or dialled: no dot, no slash, no long run of digits. Names of claims are typed by
    anybody and shown to others.
    """
    typed = clean_line(value, label=label, max_length=100, min_length=1)
    name = normalise_enterprise_name(typed)
    if len(name) < 2 or not any(char.isalpha() or is_han(char) for char in name):
        raise ValidationError("请填写营业执照上的完整企业名称", code="shape")
    if any(not (char.isalnum() or is_han(char) or char in "（）()·•-—－&＆、，《》“” ") for char in name):
        raise ValidationError(
            "企业名称只含汉字、字母、数字和括号、间隔号，不含网址，请对照营业执照核对", code="characters"
        )
    plain = unicodedata.normalize("NFKC", name)
    bare = "".join(char for char in plain if char.isalnum() or is_han(char))
    digits = [char.isdecimal() or char.isdigit() for char in bare]
    numerals = [is_digit or char in _NUMERALS for is_digit, char in zip(digits, bare, strict=True)]
    if (
        _longest(digits) > MAX_DIGITS_RUN
        or sum(digits) > MAX_DIGITS
        or _longest(numerals) > MAX_NUMERALS_RUN
        or _WEB.search(plain)
    ):
        raise ValidationError(
            "企业名称中不能有网址、电话或较长的数字（连续数字不超过 4 位），请对照营业执照核对",
            code="address",
        )
    return name


def _longest(marks: list[bool]) -> int:
    longest = run = 0
    for mark in marks:
        run = run + 1 if mark else 0
        longest = max(longest, run)
    return longest


# ----------------------------------------------------------------------------------------------------
# 公民身份号码, GB 11643-1999

_ID_SHAPE = re.compile(r"[0-9]{17}[0-9X]")


@dataclass(frozen=True, slots=True)
class IdNumber:
    """What a valid ID number says about its holder."""

    number: str
    region_code: str
    born_on: date
    sex: Literal["男", "女"]

    def age_on(self, day: date) -> int:
        """Full years of age on a day."""
        had_birthday = (day.month, day.day) >= (self.born_on.month, self.born_on.day)
        return day.year - self.born_on.year - (0 if had_birthday else 1)


def parse_id_number(value: str, *, today: date | None = None) -> IdNumber:
    """Check an ID number and read it. With ``today``, a birth date in the future is refused too.

    County codes are not checked: they get abolished while cards live on.
    """
    number = normalise_code(value)
    if not number:
        raise ValidationError("请填写身份证号", code="required")
    if len(number) == 15 and number.isdigit():
        raise ValidationError("15 位身份证号已停用，请填写 18 位身份证号", code="length")
    if len(number) != 18:
        raise ValidationError(f"身份证号应为 18 位，现有 {len(number)} 位，请核对", code="length")
    if not _ID_SHAPE.fullmatch(number):
        raise ValidationError("身份证号由 17 位数字和末位数字或 X 组成，请核对", code="shape")
    if number[:2] not in PROVINCE_CODES:
        raise ValidationError("身份证号前两位不是有效的省级代码，请核对", code="province")
    born_on = _birth_date(number, today)
    if id_number_check_digit(number[:17]) != number[17]:
        raise ValidationError("身份证号的校验位不符，请对照身份证核对", code="check_digit")
    return IdNumber(number, number[:6], born_on, "男" if int(number[16]) % 2 else "女")


def clean_id_number(value: str) -> str:
    """An ID number in canonical form (18 characters, X upper case)."""
    return parse_id_number(value).number


def check_adult(id_number: IdNumber, day: date) -> None:
    """Refuse a holder younger than 18 on ``day``."""
    if id_number.age_on(day) < 18:
        raise ValidationError("须由年满 18 周岁的人员办理，请更换办理人", code="under_age")


def _birth_date(number: str, today: date | None) -> date:
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise ValidationError("身份证号中的出生日期不存在，请核对", code="birth_date") from None
    if born_on.year < 1900 or (today is not None and born_on > today):
        raise ValidationError("身份证号中的出生日期不在合理范围内，请核对", code="birth_date")
    return born_on


# ----------------------------------------------------------------------------------------------------
# Mainland mobile phones


_PHONE_WIDTHS = str.maketrans(
    {"＋": "+", "（": "(", "）": ")", "－": "-", "：": ":", "．": ".", **dict.fromkeys("‐‑‒–—―−·", "-")}
)
_PHONE_WORDS = re.compile(r"(tel|phone|mobile|手机号码?|手机|联系电话|电话号码?|电话)[:\s]*", re.IGNORECASE)
_EXTENSION = re.compile(r"(.*?)[-\s]*(转|分机|ext\.?|x|#|,)[-:\s]*\d{1,6}|(.*\d{7,})-\d{1,6}", re.IGNORECASE)


def clean_phone(value: str) -> str:
    """A mainland mobile number as E.164 (``+8613812346021``).

    Letters are refused: O is no 0, and the keypad's digits of letters would be somebody else's number.
    """
    number = _dialled(_phone_text(value), required="请填写手机号", shape="手机号应为 11 位数字，请核对")
    if number.country_code != 86 or _type_of(number) != phonenumbers.PhoneNumberType.MOBILE:
        raise ValidationError("请填写中国大陆的 11 位手机号", code="not_mobile")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def clean_contact_phone(value: str) -> str:
    """A mainland mobile or a landline with its area code (``0371-65900000``), as E.164. Letters and extensions are
    refused, the latter by their name.
    """
    sentence = "请填写 11 位手机号，或带区号的固定电话"
    typed = _phone_text(value)
    if _EXTENSION.fullmatch(typed):
        raise ValidationError("这里不能填分机号，请填写 11 位手机号，或带区号的固定电话", code="extension")
    number = _dialled(typed, required="请填写联系电话", shape=sentence)
    wanted = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE}
    if number.country_code != 86 or _type_of(number) not in wanted:
        raise ValidationError(sentence, code="shape")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _phone_text(value: str) -> str:
    """What was typed, half-width, without a word such as 「手机：」 or ``tel:`` before it."""
    return _PHONE_WORDS.sub("", normalise_line(value).translate(_PHONE_WIDTHS), count=1).strip()


def _dialled(typed: str, *, required: str, shape: str) -> phonenumbers.PhoneNumber:
    """The number that the digits dial. Only digits of one number with the signs people put between them get as far as
    phonenumbers: it turns letters into keypad digits and drops a second number in silence.
    """
    if not typed:
        raise ValidationError(required, code="required")
    if not re.fullmatch(r"\+?[0-9 ().+-]+", typed) or "+" in typed[1:].removeprefix("+"):
        raise ValidationError(shape, code="shape")
    try:
        return phonenumbers.parse(("+" if "+" in typed[:2] else "") + re.sub(r"[^0-9]", "", typed), "CN")
    except phonenumbers.NumberParseException:
        raise ValidationError(shape, code="shape") from None


def _type_of(number: phonenumbers.PhoneNumber) -> int:
    return phonenumbers.PhoneNumberType.UNKNOWN if number.extension else phonenumbers.number_type(number)


def dialled_digits(phone_e164: str) -> str:
    """How a mainland number is dialled within the country: eleven digits, or 0, area code and number."""
    digits = phone_e164.removeprefix("+86")
    return digits if len(digits) == 11 and digits.startswith("1") else f"0{digits}"


def national_phone(phone_e164: str) -> str:
    """The eleven digits without ``+86``, for display to its owner and for vendors."""
    return phone_e164.removeprefix("+86")


# ----------------------------------------------------------------------------------------------------
# Numbers of enterprises, and the personal numbers that end up in their fields

PERSONAL_NUMBER = "personal_number"
"""Code of the refusal: whoever shows the form again leaves the field empty."""
NOT_KEPT = "您填写的内容没有保存"
"""How the sentence of that refusal ends."""


def looks_personal(number: str) -> bool:
    """Whether a number (canonical) is somebody's ID number, or one with a slip in it, instead of an enterprise's.

    A 统一社会信用代码 of the market regulator begins with 9, an ID number never does. One that begins with 1 or 5 (bodies and
    unincorporated associations) may by its form be both: then it is personal only where the ID number's own check digit fits.
    """
    if not _ID_SHAPE.fullmatch(number) or number[:2] not in PROVINCE_CODES:
        return False
    if not (1900 <= int(number[6:10]) <= 2100 and _is_day(number[6:14])):
        return False
    return id_number_check_digit(number[:17]) == number[17] or not _is_uscc(number)


def looks_personal_of_old(number: str) -> bool:
    """Whether it has the form of the 15 digits of before 2013: province, county, YYMMDD, three digits.

    Bank accounts have this form by chance now and then, so only fields that never hold one ask.
    """
    return (
        re.fullmatch(r"[0-9]{15}", number) is not None
        and number[:2] in PROVINCE_CODES
        and _is_day(f"19{number[6:12]}")
    )


def holds_personal(text: str) -> bool:
    """Whether somebody's ID number stands in a text of any kind, alone or among other characters."""
    runs = re.finditer(r"(?=([0-9]{17}[0-9X]))", normalise_code(text))
    return any(looks_personal(run[1]) for run in runs)


def clean_company_account_number(value: str) -> str:
    """A 对公账号: 8 to 32 digits; a personal ID number is refused."""
    number = normalise_code(value)
    if looks_personal(number):
        raise ValidationError(f"这里需要企业的对公账号，不是个人身份证号。{NOT_KEPT}", code=PERSONAL_NUMBER)
    if not re.fullmatch(r"[0-9]{8,32}", number):
        raise ValidationError("请填写对公账号，由 8 至 32 位数字组成", code="shape")
    return number


def clean_electricity_account_number(value: str) -> str:
    """A 电力户号: 10 or 13 digits, kept as text."""
    number = normalise_code(value)
    if not number:
        raise ValidationError("请填写电力户号", code="required")
    if looks_personal(number) or looks_personal_of_old(number):
        raise ValidationError(f"这里需要电力户号，不是个人身份证号。{NOT_KEPT}", code=PERSONAL_NUMBER)
    if not re.fullmatch(r"[0-9]{10}|[0-9]{13}", number):
        raise ValidationError("电力户号应为 10 位或 13 位数字，可在电费账单上找到", code="shape")
    return number


def clean_social_insurance_unit_number(value: str) -> str:
    """A 单位社保编号: 4 to 20 letters or digits; a personal number is refused, also one with a slip in it.

    Some offices use the 统一社会信用代码 itself, so a valid one that is no ID number passes.
    """
    number = normalise_code(value)
    if not number:
        raise ValidationError("请填写社保号", code="required")
    is_shaped_so = _ID_SHAPE.fullmatch(number) and not _is_uscc(number)
    if is_shaped_so or looks_personal(number) or looks_personal_of_old(number):
        raise ValidationError(
            f"这里需要单位社保编号，不是个人身份证号或社会保障号。{NOT_KEPT}", code=PERSONAL_NUMBER
        )
    if not re.fullmatch(r"[0-9A-Z]{4,20}", number):
        raise ValidationError("单位社保编号由 4 至 20 位数字或字母组成，请核对", code="shape")
    return number


def _is_uscc(number: str) -> bool:
    return bool(_USCC_SHAPE.fullmatch(number)) and uscc_check_digit(number[:17]) == number[17]


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True
