"""Rows for tests, made the shortest way that the database accepts. Each takes overrides by name."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from yuzhengdai.domain.accounts.models import StaffPost, User, phone_index
from yuzhengdai.domain.applications.enums import ApplicationState
from yuzhengdai.domain.applications.models import (
    Application,
    CostList,
    CreditApproval,
    CreditProposal,
    DisbursementEntry,
)
from yuzhengdai.domain.applications.workflow import holder_of
from yuzhengdai.domain.credit_reports.models import CreditReport
from yuzhengdai.domain.credit_reports.sections import PUBLIC_CODES
from yuzhengdai.domain.credit_reports.services import code_index
from yuzhengdai.domain.demands.models import FinancingDemand, Offer
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember, UtilityAccount
from yuzhengdai.domain.enterprises.selectors import member_roles
from yuzhengdai.domain.enterprises.services.utilities import NUMBER_TAG
from yuzhengdai.domain.institutions.models import Branch, Institution, Officer
from yuzhengdai.domain.products.facets import facets_of
from yuzhengdai.domain.products.models import Product, ProductFacet, ProductVersion
from yuzhengdai.domain.products.services import catalogue_bump
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.codes import make_uscc
from yuzhengdai.foundation.core.keyring import blind_index

_numbers = count(1)


def user(**values: Any) -> User:
    """A user with a phone of its own (E.164)."""
    phone = values.pop("phone", f"+86139{next(_numbers):08d}")
    return User.objects.create(phone=phone, phone_index=phone_index(phone), **values)


def enterprise(**values: Any) -> Enterprise:
    """A verified enterprise in Zhengzhou; state="claimed" for one that is not."""
    n = next(_numbers)
    defaults: dict[str, Any] = {
        "name": f"郑州示例{n}商贸有限公司",
        "uscc": make_uscc(seed=n),
        "entity_type": "company",
        "state": "verified",
        "region_code": "410100",
        "industry_code": "C13",
        "size": "small",
        "registered_address": f"郑州市示例路 {n} 号",
        "legal_representative_name": "李示例",
        "established_on": today() - timedelta(days=1500),
        "verified_at": now(),
    }
    return Enterprise.objects.create(**{**defaults, **values})


def member(**values: Any) -> EnterpriseMember:
    """An administrator, also the legal representative, of a verified enterprise."""
    defaults: dict[str, Any] = {"role": "admin", "is_legal_representative": True, "name": "李示例"}
    merged = {**defaults, **values}
    merged.setdefault("user", None)
    merged["user"] = merged["user"] or user()
    merged["enterprise"] = merged.get("enterprise") or enterprise()
    return EnterpriseMember.objects.create(**merged)


def utility_account(**values: Any) -> UtilityAccount:
    """A verified 电力户号; kind="social_insurance" for a 社保号."""
    number = values.pop("number", f"41{next(_numbers):08d}")
    defaults: dict[str, Any] = {
        "kind": "electricity",
        "number": number,
        "number_index": blind_index(NUMBER_TAG, number),
        "payer_name": "缴费示例人",
        "payer_phone": "+8613812346021",
        "source": "fake",
        "reference": "fake-1",
        "verified_at": now(),
    }
    merged = {**defaults, **values}
    merged["enterprise"] = merged.get("enterprise") or enterprise()
    return UtilityAccount.objects.create(**merged)


def institution(**values: Any) -> Institution:
    """An active city bank."""
    n = next(_numbers)
    defaults: dict[str, Any] = {
        "slug": f"shili-{n}",
        "name": f"示例{n}银行股份有限公司",
        "short_name": f"示例{n}银行",
        "kind": "city_bank",
        "seal": "示",
    }
    return Institution.objects.create(**{**defaults, **values})


def branch(**values: Any) -> Branch:
    """A branch in Zhengzhou."""
    merged = {"name": f"郑州{next(_numbers)}支行", "region_code": "410100", **values}
    merged["institution"] = merged.get("institution") or institution()
    return Branch.objects.create(**merged)


def officer(**values: Any) -> Officer:
    """An officer of the whole institution without an approval limit."""
    merged = {"role": "officer", "name": "王示例", **values}
    merged["user"] = merged.get("user") or user()
    merged["institution"] = merged.get("institution") or institution()
    return Officer.objects.create(**merged)


def staff_post(**values: Any) -> StaffPost:
    """An operator."""
    merged = {"role": "operator", "name": "赵示例", "confirmed_at": now(), **values}
    merged["user"] = merged.get("user") or user()
    return StaffPost.objects.create(**merged)


def product(*, version: dict[str, Any] | None = None, **values: Any) -> Product:
    """A loan on the shelf, 10–300 万元, 6–24 months; ``version`` overrides what its text says."""
    n = next(_numbers)
    said: dict[str, Any] = {
        "name": f"示例{n}信用贷",
        "kind": "loan",
        "summary": "凭纳税与用电信息申请的信用贷款",
        "audience": "小微企业",
        "amount_min_yuan": Decimal(100_000),
        "amount_max_yuan": Decimal(3_000_000),
        "rate_min_pct": Decimal("3.650"),
        "rate_max_pct": Decimal("4.850"),
        "term_min_months": 6,
        "term_max_months": 24,
        "guarantee_modes": ["credit"],
        "repayment_methods": ["equal_instalment", "interest_first"],
        "tags": ["credit_loan"],
        "state": "published",
        "published_at": now(),
        **(version or {}),
    }
    merged = {"state": "on_shelf", "on_shelf_at": now(), **values}
    merged["institution"] = merged.get("institution") or institution()
    listed = ("name", "kind", "rate_min_pct", "rate_max_pct", "amount_min_yuan", "amount_max_yuan")
    listed += ("term_min_months", "term_max_months")
    row = Product.objects.create(
        **merged,
        **{name: said[name] for name in listed},
        search_text=f"{said['name']} {merged['institution'].short_name}".lower(),
    )
    row.published_version = text = ProductVersion.objects.create(product=row, number=1, **said)
    row.save()
    ProductFacet.objects.bulk_create(
        ProductFacet(product=row, facet=facet, value=value)
        for facet, value in facets_of(text, row.institution)
    )
    catalogue_bump()
    return row


def application(*, state: str = ApplicationState.SUBMITTED, **values: Any) -> Application:
    """An application in any state, with what that state needs (an approval from 已授信 on)."""
    merged = dict(values)
    sold = merged.pop("product", None) or product(
        **({"institution": merged["institution"]} if "institution" in merged else {})
    )
    at = now()
    submitted = state != ApplicationState.DRAFT
    defaults: dict[str, Any] = {
        "number": f"YZ20260101-{next(_numbers):06d}" if submitted else None,
        "enterprise": merged.get("enterprise") or enterprise(),
        "institution": sold.institution,
        "product_version": sold.published_version,
        "held_by": holder_of(state),
        "version": 0 if submitted else 1,
        "submitted_at": at if submitted else None,
        "accepted_at": at if state not in {"draft", "submitted", "declined"} else None,
        "due_at": at + timedelta(days=3) if state in {"submitted", "accepted", "returned"} else None,
        "returned_from": "submitted" if state == ApplicationState.RETURNED else "",
        "amount_yuan": Decimal(1_000_000),
        "term_months": 12,
        "use": "raw_materials",
        "repayment_method": "equal_instalment",
        "guarantee_mode": "credit",
        "contact_name": "李示例",
        "contact_phone": "+8613800000001",
    }
    whole = {**defaults, **merged}
    row = Application.objects.create(state=state, product=sold, **{**_promises(state, whole), **whole})
    if state in {"approved", "signing", "disbursed", "settled", "forgone", "lapsed"}:
        approval(application=row)
    return row


def _promises(state: str, whole: dict[str, Any]) -> dict[str, Any]:
    """Deadlines and met stages as the way into a state leaves them; a running one is the row's own ``due_at``."""
    submitted_at, accepted_at = whole["submitted_at"], whole["accepted_at"]
    if submitted_at is None:
        return {}
    running = whole["due_at"] if whole["held_by"] == "institution" else None
    if accepted_at is None:
        return {"acceptance_due_at": running or submitted_at + timedelta(days=1)}
    met: dict[str, Any] = {"acceptance_met_at": accepted_at}
    if state not in {"accepted", "due_diligence", "returned"}:
        met["due_diligence_met_at"] = accepted_at
    if whole.get("decided_at"):
        met["decision_met_at"] = whole["decided_at"]
    return {
        "acceptance_due_at": submitted_at + timedelta(days=1),
        "due_diligence_due_at": running or accepted_at + timedelta(days=3),
        "decision_due_at": (running if state == "approving" else None) or accepted_at + timedelta(days=5),
        **met,
    }


