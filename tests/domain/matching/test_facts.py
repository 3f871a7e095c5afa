"""What is known of an enterprise, where it comes from and since when (P3)."""

from __future__ import annotations

from datetime import date

import pytest

from tests import factories
from yuzhengdai.domain.enterprises.services import enterprise_details_change
from yuzhengdai.domain.matching.match import match_product, origin_of
from yuzhengdai.domain.matching.selectors import enterprise_facts, whole_months
from yuzhengdai.domain.products.eligibility import Verdict
from yuzhengdai.domain.products.facts import Fact, values_of
from yuzhengdai.foundation.core import clock

TAX = {"code": "tax", "field": "tax_level", "operator": "in", "value": ["A"], "source": "税务部门"}
AGE = {"code": "age", "field": "established_months", "operator": "min", "value": 12}


@pytest.mark.django_db
def test_only_what_was_verified_is_a_fact() -> None:
    """A claim nobody checked settles nothing but that it is not verified."""
    claimed = enterprise_facts(enterprise=factories.enterprise(state="claimed"))
    assert values_of(claimed) == {"is_verified": False}
    with clock.frozen("2026-03-20T09:00"):
        verified = factories.enterprise(established_on=date(2024, 3, 21), industry_code="")
        facts = enterprise_facts(enterprise=verified)
    assert facts["established_months"] == Fact(23, "企业认证", date(2026, 3, 20), is_proved=True)
    assert facts["is_verified"].value is True
    assert "industry_code" not in facts


@pytest.mark.django_db
def test_what_a_member_typed_is_no_longer_what_was_verified() -> None:
    """所在地区, 所属行业 and 企业规模 may be changed at any time without a check: they say so, and since when."""
    with clock.frozen("2026-03-20T09:00"):
        member = factories.member()
    with clock.frozen("2026-05-02T09:00"):
        enterprise_details_change(
            actor=factories.enterprise_actor(member),
            enterprise=member.enterprise,
            region_code="410300",
            industry_code="13",
            size="small",
        )
        member.enterprise.refresh_from_db()
        facts = enterprise_facts(enterprise=member.enterprise)
    assert facts["region_code"] == Fact("410300", "企业填写", date(2026, 5, 2))
    assert facts["size"] == Fact("small", "企业认证", date(2026, 3, 20), is_proved=True)
    assert origin_of(facts["region_code"]) == "企业填写，2026 年 5 月 2 日起"


@pytest.mark.django_db
def test_accounts_that_their_source_confirmed_are_facts() -> None:
    """A 户号 that ended, or one that is said to be absent, settles nothing."""
    enterprise = factories.enterprise()
    factories.utility_account(enterprise=enterprise)
    factories.utility_account(enterprise=enterprise, kind="social_insurance", ended_at=clock.now())
    facts = enterprise_facts(enterprise=enterprise)
    assert facts["electricity_verified"].value is True
    assert "social_insurance_verified" not in facts


@pytest.mark.django_db
def test_each_answer_says_what_it_stands_on() -> None:
    """In the order of the conditions; what no fact settles stays 待核实 and says who can settle it."""
    version = factories.product(version={"rules": [TAX, AGE]}).published_version
    assert version is not None
    found = match_product(version, {"established_months": Fact(13, "企业认证", date(2026, 3, 20), True)})
    assert [answer.verdict for answer in found.answers] == [Verdict.UNKNOWN, Verdict.MEETS]
    assert [answer.origin for answer in found.answers] == [
        "核实依据：税务部门",
        "企业认证，2026 年 3 月 20 日起",
    ]
    assert [answer.said for answer in found.answers] == ["暂无这项信息，待核实", "成立时间 1 年 1 个月"]
    assert found.verdict is Verdict.UNKNOWN


@pytest.mark.django_db
def test_what_the_columns_of_a_product_demand_is_compared_too() -> None:
    """A product for 洛阳 and food makers does not suit a shop in 郑州, whatever its 申请条件 repeat."""
    version = factories.product(
        version={
            "regions": ["410300"],
            "industries": ["C"],
            "entity_types": ["company"],
            "purposes": ["equipment"],
        }
    ).published_version
    assert version is not None
    facts = {
        "region_code": Fact("410100", "企业认证"),
        "industry_code": Fact("52", "企业认证"),
        "entity_type": Fact("company", "企业认证"),
        "requested_amount_yuan": Fact(9_000_000, "您想申请的"),
        "requested_use": Fact("equipment", "您想申请的"),
    }
    found = {answer.result.rule.field: answer.verdict for answer in match_product(version, facts).answers}
    assert found == {
        "region_code": Verdict.FAILS,
        "industry_code": Verdict.FAILS,
        "entity_type": Verdict.MEETS,
        "requested_amount_yuan": Verdict.FAILS,
        "requested_use": Verdict.MEETS,
    }


@pytest.mark.django_db
def test_a_product_that_demands_nothing_is_never_called_fitting() -> None:
    """符合 is never said without a fact."""
    version = factories.product(version={"guarantee_modes": ["credit"]}).published_version
    assert version is not None
    assert match_product(version, {}).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2024, 1, 31), date(2024, 2, 29), 0),
        (date(2024, 1, 15), date(2024, 2, 15), 1),
        (date(2020, 5, 1), date(2026, 5, 1), 72),
        (date(2026, 5, 2), date(2026, 5, 1), 0),
    ],
)
def test_whole_months(start: date, end: date, months: int) -> None:
    """Only full months count; never below zero."""
    assert whole_months(start, end) == months
