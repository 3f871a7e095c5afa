from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from yuzhengdai.foundation.core import masking, text

pytestmark = pytest.mark.once


def test_codes_lose_width_case_spaces_and_invisible_characters() -> None:
    assert text.normalise_code("ａ１ 2-3\u200b\ufeff．４") == "A1234"


def test_prose_keeps_chinese_punctuation() -> None:
    assert text.normalise_line("  购买小麦，共 １００  吨（两批）。 ") == "购买小麦，共 100 吨（两批）。"
    assert text.normalise_text(" 第一行 \r\n第二行\u200b\r") == "第一行\n第二行"


def test_enterprise_name_gets_registered_form() -> None:
    assert text.normalise_enterprise_name("示例 商贸(郑州) 有限公司") == "示例商贸（郑州）有限公司"
    assert text.normalise_enterprise_name("ABC Trading 商贸") == "ABC Trading商贸"


@pytest.mark.parametrize("new", ["\U0002ebf0", "\U000323b0", "\U00033479", "\U0001fae8", "\U0001fada"])
def test_characters_newer_than_the_table_in_use_are_characters(new: str) -> None:
    assert text.clean_line(f"郑州{new}商贸", label="企业名称", max_length=20) == f"郑州{new}商贸"


@pytest.mark.parametrize("bad", ["a\x00b", "\x1b[31m", "x\x7f", "\ud800", "\uffff", "\U0002fffe", "\ufdd0"])
def test_control_characters_are_refused(bad: str) -> None:
    with pytest.raises(ValidationError) as caught:
        text.clean_text(bad, label="需求描述", max_length=100)
    assert caught.value.code == "control_characters"


def test_lengths_are_named() -> None:
    with pytest.raises(ValidationError, match="最多 5 个字，现有 6 个字"):
        text.clean_line("一二三四五六", label="需求名称", max_length=5)
    with pytest.raises(ValidationError, match="请填写需求名称"):
        text.clean_line(" \u3000 ", label="需求名称", max_length=5)
    assert text.clean_line("", label="备注", max_length=5, min_length=0) == ""
    assert text.clean_text("一\r\n二", label="备注", max_length=5) == "一\n二"
    assert text.clean_line("一\n二", label="备注", max_length=5) == "一 二"


@given(st.text())
def test_normalising_twice_changes_nothing(value: str) -> None:
    for normalise in (text.normalise_code, text.normalise_line, text.normalise_text):
        once = normalise(value)
        assert normalise(once) == once


def test_masks() -> None:
    assert masking.mask_phone("+8613812346021") == "138****6021"
    assert masking.mask_phone("13812346021") == "138****6021"
    assert masking.mask_name("张三") == "张*"
    assert masking.mask_name("李建国") == "李**"
    assert masking.mask_name("") == ""
    assert masking.mask_id_number("411303198501013018") == "4113********3018"
    assert masking.mask_account_number("4101234562087") == "4101****2087"
    assert masking.mask_account_number("4101232087") == "4101****2087"
    assert masking.mask_social_insurance_unit_number("41010123456") == "41010****56"
    assert masking.mask_address("河南省郑州市中原区示例路 1 号") == "河南省郑州市****"


@given(st.text("0123456789ABC王李", min_size=1, max_size=20))
def test_no_mask_shows_the_whole(value: str) -> None:
    for mask in (masking.mask_id_number, masking.mask_account_number, masking.mask_phone):
        assert mask(value) != value


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("123 456", "123456"),
        ("１２３－４５６", "123456"),
        ("【豫正贷】您的验证码是 123456，5 分钟内有效。", "123456"),
        ("【豫正贷】验证码：123 456，请勿告诉他人，客服 037165900000", "123456"),
        ("您的订单 654321 的验证码为123456", "123456"),
        ("code 123456 expires", "123456"),
        ("12345", "12345"),
        ("13812346021", "13812346021"),
    ],
)
def test_the_code_in_what_was_pasted(typed: str, code: str) -> None:
    assert text.one_time_code(typed) == code


def test_no_code_is_guessed_among_several() -> None:
    assert text.one_time_code("取件 123456 或 654321") not in {"123456", "654321"}
