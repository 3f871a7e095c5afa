"""Finding products (P2): facets with counts, keyword, needs, orders and pages against a plain reckoning."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import factories
from yuzhengdai.domain.institutions import services as institution_services
from yuzhengdai.domain.products import catalogue as module
from yuzhengdai.domain.products.catalogue import Catalogue, Entry, catalogue, catalogue_version
from yuzhengdai.domain.products.enums import Facet
from yuzhengdai.domain.products.facets import AMOUNT_BANDS, EVERYWHERE, FACET_LABELS
from yuzhengdai.domain.products.search import Search, Sort, read_search
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.ids import new_id

CITIES = ["410100", "410300", EVERYWHERE]
TAGS = ["first_loan", "green", "technology"]
KINDS = ["city_bank", "rural_bank", "leasing"]
GUARANTEES = ["credit", "mortgage", "guarantee"]


@st.composite
def catalogues(draw: st.DrawFn) -> tuple[Catalogue, list[tuple[Entry, dict[Facet, set[str]]]]]:
    """A small catalogue with, beside it, each product's facet values."""
    rows = []
    for number in range(draw(st.integers(0, 14))):
        low = draw(st.sampled_from([10, 50, 100])) * 10_000
        entry = Entry(
            id=new_id(),
            name=f"产品{number}",
            kind=draw(st.sampled_from(["loan", "guarantee", "leasing"])),
            institution_slug=draw(st.sampled_from(["a", "b"])),
            institution_name="甲",
            seal="甲",
            tone=1,
            rate_min_pct=Decimal(draw(st.integers(1, 8))),
            rate_max_pct=Decimal(9),
            amount_min_yuan=Decimal(low),
            amount_max_yuan=Decimal(low * draw(st.integers(1, 5))),
            term_min_months=draw(st.sampled_from([1, 6, 12])),
            term_max_months=draw(st.sampled_from([12, 24, 60])),
            decision_days=draw(st.integers(1, 5)),
            tags=(),
            search_text=draw(st.sampled_from(["嵩岳 惠商贷", "嵩岳 科创贷", "伊水 abc"])),
        )
        facets = {
            Facet.INSTITUTION: {entry.institution_slug},
            Facet.INSTITUTION_KIND: {draw(st.sampled_from(KINDS))},
            Facet.REGION: set(draw(st.lists(st.sampled_from(CITIES), min_size=1, max_size=2))),
            Facet.TAG: set(draw(st.lists(st.sampled_from(TAGS), max_size=3))),
            Facet.GUARANTEE: set(draw(st.lists(st.sampled_from(GUARANTEES), min_size=1, max_size=2))),
        }
        rows.append((entry, facets))
    by_value: dict[Facet, dict[str, list[int]]] = {facet: {} for facet in Facet}
    for position, (_entry, facets) in enumerate(rows):
        for facet, values in facets.items():
            for value in values:
                by_value[facet].setdefault(value, []).append(position)
    return Catalogue(1, [entry for entry, _ in rows], by_value, {"a": "甲", "b": "乙"}), rows


SEARCHES = st.builds(
    lambda **kw: read_search({k: v if isinstance(v, list) else [v] for k, v in kw.items()}),
    q=st.sampled_from(["", "嵩岳", "贷 科创", "ABC", "没有的词"]),
    region=st.lists(st.sampled_from(["410100", "410300", "410500"]), max_size=2),
    tag=st.lists(st.sampled_from(TAGS), max_size=2),
    institution=st.lists(st.sampled_from(["a", "b", "nobody"]), max_size=2),
    institution_kind=st.lists(st.sampled_from(KINDS), max_size=2),
    guarantee=st.lists(st.sampled_from(GUARANTEES), max_size=2),
    amount_wan=st.sampled_from(["", "60", "100", "450"]),
    term_months=st.sampled_from(["", "3", "12", "36"]),
    use=st.sampled_from(["", "equipment", "raw_materials"]),
    collateral=st.sampled_from(["", "none", "some"]),
    sort=st.sampled_from([s.value for s in Sort]),
    page=st.sampled_from(["1", "2", "99"]),
    fit=st.sampled_from(["", "1"]),
)


def plainly_fits(
    entry: Entry, facets: dict[Facet, set[str]], search: Search, *, but: Facet | None = None
) -> bool:
    """What the rules of the list say, one product at a time."""
    words = search.keyword.lower().split()
    if any(word not in entry.search_text for word in words):
        return False
    if (
        search.amount_wan is not None
        and not entry.amount_min_yuan <= search.amount_wan * 10_000 <= entry.amount_max_yuan
    ):
        return False
    if (
        search.term_months is not None
        and not entry.term_min_months <= search.term_months <= entry.term_max_months
    ):
        return False
    if search.use and search.use != "equipment" and entry.kind == "leasing":
        return False
    unpledged = {"credit", "guarantee", "guarantee_company"}
    if search.collateral == "none" and not facets[Facet.GUARANTEE] & unpledged:
        return False
    for facet, values in search.facets.items():
        has = facets.get(facet, set())
        if facet != but and EVERYWHERE not in has and not has & set(values):
            return False
    return True


