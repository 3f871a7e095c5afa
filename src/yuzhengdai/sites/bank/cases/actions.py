"""The actions on a file, each a page of its own that scripts open as a dialog. What was typed is never lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.selectors.case import changes_since, colleagues
from yuzhengdai.domain.applications.services.accept import (
    application_accept,
    application_decline,
    application_reject,
)
from yuzhengdai.domain.applications.services.disburse import (
    DisbursementData,
    amount_left,
    application_disburse,
    application_settle,
)
from yuzhengdai.domain.applications.services.due_diligence import (
    application_start_approval,
    application_start_due_diligence,
    due_diligence_note_add,
)
from yuzhengdai.domain.applications.services.hand_over import application_hand_over
from yuzhengdai.domain.applications.services.return_for_supplement import (
    application_return,
    supplement_day_default,
)
from yuzhengdai.domain.applications.services.take import application_take
from yuzhengdai.domain.applications.workflow import WORKFLOW
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import AppError, Conflict, FieldErrors, NotFound
from yuzhengdai.foundation.core.money import yuan
from yuzhengdai.sites.bank.cases import forms, present
from yuzhengdai.sites.bank.cases.base import ACTING_ROLES, CaseView, tab_url

Data = Mapping[str, Any]
Run = Callable[[Actor, UUID, Data], Application]


@dataclass(frozen=True, slots=True)
class Action:
    """One action: its words, its form, and the service behind it. ``needs_form``: a note alone does not do it."""

    title: str
    submit: str
    done: str
    form: type[forms.ActionForm]
    run: Run
    lead: str = ""
    kind: str = "primary"
    needs_form: bool = True
    back_tab: str = "overview"
    units: Mapping[str, str] = field(default_factory=dict)


def _take(actor: Actor, pk: UUID, data: Data) -> Application:
    return application_take(actor=actor, application_id=pk, expected_version=data["version"])


def _hand_over(actor: Actor, pk: UUID, data: Data) -> Application:
    return application_hand_over(
        actor=actor,
        application_id=pk,
        expected_version=data["version"],
        officer_id=UUID(data["officer_id"]),
        note=data["note"],
    )


def _accept(actor: Actor, pk: UUID, data: Data) -> Application:
    return application_accept(
        actor=actor, application_id=pk, expected_version=data["version"], note=data["note"]
    )


def _decline(actor: Actor, pk: UUID, data: Data) -> Application:
    return application_decline(
        actor=actor,
        application_id=pk,
        expected_version=data["version"],
        reason_code=data["reason_code"],
        reason_text=data["reason_text"],
    )


def _reject(actor: Actor, pk: UUID, data: Data) -> Application:
    return application_reject(
        actor=actor,
        application_id=pk,
        expected_version=data["version"],
        reason_code=data["reason_code"],
        reason_text=data["reason_text"],
    )


def _return(actor: Actor, pk: UUID, data: Data) -> Application:
    return application_return(
        actor=actor,
        application_id=pk,
        expected_version=data["version"],
        note=data["note"],
        until_on=data["until_on"],
    )


def _start_due_diligence(actor: Actor, pk: UUID, data: Data) -> Application:
    return application_start_due_diligence(
        actor=actor, application_id=pk, expected_version=data["version"], note=data["note"]
    )


def _note(actor: Actor, pk: UUID, data: Data) -> Application:
    return due_diligence_note_add(
        actor=actor, application_id=pk, expected_version=data["version"], text=data["text"]
    )


def _start_approval(actor: Actor, pk: UUID, data: Data) -> Application:
    return application_start_approval(
        actor=actor, application_id=pk, expected_version=data["version"], note=data["note"]
    )


def _disburse(actor: Actor, pk: UUID, data: Data) -> Application:
    names = DisbursementData.__dataclass_fields__
    return application_disburse(
        actor=actor,
        application_id=pk,
        expected_version=data["version"],
        data=DisbursementData(**{name: data[name] for name in names}),
    )


def _settle(actor: Actor, pk: UUID, data: Data) -> Application:
    return application_settle(
        actor=actor,
        application_id=pk,
        expected_version=data["version"],
        settled_on=data["settled_on"],
        note=data["note"],
    )


ACTIONS: dict[str, Action] = {
    "take": Action(
        "领取申请", "领取", "已领取，您是这笔申请的经办。", forms.ActionForm, _take, needs_form=False
    ),
    "hand_over": Action("转办申请", "转办", "已转办。", forms.HandOverForm, _hand_over),
    "accept": Action(
        "受理申请", "受理", "已受理，企业会收到通知。", forms.NoteForm, _accept, needs_form=False
    ),
    "decline": Action(
        "不予受理",
        "不予受理",
        "已答复企业不予受理。",
        forms.ReasonForm,
        _decline,
        "企业会看到原因和您写的说明。这一步不能撤销。",
        "danger",
    ),
    "reject": Action(
        "未通过",
        "确定未通过",
        "已答复企业未通过。",
        forms.ReasonForm,
        _reject,
        "企业会看到原因和您写的说明。这一步不能撤销。",
        "danger",
    ),
    "return": Action(
        "退回补件",
        "退回补件",
        "已退回补件，办理时限停表，企业会收到通知。",
        forms.ReturnForm,
        _return,
        "企业补齐之前，办理时限停表。",
    ),
    "start_due_diligence": Action(
        "开始尽调",
        "开始尽调",
        "已开始尽调，企业会收到通知。",
        forms.NoteForm,
        _start_due_diligence,
        needs_form=False,
    ),
    "note": Action(
        "记录尽调", "保存记录", "尽调记录已保存。", forms.DueDiligenceForm, _note, back_tab="due-diligence"
    ),
    "start_approval": Action(
        "提交审批",
        "提交审批",
        "已提交审批。",
        forms.InternalNoteForm,
        _start_approval,
        "提交前请确认尽调记录已完整。",
    ),
    "disburse": Action(
        "登记放款",
        "登记放款",
        "放款已登记，企业会收到通知。",
        forms.DisburseForm,
        _disburse,
        back_tab="credit",
        units={"amount_yuan": "元", "annual_rate_pct": "%"},
    ),
    "settle": Action(
        "登记结清",
        "登记结清",
        "已登记结清。",
        forms.SettleForm,
        _settle,
        "全部借据还清后登记，申请随之办结。",
        back_tab="credit",
    ),
}


class ActingView(CaseView):
    """Base of pages that change a file: viewers may not."""

    allowed_roles: ClassVar[frozenset[str]] = ACTING_ROLES

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
        form = self._form(chosen, application, initial=self._initial(chosen, application))
        return self._page(request, chosen, application, form)

    def post(self, request: HttpRequest, application_id: UUID, action: str) -> HttpResponse:
        """The bar sends only a note: actions that need more show their form with that note first."""
        chosen = self._action(action)
        application = self.find(application_id)
        if chosen.needs_form and "quick" in request.POST:
            initial = self._initial(chosen, application)
            note = request.POST.get("note", "")
            initial |= {
                name: note for name in ("note", "reason_text", "text") if name in chosen.form.base_fields
            }
            return self._page(request, chosen, application, self._form(chosen, application, initial=initial))
        form = self._form(chosen, application, data=request.POST)
        if not form.is_valid():
            return self._page(request, chosen, application, form, status=422)
        try:
            chosen.run(self.request.actor, application.pk, form.cleaned_data)
        except FieldErrors as error:
            form.add_field_errors(error)
            return self._page(request, chosen, application, form, status=422)
        except NotFound:
            raise Http404 from None
        except Conflict:
            return self._stale(request, chosen, application_id, form)
        except AppError as error:
            return self._page(
                request, chosen, application, form, status=error.http_status, problem=error.sentence
            )
        messages.success(request, chosen.done)
        return redirect(self._after(chosen, application))

    def _after(self, chosen: Action, application: Application) -> str:
        # A file handed to another branch may be out of sight now.
        try:
            self.find(application.pk)
        except Http404:
            return "bank:queue"
        return tab_url(application, chosen.back_tab)

    def _stale(
        self, request: HttpRequest, chosen: Action, application_id: UUID, form: forms.ActionForm
    ) -> HttpResponse:
        """Somebody was faster: say who did what, keep what was typed, let the officer decide anew."""
        application = self.find(application_id)
        missed = self.missed(application, form.cleaned_data["version"])
        data = request.POST.copy()
        data["version"] = str(application.version)
        again = self._form(chosen, application, data=data)
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
        name = next(key for key, value in ACTIONS.items() if value is chosen)
        is_open = WORKFLOW.is_allowed(action=name, state=application.state, roles=self.request.actor.roles)
        context = {
            "a": application,
            "action": chosen,
            "form": form,
            "page_title": chosen.title,
            "problem": problem,
            "missed": missed or [],
            "is_open": is_open,
            "state_label": application.get_state_display(),
            "nav": "queue",
        }
        return render(request, "bank/cases/action.html", context, status=status)

    def _form(self, chosen: Action, application: Application, **kwargs: Any) -> forms.ActionForm:
        if chosen.form is forms.HandOverForm:
            officers = [(str(row.pk), _officer_label(row)) for row in colleagues(application=application)]
            return forms.HandOverForm(officers=officers, **kwargs)
        form = chosen.form(**kwargs)
        if isinstance(form, forms.DisburseForm) and hasattr(application, "approval"):
            left = amount_left(application=application, approval=application.approval)
            form.fields["amount_yuan"].help_text = f"最多还可放款 {yuan(left)}"
        return form

    @staticmethod
    def _initial(chosen: Action, application: Application) -> dict[str, Any]:
        initial: dict[str, Any] = {"version": application.version}
        if chosen.form is forms.ReturnForm:
            initial["until_on"] = supplement_day_default()
        if chosen.form is forms.SettleForm:
            initial["settled_on"] = today()
        if chosen.form is forms.DisburseForm and hasattr(application, "approval"):
            approval = application.approval
            left = amount_left(application=application, approval=approval)
            initial |= {
                "disbursed_on": today(),
                "annual_rate_pct": approval.annual_rate_pct.normalize(),
                "is_credit_loan": approval.guarantee_mode == "credit",
                "amount_yuan": f"{left:.2f}",
            }
        return initial

    @staticmethod
    def _action(name: str) -> Action:
        try:
            return ACTIONS[name]
        except KeyError:
            raise Http404 from None


def _officer_label(officer: Any) -> str:
    branch = officer.branch.name if officer.branch is not None else "全行"
    return f"{officer.name}　{officer.get_role_display()}　{branch}"
