"""The page of one application: stages, history, promises, data as handed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yuzhengdai.domain.applications.clock import Promise, Standing, promises_of
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.enums import DocumentKind
from yuzhengdai.domain.applications.models import Application, ApplicationDocument, StatusChange
from yuzhengdai.domain.applications.validation import LABELS
from yuzhengdai.domain.enterprises.enums import EnterpriseSize
from yuzhengdai.domain.products.enums import GuaranteeMode, LoanUse, RepaymentMethod
from yuzhengdai.foundation.core.clock import iso, local
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.money import day, rate, term, wan, yuan
from yuzhengdai.foundation.reference.industries import industry
from yuzhengdai.sites.member.applications.presenting import when
from yuzhengdai.sites.web.shown import file_size
from yuzhengdai.sites.web.site import Site

_STAGES = ("提交申请", "受理", "尽调", "审批", "授信", "签约", "放款")
_AT = {
    S.SUBMITTED: 1,
    S.ACCEPTED: 2,
    S.DUE_DILIGENCE: 2,
    S.APPROVING: 3,
    S.APPROVED: 5,
    S.SIGNING: 5,
    S.DISBURSED: 7,
    S.SETTLED: 7,
}
_REACHED = {
    0: (S.SUBMITTED,),
    1: (S.ACCEPTED,),
    2: (S.APPROVING,),
    3: (S.APPROVED,),
    4: (S.APPROVED,),
    5: (S.DISBURSED,),
    6: (S.DISBURSED,),
}
_TITLES = {
    "submit": "提交申请",
    "withdraw": "撤回申请",
    "supplement": "提交补件",
    "accept": "已受理",
    "decline": "不予受理",
    "return": "退回补件",
    "start_due_diligence": "开始尽调",
    "start_approval": "进入审批",
    "approve": "已授信",
    "reject": "未通过",
    "confirm_costs": "已阅读并确认成本清单",
    "forgo": "放弃授信",
    "disburse": "登记放款",
    "settle": "登记结清",
    "lapse": "授信已失效",
    "expire": "补件超期关闭",
}
"""Steps an enterprise reads; the institution's inner ones (take, hand_over, note) are not among them."""

_PROMISE_WORDS = {
    Standing.NOT_STARTED: "未开始",
    Standing.STOPPED: "停表中",
    Standing.KEPT: "已兑现",
    Standing.KEPT_LATE: "超时完成",
    Standing.ENDED_OVERDUE: "已超时",
    Standing.ENDED: "—",
}


def history_of(application: Application) -> list[StatusChange]:
    """What the enterprise may read, newest first."""
    changes: list[StatusChange] = getattr(application, "history", [])
    return [change for change in changes if change.action in _TITLES]


def timeline_items(application: Application) -> list[dict[str, Any]]:
    """For ``ui.timeline``."""
    institution = application.institution.short_name
    items = []
    for index, change in enumerate(history_of(application)):
        side = {"enterprise": "", "institution": f"{institution}　", "system": "平台"}.get(change.side, "")
        items.append(
            {
                "time": when(change.created_at),
                "datetime": iso(change.created_at),
                "title": _TITLES[change.action],
                "who": f"{side}{change.by_name}" if change.side != "system" else side,
                "text": change.note,
                "now": index == 0,
            }
        )
    return items


def stage_items(application: Application) -> list[dict[str, str]]:
    """For ``ui.stages``: done, now, and what is still to come."""
    changes = history_of(application)
    state = S(application.state)
    ended_at = ""
    if state == S.RETURNED:
        here = _AT.get(S(application.returned_from or S.SUBMITTED), 1)
    elif state in _AT:
        here = _AT[state]
    else:
        came_from = S(changes[0].from_state) if changes and changes[0].from_state else S.SUBMITTED
        returned = next((c.from_state for c in changes if c.to_state == S.RETURNED), S.SUBMITTED.value)
        here = _AT.get(S(returned) if came_from == S.RETURNED else came_from, 1)
        ended_at = str(state.label)
    items = []
    for index, name in enumerate(_STAGES):
        note = _reached_at(index, changes)
        mark = "done" if index < here else "now" if index == here else ""
        if mark == "now":
            note = "补件中，停表" if state == S.RETURNED else ended_at or "办理中"
        items.append({"name": name, "state": mark, "note": note if mark else ""})
    return items