def demand(**values: Any) -> FinancingDemand:
    """A published demand for 80 万元 over 12 months in Zhengzhou, valid for 30 days."""
    defaults: dict[str, Any] = {
        "title": f"采购原料{next(_numbers)}",
        "state": "published",
        "amount_yuan": Decimal(800_000),
        "term_months": 12,
        "use": "raw_materials",
        "guarantee_mode": "credit",
        "region_code": "410102",
        "industry_code": "13",
        "contact_name": "李示例",
        "contact_phone": "+8613812340001",
        "description": "六月起收购小麦，九月回款。",
        "valid_until": today() + timedelta(days=30),
        "published_at": now(),
        "version": 1,
    }
    merged = {**defaults, **values}
    merged["enterprise"] = merged.get("enterprise") or enterprise()
    return FinancingDemand.objects.create(**merged)


def credit_report(*, member: EnterpriseMember, **values: Any) -> CreditReport:
    """A report of the member's enterprise that is ready; every source answered that there is nothing."""
    n = next(_numbers)
    items = {code: {"outcome": "not_found", **_ANSWER} for code in PUBLIC_CODES}
    merged: dict[str, Any] = {
        "enterprise": member.enterprise,
        "made_by": member.user,
        "number": f"XR20261201-{n:08d}",
        "code": f"{n:016d}",
        "code_index": code_index(f"{n:016d}"),
        "state": "ready",
        "ready_at": now(),
        "consent_text": "示例",
        "consent_sha256": "0" * 64,
        "content": {"name": member.enterprise.name, "uscc": member.enterprise.uscc, "items": items},
        **values,
    }
    return CreditReport.objects.create(**merged)


