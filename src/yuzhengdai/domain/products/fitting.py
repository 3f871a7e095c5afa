"""Which products of a whole shelf suit what is known, and in which order they are worth reading. Pure.

Products with a condition that is known to fail are left out. Of the rest, those whose every condition is known to hold come
first. Where conditions are 待核实 nobody can say which product will suit, so the first rows are chosen not to hang all on
the same doubt: possible worlds are drawn in which each open condition holds or not, and each of the first rows is the product
that suits most of the worlds in which no row above it does. The worlds are the same for everybody and every time: no chance
decides what a reader sees.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from yuzhengdai.domain.products.eligibility import Operator, Rule, Verdict, check
from yuzhengdai.domain.products.facts import as_number

FIRST_ROWS = 5
"""So many rows are chosen to cover different doubts; the rest stand by how likely they are to suit."""

_WORLDS = 256
EVERY_WORLD = (1 << _WORLDS) - 1
"""All possible worlds, as bits."""

_TRUE_OF: Mapping[str, float] = MappingProxyType(
    {
        "has_overdue": 0.08,
        "has_enforcement": 0.04,
        "has_penalty": 0.05,
        "has_tax_arrears": 0.05,
        "first_time_borrower": 0.35,
        "has_collateral": 0.4,
    }
)
"""Of how many enterprises a yes/no fact is true: rough, and used for nothing but the order of rows."""

_REACHED_BY: Mapping[str, float] = MappingProxyType(
    {"tax_level": 0.7, "electricity_months": 0.75, "social_insurance_months": 0.65, "tax_months": 0.7}
)
"""How many reach what is usually asked about a fact; ``_ELSE`` of them where nothing is said."""

_ELSE = 0.5


@dataclass(frozen=True, slots=True)
class Fitting:
    """What came out for a shelf. Bit ``p`` of ``failing``: the product at position ``p`` has a condition that fails.

    ``open_rules``: position → indexes of its conditions that are 待核实, only where there are some. ``worlds``: index of
    such a condition → the worlds, as bits, in which it holds; ``fields``: → the code of its fact.
    """

    failing: int
    open_rules: Mapping[int, tuple[int, ...]]
    worlds: Mapping[int, int]
    fields: Mapping[int, str]

    def open_count(self, position: int) -> int:
        """How many conditions of a product are 待核实."""
        return len(self.open_rules.get(position, ()))

    def in_order(self, positions: Sequence[int], *, given: int = EVERY_WORLD) -> list[int]:
        """``positions`` (in the order that else holds) as they are worth reading; equal ones keep their order.

        ``given``: the worlds that are still possible.
        """
        held = {p: self._suits(p) & given for p in positions}
        likely = sorted(positions, key=lambda p: -held[p].bit_count())
        first: list[int] = []
        left = given
        while likely and len(first) < FIRST_ROWS:
            best = max(likely, key=lambda p: (held[p] & left).bit_count())
            if not held[best] & left:
                break
            left &= ~held[best]
            likely.remove(best)
            first.append(best)
        return [*first, *likely]

    def refused(self, position: int, fields: Collection[str]) -> int:
        """The worlds that a refusal of this product for a reason about ``fields`` leaves: at least one of its open conditions
        about them does not hold. All of them where none of its conditions was open there.
        """
        doubted = [rule for rule in self.open_rules.get(position, ()) if self.fields[rule] in fields]
        held = EVERY_WORLD
        for rule in doubted:
            held &= self.worlds[rule]
        return EVERY_WORLD & ~held if doubted else EVERY_WORLD

    def _suits(self, position: int) -> int:
        worlds = EVERY_WORLD
        for rule in self.open_rules.get(position, ()):
            worlds &= self.worlds[rule]
        return worlds


def fitting_of(rules: Sequence[tuple[Rule, int]], facts: Mapping[str, object]) -> Fitting:
    """Hold what is known against all different conditions of a shelf, each with the products that have it as bits."""
    failing, unknown = 0, []
    for number, result in enumerate(check([rule for rule, _ in rules], facts)):
        if result.verdict is Verdict.FAILS:
            failing |= rules[number][1]
        elif result.verdict is Verdict.UNKNOWN:
            unknown.append(number)
    open_rules: dict[int, list[int]] = {}
    for number in unknown:
        for position in positions_of(rules[number][1] & ~failing):
            open_rules.setdefault(position, []).append(number)
    worlds = {number: worlds_of(rules[number][0]) for number in unknown}
    fields = {number: rules[number][0].field for number in unknown}
    return Fitting(failing, {p: tuple(numbers) for p, numbers in open_rules.items()}, worlds, fields)


def positions_of(mask: int) -> Iterable[int]:
    """The positions of the bits that are set, least first."""
    bits = bin(mask)[:1:-1]
    position = bits.find("1")
    while position >= 0:
        yield position
        position = bits.find("1", position + 1)


@lru_cache(maxsize=1024)
def _worlds(field: str, operator: Operator, size: int) -> int:
    """Worlds in which a condition about a fact holds. ``size``: digits of the bound; the longer the fewer reach it."""
    if operator in {Operator.IS_TRUE, Operator.IS_FALSE}:
        share, from_below = _TRUE_OF.get(field, _ELSE), True
    else:
        share, from_below = _REACHED_BY.get(field, _ELSE), operator is not Operator.MIN
        if operator in {Operator.MIN, Operator.MAX}:
            lessened = share * min(size, 12) / 24
            share = share - lessened if operator is Operator.MIN else share + lessened / 2
    true_in = sum(
        1 << world for world, draw in enumerate(_draws(field)) if (draw if from_below else 1 - draw) < share
    )
    return EVERY_WORLD & ~true_in if operator is Operator.IS_FALSE else true_in


def worlds_of(rule: Rule) -> int:
    """The worlds in which an open condition holds. Conditions about one fact lean on the same draw: who reaches two years
    reaches one, and 无逾期 holds for all products that ask it or for none.
    """
    number = as_number(rule.value)
    return _worlds(rule.field, rule.operator, 0 if number is None else len(str(int(number))))


@lru_cache(maxsize=256)
def _draws(field: str) -> tuple[float, ...]:
    """One number from 0 to 1 for each world, spread evenly and in an order of this fact's own."""
    keys = [hashlib.sha256(f"{field}:{world}".encode()).digest() for world in range(_WORLDS)]
    places = {key: place for place, key in enumerate(sorted(keys))}
    return tuple((places[key] + 0.5) / _WORLDS for key in keys)
