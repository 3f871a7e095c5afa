"""What must be true of what was typed. One rule in one place: forms and services both call these.

Each returns canonical values or raises FieldErrors with a sentence per field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from yuzhengdai.domain.enterprises.enums import EntityType, MemberScope
from yuzhengdai.domain.verification.enums import IdPaper, VerificationRole
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.collecting import Errors
from yuzhengdai.foundation.core.days import clean_day, says_long_term
from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.foundation.core.text import (
    clean_line,
    is_han,
    normalise_code,
    normalise_enterprise_name,
    normalise_line,
)
from yuzhengdai.foundation.core.validators import check_adult, clean_uscc, parse_id_number
from yuzhengdai.foundation.reference import regions

LONGEST_AGENCY = timedelta(days=3 * 366)
"""An agent's authorisation ends after three years at the latest."""

_MIDDLE_DOTS = re.compile(r"\s*[·•‧∙⋅・･．.⸱ꞏ\u0387]\s*")
"""What keyboards, phones and scans offer for the dot of a name (GB 18030: U+00B7)."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as on the ID card. ``id_valid_from`` and ``issuing_authority`` where the back was read or typed."""

    person_name: str
    id_number: str
    id_address: str
    id_valid_until: date | None
    id_is_long_term: bool
    id_valid_from: date | None = None
    issuing_authority: str = ""
    paper: str = IdPaper.RESIDENT_ID.value


def check_role(data: Mapping[str, Any]) -> dict[str, Any]:
    """{role, agent_scopes, agent_ends_on}: an agent names powers by tick and an end date."""
    fields = Errors(data)
    role = fields.given("role")
    if role not in VerificationRole.values:
        raise FieldErrors({"role": "请选择您的身份"})
    if role == VerificationRole.LEGAL_REPRESENTATIVE:
        return {"role": role, "agent_scopes": [], "agent_ends_on": None}
    scopes = [scope for scope in data.get("agent_scopes") or [] if scope in MemberScope.values]
    if not scopes:
        fields.add("agent_scopes", "请至少勾选一项授权内容")
    ends_on = fields.read("agent_ends_on", lambda raw: clean_day(raw, label="授权截止日期"))
    if ends_on is not None and ends_on <= today():
        fields.add("agent_ends_on", "授权截止日期应晚于今天")
    elif ends_on is not None and ends_on > today() + LONGEST_AGENCY:
        fields.add("agent_ends_on", "授权期限最长三年，请填写更近的日期")
    fields.raise_if_any()
    return {"role": role, "agent_scopes": scopes, "agent_ends_on": ends_on}


def check_identity(data: Mapping[str, Any]) -> Identity:
    """An adult with a valid number and a card that has not run out (R6). Papers other than the resident ID card have no
    number that could be checked; an operator looks at them.
    """
    fields = Errors(data)
    paper = fields.given("paper") or IdPaper.RESIDENT_ID.value
    if paper not in IdPaper.values:
        fields.add("paper", "请选择证件类型")
    is_resident = paper == IdPaper.RESIDENT_ID
    name = fields.read("person_name", clean_person_name if is_resident else _foreign_name)
    number = fields.read("id_number", _adult_id_number if is_resident else _paper_number)
    address = fields.read(
        "id_address", lambda raw: clean_line(raw, label="住址", max_length=120, min_length=4)
    )
    authority = fields.read(
        "issuing_authority", lambda raw: clean_line(raw, label="签发机关", max_length=60, min_length=0)
    )
    is_long_term = bool(data.get("id_is_long_term")) or says_long_term(fields.given("id_valid_until"))
    valid_from = _optional_date(fields, "id_valid_from", "有效期起始日")
    valid_until = None
    if not is_long_term:
        valid_until = fields.read("id_valid_until", lambda raw: clean_day(raw, label="有效期截止日"))
        if valid_until is not None and valid_until < today():
            fields.add("id_valid_until", "这张身份证已过有效期，请使用有效的身份证")
    _check_period(fields, valid_from, valid_until)
    fields.raise_if_any()
    return Identity(
        name or "", number or "", address or "", valid_until, is_long_term, valid_from, authority or "", paper
    )


def _check_period(fields: Errors, valid_from: date | None, valid_until: date | None) -> None:
    """Dates in their order. An unusual length is for an operator's eye (``is_usual_period``)."""
    if valid_from is None:
        return
    if valid_from > today():
        fields.add("id_valid_from", "有效期起始日不能晚于今天，请对照证件核对")
    elif valid_until is not None and "id_valid_until" not in fields.fields and valid_until <= valid_from:
        fields.add("id_valid_until", "有效期截止日应晚于起始日，请对照证件核对")