_ANSWER = {
    "facts": {},
    "source": "示例来源",
    "fetched_at": "2026-12-01T01:12:00+00:00",
    "is_authoritative": True,
}


def offer(*, state: str = "sent", **values: Any) -> Offer:
    """An offer on a demand, which then is 对接中: 80 万元 at 4 % over 12 months, valid for 20 days."""
    merged: dict[str, Any] = {
        "amount_yuan": Decimal(800_000),
        "annual_rate_pct": Decimal("4.000"),
        "term_months": 12,
        "repayment_method": "equal_instalment",
        "guarantee_mode": "credit",
        "valid_until": today() + timedelta(days=20),
        "sent_at": now() if state != "pending" else None,
        **values,
    }
    wanted = merged["demand"] = merged.get("demand") or demand()
    by = merged["officer"] = merged.get("officer") or officer()
    merged["institution"] = by.institution
    merged["product_version"] = (
        merged.get("product_version") or product(institution=by.institution).published_version
    )
    merged.setdefault("demand_revision", wanted.revision)
    row = Offer.objects.create(state=state, **merged)
    if state == "sent" and wanted.state == "published":
        wanted.state = "offered"
        wanted.save(update_fields=["state"])
    return row


def approval(*, application: Application, **values: Any) -> CreditApproval:
    """What an institution approved: the amount asked for, fixed at 4.2 %."""
    merged: dict[str, Any] = {
        "approved_amount_yuan": application.amount_yuan,
        "valid_until": today() + timedelta(days=180),
        "single_term_months": 12,
        "rate_kind": "fixed",
        "annual_rate_pct": Decimal("4.200"),
        "repayment_method": "equal_instalment",
        "guarantee_mode": "credit",
        "off_platform_yuan": Decimal(0),
        **values,
    }
    merged["approved_by"] = merged.get("approved_by") or officer(
        institution=application.institution, name=f"审批人{uuid4().hex[:6]}"
    )
    return CreditApproval.objects.create(application=application, **merged)


