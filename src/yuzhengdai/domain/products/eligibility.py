"""Conditions of a product beside the facts of an enterprise: 符合, 不符合 or 待核实, one by one. Pure.

A comparison of what is known, never a decision: no sentence here says or promises that money will be lent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Self

from django.db.models import TextChoices

from yuzhengdai.domain.products.facts import FIELDS, FactField, FactKind, Span, as_number
from yuzhengdai.foundation.reference import industries, regions

#: Shown under every list of results.
DISCLAIMER = "以上是按已知信息对照申请条件的结果，不代表审批结论，能否授信由金融机构审核决定"


class Operator(StrEnum):
    """How a fact is held against ``Rule.value``."""

    MIN = "min"  # value: number
    MAX = "max"  # value: number
    BETWEEN = "between"  # value: [lowest, highest], both included
    IN = "in"  # value: list of codes; regions and industries take wider ones too
    NOT_IN = "not_in"
    IS_TRUE = "is_true"  # value: unused
    IS_FALSE = "is_false"


class Verdict(TextChoices):
    MEETS = "meets", "符合"
    FAILS = "fails", "不符合"
    UNKNOWN = "unknown", "待核实"


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition as data. ``field`` is a code of ``facts.FIELDS``; empty texts are made from the rest.

    ``label`` is the condition in words (成立满 12 个月), ``source`` where the fact is taken from (工商登记),
    ``question`` what a visitor is asked.
    """

    code: str
    field: str
    operator: Operator
    value: Any = None
    label: str = ""
    source: str = ""
    question: str = ""

    def __post_init__(self) -> None:
        if self.field not in FIELDS:
            raise ValueError(f"unknown fact {self.field!r}")
        _check_value(FIELDS[self.field], self.operator, self.value)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """A rule from JSON. ``ValueError`` with the reason for one that makes no sense."""
        try:
            return cls(**{**data, "operator": Operator(data["operator"])})
        except (TypeError, KeyError) as error:
            raise ValueError(f"not a rule: {error}") from error

    def to_dict(self) -> dict[str, Any]:
        """The rule as JSON-serialisable data."""
        return {**asdict(self), "operator": self.operator.value}

    @property
    def words(self) -> str:
        """The condition in Chinese."""
        return self.label or _label(FIELDS[self.field], self.operator, self.value)


@dataclass(frozen=True, slots=True)
class Result:
    """One rule, what came out and why; ``question`` only where an answer would settle it."""

    rule: Rule
    verdict: Verdict
    explanation: str
    question: str = ""


def rules_from_json(data: Iterable[Mapping[str, Any]]) -> list[Rule]:
    """``ProductVersion.rules`` → rules."""
    return [Rule.from_dict(item) for item in data]


def check(rules: Iterable[Rule], facts: Mapping[str, Any]) -> list[Result]:
    """Hold facts (code → value, missing or ``None`` where unknown) against rules, in their order.

    A fact of the wrong type counts as unknown: bad data never makes a refusal.
    """
    return [_check_one(rule, facts.get(rule.field)) for rule in rules]


def overall(results: Sequence[Result]) -> Verdict:
    """不符合 if any fails, else 待核实 if any is unknown, else 符合."""
    verdicts = {result.verdict for result in results}
    for verdict in (Verdict.FAILS, Verdict.UNKNOWN):
        if verdict in verdicts:
            return verdict
    return Verdict.MEETS


def summary(results: Sequence[Result]) -> str:
    """``共 6 项条件：4 项符合，1 项不符合，1 项待核实``."""
    if not results:
        return "该产品没有列出可对照的条件"
    counts = [(sum(result.verdict is verdict for result in results), verdict.label) for verdict in Verdict]
    told = "，".join(f"{count} 项{label}" for count, label in counts if count)
    return f"共 {len(results)} 项条件：{told}"


def _check_one(rule: Rule, value: object) -> Result:
    field = FIELDS[rule.field]
    holds = _holds(field, rule, value)
    if holds is None:
        question = rule.question or f"{field.question}？"
        return Result(rule, Verdict.UNKNOWN, f"{rule.words}：暂无这项信息，待核实", question)
    said = field.say_known(value)
    if field.kind is not FactKind.BOOLEAN:
        said = f"{field.name} {said}"
    return Result(rule, Verdict.MEETS if holds else Verdict.FAILS, f"{rule.words}：{said}")


def _holds(field: FactField, rule: Rule, value: object) -> bool | None:
    """Whether the rule holds; nothing where the fact is unknown, unusable or too coarse to tell."""
    if value is None or value == "":
        return None
    if field.kind is FactKind.BOOLEAN:
        return value is (rule.operator is Operator.IS_TRUE) if isinstance(value, bool) else None
    if field.kind.is_number:
        return _holds_number(rule, value)
    found = _is_within(field, str(value), rule.value)
    return None if found is None else found is (rule.operator is Operator.IN)


