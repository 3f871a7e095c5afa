"""Who will see exactly what of a demand, as typed so far: everybody, institutions besides, nobody. From the one table of fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from yuzhengdai.domain.demands.enums import ShownFact
from yuzhengdai.domain.demands.form import FORM
from yuzhengdai.domain.demands.form_field import DemandField, Part, SeenBy
from yuzhengdai.domain.demands.models import FinancingDemand
from yuzhengdai.domain.demands.selectors.hall import shown_facts
from yuzhengdai.domain.demands.text_check import check_text
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.reference import industries

_NOT_YET = "—"


@dataclass(frozen=True, slots=True)
class Preview:
    """Rows of (label, value) for each reader; ``held_for`` are the kinds of words that will have it looked at first."""

    everybody: list[tuple[str, str]]
    institutions: list[tuple[str, str]]
    nobody: list[tuple[str, str]]
    held_for: str


def preview_of(raw: Mapping[str, str], enterprise: Enterprise) -> Preview:
    """What each reader will see of what is typed; "—" for what cannot be read yet."""
    values = {field.name: _value(field, raw) for field in FORM}
    told = {field.name: _told(field, values[field.name]) for field in FORM}
    everybody = [
        (field.label, told[field.name])
        for field in FORM
        if field.part is Part.FORM and field.seen_by is SeenBy.EVERYBODY and field.name != "shows_name"
    ]
    industry = industries.industry(enterprise.industry_code) if enterprise.industry_code else None
    everybody.append(("所属行业", industry.name if industry else _NOT_YET))
    shows_name = values["shows_name"] is True
    if shows_name:
        everybody.append(("企业名称", enterprise.name))
    institutions, hidden_facts = _facts(values, enterprise)
    institutions.insert(0, ("需求描述", told["description"]))
    if values["shows_offer_limit"] is True:
        institutions.append(("最多接收方案", told["max_offers"]))
    nobody = [] if shows_name else [("企业名称", enterprise.name)]
    nobody += [
        ("联系人、联系电话", "接受方案并提交申请前，任何机构都看不到"),
        ("统一社会信用代码、注册地址", "不出示"),
    ]
    if hidden_facts:
        nobody.append(("未勾选的情况", "、".join(hidden_facts)))
    worded = [raw.get(field.name, "") for field in FORM if field.is_worded]
    return Preview(
        everybody, institutions, nobody, "、".join(str(one.kind.label) for one in check_text(*worded))
    )


def _facts(values: Mapping[str, object], enterprise: Enterprise) -> tuple[list[tuple[str, str]], list[str]]:
    """(ticked facts with what is shown of them, names of unticked ones)."""
    ticked = [str(code) for code in values["shown_facts"]] if isinstance(values["shown_facts"], list) else []
    row = FinancingDemand(
        enterprise=enterprise, shown_facts=ticked, revenue_band=str(values["revenue_band"] or "")
    )
    shown = [(one.label, f"{one.words}（{one.source}）") for one in shown_facts(row)]
    hidden = [str(fact.label) for fact in ShownFact if fact.value not in ticked]
    return shown, hidden


def _value(field: DemandField, raw: Mapping[str, str]) -> object:
    try:
        return field.read(raw.get(field.name, ""), field.label)
    except ValidationError:
        return None


def _told(field: DemandField, value: object) -> str:
    if not value and value is not False:
        return "面议" if field.name == "rate_max_pct" else _NOT_YET
    return field.words(value)
