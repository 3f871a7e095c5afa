"""What an institution says of its product, checked as a whole before anything is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.domain.products.eligibility import rules_from_json
from yuzhengdai.domain.products.enums import (
    PURPOSE_LABELS,
    GuaranteeMode,
    ProductKind,
    ProductTag,
    RepaymentMethod,
)
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.domain.products.repayment import MAX_MONTHS
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
from yuzhengdai.foundation.reference import industries, regions

Table = Sequence[Mapping[str, Any]]

_LENGTHS = {"name": 60, "summary": 200, "audience": 200}
_FEE_KEYS = frozenset({"name", "payee", "payer", "standard", "method", "cycle"})


PROMISE_MOST = {
    "acceptance_days": ("受理", 1),
    "due_diligence_days": ("尽调反馈", 3),
    "decision_days": ("授信意见", 5),
}
"""Column → (label, the longest promise in working days): 「135」."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductData:
    """The content of a version; see ProductVersion for the shapes of its lists. Amounts in yuan, rates annual percent."""

    name: str
    kind: str
    summary: str
    audience: str
    amount_min_yuan: Decimal
    amount_max_yuan: Decimal
    rate_min_pct: Decimal
    rate_max_pct: Decimal
    term_min_months: int
    term_max_months: int
    rate_note: str = ""
    is_revolving: bool = False
    guarantee_modes: Sequence[str] = ()
    repayment_methods: Sequence[str] = ()
    tags: Sequence[str] = ()
    purposes: Sequence[str] = ()
    regions: Sequence[str] = ()
    industries: Sequence[str] = ()
    entity_types: Sequence[str] = ()
    rules: Table = field(default_factory=tuple)
    materials: Table = field(default_factory=tuple)
    process: Table = field(default_factory=tuple)
    fees: Table = field(default_factory=tuple)
    data_items: Table = field(default_factory=tuple)
    contact_name: str = ""
    contact_phone: str = ""
    acceptance_days: int = 1
    due_diligence_days: int = 3
    decision_days: int = 5

    def columns(self) -> dict[str, Any]:
        """Column → value, lists as JSON wants them."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {
            k: list(v) if isinstance(v, Sequence) and not isinstance(v, str) else v for k, v in values.items()
        }


def promise_errors(*, acceptance_days: int, due_diligence_days: int, decision_days: int) -> dict[str, str]:
    """Column → what is wrong: a product may promise 「135」 or be stricter, and the feedback comes before the opinion."""
    given = {
        "acceptance_days": acceptance_days,
        "due_diligence_days": due_diligence_days,
        "decision_days": decision_days,
    }
    errors = {}
    for name, (label, most) in PROMISE_MOST.items():
        if not 1 <= given[name] <= most:
            allowed = "1 个工作日" if most == 1 else f"1 至 {most} 个工作日"
            errors[name] = f"{label}时限应为 {allowed}，平台承诺「135」，产品可以更短，不能更长"
    if not errors and due_diligence_days > decision_days:
        errors["due_diligence_days"] = "尽调反馈时限不能长于授信意见时限"
    return errors


def require_promise(version: ProductVersion) -> None:
    """Versions of older days may promise longer: readable, but neither handed in nor published anew. Raises Refused."""
    errors = promise_errors(
        acceptance_days=version.acceptance_days,
        due_diligence_days=version.due_diligence_days,
        decision_days=version.decision_days,
    )
    if errors:
        raise Refused("product.promise", f"{'；'.join(errors.values())}。请先修改产品的办理时限。")


def check_product_data(data: ProductData) -> None:
    """Raises FieldErrors naming every field that cannot be taken."""
    errors = {**_ranges(data), **_codes(data), **_texts(data)}
    try:
        rules_from_json(data.rules)
    except ValueError:
        errors["rules"] = "有一条申请条件不完整，请检查字段、比较方式和取值"
    if any(not set(fee) >= _FEE_KEYS for fee in data.fees):
        errors["fees"] = "每项费用都要写明名称、收取方、承担方、标准、支付方式和周期"
    if any(not item.get("name") for item in data.materials):
        errors["materials"] = "每项材料都要有名称"
    if errors:
        raise FieldErrors(errors)


def _texts(data: ProductData) -> dict[str, str]:
    errors = {}
    for name, label in (("name", "产品名称"), ("summary", "产品介绍"), ("audience", "适用对象")):
        limit = _LENGTHS[name]
        text = str(getattr(data, name)).strip()
        if not text:
            errors[name] = f"请填写{label}"
        elif len(text) > limit:
            errors[name] = f"{label}不超过 {limit} 个字"
    return errors


def _ranges(data: ProductData) -> dict[str, str]:
    errors = {}
    if not 0 < data.amount_min_yuan <= data.amount_max_yuan:
        errors["amount_max_yuan"] = "最高额度不能低于最低额度，最低额度须大于 0"
    if not 0 <= data.rate_min_pct <= data.rate_max_pct <= 100:
        errors["rate_max_pct"] = "年化利率上限不能低于下限，且在 0 至 100 之间"
    if not 1 <= data.term_min_months <= data.term_max_months <= MAX_MONTHS:
        errors["term_max_months"] = f"最长期限不能短于最短期限，且不超过 {MAX_MONTHS} 个月"
    return errors | promise_errors(
        acceptance_days=data.acceptance_days,
        due_diligence_days=data.due_diligence_days,
        decision_days=data.decision_days,
    )


def _codes(data: ProductData) -> dict[str, str]:
    errors = {}
    checks: list[tuple[str, Iterable[str], Iterable[str]]] = [
        ("kind", [data.kind], ProductKind.values),
        ("guarantee_modes", data.guarantee_modes, GuaranteeMode.values),
        ("repayment_methods", data.repayment_methods, RepaymentMethod.values),
        ("tags", data.tags, ProductTag.values),
        ("purposes", data.purposes, PURPOSE_LABELS),
        ("entity_types", data.entity_types, EntityType.values),
        ("regions", data.regions, regions.all_regions()),
        ("industries", data.industries, industries.all_industries()),
    ]
    for name, given, known in checks:
        if not set(given) <= set(known):
            errors[name] = "有无法识别的选项，请重新选择"
    if data.kind == ProductKind.LOAN and not data.repayment_methods:
        errors["repayment_methods"] = "请至少选择一种还款方式"
    if not data.guarantee_modes:
        errors["guarantee_modes"] = "请至少选择一种担保方式"
    return errors