def _holds_number(rule: Rule, value: object) -> bool | None:
    compare = _COMPARE[rule.operator]
    if isinstance(value, Span):
        return _holds_span(rule, value)
    number = as_number(value)
    return None if number is None or number < 0 else compare(number, rule.value)


def _holds_span(rule: Rule, span: Span) -> bool | None:
    """Held or broken by every number of the span, else nothing is known."""
    low, high = _limits(rule)
    if (high is not None and span.low > high) or (
        low is not None and span.high is not None and span.high < low
    ):
        return False
    is_above = low is None or span.low >= low
    is_below = high is None or (span.high is not None and span.high <= high)
    return True if is_above and is_below else None


def _limits(rule: Rule) -> tuple[Decimal | None, Decimal | None]:
    if rule.operator is Operator.BETWEEN:
        return _bounds(rule.value)
    bound = Decimal(str(rule.value))
    return (bound, None) if rule.operator is Operator.MIN else (None, bound)


def _is_within(field: FactField, code: str, wanted: Sequence[str]) -> bool | None:
    if field.kind is FactKind.REGION:
        return _is_in_region(code, wanted)
    if field.kind is FactKind.INDUSTRY:
        known = industries.industry(code)
        if known is None:
            return None
        if any(industries.belongs_to(code, group) for group in wanted):
            return True
        # 制造业 alone does not tell whether it is 食品制造业.
        return None if any(industries.belongs_to(group, known.code) for group in wanted) else False
    return code in wanted if code in field.choices else None


def _is_in_region(code: str, wanted: Sequence[str]) -> bool | None:
    """An address outside the province is known to lie outside every area of it; a city alone does not tell the county."""
    is_ours = code.startswith(regions.PROVINCE_CODE[:2])
    if re.fullmatch(r"\d{6}", code) is None or (is_ours and regions.region(code) is None):
        return None
    if any(regions.lies_within(code, area) for area in wanted):
        return True
    return None if any(regions.lies_within(area, code) for area in wanted) else False


def _bounds(value: Any) -> tuple[Decimal, Decimal]:
    low, high = (as_number(bound) for bound in value)
    if low is None or high is None or low > high:
        raise ValueError("between wants two numbers, the lower one first")
    return low, high


def _between(number: Decimal, value: Any) -> bool:
    low, high = _bounds(value)
    return low <= number <= high


_COMPARE: Mapping[Operator, Callable[[Decimal, Any], bool]] = MappingProxyType(
    {
        Operator.MIN: lambda number, value: number >= Decimal(str(value)),
        Operator.MAX: lambda number, value: number <= Decimal(str(value)),
        Operator.BETWEEN: _between,
    }
)


def _check_value(field: FactField, operator: Operator, value: Any) -> None:
    """``ValueError`` where operator and value do not fit the fact."""
    if field.kind is FactKind.BOOLEAN:
        fits = operator in {Operator.IS_TRUE, Operator.IS_FALSE}
    elif field.kind.is_number:
        fits = operator in _COMPARE
        if operator is Operator.BETWEEN:
            fits = isinstance(value, list | tuple) and len(value) == 2 and bool(_bounds(value))
        elif fits:
            fits = as_number(value) is not None
    else:
        is_list = isinstance(value, list | tuple) and bool(value) and all(isinstance(v, str) for v in value)
        fits = operator in {Operator.IN, Operator.NOT_IN} and is_list
    if not fits:
        raise ValueError(f"{operator.value} {value!r} does not fit {field.code}")


def _label(field: FactField, operator: Operator, value: Any) -> str:
    if operator in {Operator.IS_TRUE, Operator.IS_FALSE}:
        return field.say(operator is Operator.IS_TRUE)
    if operator in {Operator.IN, Operator.NOT_IN}:
        said = "、".join(field.say(item) for item in value)
        verb = "为" if field.kind is not FactKind.REGION else "在"
        return f"{field.name}{verb if operator is Operator.IN else '不' + verb}{said}"
    if operator is Operator.BETWEEN:
        return f"{field.name} {field.say(value[0])}至 {field.say(value[1])}"
    if field.code == "established_months" and operator is Operator.MIN:
        return f"成立满 {field.say(value)}"
    if field.kind is FactKind.MONTHS:
        return f"{field.name}{'满' if operator is Operator.MIN else '不超过'} {field.say(value)}"
    return f"{field.name}{'不低于' if operator is Operator.MIN else '不超过'} {field.say(value)}"
