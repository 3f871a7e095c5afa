"""The hall: what suits an institution is worked out in the worker, from what the demand shows alone (B2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tests import factories
from yuzhengdai.domain.demands.models import DemandMark, FinancingDemand
from yuzhengdai.domain.demands.selectors.hall import hall_demand
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.domain.matching import hall_jobs
from yuzhengdai.domain.matching.hall import area_verdict, facts_of_demand
from yuzhengdai.domain.matching.hall_list import HallFilters, areas_within, fits_unseen, hall_list
from yuzhengdai.domain.matching.match import match_product
from yuzhengdai.domain.matching.models import DemandFit
from yuzhengdai.domain.products.catalogue import forget
from yuzhengdai.domain.products.eligibility import Verdict
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.notifications.models import Notification

pytestmark = pytest.mark.django_db

AGE = {"code": "age", "field": "established_months", "operator": "min", "value": 12}
REVENUE = {"code": "revenue", "field": "annual_revenue_yuan", "operator": "min", "value": 5_000_000}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """A catalogue of this test alone."""
    forget()
    yield
    forget()


def lender(**version: Any) -> tuple[Actor, Institution]:
    """An officer of a new institution with one product."""
    officer = factories.officer()
    factories.product(institution=officer.institution, version=version)
    return factories.officer_actor(officer), officer.institution


def refresh() -> None:
    """The job until nothing is left; the catalogue looked at again."""
    forget()
    while hall_jobs.hall_fits_refresh():
        pass


def ids(actor: Actor, **filters: Any) -> list[Any]:
    """What the hall lists."""
    return [line.id for line in hall_list(actor=actor, filters=HallFilters(**filters))[1]]


def test_only_what_the_owner_ticked_is_judged() -> None:
    """Years and revenue stay 待核实 unless ticked; a band settles what every number in it would."""
    version = factories.product(version={"rules": [AGE, REVENUE]}).published_version
    assert version is not None
    closed = factories.demand(shown_facts=[], revenue_band="5000000-20000000")
    told = factories.demand(shown_facts=["established", "revenue_band"], revenue_band="5000000-20000000")
    for demand, verdicts in ((closed, ["unknown", "unknown"]), (told, ["meets", "meets"])):
        found = match_product(version, facts_of_demand(hall_demand(demand)))
        assert [answer.verdict.value for answer in found.answers[:2]] == verdicts
    stood_on = match_product(version, facts_of_demand(hall_demand(told))).answers
    assert stood_on[0].origin.startswith("企业认证")
    assert stood_on[1].origin.startswith("企业自述")


@pytest.mark.parametrize(
    ("areas", "region", "verdict"),
    [
        ([], "410102", Verdict.MEETS),
        (["410100"], "410102", Verdict.MEETS),
        (["410102"], "410100", Verdict.UNKNOWN),
        (["410173"], "410173", Verdict.MEETS),
        (["410173"], "410102", Verdict.FAILS),
        (["410300", "419001"], "419001", Verdict.MEETS),
    ],
)
def test_where_an_institution_lends(areas: list[str], region: str, verdict: Verdict) -> None:
    """Counties and functional zones; a city alone does not tell the county."""
    assert area_verdict(areas, region) is verdict


def test_what_suits_stands_first_and_what_does_not_is_not_there() -> None:
    """Not outside 可贷区域, not beyond the amount; fewer open conditions come first."""
    actor, institution = lender(rules=[REVENUE])
    institution.lending_areas = ["410100"]
    institution.save()
    plain = factories.demand()
    told = factories.demand(shown_facts=["revenue_band"], revenue_band="5000000-20000000")
    factories.demand(region_code="410300")
    factories.demand(amount_yuan=Decimal(90_000_000))
    factories.demand(state="in_review")
    refresh()
    assert ids(actor) == [told.pk, plain.pk]
    assert len(ids(actor, tab="all")) == 4


def test_a_branch_adds_its_own_areas() -> None:
    """The hall of the institution holds what any of its branches may lend to."""
    actor, institution = lender()
    institution.lending_areas = ["410100"]
    institution.save()
    there = factories.demand(region_code="410302")
    refresh()
    assert ids(actor) == []
    factories.branch(institution=institution, lending_areas=["410300"])
    refresh()
    assert ids(actor) == [there.pk]


def test_an_edit_a_new_product_and_an_end_are_followed() -> None:
    """Fits rest on the demand's words and on what is on the shelf; what is over is forgotten."""
    actor, institution = lender(amount_max_yuan=Decimal(500_000))
    demand = factories.demand()
    refresh()
    assert ids(actor) == []
    factories.product(institution=institution)
    refresh()
    assert ids(actor) == [demand.pk]
    FinancingDemand.objects.filter(pk=demand.pk).update(amount_yuan=Decimal(50_000_000), revision=2)
    refresh()
    assert ids(actor) == []
    FinancingDemand.objects.filter(pk=demand.pk).update(amount_yuan=Decimal(800_000), revision=3)
    refresh()
    FinancingDemand.objects.filter(pk=demand.pk).update(valid_until=today() - timedelta(days=1))
    assert ids(actor) == []
    assert hall_jobs.hall_fits_clear() == 1
    assert not DemandFit.objects.exists()


