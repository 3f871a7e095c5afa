"""The page of one application: stages, history, promises, data as handed in."""

from __future__ import annotations

from typing import Any

from yuzhengdai.domain.applications.asked import asked_kind, asked_of
from yuzhengdai.domain.applications.clock import Promise, PromiseState, promises_of
from yuzhengdai.domain.applications.enums import ENDED_STATES, DocumentKind
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.form import FORM
from yuzhengdai.domain.applications.form_field import label_of
from yuzhengdai.domain.applications.models import Application, ApplicationDocument, StatusChange
from yuzhengdai.domain.applications.words import (
    ACTIONS,
    ANNUAL_RATE,
    APPROVED_AMOUNT,
    CLOCK_STOPPED,
    CONDITIONS,
    PROMISES,
    SINGLE_TERM,
    STAGES,
    VALID_UNTIL,
    stage_now,
    stage_reached_at,
    urged_by,
)
from yuzhengdai.domain.products.enums import GuaranteeMode, RepaymentMethod
from yuzhengdai.foundation.core.clock import iso, local
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.money import day, rate, term, wan, yuan
from yuzhengdai.sites.member.applications.presenting import when
from yuzhengdai.sites.web.shown import file_size
from yuzhengdai.sites.web.site import Site

_PLATFORM = ("system", "operator")
"""Sides whose people the enterprise does not know by name."""


def history_of(application: Application) -> list[StatusChange]:
    """What the enterprise may read, newest first."""
    changes: list[StatusChange] = getattr(application, "history", [])
    return [change for change in changes if change.action in ACTIONS and ACTIONS[change.action].enterprise]


def timeline_items(application: Application) -> list[dict[str, Any]]:
    """For ``ui.timeline``."""
    institution = application.institution.short_name
    items = []
    for index, change in enumerate(history_of(application)):
        sides = {
            "enterprise": "",
            "institution": f"{institution}　",
            "system": "平台",
            "operator": "平台运营方",
        }
        side = sides.get(change.side, "")
        items.append(
            {
                "time": when(change.created_at),
                "datetime": iso(change.created_at),
                "title": ACTIONS[change.action].enterprise,
                "who": side if change.side in _PLATFORM else f"{side}{change.by_name}",
                "text": change.note,
                "now": index == 0,
            }
        )
    return items


def stage_items(application: Application) -> list[dict[str, str]]:
    """For ``ui.stages``: done, now, and what is still to come."""
    changes = history_of(application)
    state = S(application.state)
    here = stage_now(state=state, returned_from=application.returned_from, changes=changes)
    items = []
    for index, name in enumerate(STAGES):
        at = stage_reached_at(index, changes)
        note = f"{local(at).month}-{local(at).day} {local(at):%H:%M}" if at else ""
        mark = "done" if index < here else "now" if index == here else ""
        if mark == "now":
            ended = str(state.label) if state in ENDED_STATES else "办理中"
            note = f"补件中，{CLOCK_STOPPED}" if state == S.RETURNED else ended
        items.append({"name": name, "state": mark, "note": note if mark else ""})
    return items


def promise_rows(application: Application) -> list[tuple[str, str]]:
    """银行承诺的时限: (what and how long, how it stands)."""
    return [
        (f"{promise.stage.label}　{promise.days} 个工作日", _promise(application, promise))
        for promise in promises_of(application)
    ]


def _promise(application: Application, promise: Promise) -> str:
    if promise.state == PromiseState.RUNNING and promise.due_at is not None:
        return when(promise.due_at).within("{} 前")
    if promise.state == PromiseState.OVERDUE:
        return f"已超时，{urged_by(application)}" if application.is_late else "已超时"
    return PROMISES[promise.state]


def data_rows(application: Application) -> list[tuple[str, str]]:
    """What was handed in."""
    rows = [(field.label, field.told(application)) for field in FORM]
    rows.append(("联系手机号", mask_phone(application.contact_phone)))
    return [(key, value) for key, value in rows if value]


def approval_rows(application: Application) -> list[tuple[str, str]]:
    """授信: what was approved; [] before."""
    approval = getattr(application, "approval", None)
    if approval is None:
        return []
    rows = [
        (APPROVED_AMOUNT, wan(approval.approved_amount_yuan)),
        ("是否循环", "可循环使用" if approval.is_revolving else "一次性使用"),
        (VALID_UNTIL, f"至 {day(approval.valid_until)}"),
        (SINGLE_TERM, term(approval.single_term_months)),
        (ANNUAL_RATE, rate(approval.annual_rate_pct)),
        ("还款方式", label_of(RepaymentMethod)(approval.repayment_method)),
        ("担保方式", label_of(GuaranteeMode)(approval.guarantee_mode)),
        (CONDITIONS, approval.conditions),
    ]
    return [(key, value) for key, value in rows if value]


def disbursement_rows(application: Application) -> list[list[Any]]:
    """放款 for ``ui.table``."""
    return [
        [
            row.receipt_shown,
            yuan(row.amount_yuan),
            day(row.disbursed_on),
            day(row.due_on),
            rate(row.annual_rate_pct),
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
                "asked": document.asked_item,
                "href": site.url("application-document", application.pk, document.pk),
                "delete_url": site.url("application-document-delete", application.pk, document.pk)
                if is_new
                else "",
                "is_new": is_new,
            }
        )
    return rows


def without_place(documents: list[dict[str, Any]], slots: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was added to the supplement and answers none of the things asked for."""
    items = {slot["item"] for slot in slots}
    return [document for document in documents if document["is_new"] and document["asked"] not in items]


def asked_slots(row: Application, documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A place for each thing the institution asked for, with what is there already."""
    return [
        {
            "no": no,
            "item": item,
            "kind": asked_kind(item),
            "documents": [
                document for document in documents if document["is_new"] and document["asked"] == item
            ],
        }
        for no, item in enumerate(asked_of(row))
    ]
