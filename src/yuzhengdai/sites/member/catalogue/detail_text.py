"""The words of a product's page from its version."""

from __future__ import annotations

from typing import Any

from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.domain.products.enums import GuaranteeMode, ProductKind, RepaymentMethod, purposes_said
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.foundation.core import money
from yuzhengdai.foundation.reference import industries, regions
from yuzhengdai.sites.member.catalogue.rows import rate_label, seal_kind, tag_pairs, term_label
from yuzhengdai.sites.web.site import Site

_FEE_HEADS = ["费用", "收取方", "承担方", "标准", "支付方式", "周期"]
_FEE_KEYS = ("name", "payee", "payer", "standard", "method", "cycle")


def page_context(site: Site, product: Product, version: ProductVersion) -> dict[str, Any]:
    """Everything but conditions and calculator, which depend on the reader."""
    institution = product.institution
    return {
        "product": product,
        "version": version,
        "institution": institution,
        "institution_href": site.url("institution-detail", institution.slug),
        "apply_href": site.url("apply", product.pk),
        "seal_kind": seal_kind(institution.tone),
        "tags": tag_pairs(version.tags),
        "meta": f"第 {version.number} 版，{money.day(version.published_at)}生效"
        if version.published_at
        else "",
        "facts": _facts(version),
        "summary_rows": _summary(version),
        "materials": version.materials,
        "data_items": _data_items(version),
        "process": [(step.get("title", ""), step.get("text", "")) for step in version.process],
        "fee_heads": _FEE_HEADS,
        "fees": [[fee.get(key) or "—" for key in _FEE_KEYS] for fee in version.fees],
        "contact": _contact(version, institution.phone),
    }


def _facts(version: ProductVersion) -> list[dict[str, Any]]:
    amount, amount_unit = money.wan(version.amount_max_yuan).split(" ")
    term, term_unit = money.term_range(version.term_min_months, version.term_max_months).split(" ", 1)
    return [
        {
            "key": rate_label(version.kind),
            "value": money.rate_range(version.rate_min_pct, version.rate_max_pct),
            "note": version.rate_note,
            "rate": True,
        },
        {
            "key": "最高额度",
            "value": amount,
            "unit": amount_unit,
            "note": f"{money.wan(version.amount_min_yuan)}起",
        },
        {
            "key": term_label(version.kind),
            "value": term,
            "unit": term_unit,
            "note": "额度可循环使用" if version.is_revolving else "",
        },
        {
            "key": "授信意见",
            "value": version.decision_days,
            "unit": "个工作日内",
            "note": f"{version.acceptance_days} 个工作日内受理，逾时系统提醒机构",
        },
    ]


def _summary(version: ProductVersion) -> list[dict[str, str]]:
    rows = [
        ("额度", money.wan_range(version.amount_min_yuan, version.amount_max_yuan)),
        (rate_label(version.kind), money.rate_range(version.rate_min_pct, version.rate_max_pct)),
        (term_label(version.kind), money.term_range(version.term_min_months, version.term_max_months)),
        ("担保方式", _labels(version.guarantee_modes, dict(GuaranteeMode.choices)) or "—"),
        (
            "还款方式",
            _labels(version.repayment_methods, dict(RepaymentMethod.choices)) or _no_repayment(version),
        ),
        ("用途", purposes_said(version.purposes)),
        ("适用对象", version.audience),
        ("法人类型", _labels(version.entity_types, dict(EntityType.choices)) or "不限"),
        ("适用地区", regions_said(version.regions)),
        ("适用行业", industries_said(version.industries)),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def regions_said(codes: list[str]) -> str:
    """全省, or the names of cities and counties."""
    if not codes or regions.PROVINCE_CODE in codes:
        return "河南省全省"
    if len(codes) == len(regions.cities()):
        return "河南省全省"
    return "、".join(found.name for found in map(regions.region, codes) if found is not None)


def industries_said(codes: list[str]) -> str:
    """不限, or the names of the industries."""
    return "、".join(found.name for found in map(industries.industry, codes) if found is not None) or "不限"


def _no_repayment(version: ProductVersion) -> str:
    return "不涉及，按所担保贷款的约定还款" if version.kind == ProductKind.GUARANTEE else "以合同约定为准"


def _labels(values: list[str], known: dict[str, Any]) -> str:
    return "、".join(str(known[value]) for value in values if value in known)


def _data_items(version: ProductVersion) -> list[dict[str, Any]]:
    found = []
    for item in version.data_items:
        if item.get("code") in DataItem.values:
            data_item = DataItem(item["code"])
            found.append(
                {
                    "name": str(data_item.label),
                    "text": data_item.description,
                    "need": "必需" if item.get("is_required") else "选填",
                }
            )
    return found


def _contact(version: ProductVersion, institution_phone: str) -> list[dict[str, str]]:
    rows = [("联系人", version.contact_name), ("联系电话", version.contact_phone or institution_phone)]
    return [{"key": key, "value": value} for key, value in rows if value]