def test_marks_are_an_institutions_own() -> None:
    """不感兴趣 hides it in the own hall alone; 已看过 is counted by nobody else."""
    (actor, institution), (other, _) = lender(), lender()
    demand = factories.demand()
    refresh()
    DemandMark.objects.create(demand=demand, institution=institution, kind="seen")
    assert (fits_unseen(actor=actor), fits_unseen(actor=other)) == (0, 1)
    DemandMark.objects.create(demand=demand, institution=institution, kind="not_interested")
    assert ids(actor) == []
    assert ids(actor, tab="hidden") == [demand.pk]
    assert ids(other) == [demand.pk]
    assert (ids(actor, tab="all"), ids(other, tab="all")) == ([], [demand.pk])


def test_filters_and_orders() -> None:
    """Region with what lies in it, 门类, amount, guarantee, a word of the title; by amount."""
    actor, _ = lender(guarantee_modes=["credit", "mortgage"])
    small = factories.demand(title="小麦收购", amount_yuan=Decimal(200_000), industry_code="13")
    large = factories.demand(
        title="磨床更新",
        amount_yuan=Decimal(2_000_000),
        industry_code="34",
        region_code="410302",
        guarantee_mode="mortgage",
    )
    refresh()
    assert ids(actor, areas=areas_within(["410300"])) == [large.pk]
    assert set(ids(actor, section="C")) == {small.pk, large.pk}
    assert ids(actor, search="小麦") == [small.pk]
    assert ids(actor, guarantee="mortgage") == [large.pk]
    assert ids(actor, amount_min=Decimal(500_000)) == [large.pk]
    assert ids(actor, sort="amount") == [large.pk, small.pk]


@pytest.mark.parametrize(
    ("search", "is_found"),
    [
        ("轴承", True),
        ("nsk", True),
        ("Nsk轴", True),
        ("100%", True),
        ("承轴", False),
        ("1_0", False),
        ("NSK承", False),
    ],
)
def test_a_word_is_found_as_it_stands(search: str, is_found: bool) -> None:
    """In any case, signs as signs; its characters in another order are another word."""
    actor, _ = lender()
    demand = factories.demand(title="更换 NSK轴承 100% 进口")
    assert ids(actor, tab="all", search=search) == ([demand.pk] if is_found else [])


def test_postgresql_has_the_index_of_characters() -> None:
    """Made by a migration, not by the model: what the search asks is what the index holds."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL alone")
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'demands_live_signs'")
        (made,) = cursor.fetchone()
    asked = str(FinancingDemand.objects.filter(title__holds_signs="轴").only("pk").query)
    assert "regexp_split_to_array(lower(" in made
    assert "regexp_split_to_array(lower(" in asked


def test_only_what_may_pay_the_rate_or_says_nothing_of_it() -> None:
    """期望利率: an owner who hopes for less is left out, one who names none is not."""
    actor, _ = lender()
    silent, high = factories.demand(rate_max_pct=None), factories.demand(rate_max_pct=Decimal("5.5"))
    factories.demand(rate_max_pct=Decimal(4))
    assert set(ids(actor, tab="all", rate_pct=Decimal(5))) == {silent.pk, high.pk}


def test_new_ones_are_told_once_and_together() -> None:
    """One line an institution, however many; not of what it looked at already; never who publishes or who else was told."""
    (actor, institution), (_, other) = lender(), lender()
    first, second = factories.demand(), factories.demand()
    refresh()
    DemandMark.objects.create(demand=first, institution=institution, kind="seen")
    assert hall_jobs.hall_news_tell() == 4
    told = {row.recipient_id: row for row in Notification.objects.filter(subject_kind="demand-hall")}
    assert told[institution.pk].title == "有 1 条新需求适合本机构"
    assert told[other.pk].title == "有 2 条新需求适合本机构"
    assert second.title not in told[other.pk].body
    assert hall_jobs.hall_news_tell() == 0
    FinancingDemand.objects.filter(pk=second.pk).update(revision=2)
    refresh()
    assert hall_jobs.hall_news_tell() == 0
    assert actor.organisation_id == institution.pk


def test_owners_and_operators_have_no_hall() -> None:
    """Nothing is listed for other sides."""
    factories.demand()
    refresh()
    owner = factories.enterprise_actor(factories.member())
    assert ids(owner, tab="all") == []


def test_the_hall_costs_the_same_however_long_it_is(django_assert_max_num_queries: Any) -> None:
    """Rows with what suits and what was seen, and their count: two queries for three demands as for more than a page."""
    actor, _ = lender()
    for number, listed in ((3, 3), (20, 20)):
        for _ in range(number):
            factories.demand()
        refresh()
        for filters in ({}, {"tab": "all"}, {"guarantee": "credit"}, {"search": "需求"}, {"sort": "amount"}):
            with django_assert_max_num_queries(2):
                found = ids(actor, **filters)
            assert len(found) == listed or filters.keys() - {"tab", "sort"}
