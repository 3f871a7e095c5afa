"""How files are put into words for the workbench: deadlines, stages, rows, timelines. No queries but the cached calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from yuzhengdai.domain.applications import words
from yuzhengdai.domain.applications.enums import BANK_CLOCK_STATES, ENDED_STATES, Holder, ProposalState
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import Application, CreditProposal, StatusChange
from yuzhengdai.domain.products.enums import GuaranteeMode, RepaymentMethod
from yuzhengdai.foundation.core.clock import local, now, today
from yuzhengdai.foundation.core.money import day, day_short, moment, rate, term, wan, working_time_left
from yuzhengdai.foundation.core.near import Near, near_moment
from yuzhengdai.foundation.reference.selectors import calendar_overrides
from yuzhengdai.foundation.reference.workdays import WORKING_DAY_S, working_seconds_between

_RED_STATES = {S.DECLINED, S.REJECTED}
_GREEN_STATES = {S.DISBURSED, S.SETTLED}


@dataclass(frozen=True, slots=True)
class Deadline:
    """``text`` in words, ``urgency`` "", "soon" or "late", ``name`` of the clock that runs ("受理"), "" without one."""

    text: str | Near
    urgency: str = ""
    name: str = ""

    @property
    def whole(self) -> str:
        """For the head of a case: 「受理时限剩 6 小时 20 分」; on paper 「受理时限 2026-03-20 18:00」."""
        if not self.name or not isinstance(self.text, Near):
            return self.text
        between = {"late": "{name}{}", "soon": "{name}时限{}"}.get(self.urgency, "{name}时限 {}")
        return self.text.within(between, name=self.name)


def deadline_of(application: Application, at: datetime | None = None) -> Deadline:
    """Until when somebody must act on a file."""
    at = at or now()
    state, due_at = application.state, application.due_at
    said = words.STATES[S(state)]
    if said.waits:
        return Deadline(said.waits)
    if due_at is None or state in ENDED_STATES:
        return Deadline("")
    if state not in BANK_CLOCK_STATES:
        return Deadline(near_moment(due_at, today()))
    left = working_seconds_between(at, due_at, calendar_overrides())
    if due_at < at:
        past = working_time_left(min(left, -60)).removeprefix("已")
        return Deadline(Near(past, f"超时，时限 {moment(due_at)}"), "late", said.clock)
    if left < WORKING_DAY_S:
        return Deadline(Near(working_time_left(left), f" {moment(due_at)}"), "soon", said.clock)
    return Deadline(near_moment(due_at, today()), "", said.clock)


def turn_of(application: Application) -> str:
    """Colour of the status on the institution's screens: "them" is the institution, "you" the enterprise (amber, waits)."""
    if application.state in _RED_STATES:
        return "no"
    if application.state in _GREEN_STATES:
        return "ok"
    return {Holder.ENTERPRISE: "you", Holder.INSTITUTION: "them"}.get(Holder(application.held_by), "end")


def queue_items(rows: Iterable[Application], *, query: str, current: UUID | None) -> list[dict[str, Any]]:
    """Rows of the list pane; ``query`` ("?…" or "") keeps the tab while walking through it."""
    at = now()
    return [_queue_item(row, deadline_of(row, at), query, current) for row in rows]


def _queue_item(row: Application, deadline: Deadline, query: str, current: UUID | None) -> dict[str, Any]:
    return {
        "href": reverse("bank:case", args=[row.pk]) + query,
        "name": row.enterprise.name,
        "product": row.product.name,
        "amount": wan(row.amount_yuan or 0).removesuffix("元"),
        "status": str(S(row.state).label),
        "turn": turn_of(row),
        "deadline": deadline.text,
        "urgency": deadline.urgency,
        "current": row.pk == current,
        "number": row.number,
        "term": row.term_months,
        "officer": row.officer.name if row.officer is not None else "",
        "submitted_at": row.submitted_at,
    }


