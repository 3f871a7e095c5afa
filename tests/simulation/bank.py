"""An institution that decides by nothing but its published text. Written apart from the platform's own comparison."""

from __future__ import annotations

from typing import Any

from yuzhengdai.domain.products.models import ProductVersion

_SECTIONS = {
    "A": (1, 5), "B": (6, 12), "C": (13, 43), "D": (44, 46), "E": (47, 50), "F": (51, 52), "G": (53, 60),
    "H": (61, 62), "I": (63, 65), "J": (66, 69), "K": (70, 70), "L": (71, 72), "M": (73, 75), "N": (76, 79),
    "O": (80, 82), "P": (83, 83), "Q": (84, 85), "R": (86, 90), "S": (91, 96), "T": (97, 97),
}  # fmt: skip


def rule_holds(rule: dict[str, Any], truth: dict[str, Any]) -> bool:
    """Whether the truth passes one published rule."""
    value, wanted, operator = truth[rule["field"]], rule["value"], rule["operator"]
    if operator == "is_true":
        return bool(value)
    if operator == "is_false":
        return not value
    if operator == "min":
        return float(value) >= float(wanted)
    if operator == "max":
        return float(value) <= float(wanted)
    if operator == "between":
        return float(wanted[0]) <= float(value) <= float(wanted[1])
    among = any(_covers(rule["field"], group, str(value)) for group in wanted)
    return among if operator == "in" else not among


def refusals(version: ProductVersion, truth: dict[str, Any]) -> list[str]:
    """For which facts this enterprise is refused; [] is accepted."""
    failed = [rule["field"] for rule in version.rules if not rule_holds(rule, truth)]
    for field, values in (
        ("region_code", version.regions),
        ("industry_code", version.industries),
        ("entity_type", version.entity_types),
    ):
        if values and not any(_covers(field, group, truth[field]) for group in values):
            failed.append(field)
    if not version.amount_min_yuan <= truth["requested_amount_yuan"] <= version.amount_max_yuan:
        failed.append("requested_amount_yuan")
    if not version.term_min_months <= truth["requested_term_months"] <= version.term_max_months:
        failed.append("requested_term_months")
    uses = version.purposes or (["equipment"] if version.kind == "leasing" else [])
    if uses and truth["requested_use"] not in uses:
        failed.append("requested_use")
    modes = version.guarantee_modes
    if modes and "credit" not in modes and truth["requested_guarantee"] not in modes:
        failed.append("requested_guarantee")
    return failed


def _covers(field: str, group: str, value: str) -> bool:
    if field == "region_code":
        if group == "410000":
            return value[:2] == "41"
        return value == group or (group[4:] == "00" and group != "419001" and value[:4] == group[:4])
    if field == "industry_code":
        low, high = _SECTIONS.get(group, (0, -1))
        return value == group or low <= int(value) <= high
    return value == group