@settings(max_examples=150, deadline=None)
@given(catalogues(), SEARCHES)
def test_p2_results_and_counts_are_those_of_a_plain_reckoning(
    made: tuple[Catalogue, list[tuple[Entry, dict[Facet, set[str]]]]], search: Search
) -> None:
    """Facets combine; each facet's counts are taken with the other facets applied."""
    index, rows = made
    found = index.find(search, size=4)
    fitting = [entry for entry, facets in rows if plainly_fits(entry, facets, search)]
    assert found.total == len(fitting) == index.count(search)
    assert found.pages == max(1, -(-len(fitting) // 4))
    assert {e.id for e in found.entries} <= {e.id for e in fitting}
    assert len(found.entries) == (min(4, len(fitting) - 4 * (found.page - 1)) if fitting else 0)
    for facet in Facet:
        pool = [facets for entry, facets in rows if plainly_fits(entry, facets, search, but=facet)]
        for value, count in found.counts[facet].items():
            plain = sum(bool({value, EVERYWHERE} & facets.get(facet, set())) for facets in pool)
            assert count == plain, (facet, value)


@settings(max_examples=60, deadline=None)
@given(catalogues(), st.sampled_from(list(Sort)))
def test_p2_pages_of_every_order_hold_each_product_once(
    made: tuple[Catalogue, list[tuple[Entry, dict[Facet, set[str]]]]], sort: Sort
) -> None:
    """Numbered pages cut one order into parts without gap or overlap, sorted as they say."""
    index, rows = made
    pages = index.find(Search(sort=sort), size=3).pages
    seen = [e for n in range(1, pages + 1) for e in index.find(Search(sort=sort, page=n), size=3).entries]
    assert len(seen) == len(rows)
    assert len({e.id for e in seen}) == len(rows)
    if sort == Sort.AMOUNT:
        assert [e.amount_max_yuan for e in seen] == sorted((e.amount_max_yuan for e in seen), reverse=True)
    if sort == Sort.SPEED:
        assert [e.decision_days for e in seen] == sorted(e.decision_days for e in seen)
    if sort == Sort.RATE:
        loans = [e.rate_min_pct for e in seen if e.kind == "loan"]
        assert loans == sorted(loans)
        assert [e.kind == "loan" for e in seen] == sorted((e.kind == "loan" for e in seen), reverse=True)


@given(
    st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=30), max_size=3), max_size=6), SEARCHES
)
def test_p2_any_address_is_a_search_and_its_own_form_is_stable(
    rubbish: dict[str, list[str]], search: Search
) -> None:
    """Rubbish is left out; reading back what was written gives the same search."""
    read_search(rubbish)
    named = {name: rubbish.get(name) or ["\x00", "９", "-1", "1e999", "NaN"] for name, _ in search.params()}
    read_search(named)
    back: dict[str, list[str]] = {}
    for name, value in search.params():
        back.setdefault(name, []).append(value)
    assert read_search(back) == search


def test_without_drops_one_value_or_a_whole_facet() -> None:
    """Chips take one condition away and keep the rest."""
    search = read_search({"tag": ["green", "first_loan"], "q": ["贷"], "amount_wan": ["100"], "page": ["3"]})
    assert search.without("tag", "green").facets == {Facet.TAG: ("first_loan",)}
    assert search.without("tag").facets == {}
    assert search.without("q").keyword == ""
    assert search.without("amount_wan").amount_wan is None
    assert search.without("q").page == 1


@pytest.mark.django_db
def test_a_product_is_in_every_band_its_range_touches() -> None:
    """20–100 万元 is found under 50 万以下 and 50–100 万, not under 100–300 万."""
    factories.product(version={"amount_min_yuan": Decimal(200_000), "amount_max_yuan": Decimal(1_000_000)})
    counts = catalogue().find(Search(), size=20).counts[Facet.AMOUNT]
    assert {v: n for v, n in counts.items() if n} == {"to-50": 1, "50-100": 1}
    assert list(counts) == [band.value for band in AMOUNT_BANDS]


