"""Where a counter begins: the right, what is left of today, one's sessions, and calling a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.domain.verification.counter.holders import NO_RIGHT, giving_side, place_of
from yuzhengdai.domain.verification.counter.limits import begun_today, day_limit
from yuzhengdai.domain.verification.counter.sampling import samples_waiting
from yuzhengdai.domain.verification.counter.selectors import sessions_own
from yuzhengdai.domain.verification.counter.sessions import counter_cancel, counter_start
from yuzhengdai.domain.verification.counter_enums import CounterState
from yuzhengdai.domain.verification.counter_models import CounterSession
from yuzhengdai.domain.verification.enums import VerificationState
from yuzhengdai.foundation.core.actors import ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import RateLimited
from yuzhengdai.sites.staff.counter.base import CounterPage, SessionPage, place
from yuzhengdai.sites.staff.counter.forms import StartForm

RESULTS = {
    VerificationState.PASSED.value: ("认证成功", "ok"),
    VerificationState.IN_REVIEW.value: ("已提交审核", "them"),
    VerificationState.REFUSED.value: ("未通过", "no"),
}
"""What came of a session: words and colour."""


class HomeView(CounterPage):
    """窗口协办 of this officer."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(StartForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """「开始办理」; the same twice is one session."""
        form = StartForm(request.POST)
        if not form.is_valid():
            return self._show(form, 422)
        try:
            session = counter_start(actor=self.request.actor, **form.cleaned_data)
        except RateLimited as limited:
            form.add_error(None, limited.sentence)
            return self._show(form, limited.http_status)
        return self.go("counter-consent", session.pk)

    def _show(self, form: StartForm, status: int = 200) -> HttpResponse:
        actor = self.request.actor
        where = place_of(actor=actor)
        institution = actor.organisation_id if actor.kind == ActorKind.INSTITUTION else None
        is_giving = giving_side(actor=actor, institution_id=institution) is not None or actor.has_role(
            "operator:operator"
        )
        return self.page(
            "home",
            status,
            form=form,
            where=where,
            no_right=NO_RIGHT,
            left=max(0, day_limit() - begun_today(officer_id=actor.user_id)),
            limit=day_limit(),
            rows=[session_row(session) for session in sessions_own(actor=actor)],
            gives_rights=is_giving,
            looks_again=actor.has_role("operator:operator"),
            waiting=samples_waiting(actor=actor),
        )


class SessionView(SessionPage):
    """Leads on to the place of a session under way, or says what came of it."""

    def show(self, **kwargs: Any) -> HttpResponse:
        session = self.session
        if session.state == CounterState.CALLED:
            return self.step_page("over" if is_over(session) else "waiting")
        if session.state == CounterState.OPEN and not is_over(session):
            row = session.verification
            is_ours = row is not None and row.way == "counter" and row.state in {"draft", "returned"}
            if row is not None and is_ours and place_of(actor=self.request.actor) is not None:
                return self.go(f"counter-{place(row)}", session.pk)
            return self.step_page("over")
        row = session.verification
        reason = row.reason if row is not None and session.outcome == VerificationState.REFUSED else ""
        return self.step_page("result" if session.outcome else "over", reason=reason)

    def save(self, **kwargs: Any) -> HttpResponse:
        """Nothing is sent here."""
        return self.go("counter-session", self.session.pk)


class CancelView(SessionPage):
    """「取消办理」."""

    def post(self, request: HttpRequest, session_id: UUID, **kwargs: Any) -> HttpResponse:
        """The attempt stays the person's; a second click finds it over."""
        counter_cancel(actor=self.request.actor, session_id=session_id)
        messages.success(request, "已取消。没有办完的内容仍由申请人自己继续，窗口看不到了。")
        return self.go("counter")


def is_over(session: CounterSession) -> bool:
    """Whether its time has run out, the worker's sweep waited for or not."""
    return session.expires_at <= now()


def session_row(session: CounterSession) -> dict[str, Any]:
    """One line of the list: what an officer keeps of it is the enterprise's name and what came of it."""
    words, turn = RESULTS.get(session.outcome, ("", ""))
    if not words:
        over = is_over(session) and session.state in {CounterState.CALLED, CounterState.OPEN}
        words = str(CounterState.EXPIRED.label if over else CounterState(session.state).label)
        is_open = session.state in {CounterState.CALLED, CounterState.OPEN} and not over
        turn = "you" if is_open else "end"
    return {
        "id": session.pk,
        "enterprise": session.enterprise_name,
        "entity_type": str(EntityType(session.entity_type).label),
        "at": session.created_at,
        "state": (words, turn),
        "outcome": session.outcome,
    }
