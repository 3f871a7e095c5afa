"""申请条件 one by one: what is known, what a reader answers, and the questions for the rest (P3). Never worded as approval."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from yuzhengdai.domain.products.eligibility import DISCLAIMER, Result, Verdict, summary
from yuzhengdai.domain.products.facts import FIELDS, FactField, FactKind, as_number
from yuzhengdai.foundation.core.text import normalise_line
from yuzhengdai.foundation.reference import industries, regions

PREFIX = "fact_"
"""Before the code of a fact in the names of answers."""

_WAN = Decimal(10_000)
_LARGEST = Decimal(10) ** 13
_VERDICTS = {Verdict.MEETS: "yes", Verdict.FAILS: "no", Verdict.UNKNOWN: "todo"}
_UNITS = {FactKind.MONTHS: "个月", FactKind.YUAN: "万元", FactKind.YEARS: "周岁"}


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
        value = _value(FIELDS[code], raw)
        if value is None:
            errors[code] = "请填写数字" if FIELDS[code].kind.is_number else "请从列表中选择"
        else:
            facts[code] = value
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
            "unit": field.unit or _UNITS.get(field.kind, ""),
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
    if field.kind is FactKind.BOOLEAN:
        return {"yes": True, "no": False}.get(raw)
    if field.kind.is_number:
        number = as_number(raw.replace(",", "")) if len(raw) <= 20 else None
        if number is None or not 0 <= number <= _LARGEST:
            return None
        return number * _WAN if field.kind is FactKind.YUAN else number
    if field.kind is FactKind.CHOICE:
        return raw if raw in field.choices else None
    if field.kind is FactKind.REGION:
        return raw if raw == "000000" or regions.region(raw) else None
    return raw if industries.industry(raw) else None