def stages_of(application: Application, changes: Sequence[StatusChange]) -> list[dict[str, str]]:
    """The stage bar: done with the day, now with the deadline, later empty."""
    state = application.state
    ended_badly = state in ENDED_STATES and state != S.SETTLED
    here = words.stage_now(state=state, returned_from=application.returned_from, changes=changes)
    items = []
    for index, name in enumerate(words.STAGES):
        note, mark = "", ""
        if index < here:
            mark = "done"
            at = words.stage_reached_at(index, changes) or (None if index else application.submitted_at)
            note = f"{local(at):%m-%d %H:%M}" if at else ""
        elif index == here:
            mark = "" if ended_badly else "now"
            note = str(S(state).label) if ended_badly else _stage_note(application)
        items.append({"name": name, "note": note, "state": mark})
    return items


def _text(change: StatusChange) -> str:
    """What both sides read, and on a line of its own what only the institution does."""
    own = change.side == "institution"  # what the platform wrote is the institution's and the platform's
    inside = f"仅本机构可见：{change.internal_note}" if own and change.internal_note else change.internal_note
    return "\n".join(part for part in (change.note, inside) if part)


def _stage_note(application: Application) -> str:
    deadline = deadline_of(application)
    return deadline.text if deadline.urgency == "late" or application.state == S.RETURNED else "待办"


def timeline_of(
    changes: Iterable[StatusChange], application: Application, *, institution: str
) -> list[dict[str, Any]]:
    """Steps for the institution's timeline, newest first; the first is marked while the file is open."""
    is_open = application.state not in ENDED_STATES
    items = []
    for index, change in enumerate(changes):
        items.append(
            {
                "time": when(change.created_at),
                "datetime": change.created_at.isoformat(),
                "title": change_title(change),
                "who": who(change, institution),
                "text": _text(change),
                "now": is_open and index == 0,
            }
        )
    return items


def proposal_of(proposal: CreditProposal) -> dict[str, Any]:
    """A 授信建议 in words: its terms, its fees, the conclusion, who stands behind it and what became of it."""
    amount = wan(proposal.approved_amount_yuan) + ("（循环）" if proposal.is_revolving else "")
    fees = [f"{row['name']}：{row['standard']}，{row['payer']}承担" for row in proposal.costs]
    decided = proposal.decided_by.name if proposal.decided_by is not None else ""
    return {
        "state": str(proposal.get_state_display()),
        "is_open": proposal.state == ProposalState.OPEN,
        "number": proposal.number,
        "by": f"{proposal.proposed_by.name}　{moment(proposal.created_at)}",
        "terms": [
            (words.APPROVED_AMOUNT, amount),
            (words.SINGLE_TERM, term(proposal.single_term_months)),
            (words.ANNUAL_RATE, rate(proposal.annual_rate_pct)),
            (words.VALID_UNTIL, day(proposal.valid_until)),
            ("还款方式", _choice(RepaymentMethod, proposal.repayment_method)),
            ("担保方式", _choice(GuaranteeMode, proposal.guarantee_mode)),
            (words.CONDITIONS, proposal.conditions or "没有"),
            ("费用", "；".join(fees) or "没有"),
        ],
        "conclusion": proposal.conclusion,
        "decided": f"{decided}　{proposal.decision_reason}" if decided else "",
    }


def _choice(enum: Any, value: str) -> str:
    return str(enum(value).label) if value in enum.values else value


def change_title(change: StatusChange) -> str:
    """What was done: 「企业提交申请」, 「受理」."""
    found = words.ACTIONS.get(change.action)
    return found.institution if found is not None else change.action


def who(change: StatusChange, institution: str) -> str:
    """Who did it, as the institution may know: its own people by name, the other side as a side."""
    if change.side == "institution":
        return change.by_name or institution
    return "企业" if change.side == "enterprise" else "平台"


def when(instant: datetime) -> str:
    """``今天 09:00``, ``03-19 10:52``, with the year where it is another; on paper always the whole date."""
    here = local(instant)
    if abs((here.date() - today()).days) <= 1:
        return Near(f"{day_short(instant, today())} {here:%H:%M}", moment(instant))
    return Near(f"{here:%m-%d %H:%M}" if here.year == today().year else moment(instant), moment(instant))
