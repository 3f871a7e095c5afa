"""What an application says to its enterprise: whose turn it is, until when, what comes next."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.enums import RejectionReason
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.foundation.core.clock import local, now
from yuzhengdai.foundation.core.money import day, moment_near, term, wan
from yuzhengdai.sites.web.shown import seal_kind, turn_for_enterprise
from yuzhengdai.sites.web.site import Site

_NOW = {
    S.SUBMITTED: "{institution}待受理",
    S.ACCEPTED: "{institution}已受理，准备尽调",
    S.DUE_DILIGENCE: "{institution}正在尽调",
    S.APPROVING: "{institution}正在审批",
    S.RETURNED: "等您补充材料",
    S.APPROVED: "等您核对成本清单",
    S.SIGNING: "成本清单已确认，{institution}安排签约放款",
    S.SETTLED: "已结清",
    S.WITHDRAWN: "您已撤回",
    S.FORGONE: "您已放弃授信",
    S.LAPSED: "授信有效期已过",
    S.EXPIRED: "超过补件期限，已关闭",
}
_DUE = {
    S.SUBMITTED: "受理 {due} 前",
    S.ACCEPTED: "尽调反馈 {due} 前",
    S.DUE_DILIGENCE: "尽调反馈 {due} 前",
    S.APPROVING: "授信意见 {due} 前",
    S.RETURNED: "{due} 前，超期关闭",
    S.APPROVED: "{due} 前有效",
}
_DUE_MEANS = {
    S.SUBMITTED: "受理时限",
    S.ACCEPTED: "尽调反馈时限",
    S.DUE_DILIGENCE: "尽调反馈时限",
    S.APPROVING: "授信意见时限",
    S.RETURNED: "补件期限",
    S.APPROVED: "授信确认期限",
}
_ACTION = {
    S.DRAFT: "继续填写",
    S.RETURNED: "补充材料",
    S.APPROVED: "去确认",
    S.REJECTED: "查看原因",
    S.DECLINED: "查看原因",
}


def when(instant: datetime) -> str:
    """``3 月 23 日 18:00``, ``今天 18:00``."""
    return moment_near(instant, local(now()).date())


def state_label(application: Application) -> str:
    """The word of the state."""
    return str(S(application.state).label)


def now_text(application: Application) -> str:
    """One sentence: who does what."""
    state = S(application.state)
    if state == S.DRAFT:
        return "草稿，尚未提交"
    if state == S.DISBURSED:
        paid = sum((row.amount_yuan for row in application.disbursements.all()), Decimal(0))
        return f"已放款 {wan(paid)}" if paid else "已放款"
    if state in {S.REJECTED, S.DECLINED}:
        reason = RejectionReason(application.reason_code).label if application.reason_code else ""
        return f"{state.label}：{reason}" if reason else str(state.label)
    return _NOW[state].format(institution=application.institution.short_name)


def late_word(application: Application) -> str:
    """Who asked the institution to hurry: an operator, or so far only the clock."""
    return "平台已督办" if application.urged_at is not None else "系统已提醒机构"


def due_text(application: Application) -> str:
    """Until when, or since when it is over."""
    state = S(application.state)
    if application.is_late:
        return f"已超过承诺时间，{late_word(application)}，申请继续有效"
    if application.due_at is not None and state in _DUE:
        return _DUE[state].format(due=when(application.due_at))
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
    if application.due_at is not None and state in _DUE_MEANS:
        means = _DUE_MEANS[state]
        return (
            application.due_at,
            f"{means}（已超过，{late_word(application)}）" if application.is_late else means,
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
        "action_label": _ACTION.get(S(application.state), "查看进度"),
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
