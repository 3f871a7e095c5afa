"""What every page of 窗口协办 has: the session, its place, the frame, going elsewhere where it is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views import View

from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.domain.verification.counter.sessions import AtCounter, at_counter, session_get
from yuzhengdai.domain.verification.counter_enums import CounterState
from yuzhengdai.domain.verification.counter_models import CounterSession
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import pictures_needed, verification_pictures
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.sites.web.actors import ActingRequest
from yuzhengdai.sites.web.site import site_of

STEPS = (
    ("consent", "本人同意"),
    ("role", "办理身份"),
    ("papers", "拍摄证件"),
    ("identity", "核对身份信息"),
    ("licence", "核对营业执照"),
    ("confirm", "双方确认"),
)
"""Pages of a session in their order; the route is ``counter-`` and the key."""


class CounterPage(View):
    """A page of 窗口协办; the site that mounts it adds its gate."""

    nav: ClassVar[str] = "counter"
    request: ActingRequest

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """A page by its template under templates/shared/staff/counter/."""
        frame = {"nav": self.nav, "link": self.link}
        return render(self.request, f"shared/staff/counter/{template}.html", frame | context, status=status)

    def link(self, name: str, *args: Any) -> str:
        """The path of one of these pages on this site."""
        return site_of(self.request).url(name, *args)

    def go(self, name: str, *args: Any) -> HttpResponse:
        """To one of these pages."""
        return HttpResponseRedirect(self.link(name, *args))


class SessionPage(CounterPage):
    """A page about one session; where the session does not stand, one is led to its place."""

    step: ClassVar[str] = ""
    session: CounterSession

    def get(self, request: HttpRequest, session_id: UUID, **kwargs: Any) -> HttpResponse:
        return self._guarded(session_id, lambda: self.show(**kwargs))

    def post(self, request: HttpRequest, session_id: UUID, **kwargs: Any) -> HttpResponse:
        """Do the step; what is refused as a whole is said at the session's place."""
        return self._guarded(session_id, lambda: self.save(**kwargs))

    def show(self, **kwargs: Any) -> HttpResponse:
        """What GET answers once the session is where this page belongs."""
        return self.go("counter-session", self.session.pk)

    def save(self, **kwargs: Any) -> HttpResponse:
        """Do what was sent."""
        raise NotImplementedError

    def load(self) -> str:
        """Find what the page needs; where to go instead, "" to stay. Raises Refused."""
        return ""

    def _guarded(self, session_id: UUID, do: Callable[[], HttpResponse]) -> HttpResponse:
        self.session = session_get(actor=self.request.actor, session_id=session_id)
        try:
            away = self.load()
            return HttpResponseRedirect(away) if away else do()
        except Refused as error:
            messages.error(self.request, error.sentence)
            return self.go("counter-session", self.session.pk)

    def step_page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """The page in the frame of a session."""
        frame = {"session": self.session, "steps": bar(self.step), "step": self.step}
        return self.page(template, status, **frame | context)


class OpenPage(SessionPage):
    """A page of an open session: the attempt is at hand, with an actor who may fill it in."""

    here: AtCounter

    @property
    def row(self) -> Verification:
        return self.here.verification

    @property
    def head_title(self) -> str:
        """法定代表人, 经营者, … as the licence calls the head of such an entity."""
        return EntityType(self.row.enterprise.entity_type).head_title

    def load(self) -> str:
        """Only while it is open; before that the consent, after it the result."""
        if self.session.state != CounterState.OPEN:
            return self.link("counter-session", self.session.pk)
        self.here = at_counter(actor=self.request.actor, session_id=self.session.pk)
        return ""

    def fresh(self) -> None:
        """The attempt as it is now. Raises Refused."""
        self.here = at_counter(actor=self.request.actor, session_id=self.session.pk)

    def go_on(self) -> HttpResponse:
        """To the first page that lacks something."""
        self.fresh()
        return self.go(f"counter-{place(self.row)}", self.session.pk)


def place(row: Verification) -> str:
    """The page on which an open session goes on."""
    there = verification_pictures(verification=row)
    marks = (
        ("role", bool(row.role)),
        ("papers", all(kind in there for kind in pictures_needed(verification=row))),
        ("identity", bool(row.id_number) and row.identity_confirmed_at is not None),
        ("licence", bool(row.licence.get("registered_address")) and row.licence_confirmed_at is not None),
    )
    return next((key for key, is_done in marks if not is_done), "confirm")


def bar(step: str) -> list[tuple[str, str]]:
    """(label, "" | done | now) for the bar on top."""
    keys = [key for key, _ in STEPS]
    here = keys.index(step) if step in keys else len(keys)
    return [
        (label, "now" if n == here else ("done" if n < here else "")) for n, (_, label) in enumerate(STEPS)
    ]
