"""P3: condition by condition 符合/不符合/待核实, never worded as approval."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuzhengdai.domain.products.eligibility import (
    DISCLAIMER,
    Operator,
    Result,
    Rule,
    Verdict,
    check,
    overall,
    rules_from_json,
    summary,
)
from yuzhengdai.domain.products.facts import FIELDS, FactKind, Span

pytestmark = pytest.mark.once

PROMISES = ("通过审批", "可以贷", "可贷", "获批", "批准", "保证放款", "一定", "！")


def one(field: str, operator: str, value: Any, fact: Any, **texts: str) -> Result:
    rule = Rule.from_dict({"code": "r", "field": field, "operator": operator, "value": value, **texts})
    return check([rule], {field: fact})[0]


@pytest.mark.parametrize(
    ("field", "operator", "value", "fact", "verdict", "explanation"),
    [
        ("established_months", "min", 12, 115, "meets", "成立满 12 个月：成立时间 9 年 7 个月"),
        ("established_months", "min", 12, 12, "meets", "成立满 12 个月：成立时间 1 年"),
        ("established_months", "min", 12, 8, "fails", "成立满 12 个月：成立时间 8 个月"),
        ("established_months", "min", 12, None, "unknown", "成立满 12 个月：暂无这项信息，待核实"),
        ("annual_revenue_yuan", "min", "1000000", Decimal("1000000.00"), "meets", "年营业收入不低于 100 万元：年营业收入 100 万元"),
        ("loan_balance_yuan", "max", 500000, 500001, "fails", "现有贷款余额不超过 50 万元：现有贷款余额 50.0001 万元"),
        ("requested_amount_yuan", "between", [200000, 3000000], 3000000, "meets", "申请金额 20 万元至 300 万元：申请金额 300 万元"),
        ("requested_term_months", "between", [6, 24], 36, "fails", "申请期限 6 个月至 24 个月：申请期限 36 个月"),
        ("representative_age", "between", [18, 65], 40, "meets", "法定代表人年龄 18 周岁至 65 周岁：法定代表人年龄 40 周岁"),
        ("region_code", "in", ["410100", "410300"], "410102", "meets", "注册地在郑州市、洛阳市：注册地 郑州市中原区"),
        ("region_code", "in", ["410000"], "419001", "meets", "注册地在河南省：注册地 济源示范区"),
        ("region_code", "in", ["410000"], "110101", "fails", "注册地在河南省：注册地 河南省外"),
        ("industry_code", "in", ["C"], "1331", "meets", "所属行业为制造业：所属行业 农副食品加工业"),
        ("industry_code", "not_in", ["70"], "K7010", "fails", "所属行业不为房地产业：所属行业 房地产业"),
        ("entity_type", "in", ["company", "cooperative"], "company", "meets", "法人类型为企业法人、农民专业合作社：法人类型 企业法人"),
        ("size", "in", ["micro", "small"], "large", "fails", "企业规模为微型、小型：企业规模 大型"),
        ("tax_level", "in", ["A", "B", "M"], "B", "meets", "纳税信用等级为A 级、B 级、M 级：纳税信用等级 B 级"),
        ("has_overdue", "is_false", None, False, "meets", "无贷款逾期：无贷款逾期"),
        ("has_overdue", "is_false", None, True, "fails", "无贷款逾期：有贷款逾期"),
        ("electricity_verified", "is_true", None, True, "meets", "电力户号已验证：电力户号已验证"),
    ],
)  # fmt: skip
def test_verdicts_and_explanations(
    *, field: str, operator: str, value: Any, fact: Any, verdict: str, explanation: str
) -> None:
    result = one(field, operator, value, fact)
    assert result.verdict == verdict
    assert result.explanation == explanation


def test_own_words_and_questions_win() -> None:
    result = one("established_months", "min", 12, None, label="注册经营满一年", question="经营几年了？")
    assert result.explanation.startswith("注册经营满一年：")
    assert result.question == "经营几年了？"
    assert one("established_months", "min", 12, None).question == "企业成立多久了？"
    assert one("established_months", "min", 12, 3).question == ""


@pytest.mark.parametrize("junk", ["很久", "", "nan", 10**30, True, [], {}])
def test_bad_data_is_unknown_and_never_a_refusal(junk: Any) -> None:
    assert one("established_months", "min", 12, junk).verdict == Verdict.UNKNOWN
    assert one("industry_code", "not_in", ["70"], "??").verdict == Verdict.UNKNOWN
    assert one("has_overdue", "is_false", None, "no").verdict == Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("shoe_size", "min", 40),
        ("established_months", "min", "long"),
        ("established_months", "in", ["12"]),
        ("established_months", "between", [24, 6]),
        ("established_months", "between", [24]),
        ("region_code", "in", []),
        ("region_code", "in", "410100"),
        ("has_overdue", "min", 1),
        ("has_overdue", "sounds_like", 1),
    ],
)
def test_rules_that_make_no_sense_are_refused(field: str, operator: str, value: Any) -> None:
    with pytest.raises(ValueError, match=r".+"):
        one(field, operator, value, None)


def test_a_rule_survives_json() -> None:
    rule = Rule("r1", "region_code", Operator.IN, ["410100"], source="工商登记")
    again = rules_from_json(json.loads(json.dumps([rule.to_dict()])))
    assert again == [rule]
    with pytest.raises(ValueError, match="not a rule"):
        Rule.from_dict({"field": "region_code"})


def test_overall_and_summary() -> None:
    rules = [
        Rule("a", "established_months", Operator.MIN, 12),
        Rule("b", "has_overdue", Operator.IS_FALSE),
        Rule("c", "annual_revenue_yuan", Operator.MIN, 1_000_000),
    ]
    results = check(rules, {"established_months": 24, "has_overdue": False})
    assert overall(results) == Verdict.UNKNOWN
    assert summary(results) == "共 3 项条件：2 项符合，1 项待核实"
    assert overall(check(rules, {"has_overdue": True})) == Verdict.FAILS
    assert overall([]) == Verdict.MEETS
    assert "没有列出" in summary([])


def example_rule(code: str) -> Rule:
    kind = FIELDS[code].kind
    if kind is FactKind.BOOLEAN:
        return Rule(code, code, Operator.IS_TRUE)
    if kind.is_number:
        return Rule(code, code, Operator.MIN, 12)
    values = {FactKind.REGION: "410100", FactKind.INDUSTRY: "C", FactKind.CHOICE: "A"}
    return Rule(code, code, Operator.IN, [values[kind]])


@given(
    st.dictionaries(
        st.sampled_from(sorted(FIELDS)),
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.decimals(places=2)),
    )
)
def test_no_facts_break_it_and_no_words_promise(facts: dict[str, Any]) -> None:
    results = check([example_rule(code) for code in FIELDS], facts)
    assert len(results) == len(FIELDS)
    for result in results:
        assert result.explanation
        assert (result.verdict == Verdict.UNKNOWN) == bool(result.question)
        assert not any(word in result.rule.words for word in PROMISES)
    assert not any(word in DISCLAIMER for word in PROMISES)


@pytest.mark.parametrize(
    ("field", "operator", "value", "fact", "verdict"),
    [
        # 郑州市 alone does not tell the district, nor 41 with an unknown end where in the province it lies.
        ("region_code", "in", ["410102"], "410100", "unknown"),
        ("region_code", "not_in", ["410102"], "410100", "unknown"),
        ("region_code", "in", ["410102"], "410199", "unknown"),
        # A functional zone is told by its own code.
        ("region_code", "in", ["410102"], "410173", "fails"),
        ("region_code", "not_in", ["410102"], "郑州", "unknown"),
        ("region_code", "not_in", ["410102"], "410300", "meets"),
        ("industry_code", "in", ["13"], "C", "unknown"),
        ("industry_code", "not_in", ["13"], "C", "unknown"),
        ("industry_code", "not_in", ["13"], "F", "meets"),
        # A word that is none of the field's never meets a list it is not on.
        ("tax_level", "not_in", ["D"], "Z", "unknown"),
        ("size", "not_in", ["large"], "huge", "unknown"),
        ("staff_count", "max", 10, -5, "unknown"),
    ],
)
def test_a_fact_that_is_too_coarse_or_no_fact_settles_nothing(
    *, field: str, operator: str, value: Any, fact: Any, verdict: str
) -> None:
    """符合 and 不符合 are said of what the fact tells, never of what it leaves open."""
    assert one(field, operator, value, fact).verdict == verdict


@pytest.mark.parametrize(
    ("operator", "value", "low", "high", "verdict"),
    [
        ("min", 500, 500, 1000, "meets"),
        ("min", 600, 500, 1000, "unknown"),
        ("min", 1001, 500, 1000, "fails"),
        ("min", 600, 500, None, "unknown"),
        ("max", 1000, 500, 1000, "meets"),
        ("max", 400, 500, 1000, "fails"),
        ("max", 900, 500, None, "unknown"),
        ("between", [400, 1000], 500, 1000, "meets"),
        ("between", [600, 900], 500, 1000, "unknown"),
        ("between", [1100, 1200], 500, 1000, "fails"),
        ("between", [100, 200], 500, None, "fails"),
    ],
)
def test_a_band_is_judged_by_both_its_ends(
    *, operator: str, value: Any, low: int, high: int | None, verdict: str
) -> None:
    """A number of which only the bounds are told holds where every number between them would."""
    band = Span(Decimal(low), None if high is None else Decimal(high))
    assert one("annual_revenue_yuan", operator, value, band).verdict == verdict
