"""The one comparison of an enterprise with a product: what is demanded beside what is known. Pure; never a decision.

Finder, product page, the demand hall and the next steps after a refusal all ask here. 符合 is never said without a fact:
each answer names the fact it stands on, where the fact comes from and since when. What is not known is 待核实.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yuzhengdai.domain.products.conditions import WISHES, conditions_of_version, listed_conditions
from yuzhengdai.domain.products.eligibility import Result, Rule, Verdict, check, overall
from yuzhengdai.domain.products.facts import Fact, Facts, values_of
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.core.money import day


@dataclass(frozen=True, slots=True)
class Answer:
    """One condition, what came out, and the fact it stands on (None where the verdict is 待核实 for want of one)."""

    result: Result
    fact: Fact | None

    @property
    def verdict(self) -> Verdict:
        """符合, 不符合 or 待核实."""
        return self.result.verdict

    @property
    def words(self) -> str:
        """The condition in Chinese."""
        return self.result.rule.words

    @property
    def said(self) -> str:
        """What is known: ``成立时间 4 年 1 个月``; what is missing where nothing is."""
        return self.result.explanation.removeprefix(f"{self.words}：")

    @property
    def origin(self) -> str:
        """``企业认证，2026 年 11 月 30 日起``; for 待核实 who can settle it."""
        if self.fact is None:
            return f"核实依据：{self.result.rule.source or '金融机构审核'}"
        return origin_of(self.fact)


@dataclass(frozen=True, slots=True)
class Match:
    """All answers of one product, in the order of its conditions."""

    answers: tuple[Answer, ...]

    @property
    def verdict(self) -> Verdict:
        """不符合 if any fails, else 待核实 if any is open or nothing is demanded, else 符合."""
        return overall([answer.result for answer in self.answers]) if self.answers else Verdict.UNKNOWN

    def of(self, verdict: Verdict) -> list[Answer]:
        """The answers with one verdict."""
        return [answer for answer in self.answers if answer.verdict is verdict]


def match(rules: Iterable[Rule], facts: Facts) -> Match:
    """Hold facts against rules, in their order."""
    results = check(rules, values_of(facts))
    return Match(
        tuple(
            Answer(result, None if result.verdict is Verdict.UNKNOWN else facts.get(result.rule.field))
            for result in results
        )
    )


def match_product(version: ProductVersion, facts: Facts, *, with_unasked: bool = False) -> Match:
    """Everything a version demands beside the facts. What it says of amount, term, use and guarantee is left out while nothing
    was asked for, unless ``with_unasked``.
    """
    listed = {rule.field for rule in listed_conditions(version.rules)}
    asked = listed | facts.keys()
    rules = conditions_of_version(version)
    return match((r for r in rules if with_unasked or r.field in asked or r.field not in WISHES), facts)


def origin_of(fact: Fact) -> str:
    """Where a fact comes from and since when, in words."""
    return fact.source if fact.since is None else f"{fact.source}，{day(fact.since)}起"
