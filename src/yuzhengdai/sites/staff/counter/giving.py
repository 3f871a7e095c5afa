"""Giving the right 「窗口协办」 and taking it away: one side proposes, the other confirms, either ends it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from yuzhengdai.domain.verification.counter.holders import (
    LISTED,
    candidates,
    giving_side,
    right_state,
    rights_visible_to,
)
from yuzhengdai.domain.verification.counter.rights import right_confirm, right_end, right_propose
from yuzhengdai.domain.verification.counter_enums import CounterRightState, GivingSide
from yuzhengdai.domain.verification.counter_models import CounterRight
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
from yuzhengdai.sites.staff.counter.base import CounterPage
from yuzhengdai.sites.staff.counter.forms import EndForm, ProposeForm
from yuzhengdai.sites.web.problems import or_404

TURNS = {CounterRightState.WAITING: "you", CounterRightState.LIVE: "ok", CounterRightState.ENDED: "end"}


class RightsView(CounterPage):
    """Who has the right, who waits for it, and proposing somebody."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        """「提出」 is of no effect until the other side confirms it."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form, 422)
        try:
            right_propose(actor=self.request.actor, post_id=UUID(form.cleaned_data["post"]))
        except FieldErrors as error:
            form.add_field_errors(error)
            return self._show(form, 422)
        except Refused as error:
            form.add_error(None, error.sentence)
            return self._show(form, error.http_status)
        messages.success(request, "已提出，由另一方确认后生效。")
        return self.go("counter-rights")

    def _form(self, *args: Any) -> ProposeForm:
        return ProposeForm(*args, posts=candidates(actor=self.request.actor))

    def _show(self, form: ProposeForm, status: int = 200) -> HttpResponse:
        actor = self.request.actor
        rights = rights_visible_to(actor).order_by("-created_at")[:LISTED]
        rows = [right_row(right, actor) for right in rights]
        order = {CounterRightState.WAITING: 0, CounterRightState.LIVE: 1, CounterRightState.ENDED: 2}
        rows.sort(key=lambda row: order[row["state"]])
        return self.page("rights", status, form=form, rows=rows)


class RightConfirmView(CounterPage):
    """「确认」 what the other side proposed."""

    def post(self, request: HttpRequest, right_id: UUID) -> HttpResponse:
        """A second click changes nothing."""
        try:
            right_confirm(actor=self.request.actor, right_id=right_id)
        except Refused as error:
            messages.error(request, error.sentence)
        else:
            messages.success(request, "已确认，本人会收到短信，现在可以在窗口办理。")
        return self.go("counter-rights")


class RightEndView(CounterPage):
    """「撤销」, 「不同意」 or 「撤回」: asks why."""

    def get(self, request: HttpRequest, right_id: UUID) -> HttpResponse:
        right = self._find(right_id)
        return self._show(right, EndForm())

    def post(self, request: HttpRequest, right_id: UUID) -> HttpResponse:
        """At once; what is under way ends."""
        right, form = self._find(right_id), EndForm(request.POST)
        if not form.is_valid():
            return self._show(right, form, 422)
        try:
            right_end(actor=self.request.actor, right_id=right_id, reason=form.cleaned_data["reason"])
        except FieldErrors as error:
            form.add_field_errors(error)
            return self._show(right, form, 422)
        messages.success(request, "已撤销，没有办完的窗口办理已结束。")
        return self.go("counter-rights")

    def _find(self, right_id: UUID) -> CounterRight:
        return or_404(lambda: rights_visible_to(self.request.actor).get(pk=right_id))

    def _show(self, right: CounterRight, form: EndForm, status: int = 200) -> HttpResponse:
        return self.page("end", status, right=right, form=form, row=right_row(right, self.request.actor))


def right_row(right: CounterRight, actor: Actor) -> dict[str, Any]:
    """One right, and what this actor may do with it."""
    state = right_state(right)
    side = giving_side(actor=actor, institution_id=right.institution_id)
    waits = state == CounterRightState.WAITING
    is_theirs = side is not None and side != right.proposed_side
    is_mine = actor.user_id in (right.user_id, right.proposed_by_id)
    end_label = "撤销" if not waits else ("不同意" if is_theirs else "撤回")
    return {
        "right": right,
        "where": right.institution.short_name if right.institution is not None else "平台",
        "state": state,
        "state_words": (str(state.label), TURNS[state]),
        "proposed": f"{right.proposed_name}（{GivingSide(right.proposed_side).label}）",
        "may_confirm": waits and is_theirs and not is_mine,
        "waits_for": _other(right.proposed_side) if waits else "",
        "may_end": state != CounterRightState.ENDED and side is not None,
        "end_label": end_label,
    }


def _other(side: str) -> str:
    """Who is to confirm what this side proposed."""
    pairs = {
        GivingSide.INSTITUTION: GivingSide.OPERATOR,
        GivingSide.OPERATOR: GivingSide.INSTITUTION,
        GivingSide.SYSTEM_ADMINISTRATOR: GivingSide.SECURITY_ADMINISTRATOR,
        GivingSide.SECURITY_ADMINISTRATOR: GivingSide.SYSTEM_ADMINISTRATOR,
    }
    return str(pairs[GivingSide(side)].label)
