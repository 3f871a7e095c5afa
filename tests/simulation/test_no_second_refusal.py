"""No second refusal: what is shown as 符合 is never why an institution refuses, and every next step passes what can be checked.

Enterprises are drawn from a seed, institutions decide by their published text (bank.py). ``make simulate SEED=…`` runs 2,000
of them; the suite 200.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

import pytest

from demo.province.institutions import load_institutions
from demo.province.products import load_products
from demo.seed import LoadDay
from tests.simulation import bank
from tests.simulation.people import Person, draw
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.matching.match import match_product
from yuzhengdai.domain.matching.next_steps import Refusal, next_products
from yuzhengdai.domain.matching.selectors import enterprise_facts
from yuzhengdai.domain.products.catalogue import Catalogue, catalogue, forget
from yuzhengdai.domain.products.eligibility import Verdict
from yuzhengdai.domain.products.facts import Fact, Facts, values_of
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.domain.products.search import Collateral, Search
from yuzhengdai.foundation.core.clock import now, today

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SEED = int(os.environ.get("SIMULATE_SEED") or 1)
ENTERPRISES = int(os.environ.get("SIMULATE_ENTERPRISES") or 200)
FIRST_ROWS = 5
SHARE_THAT_SEES_ONE = 0.9
CHAIN = 6
"""So many applications one after the other are tried: the first and its next steps."""


@dataclass
class Outcome:
    """What a run counts."""

    conditions: Counter[str] = field(default_factory=Counter)
    wrongly_held: list[str] = field(default_factory=list)
    wrongly_failed: list[str] = field(default_factory=list)
    next_steps: int = 0
    steps_that_fail: list[str] = field(default_factory=list)
    could: int = 0
    saw: int = 0
    applications: Counter[int] = field(default_factory=Counter)


@pytest.fixture
def shelf() -> Iterator[dict[object, ProductVersion]]:
    """The demo's products on the shelf: id → published version."""
    forget()
    day = LoadDay.now()
    load_products(day, load_institutions(day))
    forget()
    index = catalogue()
    rows = Product.objects.filter(pk__in=index.positions).select_related("published_version")
    yield {row.pk: row.published_version for row in rows if row.published_version is not None}
    forget()


def test_no_second_refusal(shelf: dict[object, ProductVersion]) -> None:
    """Every enterprise looks for a product, is judged, applies, and after a refusal goes on to what is offered then."""
    rng, seen, index = Random(SEED), Outcome(), catalogue()  # noqa: S311 - drawn again by the same seed
    people = [draw(rng, number, today()) for number in range(ENTERPRISES)]
    for person in people:
        person.row.verified_at = now()
    Enterprise.objects.bulk_create([person.row for person in people], batch_size=500)
    for person in people:
        facts = {**enterprise_facts(enterprise=person.row), **wish_of(person)}
        _judge(rng, person, facts, shelf, seen)
        _look(person, facts, shelf, index, seen)
        _go_on(person, facts, shelf, index, seen)
    print(_said(seen))
    assert seen.conditions["meets"] > ENTERPRISES
    assert seen.wrongly_held == []
    assert seen.wrongly_failed == []
    assert seen.next_steps > ENTERPRISES
    assert seen.steps_that_fail == []
    assert seen.could > ENTERPRISES / 5
    assert seen.saw >= SHARE_THAT_SEES_ONE * seen.could


def wish_of(person: Person) -> Facts:
    """What the enterprise types when it looks."""
    return {code: Fact(value, "您想申请的") for code, value in person.wish.items()}


def _judge(
    rng: Random, person: Person, facts: Facts, shelf: dict[object, ProductVersion], seen: Outcome
) -> None:
    """Each shown verdict beside what the institution finds."""
    for version in rng.sample(list(shelf.values()), 12):
        for answer in match_product(version, facts, with_unasked=True).answers:
            seen.conditions[answer.verdict.value] += 1
            rule = answer.result.rule
            if rule.field == "requested_guarantee":
                held = rule.field not in bank.refusals(version, person.truth)
            else:
                held = bank.rule_holds(rule.to_dict(), person.truth)
            if answer.verdict is Verdict.MEETS:
                assert answer.fact is not None
                if not held:
                    seen.wrongly_held.append(f"{person.row.name} {answer.words}")
            if answer.verdict is Verdict.FAILS and held:
                seen.wrongly_failed.append(f"{person.row.name} {answer.words}")


def _look(
    person: Person, facts: Facts, shelf: dict[object, ProductVersion], index: Catalogue, seen: Outcome
) -> None:
    """The finder with what the enterprise wants, narrowed to what it may meet."""
    fits = {pk for pk, version in shelf.items() if not bank.refusals(version, person.truth)}
    if not fits:
        return
    seen.could += 1
    search = Search(
        amount_wan=Decimal(person.truth["requested_amount_yuan"]) / 10_000,
        term_months=person.truth["requested_term_months"],
        use=person.truth["requested_use"],
        collateral=Collateral.NONE.value if person.truth["requested_guarantee"] == "credit" else "",
        is_fitting=True,
    )
    rows = index.find(search, size=20, facts=values_of(facts)).entries[:FIRST_ROWS]
    seen.saw += any(entry.id in fits for entry in rows)


def _go_on(
    person: Person, facts: Facts, shelf: dict[object, ProductVersion], index: Catalogue, seen: Outcome
) -> None:
    """Apply, be refused, take the first next step, until one accepts or nothing is left."""
    asked: list[object] = []
    steps = next_products(index, facts=facts, limit=1)
    while steps and len(asked) < CHAIN:
        chosen = steps[0].entry.id
        asked.append(chosen)
        reasons = bank.refusals(shelf[chosen], person.truth)
        if not reasons:
            seen.applications[len(asked)] += 1
            return
        refusal = Refusal(chosen, [reasons[0]])
        steps = next_products(index, facts=facts, refusal=refusal, without=asked, limit=3)  # type: ignore[arg-type]
        for step in steps:
            seen.next_steps += 1
            checkable = known_truth(person, facts)
            failed = [code for code in bank.refusals(shelf[step.entry.id], person.truth) if code in checkable]
            if failed:
                seen.steps_that_fail.append(f"{person.row.name} {step.entry.name} {failed}")
    seen.applications[0] += 1


def known_truth(person: Person, facts: Facts) -> set[str]:
    """What the platform knows to the last detail, so that a next step may not fail on it."""
    return {code for code, fact in facts.items() if person.truth[code] == fact.value}


def _said(seen: Outcome) -> str:
    tries = "，".join(
        f"第 {n} 次 {count}" if n else f"没有 {count}" for n, count in sorted(seen.applications.items())
    )
    return (
        f"\nSEED={SEED}，{ENTERPRISES} 家企业：条件 {dict(seen.conditions)}；符合却被拒 {len(seen.wrongly_held)}；"
        f"不符合却合格 {len(seen.wrongly_failed)}；下一步 {seen.next_steps} 个，其中不合格 {len(seen.steps_that_fail)}；"
        f"有合适产品的 {seen.could} 家，前 {FIRST_ROWS} 行看到的 {seen.saw}"
        f"（{seen.saw / max(1, seen.could):.1%}）；申请到通过：{tries}"
    )