def is_usual_period(*, id_number: str, valid_from: date, valid_until: date | None) -> bool:
    """《居民身份证法》第五条: 5, 10 or 20 years, 长期 (None) from 46 years of age on."""
    if valid_until is None:
        return parse_id_number(id_number).age_on(valid_from) >= 46
    if valid_until.year - valid_from.year not in {5, 10, 20}:
        return False
    # 29 February has no like in most years.
    day = (valid_from.month, valid_from.day)
    like = {day, (2, 28), (3, 1)} if day == (2, 29) else {day}
    return (valid_until.month, valid_until.day) in like


def _optional_date(fields: Errors, field: str, label: str) -> date | None:
    if not fields.given(field).strip():
        return None
    found: date | None = fields.read(field, lambda raw: clean_day(raw, label=label))
    return found


def check_id_number(data: Mapping[str, Any]) -> str:
    """The number alone, of an adult. Raises FieldErrors."""
    fields = Errors(data)
    number = fields.read("id_number", _adult_id_number)
    fields.raise_if_any()
    return number or ""


def check_person_name(data: Mapping[str, Any]) -> str:
    """The name alone. Raises FieldErrors."""
    fields = Errors(data)
    name = fields.read("person_name", clean_person_name)
    fields.raise_if_any()
    return name or ""


def check_licence(data: Mapping[str, Any], *, registered_uscc: str) -> dict[str, Any]:
    """Licence as typed; the code must be the one registered with (R8)."""
    fields = Errors(data)
    established_on = fields.read("established_on", lambda raw: clean_day(raw, label="成立日期"))
    out = {
        "name": fields.read("name", _enterprise_name),
        "uscc": fields.read("uscc", clean_uscc),
        "entity_type": fields.given("entity_type"),
        "legal_representative_name": fields.read("legal_representative_name", clean_person_name),
        "registered_address": fields.read(
            "registered_address", lambda raw: clean_line(raw, label="住所", max_length=200, min_length=4)
        ),
        "region_code": fields.given("region_code"),
    }
    if out["uscc"] is not None and out["uscc"] != registered_uscc:
        fields.add("uscc", "与注册时填写的统一社会信用代码不一致，请核对营业执照")
    if out["entity_type"] not in EntityType.values:
        fields.add("entity_type", "请选择法人类型")
    if out["region_code"] not in {region.code for region in regions.cities()}:
        fields.add("region_code", "请选择所属地区")
    if established_on is not None and established_on > today():
        fields.add("established_on", "成立日期不能晚于今天")
    fields.raise_if_any()
    return {**out, "established_on": established_on.isoformat() if established_on else ""}


def clean_person_name(raw: str) -> str:
    """A personal name: Han characters with · between its parts, 2–30 long, no spaces."""
    name = _MIDDLE_DOTS.sub("·", normalise_line(raw))
    # 「张　三」 is how forms are filled so that short names end where long ones do.
    name = re.sub(r"(?<=\S) (?=\S)", lambda gap: "" if _is_between_han(gap) else " ", name)
    if not name:
        raise ValidationError("请填写姓名")
    parts = name.split("·")
    if not 2 <= len(name) <= 30 or not all(part and all(map(is_han, part)) for part in parts):
        raise ValidationError("姓名应为 2 至 30 个汉字，少数民族姓名可含「·」；其他证件请选择人工协助")
    return name


def _is_between_han(gap: re.Match[str]) -> bool:
    return is_han(gap.string[gap.start() - 1]) and is_han(gap.string[gap.end()])


def _foreign_name(raw: str) -> str:
    """A name as on a passport or residence permit, in whatever letters."""
    return clean_line(raw, label="姓名", max_length=60, min_length=2)


def _paper_number(raw: str) -> str:
    """The number of a passport or permit: letters and digits."""
    number = normalise_code(raw)
    if not number:
        raise ValidationError("请填写证件号码")
    if not re.fullmatch(r"[0-9A-Z]{5,24}", number):
        raise ValidationError("证件号码由 5 至 24 位数字和字母组成，请核对")
    return number


def _adult_id_number(raw: str) -> str:
    number = parse_id_number(raw, today=today())
    check_adult(number, today())
    return number.number


def _enterprise_name(raw: str) -> str:
    return normalise_enterprise_name(clean_line(raw, label="企业名称", max_length=120, min_length=2))
