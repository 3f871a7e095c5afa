"""What the application page shows: fields with their values and sentences, grants, documents, summary."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.agreements.selectors import consent_list
from yuzhengdai.domain.applications.enums import DocumentKind
from yuzhengdai.domain.applications.form import LABELS
from yuzhengdai.domain.applications.form_field import Part
from yuzhengdai.domain.applications.models import Application, ApplicationDocument
from yuzhengdai.domain.applications.services.submit import asked_items, required_items
from yuzhengdai.domain.applications.validation import amount_typed, check, months_typed
from yuzhengdai.domain.credit.covers import consequences_of
from yuzhengdai.domain.credit.texts import VALID_DAYS
from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.products.enums import ProductKind, RepaymentMethod
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.domain.products.repayment import make_plan
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.money import day, rate_range, term, wan, yuan
from yuzhengdai.sites.member.applying.fields import focus_id, shown_fields
from yuzhengdai.sites.member.applying.forms import ContactPhoneForm
from yuzhengdai.sites.member.catalogue.wanted import with_query
from yuzhengdai.sites.member.utilities.forms import UtilityState
from yuzhengdai.sites.web.shown import file_size, seal_kind
from yuzhengdai.sites.web.site import Site


@dataclass(frozen=True, slots=True)
class FormState:
    """What the page is drawn from: the draft, the raw values, ticks, sentences and the marks of this open page."""

    draft: Application
    raw: Mapping[str, str]
    tab: str
    base_version: int
    ticked: Collection[str] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    notice_kind: str = "warn"
    file_problems: Collection[str] = ()
    opened: str = ""
    """What the page carries while nothing is kept of its draft (opened.py)."""


def form_context(
    state: FormState, *, site: Site, enterprise: Enterprise, utilities: UtilityState, may_grant: bool
) -> dict[str, Any]:
    """Everything the template names."""
    draft = state.draft
    version, institution = draft.product_version, draft.institution
    opened = {"opened": state.opened} if state.opened else {}
    return {
        "state": state,
        "draft": draft,
        "version": version,
        "institution": institution,
        "error_items": error_items(state, version),
        "company": company_rows(enterprise, utilities),
        "grant_errors": [state.errors["grants"]] if "grants" in state.errors else [],
        "parts": {part.value: shown_fields(part, version, state.raw, state.errors) for part in Part},
        "grants": grant_items(site, state, version),
        "grants_aside": f"仅授权{institution.short_name}用于本次申请，{VALID_DAYS} 天后失效，可随时撤回",
        "may_grant": may_grant,
        "documents": [document_row(document) for document in getattr(draft, "live_documents", [])],
        "document_kinds": DocumentKind.choices,
        "documents_url": with_query(
            site.url("apply-documents", draft.pk), urlencode(opened) if opened else ""
        ),
        "materials": [item for item in version.materials if not _is_brought(item)],
        "contact_phone": mask_phone(draft.contact_phone),
        "apply_url": apply_url(site, draft),
        "product_url": site.url("product-detail", draft.product_id),
        "summary": summary(draft, state.raw),
        "seal_kind": seal_kind(institution.tone),
        "phone_form": ContactPhoneForm(auto_id="phone_%s"),
    }


def apply_url(site: Site, draft: Application, route: str = "apply") -> str:
    """The address of a draft's form; one made from an offer is another draft than the product's own."""
    query = f"offer={draft.offer_id}" if draft.offer_id else ""
    return with_query(site.url(route, draft.product_id), query)


def document_row(document: ApplicationDocument) -> dict[str, str]:
    """One uploaded document as the list shows it."""
    return {
        "id": str(document.pk),
        "name": document.file.name,
        "size": file_size(document.file.size_bytes),
        "kind": DocumentKind(document.kind).label,
    }


def _is_brought(material: Mapping[str, Any]) -> bool:
    """Whether the platform has it or asks for it itself, as the product says (不用上传, 由平台查询)."""
    note = str(material.get("note", ""))
    return "不用上传" in note or "平台查询" in note


def company_rows(enterprise: Enterprise, utilities: UtilityState) -> list[dict[str, Any]]:
    """核对企业信息: what 企业认证 brought, and the numbers that were verified (masked)."""
    head = EntityType(enterprise.entity_type).head_title
    rows = [
        ("企业名称", enterprise.name, False),
        ("统一社会信用代码", enterprise.uscc, True),
        (head, enterprise.legal_representative_name, False),
        ("法人类型", EntityType(enterprise.entity_type).label, False),
        ("注册地址", enterprise.registered_address, False),
    ]
    shown = [
        {"key": key, "value": value, "num": num, "source": "已认证"} for key, value, num in rows if value
    ]
    numbers = [("电力户号", one.number) for one in utilities.electricity]
    if utilities.absent and not numbers:
        shown.append({"key": "电力户号", "value": "租用场地，无独立户号", "num": False, "source": "已记录"})
    if utilities.social_insurance:
        numbers.append(("社保号", utilities.social_insurance.number))
    return shown + [{"key": key, "value": one, "num": True, "source": "已验证"} for key, one in numbers]


def grant_items(site: Site, state: FormState, version: ProductVersion) -> list[dict[str, Any]]:
    """逐项授权: every item unticked unless it was ticked in the form that is shown again."""
    return [
        {
            "id": f"grant-{item.value}",
            "name": "grants",
            "value": item.value,
            "label": item.label,
            "text": item.description + consequences_of(item),
            "required": is_required,
            "href": site.url("apply-grant-text", state.draft.product_id, item.value),
            "checked": item.value in state.ticked,
            "is_missing": "grants" in state.errors and is_required and item.value not in state.ticked,
        }
        for item, is_required in asked_items(version)
    ]


def error_items(state: FormState, version: ProductVersion) -> list[dict[str, str]]:
    """The summary on top: one line per field with a link to it, in the order of the page: fields, files, grants."""
    items = [
        {"text": sentence, "href": f"#{focus_id(name, version)}"}
        for name, sentence in state.errors.items()
        if name != "grants"
    ]
    items += [{"text": problem, "href": "#id_file"} for problem in state.file_problems]
    if "grants" in state.errors:
        missing = [item for item in required_items(version) if item.value not in state.ticked]
        text = f"有 {len(missing)} 项必需的授权还没有勾选" if missing else state.errors["grants"]
        items.append({"text": text, "href": f"#grant-{missing[0].value}" if missing else "#grants"})
    return items


@dataclass(frozen=True, slots=True)
class Summary:
    """申请概要: (label, value) rows; "—" for what is not known yet."""

    rows: list[tuple[str, str]]
    notes: list[str]


def summary(draft: Application, raw: Mapping[str, str]) -> Summary:
    """The card beside the form, from what is typed so far."""
    version = draft.product_version
    _, errors = check(version, raw)

    def good(name: str) -> bool:
        return bool(raw.get(name)) and name not in errors

    kind = ProductKind(version.kind)
    amount = amount_typed(raw) if good("amount_wan") else None
    months = months_typed(raw) if good("term_months") else None
    method = raw["repayment_method"] if good("repayment_method") else ""
    rows = [
        (LABELS["amount_wan"], wan(amount) if amount else "—"),
        (LABELS["term_months"], term(months) if months else "—"),
        (kind.rate_label, rate_range(version.rate_min_pct, version.rate_max_pct)),
        (LABELS["repayment_method"], RepaymentMethod(method).label if method else "—"),
    ]
    if kind is ProductKind.LOAN:
        rows += _costs(version, amount, months, method)
    days = version.acceptance_days
    notes = ["按利率区间试算，以借款合同为准。", f"提交后 {days} 个工作日内受理，逾时系统会提醒机构。"]
    return Summary(rows, notes if kind is ProductKind.LOAN else notes[1:])


def _costs(
    version: ProductVersion, amount: Decimal | None, months: int | None, method: str
) -> list[tuple[str, str]]:
    label = "到期还款约" if method == RepaymentMethod.BULLET else "首月约还"
    if method == RepaymentMethod.EQUAL_INSTALMENT:
        label = "每月约还"
    if not amount or not months or not method:
        return [(label, "—"), ("利息合计约", "—")]
    start: date = today()
    plans = [
        make_plan(
            amount_yuan=amount,
            annual_rate_pct=pct,
            months=months,
            method=RepaymentMethod(method),
            start_on=start,
        )
        for pct in (version.rate_min_pct, version.rate_max_pct)
    ]
    return [
        (label, _range([plan.rows[0].payment_yuan for plan in plans])),
        ("利息合计约", _range([plan.total_interest_yuan for plan in plans])),
    ]


def _range(values: list[Decimal]) -> str:
    low, high = yuan(values[0]), yuan(values[1])
    return low if low == high else f"{low.removesuffix(' 元')}–{high}"


def consent_note(actor: Actor) -> str:
    """What stands under the buttons: that submitting confirms, and which agreement holds."""
    consent = consent_list(actor=actor).filter(agreement__kind=AgreementKind.PLATFORM).first()
    agreed = (
        f"您已于 {day(consent.created_at)}同意《平台协议》{consent.agreement.version} 版。" if consent else ""
    )
    return f"提交即确认以上信息真实。{agreed}授信决定作出前，可在「我的申请」撤回。"
