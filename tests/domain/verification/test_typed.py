"""What people type into the forms of 企业认证, by kinds of writing; the oracles are by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yuzhengdai.domain.verification.checks import check_identity, check_licence, check_role, clean_person_name
from yuzhengdai.foundation.core import codes
from yuzhengdai.foundation.core.errors import FieldErrors

pytestmark = pytest.mark.once

PERSON = {
    "person_name": "何〇〇",
    "id_number": codes.make_id_number("410105", date(1985, 1, 1)),
    "id_address": "河南省郑州市示例路 1 号",
    "id_valid_until": "2041-03-15",
}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("何〇〇", "何〇〇"),
        ("张\U0002ebf0", "张\U0002ebf0"),  # extension I, Unicode 15.1
        ("张\U000323b0", "张\U000323b0"),  # extension J, Unicode 17
        ("张\U00030000", "张\U00030000"),
        ("张\u9fff", "张\u9fff"),
        ("张\u3400", "张\u3400"),
        ("张\ufa11", "张\ufa11"),  # among the compatibility ideographs, and yet a character of its own
        ("张\uf900", "张豈"),
        ("\u2f02\u2f00", "丶一"),  # radicals, as PDFs give them
        ("葛\U000e0100城", "葛城"),
        ("张　三", "张三"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉‧买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉・买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉．买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉 · 买买提", "阿卜杜拉·买买提"),
    ],
)
def test_names_of_people(typed: str, name: str) -> None:
    assert clean_person_name(typed) == name


@pytest.mark.parametrize(
    "typed", ["··", "·张三", "张三·", "张··三", "张x", "张", "张\U0002ffff", "张\ue000", "张三1"]
)
def test_no_names_of_people(typed: str) -> None:
    with pytest.raises(Exception, match="姓名应为 2 至 30 个汉字"):
        clean_person_name(typed)


@pytest.mark.parametrize("typed", ["长期", "长期有效", "长 期", "永久有效"])
def test_a_card_without_an_end(typed: str) -> None:
    found = check_identity(PERSON | {"id_valid_until": typed})
    assert found.id_is_long_term
    assert found.id_valid_until is None


def test_the_end_as_printed_on_the_card_and_full_width() -> None:
    assert check_identity(PERSON | {"id_valid_until": "２０４１．０３．１５"}).id_valid_until == date(
        2041, 3, 15
    )


def _sentence(field: str, check: Any, data: dict[str, Any], **kwargs: Any) -> str:
    with pytest.raises(FieldErrors) as caught:
        check(data, **kwargs)
    return caught.value.fields[field]


def test_no_field_takes_a_year_of_two_digits() -> None:
    licence = {"established_on": "16-8-17"}
    assert "四位年份" in _sentence("established_on", check_licence, licence, registered_uscc="")
    agent = {"role": "agent", "agent_scopes": ["submit_application"], "agent_ends_on": "27-8-17"}
    assert "四位年份" in _sentence("agent_ends_on", check_role, agent)
    assert "四位年份" in _sentence("id_valid_until", check_identity, PERSON | {"id_valid_until": "41.3.15"})
    assert "四位年份" in _sentence("id_valid_from", check_identity, PERSON | {"id_valid_from": "21.3.15"})
    assert "1900 年至 2100 年" in _sentence(
        "established_on", check_licence, {"established_on": "0016-08-17"}, registered_uscc=""
    )