@pytest.mark.django_db
def test_rates_of_guarantees_are_no_interest(django_assert_num_queries: Any) -> None:
    """A guarantee's fee of 0.8 % is in no 利率区间 and not first by rate."""
    factories.product(
        version={"kind": "guarantee", "rate_min_pct": Decimal("0.8"), "rate_max_pct": Decimal(1)}
    )
    loan = factories.product()
    found = catalogue().find(Search(sort=Sort.RATE), size=20)
    assert found.entries[0].id == loan.pk
    assert sum(found.counts[Facet.RATE].values()) == 2  # the loan's 3.65–4.85 touches two bands
    with django_assert_num_queries(0):
        catalogue().find(Search(), size=20)


@pytest.mark.django_db
def test_products_with_a_condition_that_fails_are_left_out() -> None:
    """What is unknown stays in; equal conditions of many products are judged alike; broken ones are passed over."""
    age = {"code": "a", "field": "established_months", "operator": "min", "value": 24}
    tax = {"code": "t", "field": "tax_level", "operator": "in", "value": ["A"]}
    young = factories.product(version={"rules": [{**age, "value": 6}, tax]})
    old = [factories.product(version={"rules": [age]}) for _ in range(2)]
    free = factories.product(version={"rules": [{"code": "broken"}]})
    found = catalogue().find(Search(), size=9, facts={"established_months": 12})
    assert {entry.id for entry in found.entries} == {young.pk, free.pk}
    assert catalogue().find(Search(), size=9, facts={}).total == 4
    assert catalogue().find(Search(), size=9, facts={"established_months": 24}).total == 2 + len(old)


@pytest.mark.django_db
def test_loading_takes_equally_many_queries_for_one_and_for_many(django_assert_num_queries: Any) -> None:
    """The version, the institutions, facets and products: four queries."""
    for _ in range(2):
        for _ in range(5):
            factories.product()
        module.forget()
        with django_assert_num_queries(4):
            assert len(catalogue())


@pytest.mark.django_db
def test_a_closed_institution_takes_its_products_off_the_lists() -> None:
    """The catalogue counts up and leaves them out; opening it again brings them back."""
    product = factories.product()
    before = catalogue_version()
    assert catalogue().entry(product.pk) is not None
    institution_services.institution_update(
        actor=SYSTEM, institution_id=product.institution_id, values={"is_active": False}, reason="牌照到期"
    )
    assert catalogue_version() > before
    assert catalogue().entry(product.pk) is None
    institution_services.institution_update(
        actor=SYSTEM,
        institution_id=product.institution_id,
        values={"is_active": True, "short_name": "新名示例行"},
    )
    assert catalogue().count(Search(keyword="新名示例行")) == 1


def test_every_facet_but_institutions_has_labels() -> None:
    """No value is shown as a code."""
    assert set(Facet) - set(FACET_LABELS) == {Facet.INSTITUTION}


def _searched(*texts: str) -> Catalogue:
    """A catalogue of products whose search texts are these."""
    entries = [
        Entry(
            id=new_id(), name=text.split()[0], kind="loan", institution_slug="a", institution_name="甲", seal="甲", tone=1,
            rate_min_pct=Decimal(3), rate_max_pct=Decimal(4), amount_min_yuan=Decimal(10_000), amount_max_yuan=Decimal(20_000),
            term_min_months=1, term_max_months=12, decision_days=1, tags=(), search_text=text,
        )
        for text in texts
    ]  # fmt: skip
    return Catalogue(1, entries, {facet: {} for facet in Facet}, {"a": "甲"})


@pytest.mark.parametrize(
    ("typed", "names", "read_as"),
    [
        ("嵩岳银行惠商信用贷", ["惠商信用贷"], ""),
        ("惠商信用贷嵩岳银行", ["惠商信用贷"], ""),
        ("惠商 嵩岳", ["惠商信用贷"], ""),
        ("税易融", ["税易融"], ""),
        ("税易融贷款", ["税易融"], "税易融"),
        ("我要税易融", ["税易融"], "税易融"),
        ("伊水银行税易融产品", ["税易融"], "伊水银行 税易融"),
        ("无抵押", ["惠商信用贷"], "信用"),
        ("黄河银行惠商信用贷", ["惠商信用贷"], ""),
        ("飞天遁地", [], ""),
        ("x" * 60, [], ""),
    ],
)
def test_words_written_together_and_words_that_are_not_there(
    typed: str, names: list[str], read_as: str
) -> None:
    index = _searched("惠商信用贷 嵩岳银行股份有限公司 嵩岳银行", "税易融 伊水银行股份有限公司 伊水银行")
    search = read_search({"q": [typed]})
    assert [entry.name for entry in index.find(search, size=10).entries] == names
    assert index.count(search) == len(names)
    if typed != "黄河银行惠商信用贷":
        assert index.keyword_read_as(search.keyword) == read_as
    else:  # an institution that is not there: said, not passed over
        assert index.keyword_read_as(search.keyword) != ""