def cost_list(*, approval: CreditApproval) -> CostList:
    """The list issued with an approval: interest alone."""
    issued = CostList.objects.create(
        application=approval.application, all_in_rate_pct=approval.annual_rate_pct, sha256="0" * 64
    )
    issued.items.create(
        position=0,
        name="贷款利息",
        payee=approval.application.institution.short_name,
        payer="企业",
        standard="4.20%",
        method="转账",
        cycle="每月",
        amount_yuan=Decimal(42_000),
    )
    return issued


def entry(*, application: Application, **values: Any) -> DisbursementEntry:
    """A 放款 that waits to be checked: 40 万元 of today, entered by a 客户经理 of its own."""
    merged: dict[str, Any] = {
        "receipt_number": f"JJ{next(_numbers):08d}",
        "amount_yuan": Decimal(400_000),
        "disbursed_on": today(),
        "due_on": today() + timedelta(days=365),
        "annual_rate_pct": Decimal("4.200"),
        **values,
    }
    merged["entered_by"] = merged.get("entered_by") or officer(
        institution=application.institution, name=f"登记人{uuid4().hex[:6]}"
    )
    return DisbursementEntry.objects.create(
        application=application, institution=application.institution, **merged
    )


def proposal(*, application: Application, **values: Any) -> CreditProposal:
    """A 授信建议 that waits: 100 万元 at 4.2 % for 12 months, by a 客户经理 of its own."""
    merged: dict[str, Any] = {
        "approved_amount_yuan": Decimal(1_000_000),
        "valid_until": today() + timedelta(days=180),
        "single_term_months": 12,
        "rate_kind": "fixed",
        "annual_rate_pct": Decimal("4.200"),
        "repayment_method": "interest_first",
        "guarantee_mode": "credit",
        "conclusion": "还款来源可靠，建议授信。",
        "off_platform_yuan": Decimal(0),
        "number": application.proposals.count() + 1,
        **values,
    }
    merged["proposed_by"] = merged.get("proposed_by") or officer(
        institution=application.institution, name=f"提出人{uuid4().hex[:6]}"
    )
    return CreditProposal.objects.create(application=application, **merged)


def enterprise_actor(who: EnterpriseMember) -> Actor:
    """The actor that a session of this member gives."""
    return Actor(
        kind=ActorKind.ENTERPRISE,
        user_id=who.user_id,
        organisation_id=who.enterprise_id,
        member_id=who.pk,
        roles=member_roles(who),
        name=who.name,
        address="127.0.0.1",
    )


def officer_actor(who: Officer) -> Actor:
    """The actor that a staff session of this officer gives."""
    return Actor(
        kind=ActorKind.INSTITUTION,
        user_id=who.user_id,
        organisation_id=who.institution_id,
        branch_id=who.branch_id,
        member_id=who.pk,
        roles=frozenset(f"institution:{role}" for role in who.held_roles),
        name=who.name,
        address="127.0.0.1",
    )


def staff_actor(who: StaffPost) -> Actor:
    """The actor that a staff session of this post gives."""
    return Actor(
        kind=ActorKind.OPERATOR,
        user_id=who.user_id,
        member_id=who.pk,
        roles=frozenset({f"operator:{who.role}"}),
        name=who.name,
        address="127.0.0.1",
    )
