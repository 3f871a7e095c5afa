"""申请条件 one by one: what is known, what a reader answers, and the questions for the rest (P3). Never worded as approval."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from yuzhengdai.domain.matching.match import Answer, Match, match_product, origin_of
from yuzhengdai.domain.products.conditions import WISHES, conditions_of_version
from yuzhengdai.domain.products.eligibility import DISCLAIMER, Verdict, summary
from yuzhengdai.domain.products.facts import FIELDS, Fact, FactField, FactKind, Facts
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.core.figures import MONTHS, PEOPLE, WAN, YEARS, read_figure
from yuzhengdai.foundation.core.text import normalise_line
from yuzhengdai.foundation.reference import industries, regions

PREFIX = "fact_"
"""Before the code of a fact in the names of answers."""

ANSWERED = "按您的回答"
"""Where a fact comes from that a reader has typed on the page."""

_LARGEST = Decimal(10) ** 13
_VERDICTS = {Verdict.MEETS: "yes", Verdict.FAILS: "no", Verdict.UNKNOWN: "todo"}
_TYPED_IN = {FactKind.MONTHS: MONTHS, FactKind.YUAN: WAN, FactKind.YEARS: YEARS, FactKind.COUNT: PEOPLE}


def read_answers(
    params: Mapping[str, str], wanted: set[str]
) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """(facts, what was typed, errors), each by the code of the fact; only facts that the product asks for."""
    facts: dict[str, Any] = {}
    typed: dict[str, str] = {}
    errors: dict[str, str] = {}
    for code in wanted:
        raw = normalise_line(params.get(PREFIX + code, "").replace("\x00", ""))[:40].strip()
        if not raw:
            continue
        typed[code] = raw
        try:
            facts[code] = _value(FIELDS[code], raw)
        except ValidationError as problem:
            errors[code] = problem.messages[0]
    return facts, typed, errors


def compare(
    version: ProductVersion, known: Facts | None, given: Mapping[str, str], wanted_facts: Facts
) -> dict[str, Any]:
    """申请条件 one by one, by what is known (None for a visitor), what the address says is wanted and what the reader answers."""
    facts = known or {}
    wanted = {rule.field for rule in conditions_of_version(version)} - WISHES
    listed = {str(rule.get("field")) for rule in version.rules}
    answers, typed, errors = read_answers(given, wanted | (WISHES & listed))
    answered = {code: Fact(value, ANSWERED) for code, value in answers.items()}
    found = match_product(version, {**wanted_facts, **answered, **facts})
    return {
        "view": results_view(found, has_enterprise=known is not None),
        "questions": questions_of(found, {**wanted_facts, **facts}, typed, errors),
        "has_answers": bool(typed),
        "is_visitor": known is None,
    }


def results_view(found: Match, *, has_enterprise: bool) -> dict[str, Any]:
    """The list as the component draws it, the sentence above and the sum."""
    items = [
        {
            "text": answer.words,
            "why": _why(answer, has_enterprise=has_enterprise),
            "verdict": _VERDICTS[answer.verdict],
        }
        for answer in found.answers
    ]
    said = summary([answer.result for answer in found.answers])
    return {"rows": items, "summary": said, "disclaimer": DISCLAIMER}


def questions_of(
    found: Match, known: Facts, typed: Mapping[str, str], errors: Mapping[str, str]
) -> list[dict[str, Any]]:
    """One question for each fact that is not known, with what was typed."""
    asked: dict[str, dict[str, Any]] = {}
    for result in (answer.result for answer in found.answers):
        field = FIELDS[result.rule.field]
        if field.code in known or field.code in asked:
            continue
        question = result.rule.question or field.question
        asked[field.code] = {
            "name": PREFIX + field.code,
            "id": f"fact-{field.code.replace('_', '-')}",
            "label": question.rstrip("？?"),
            "unit": field.unit or (_TYPED_IN[field.kind].name if field.kind in _TYPED_IN else ""),
            "options": _options(field),
            "value": typed.get(field.code, ""),
            "errors": [errors[field.code]] if field.code in errors else [],
        }
    return list(asked.values())


def _why(answer: Answer, *, has_enterprise: bool) -> str:
    """What the verdict stands on: the fact, where it comes from and since when; for 待核实 who settles it."""
    if answer.fact is None:
        return f"{answer.origin}，尚未授权查询" if has_enterprise else answer.origin
    if answer.fact.is_proved:
        return f"{answer.said}（已认证信息：{origin_of(answer.fact)}）"
    return f"{answer.said}（{origin_of(answer.fact)}，以核实为准）"


def _options(field: FactField) -> list[tuple[str, Any]]:
    """Choices of a question; empty where a number is typed."""
    if field.kind is FactKind.BOOLEAN:
        return [("", "请选择"), ("yes", "是"), ("no", "否")]
    if field.kind is FactKind.CHOICE:
        return [("", "请选择"), *field.choices.items()]
    if field.kind is FactKind.REGION:
        return [("", "请选择"), *regions.choices(), ("000000", "河南省外")]
    if field.kind is FactKind.INDUSTRY:
        return [("", "请选择"), *industries.choices()]
    return []


def _value(field: FactField, raw: str) -> Any:
    """The fact; ValidationError with the sentence for its field."""
    if field.kind.is_number:
        number = read_figure(raw, _TYPED_IN[field.kind], label=field.name)
        if number is None or number > _LARGEST:
            raise ValidationError(f"{field.name}过大，请核对单位")
        return number
    value: Any = None
    if field.kind is FactKind.BOOLEAN:
        value = {"yes": True, "no": False}.get(raw)
    elif field.kind is FactKind.CHOICE:
        value = raw if raw in field.choices else None
    elif field.kind is FactKind.REGION:
        value = raw if raw == "000000" or regions.region(raw) else None
    else:
        value = raw if industries.industry(raw) else None
    if value is None:
        raise ValidationError("请从列表中选择")
    return value