def _reached_at(index: int, changes: Sequence[StatusChange]) -> str:
    for change in reversed(changes):
        if change.to_state in _REACHED[index]:
            at = local(change.created_at)
            return f"{at.month}-{at.day} {at:%H:%M}"
    return ""


def promise_rows(application: Application) -> list[tuple[str, str]]:
    """银行承诺的时限: (what and how long, how it stands)."""
    return [
        (f"{promise.stage.label}　{promise.days} 个工作日", _promise(application, promise))
        for promise in promises_of(application)
    ]


def _promise(application: Application, promise: Promise) -> str:
    if promise.standing == Standing.RUNNING and promise.due_at is not None:
        return f"{when(promise.due_at)} 前"
    if promise.standing == Standing.OVERDUE:
        return "已超时，平台已督办" if application.is_late else "已超时"
    return _PROMISE_WORDS[promise.standing]


def data_rows(application: Application) -> list[tuple[str, str]]:
    """What was handed in."""
    found = industry(application.industry_code) if application.industry_code else None
    rows = [
        (LABELS["amount_wan"], wan(application.amount_yuan or 0)),
        (LABELS["term_months"], term(application.term_months or 0)),
        (LABELS["use"], _label(LoanUse, application.use)),
        (LABELS["use_note"], application.use_note),
        (LABELS["repayment_method"], _label(RepaymentMethod, application.repayment_method)),
        (LABELS["guarantee_mode"], _label(GuaranteeMode, application.guarantee_mode)),
        (LABELS["repayment_source"], application.repayment_source),
        (LABELS["industry_code"], found.name if found else ""),
        (LABELS["size"], _label(EnterpriseSize, application.size)),
    ]
    for name, value in (
        ("annual_revenue_wan", application.annual_revenue_yuan),
        ("total_assets_wan", application.total_assets_yuan),
        ("existing_debt_wan", application.existing_debt_yuan),
    ):
        rows.append((LABELS[name], wan(value) if value is not None else ""))
    rows.append((LABELS["staff_count"], f"{application.staff_count} 人" if application.staff_count else ""))
    rows.append((LABELS["contact_name"], application.contact_name))
    rows.append(("联系手机号", mask_phone(application.contact_phone)))
    return [(key, value) for key, value in rows if value]


def approval_rows(application: Application) -> list[tuple[str, str]]:
    """授信: what was approved; [] before."""
    approval = getattr(application, "approval", None)
    if approval is None:
        return []
    rows = [
        ("授信额度", wan(approval.approved_amount_yuan)),
        ("是否循环", "可循环使用" if approval.is_revolving else "一次性使用"),
        ("额度有效期", f"至 {day(approval.valid_until)}"),
        ("单笔期限", term(approval.single_term_months)),
        ("年利率", rate(approval.annual_rate_pct)),
        ("还款方式", _label(RepaymentMethod, approval.repayment_method)),
        ("担保方式", _label(GuaranteeMode, approval.guarantee_mode)),
        ("附加条件", approval.conditions),
    ]
    return [(key, value) for key, value in rows if value]


def disbursement_rows(application: Application) -> list[list[Any]]:
    """放款 for ``ui.table``."""
    return [
        [
            row.receipt_number,
            {"value": yuan(row.amount_yuan)},
            day(row.disbursed_on),
            day(row.due_on),
            {"value": rate(row.annual_rate_pct)},
            f"已结清 {day(row.settled_on)}" if row.settled_on else "在贷",
        ]
        for row in application.disbursements.all()
    ]


def document_rows(site: Site, application: Application) -> list[dict[str, Any]]:
    """申请材料, with what may still be taken out again."""
    documents: list[ApplicationDocument] = getattr(application, "live_documents", [])
    returned = next((c for c in history_of(application) if c.action == "return"), None)
    rows = []
    for document in documents:
        is_new = (
            application.state == S.RETURNED
            and document.added_in_state == S.RETURNED
            and (returned is None or document.created_at >= returned.created_at)
        )
        rows.append(
            {
                "name": document.file.name,
                "size": file_size(document.file.size_bytes),
                "kind": DocumentKind(document.kind).label,
                "href": site.url("application-document", application.pk, document.pk),
                "delete_url": site.url("application-document-delete", application.pk, document.pk)
                if is_new
                else "",
                "is_new": is_new,
            }
        )
    return rows


def _label(enum: Any, value: str) -> str:
    return str(enum(value).label) if value in enum.values else value
