"""申请条件 one by one: what is known, what a reader answers, and the questions for the rest (P3). Never worded as approval."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from yuzhengdai.domain.products.eligibility import DISCLAIMER, Result, Verdict, summary
from yuzhengdai.domain.products.facts import FIELDS, FactField, FactKind
from yuzhengdai.foundation.core.figures import MONTHS, PEOPLE, WAN, YEARS, read_figure
from yuzhengdai.foundation.core.text import normalise_line
from yuzhengdai.foundation.reference import industries, regions

PREFIX = "fact_"
"""Before the code of a fact in the names of answers."""

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


def results_view(results: list[Result], known: Mapping[str, Any], *, has_enterprise: bool) -> dict[str, Any]:
    """The list as the component draws it, the sentence above and the sum."""
    items = [
        {
            "text": r.rule.words,
            "why": _why(r, known, has_enterprise=has_enterprise),
            "verdict": _VERDICTS[r.verdict],
        }
        for r in results
    ]
    return {"rows": items, "summary": summary(results), "disclaimer": DISCLAIMER}


def questions_of(
    results: list[Result], known: Mapping[str, Any], typed: Mapping[str, str], errors: Mapping[str, str]
) -> list[dict[str, Any]]:
    """One question for each fact that is not known, with what was typed."""
    found: dict[str, dict[str, Any]] = {}
    for result in results:
        field = FIELDS[result.rule.field]
        if field.code in known or field.code in found:
            continue
        question = result.rule.question or field.question
        found[field.code] = {
            "name": PREFIX + field.code,
            "id": f"fact-{field.code.replace('_', '-')}",
            "label": question.rstrip("？?"),
            "unit": field.unit or (_TYPED_IN[field.kind].name if field.kind in _TYPED_IN else ""),
            "options": _options(field),
            "value": typed.get(field.code, ""),
            "errors": [errors[field.code]] if field.code in errors else [],
        }
    return list(found.values())


def _why(result: Result, known: Mapping[str, Any], *, has_enterprise: bool) -> str:
    if result.verdict == Verdict.UNKNOWN:
        source = f"核实依据：{result.rule.source or '金融机构审核'}"
        return f"{source}，尚未授权查询" if has_enterprise else source
    said = result.explanation.split("：", 1)[-1]
    return f"{said}（{'已认证信息' if result.rule.field in known else '按您的回答，以核实为准'}）"


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
