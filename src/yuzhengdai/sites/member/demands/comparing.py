"""Offers side by side, each figure from the one calculator and each promise from the product; conditions one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from yuzhengdai.domain.applications.comparing import KeptPromises, offer_costs, promises_kept
from yuzhengdai.domain.applications.costs import CostSheet, payer_of
from yuzhengdai.domain.demands.enums import OfferState
from yuzhengdai.domain.demands.models import Offer
from yuzhengdai.domain.demands.services.offer_check import fees_from_json
from yuzhengdai.domain.demands.words import OUTDATED
from yuzhengdai.domain.products.enums import GuaranteeMode, RepaymentMethod
from yuzhengdai.foundation.core.money import rate, term, wan, yuan
from yuzhengdai.sites.member.catalogue.wanted import with_query
from yuzhengdai.sites.member.demands.base import OFFER_LABELS, OFFER_TURNS
from yuzhengdai.sites.web.shown import seal_kind
from yuzhengdai.sites.web.site import Site

_TOO_FEW = "到期的承诺不足 5 次，暂不统计"
_FIRST_PAYMENT = {
    RepaymentMethod.EQUAL_INSTALMENT.value: "每期约",
    RepaymentMethod.BULLET.value: "到期一次约",
}
"""What the first payment says of the others; of the rest of the ways only the first can be told in one figure."""


_BETWEEN = re.compile(r"[\n；;]+")
_NUMBERED = re.compile(
    r"^\s*(?:[（(]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[）)]|[0-9]{1,2}[.、．](?![0-9])"
    r"|[一二三四五六七八九十]{1,3}、|[①-⑳]|[-·•])\s*"
)


def offer_columns(site: Site, offers: Sequence[Offer], *, may_answer: bool, on: date) -> list[dict[str, Any]]:
    """One column an offer, in the order given: head, rows of (label, value), what can be done."""
    kept = promises_kept({offer.institution_id for offer in offers}) if offers else {}
    return [_column(site, offer, kept.get(offer.institution_id), may_answer, on) for offer in offers]


def _column(
    site: Site, offer: Offer, kept: KeptPromises | None, may_answer: bool, on: date
) -> dict[str, Any]:
    is_outdated = offer.demand_revision != offer.demand.revision
    is_open = offer.state == OfferState.SENT
    is_over = offer.valid_until < on
    may_accept = is_open and may_answer and not is_outdated and not is_over
    apply_url = with_query(site.url("apply", offer.product_version.product_id), f"offer={offer.pk}")
    return {
        "id": offer.pk,
        "institution": offer.institution.short_name,
        "seal": offer.institution.seal,
        "seal_kind": seal_kind(offer.institution.tone),
        "officer": offer.officer.name,
        "product": offer.product_version.name,
        "product_url": site.url("product-detail", offer.product_version.product_id),
        "state": OFFER_LABELS.get(offer.state) or str(OfferState(offer.state).label),
        "turn": OFFER_TURNS[offer.state],
        "outdated": OUTDATED if is_open and is_outdated else "",
        "rows": _rows(offer, kept),
        "message": offer.message,
        "accept": apply_url if may_accept else "",
        "decline": site.url("offer-decline", offer.pk) if is_open and may_answer else "",
    }


def conditions_of(text: str) -> list[str]:
    """The institution's conditions one by one: a line, or what stands between semicolons; its own numbers go.

    ``1. 办妥保险；2. 法人担保`` is two.
    """
    parts = (_NUMBERED.sub("", part).strip(" 。") for part in _BETWEEN.split(text))
    return [part for part in parts if part]


def _rows(offer: Offer, kept: KeptPromises | None) -> list[tuple[str, str | list[str]]]:
    sheet = offer_costs(offer)
    version = offer.product_version
    promises = (
        f"受理 {version.acceptance_days} 个、尽调反馈 {version.due_diligence_days} 个、"
        f"授信意见 {version.decision_days} 个工作日"
    )
    percent = kept.percent if kept is not None else None
    return [
        ("额度", wan(offer.amount_yuan)),
        ("年化利率（单利）", rate(offer.annual_rate_pct)),
        ("期限", term(offer.term_months)),
        ("还款方式", str(RepaymentMethod(offer.repayment_method).label)),
        ("担保方式", str(GuaranteeMode(offer.guarantee_mode).label)),
        *_cost_rows(offer, sheet),
        ("放款前条件", conditions_of(offer.conditions) or "没有写明"),
        ("办理承诺", promises),
        (
            "近一年按时兑现",
            f"{percent}%（{kept.due} 次中 {kept.met} 次）" if kept and percent is not None else _TOO_FEW,
        ),
        ("方案有效期至", offer.valid_until.isoformat()),
    ]


def _cost_rows(offer: Offer, sheet: CostSheet | None) -> list[tuple[str, str]]:
    fees = fees_from_json(offer.fees)
    said = (
        "；".join(f"{fee.name} {yuan(fee.amount_yuan)}（{payer_of(fee.payer)}承担）" for fee in fees) or "无"
    )
    if sheet is None:
        return [("费用", said)]
    plan = sheet.plan
    when = _FIRST_PAYMENT.get(offer.repayment_method, "首期约")
    total = plan.total_payment_yuan + sheet.enterprise_fees_yuan
    return [
        ("每期还款", f"{when} {yuan(plan.rows[0].payment_yuan)}"),
        ("费用", said),
        ("本息和费用合计约", yuan(total)),
        ("年化综合融资成本（估算）", rate(sheet.all_in_rate_pct)),
    ]
