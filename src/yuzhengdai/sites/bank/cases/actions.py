"""The actions on a file, each a page of its own that scripts open as a dialog. What was typed is never lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.selectors.case import changes_since
from yuzhengdai.domain.applications.selectors.entries import entry_open
from yuzhengdai.domain.applications.services.accept import (
    application_accept,
    application_decline,
    application_reject,
)
from yuzhengdai.domain.applications.services.correct import application_revoke
from yuzhengdai.domain.applications.services.disburse import (
    application_disburse,
    application_settle,
)
from yuzhengdai.domain.applications.services.due_diligence import (
    application_start_due_diligence,
    due_diligence_note_add,
)
from yuzhengdai.domain.applications.services.hand_over import application_hand_over
from yuzhengdai.domain.applications.services.propose import application_refuse, proposal_send_back
from yuzhengdai.domain.applications.services.release import application_release, entry_send_back
from yuzhengdai.domain.applications.services.return_for_supplement import application_return
from yuzhengdai.domain.applications.services.take import application_take
from yuzhengdai.domain.applications.words import ACTIONS as WORDS
from yuzhengdai.domain.applications.words import ActionWords
from yuzhengdai.domain.applications.workflow import WORKFLOW
from yuzhengdai.domain.institutions.enums import ACTING_ROLES
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, NotFound, Refused
from yuzhengdai.sites.bank.cases import forms, present
from yuzhengdai.sites.bank.cases.base import CaseView, pane_query, tab_url


@dataclass(frozen=True, slots=True)
class Action:
    """One action: its form and the service behind it. ``needs_form``: a note alone does not do it."""

    name: str
    form: type[forms.ActionForm]
    run: Callable[..., Application]
    kind: str = "primary"
    needs_form: bool = True
    back_tab: str = "overview"
    units: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> ActionWords:
        """What it is called."""
        return WORDS[self.name]


_ALL = (
    Action("take", forms.ActionForm, application_take, needs_form=False),
    Action("hand_over", forms.HandOverForm, application_hand_over),
    Action("accept", forms.NoteForm, application_accept, needs_form=False),
    Action("decline", forms.ReasonForm, application_decline, "danger"),
    Action("reject", forms.ReasonForm, application_reject, "danger"),
    Action("return", forms.ReturnForm, application_return),
    Action("start_due_diligence", forms.NoteForm, application_start_due_diligence, needs_form=False),
    Action("note", forms.DueDiligenceForm, due_diligence_note_add, back_tab="due-diligence"),
    Action("send_back", forms.SendBackForm, proposal_send_back),
    Action("revoke", forms.RevokeForm, application_revoke, "danger"),
    Action("refuse", forms.ReasonForm, application_refuse, "danger"),
    Action(
        "disburse",
        forms.DisburseForm,
        application_disburse,
        back_tab="credit",
        units={"amount_yuan": "元", "annual_rate_pct": "%"},
    ),
    Action("send_entry_back", forms.SendBackForm, entry_send_back, back_tab="credit"),
    Action("release", forms.ActionForm, application_release, back_tab="credit"),
    Action("settle", forms.SettleForm, application_settle, back_tab="credit"),
)
DECIDING = frozenset({"send_back", "refuse", "revoke"})
CHECKING = frozenset({"send_entry_back", "release"})
ACTIONS = {action.name: action for action in _ALL}


class ActingView(CaseView):
    """Base of pages that change a file: viewers may not."""

    allowed_roles: ClassVar[frozenset[str]] = ACTING_ROLES

    def why_not(self, application: Application) -> str:
        """Why this person decides nothing on this file; "" where they may."""
        return self.proposals(application).may_not_decide(self.officer)

    def missed(self, application: Application, shown_version: int) -> list[dict[str, str]]:
        """What colleagues or the enterprise did since the page was opened."""
        institution = application.institution.short_name
        return [
            {
                "when": present.when(change.created_at),
                "who": present.who(change, institution),
                "what": present.change_title(change),
            }
            for change in changes_since(application, version=shown_version)
        ]


class ActionView(ActingView):
    """GET: the form. POST: do it, or the form again with everything typed and the reason."""

    def get(self, request: HttpRequest, application_id: UUID, action: str) -> HttpResponse:
        """The form; where the workflow does not allow the action now, the reason."""
        chosen = self._action(action)
        application = self.find(application_id)
        problem = self.problem(application, action)
        return self._page(request, chosen, application, chosen.form(application=application), problem=problem)

    def problem(self, application: Application, action: str) -> str:
        """Why this person may not do this on this file, before anything is typed; "" where they may."""
        if action in DECIDING:
            return self.why_not(application)
        return self.entry_problem(application) if action in CHECKING else ""

    def post(self, request: HttpRequest, application_id: UUID, action: str) -> HttpResponse:
        """The bar sends only a note: actions that need more show their form with that note first."""
        chosen = self._action(action)
        application = self.find(application_id)
        if chosen.needs_form and "quick" in request.POST:
            form = chosen.form(application=application, note=request.POST.get("note", ""))
            return self._page(request, chosen, application, form)
        form = chosen.form(request.POST, application=application)
        if not form.is_valid():
            return self._page(request, chosen, application, form, status=422)
        try:
            chosen.run(actor=self.request.actor, application_id=application.pk, **form.kwargs())
        except FieldErrors as error:
            form.add_field_errors(error)
            return self._page(request, chosen, application, form, status=422)
        except Conflict:
            return self._stale(request, chosen, application_id, form)
        except Refused as error:
            return self._page(
                request, chosen, application, form, status=error.http_status, problem=error.sentence
            )
        messages.success(request, chosen.words.done)
        return redirect(self._after(chosen, application))

    def _after(self, chosen: Action, application: Application) -> str:
        # A file handed to another branch may be out of sight now.
        try:
            self.find(application.pk)
        except NotFound:
            return reverse("bank:queue") + pane_query(self.request)
        return tab_url(application, chosen.back_tab) + pane_query(self.request)

    def _stale(
        self, request: HttpRequest, chosen: Action, application_id: UUID, form: forms.ActionForm
    ) -> HttpResponse:
        """Somebody was faster: say who did what, keep what was typed, let the officer decide anew."""
        application = self.find(application_id)
        missed = self.missed(application, form.cleaned_data["version"])
        data = request.POST.copy()
        data["version"] = str(application.version)
        again = chosen.form(data, application=application)
        return self._page(request, chosen, application, again, status=409, missed=missed)

    def _page(
        self,
        request: HttpRequest,
        chosen: Action,
        application: Application,
        form: forms.ActionForm,
        *,
        status: int = 200,
        problem: str = "",
        missed: list[dict[str, str]] | None = None,
    ) -> HttpResponse:
        is_open = WORKFLOW.is_allowed(
            action=chosen.name, state=application.state, roles=self.request.actor.roles
        )
        context = {
            "a": application,
            "action": chosen,
            "form": form,
            "words": chosen.words,
            "page_title": chosen.words.title,
            "problem": problem,
            "missed": missed or [],
            "is_open": is_open,
            "entry": entry_open(application) if chosen.name in CHECKING else None,
            "pane_query": pane_query(request),
            "state_label": application.get_state_display(),
            "nav": "queue",
        }
        return render(request, "bank/cases/action.html", context, status=status)

    @staticmethod
    def _action(name: str) -> Action:
        try:
            return ACTIONS[name]
        except KeyError:
            raise Http404 from None
