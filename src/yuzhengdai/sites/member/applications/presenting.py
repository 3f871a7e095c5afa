"""What an application says to its enterprise: whose turn it is, until when, what comes next."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.refusals import RejectionReason
from yuzhengdai.domain.applications.words import STATES, urged_by
from yuzhengdai.foundation.core.clock import local, now
from yuzhengdai.foundation.core.money import day, term, wan
from yuzhengdai.foundation.core.near import Near, near_moment
from yuzhengdai.sites.web.shown import seal_kind, turn_for_enterprise
from yuzhengdai.sites.web.site import Site


def when(instant: datetime) -> Near:
    """``3 月 23 日 18:00``, ``今天 18:00``; on paper with the whole date."""
    return near_moment(instant, local(now()).date())


def state_label(application: Application) -> str:
    """The word of the state."""
    return str(S(application.state).label)


def now_text(application: Application) -> str:
    """One sentence: who does what."""
    state = S(application.state)
    said = STATES[state].now.format(institution=application.institution.short_name)
    if state == S.DISBURSED:
        paid = sum((row.amount_yuan for row in application.disbursements.all()), Decimal(0))
        return f"{said} {wan(paid)}" if paid else said
    if state in {S.REJECTED, S.DECLINED} and application.reason_code:
        return f"{said}：{RejectionReason(application.reason_code).label}"
    return said


def due_text(application: Application) -> str:
    """Until when, or since when it is over."""
    state = S(application.state)
    if application.is_late:
        return f"已超过承诺时间，{urged_by(application)}，申请继续有效"
    if application.due_at is not None and STATES[state].due:
        return when(application.due_at).within(STATES[state].due)
    if state == S.APPROVED and hasattr(application, "approval"):
        return f"{day(application.approval.valid_until)}前有效"
    if state == S.DISBURSED:
        ends = [row.due_on for row in application.disbursements.all() if row.settled_on is None]
        return f"{day(max(ends))}到期" if ends else ""
    if application.ended_at is not None:
        return when(application.ended_at)
    return ""


def due_moment(application: Application) -> tuple[datetime | date | None, str]:
    """(moment, what it is) for papers and files that are read on another day; nothing relative to today."""
    state = S(application.state)
    means = STATES[state].means
    if application.due_at is not None and means:
        return (
            application.due_at,
            f"{means}（已超过，{urged_by(application)}）" if application.is_late else means,
        )
    if state == S.APPROVED and hasattr(application, "approval"):
        return application.approval.valid_until, "额度有效期"
    if state == S.DISBURSED:
        ends = [row.due_on for row in application.disbursements.all() if row.settled_on is None]
        return (max(ends), "贷款到期") if ends else (None, "")
    return (application.ended_at, "结束时间") if application.ended_at is not None else (None, "")


def amount_parts(amount_yuan: Decimal | None) -> tuple[str, str]:
    """("100", "万元"); ("—", "") while it is not known."""
    if amount_yuan is None:
        return "—", ""
    number, _, unit = wan(amount_yuan).partition(" ")
    return number, unit


def list_row(site: Site, application: Application) -> dict[str, Any]:
    """One line of 「我的申请」 for ``ui.application_row``."""
    institution = application.institution
    amount, unit = amount_parts(application.amount_yuan)
    is_draft = application.state == S.DRAFT
    return {
        "product": application.product_version.name,
        "href": site.url("apply", application.product_id)
        if is_draft
        else site.url("application-detail", application.pk),
        "action_label": STATES[S(application.state)].next,
        "institution": institution.short_name,
        "seal": institution.seal,
        "seal_kind": seal_kind(institution.tone),
        "number": application.number or "未提交",
        "amount": amount,
        "amount_unit": unit,
        "term": term(application.term_months) if application.term_months else "",
        "status": state_label(application),
        "turn": turn_for_enterprise(application),
        "now": now_text(application),
        "due": due_text(application),
        "due_kind": "due" if turn_for_enterprise(application) == "you" and not is_draft else "",
    }
