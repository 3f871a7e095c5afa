"""Ways to get in touch are found however they are spelled; what owners write of their business is let through (C10)."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.domain.demands.text_samples import APART_EVASIONS, APART_INNOCENT, EVASIONS, INNOCENT
from yuzhengdai.domain.demands.text_check import Found, check_text

ORDINARY = [
    "添加微量元素的饲料，客户对企业威信评价好；2026 年 Q4 2025 吨订单，Q235B 钢材 12345 吨",
    "V-100 型混合机 3 台，小微我司已续贷两次，联系上游厂家备货",
    "小麦收购季采购原料周转",
    "6 月上旬起收购小麦约 600 吨，用于加工配套设备试产。9 月回款，两家面粉厂已签供货合同 260 万元。",
    "2026年3月至12月，预计销售收入1,250万元，已有订单 3500000 元。",
    "小微信用贷到期，需要续贷；希望先息后本或等额本息。",
    "购置数控机床 5 台，型号 VMC850、CK6150，单价 38.5 万元",
    "充电桩点位建设，位于中原区科学大道，建筑面积 13800 平方米",
    "一二三四期工程回款，二〇二六年十二月三十一日前结清",
    "未来电力设备检修，员工 135 人，缴纳社保 128 人。年纳税 1,380,000 元",
    "公司成立于 2013-08-15，注册资本 1500 万元，厂房 2 处。",
]
TOUCHING = [
    ("联系 13812346021", Found.PHONE),
    ("１３８１２３４６０２１", Found.PHONE),
    ("1 3 8-1 2 3 4-6 0 2 1", Found.PHONE),
    ("一三八一二三四六零二一", Found.PHONE),
    ("幺三八幺二三四六洞二幺", Found.PHONE),
    ("壹叁捌 壹贰叁肆 陆零贰壹", Found.PHONE),
    ("138一二34陆零二1", Found.PHONE),
    ("138.1234.6021", Found.PHONE),
    ("+86 138 1234 6021", Found.PHONE),
    ("l38l2346o2l 138l2346o2l", Found.PHONE),
    ("100 万，138 1234 6021，200 万", Found.PHONE),
    ("100，138 1234 6021，200", Found.PHONE),
    ("138 1234 6021 / 139 1234 6021", Found.PHONE),
    ("0371-65900000", Found.PHONE),
    ("400 123 4567", Found.PHONE),
    ("电话：6590 0000", Found.PHONE),
    ("微信同号", Found.CHAT),
    ("加V：abc_123", Found.CHAT),
    ("ＷｅＣｈａｔ abc", Found.CHAT),
    ("薇 信 abc", Found.CHAT),
    ("微\u200b信 abc", Found.CHAT),
    ("Q Q 一二三四五六", Found.CHAT),
    ("扣扣 123456", Found.CHAT),
    ("见 www.example.com", Found.SITE),
    ("见 example点com", Found.SITE),
    ("ｗｗｗ．ｅｘａｍｐｌｅ．ｃｎ", Found.SITE),
    ("w w w . example . c o m", Found.SITE),
    ("发到 abc@example.com", Found.SITE),
    ("http://a", Found.SITE),
    ("百分百下款", Found.ADVERTISING),
    ("秒 批", Found.ADVERTISING),
    ("无视征信，欢迎咨询", Found.ADVERTISING),
    ("专业助贷", Found.BROKER),
    ("内部·渠道，返 点", Found.BROKER),
    ("维信同号", Found.CHAT),
    ("威❤信 abc123", Found.CHAT),
    ("薇❤信zhangsan", Found.CHAT),
    ("wei信 abc", Found.CHAT),
    ("W X abc8899", Found.CHAT),
    ("wx abc12345", Found.CHAT),
    ("+v abc998", Found.CHAT),
    ("V❤abc998", Found.CHAT),
    ("可以加个薇", Found.CHAT),
    ("微我详谈", Found.CHAT),
    ("球球 88996677", Found.CHAT),
    ("Ｑ：８８９９６６７７", Found.CHAT),
    ("抠抠88996677", Found.CHAT),
    ("钉钉：abc123", Found.CHAT),
    ("支付宝账号见名称", Found.CHAT),
    ("固话：65889900", Found.PHONE),
    ("abc[点]com", Found.SITE),
    ("abc(dot)com", Found.SITE),
    ("abc【点】cn", Found.SITE),
    ("请联系张经理", Found.ADVERTISING),
    ("有意电联", Found.ADVERTISING),
    ("找我私下谈", Found.ADVERTISING),
    ("下款快，不查征信", Found.ADVERTISING),
    ("无 前 期 费用", Found.BROKER),
    ("找中间人", Found.BROKER),
]
_DIGITS = [
    "0零〇洞０",
    "1一壹幺１",
    "2二贰两２",
    "3三叁３",
    "4四肆４",
    "5五伍５",
    "6六陆６",
    "7七柒拐７",
    "8八捌８",
    "9九玖勾９",
]
_GAPS = st.sampled_from(["", " ", "-", "·", ".", "　", "—", "*", "_ ", "\u200b", "、"])


@pytest.mark.parametrize("text", ORDINARY)
def test_what_owners_write_is_let_through(text: str) -> None:
    assert check_text(text) == []


@pytest.mark.parametrize(("text", "kind"), TOUCHING)
def test_ways_to_get_in_touch_are_found(text: str, kind: Found) -> None:
    assert kind in {finding.kind for finding in check_text("采购原料", f"九月回款。{text}")}


@st.composite
def written_phones(draw: st.DrawFn) -> str:
    """A mainland mobile number, each digit in one of its spellings, with anything little in between."""
    second = draw(st.sampled_from("3456789"))
    digits = f"1{second}{draw(st.text('0123456789', min_size=9, max_size=9))}"
    return "".join(draw(st.sampled_from(_DIGITS[int(digit)])) + draw(_GAPS) for digit in digits)


@settings(max_examples=300, deadline=None)
@given(
    phone=written_phones(),
    before=st.sampled_from(["", "请联系", "九月回款。", "电话 "]),
    after=st.sampled_from(["", "，谢谢", " 李"]),
)
def test_a_phone_is_found_however_it_is_spelled(phone: str, before: str, after: str) -> None:
    # Two figures of a list (「13500、142000」) are let through.
    assume(not re.fullmatch(r"\w{4,7}、\w{4,7}", phone.replace("\u200b", "")))
    assert Found.PHONE in {finding.kind for finding in check_text(before + phone + after)}


@pytest.mark.parametrize("text", EVASIONS)
def test_evasions_are_held(text: str) -> None:
    assert check_text("采购原料", f"九月回款。{text}")


@pytest.mark.parametrize("text", INNOCENT)
def test_machines_goods_and_figures_are_not_taken_for_contacts(text: str) -> None:
    assert check_text("采购原料", text) == []


def test_texts_that_were_not_looked_at_fare_nearly_as_well() -> None:
    caught = sum(bool(check_text("采购原料", f"九月回款。{text}")) for text in APART_EVASIONS)
    held = sum(bool(check_text("采购原料", text)) for text in APART_INNOCENT)
    assert len(EVASIONS) >= 60
    assert len(INNOCENT) >= 60
    assert caught >= 0.8 * len(APART_EVASIONS), caught
    assert held <= 0.1 * len(APART_INNOCENT), held


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    kinds = [finding.kind for finding in check_text(text)]
    assert len(kinds) == len(set(kinds))
