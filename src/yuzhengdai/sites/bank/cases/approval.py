"""授信建议 and 审批: one form of the credit with its cost list, tried out as often as wanted before it is proposed or signed."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yuzhengdai.domain.applications.authority import exposure_of
from yuzhengdai.domain.applications.beside_offer import offered_terms
from yuzhengdai.domain.applications.costs import MAX_ITEMS, Cost, CostSheet
from yuzhengdai.domain.applications.marked import NotConfirmed
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.permissions import PROVED_BY_YOU, may_approve_for
from yuzhengdai.domain.applications.selectors.case import case_notes
from yuzhengdai.domain.applications.selectors.past_credits import past_credits
from yuzhengdai.domain.applications.selectors.proposals import (
    NO_PROPOSAL,
    WAITS_ALREADY,
    forwarded,
    proposals_of,
)
from yuzhengdai.domain.applications.services.approve import application_approve
from yuzhengdai.domain.applications.services.correct import application_correct, terms_on_record
from yuzhengdai.domain.applications.services.escalate import application_escalate
from yuzhengdai.domain.applications.services.propose import NO_NOTE, application_propose, proposed_terms
from yuzhengdai.domain.applications.services.terms import ApprovalData, approval_check
from yuzhengdai.domain.applications.words import ACTIONS, ActionWords
from yuzhengdai.domain.applications.workflow import WORKFLOW
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Refused
from yuzhengdai.sites.bank.cases.actions import ActingView
from yuzhengdai.sites.bank.cases.approval_forms import (
    ApprovalForm,
    CorrectionForm,
    CostForm,
    CostRows,
    ProposalForm,
    TermsForm,
    cost_initial,
    cost_rows_of,
    initial_of,
)
from yuzhengdai.sites.bank.cases.authority_words import authority_words, exposure_pairs
from yuzhengdai.sites.bank.cases.base import pane_query, tab_url
from yuzhengdai.sites.bank.cases.views import condition_items

PREFIX = "cost"
_INCOMPLETE = "费用清单没有完整提交，请核对各项后再提交"


class TermsView(ActingView):
    """GET: the form. POST: 「试算」, 「添加项目」 or the act itself."""

    form_class: ClassVar[type[TermsForm]]
    tab: ClassVar[str]
    back_tab: ClassVar[str]
    words: ClassVar[ActionWords]
    """Of the button that does it."""

    def get(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """The form as it begins; elsewhere than the act is open the file itself."""
        application = self.find(application_id)
        if self.action(application) is None:
            return redirect(tab_url(application, "overview"))
        return self._fresh(request, application)

    def post(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """Do it, or show the form again with everything typed."""
        application = self.find(application_id)
        if "quick" in request.POST:
            return self._fresh(request, application, note=request.POST.get("note", ""))
        form = self.form_class(request.POST, application=application)
        rows = CostRows(request.POST, prefix=PREFIX)
        if not rows.management_form.is_valid() or not 1 <= rows.total_form_count() <= MAX_ITEMS:
            # Without its count the list would be read as empty and issued so.
            return self._page(request, application, form, rows, status=422, problems=[_INCOMPLETE])
        if "add" in request.POST:
            return self._page(request, application, form, _with_one_more(request, rows), is_draft=True)
        if not self._read(form, rows):
            return self._page(request, application, form, rows, status=422)
        return self._sign(request, application, form, rows)

    def _sign(
        self, request: HttpRequest, application: Application, form: TermsForm, rows: BaseFormSet[CostForm]
    ) -> HttpResponse:
        data, sheet = form.data_with(_costs(rows)), None
        try:
            _checked, sheet = approval_check(application=application, data=data)
            if "preview" in request.POST:
                return self._page(request, application, form, rows, sheet=sheet)
            self.do(application, form, data)
        except NotConfirmed as asked:
            return self._page(request, application, form, rows, sheet=sheet, asked=asked)
        except FieldErrors as error:
            problems = _place_errors(form, rows, error)
            return self._page(request, application, form, rows, status=422, problems=problems, sheet=sheet)
        except Conflict:
            return self._stale(request, application.pk, form, rows, sheet)
        except Refused as error:
            problems = [error.sentence]
            return self._page(
                request, application, form, rows, status=error.http_status, problems=problems, sheet=sheet
            )
        is_handed_on = self.tab == "approval" and "escalate" in request.POST
        done = "escalate" if is_handed_on else self.action(application) or "approve"
        messages.success(request, ACTIONS[done].done)
        back = "overview" if is_handed_on else self.back_tab
        return redirect(tab_url(application, back) + pane_query(request))

    def _fresh(self, request: HttpRequest, application: Application, note: str = "") -> HttpResponse:
        begun = self.begun(application)
        costs = cost_initial(application.product_version) if begun is None else cost_rows_of(begun)
        rows = CostRows(prefix=PREFIX, initial=costs)
        initial = None if begun is None else initial_of(begun)
        form = self.form_class(application=application, note=note, initial=initial)
        return self._page(request, application, form, rows, problems=self.problems(application))

    def action(self, application: Application) -> str | None:
        """The action of the workflow that this page does now; None where none is open to this role."""
        raise NotImplementedError

    def begun(self, application: Application) -> ApprovalData | None:
        """Terms on record that the form begins with; None: what was applied for and the fees the product publishes."""
        raise NotImplementedError

    def problems(self, application: Application) -> list[str]:
        """What stands against this person's doing it, told before anything is typed."""
        raise NotImplementedError

    def do(self, application: Application, form: TermsForm, data: ApprovalData) -> None:
        """The service behind the button."""
        raise NotImplementedError

    def authority(self, application: Application, form: TermsForm) -> dict[str, Any]:
        """How far this person's signature reaches, the customer's exposure with these terms, and who handed them on."""
        filled = form.data_with([]) if form.is_bound and hasattr(form, "cleaned_data") else None
        terms = (
            filled or self.begun(application) or ApprovalData(approved_amount_yuan=application.amount_yuan)
        )
        waiting = self.proposals(application).open if self.tab == "approval" else None
        return {
            "limits": [] if self.tab == "proposal" else authority_words(self.officer, application, terms),
            "exposure": exposure_pairs(exposure_of(application, terms)),
            "forward": forwarded(waiting) if waiting is not None else None,
        }

    @staticmethod
    def _read(form: TermsForm, rows: BaseFormSet[CostForm]) -> bool:
        # Numbers that cannot be read are told together with all other mistakes of the form.
        return form.is_valid() & all(row.is_valid() for row in rows.forms if not row.is_blank)

    def _stale(
        self,
        request: HttpRequest,
        application_id: UUID,
        form: TermsForm,
        rows: BaseFormSet[CostForm],
        sheet: CostSheet | None,
    ) -> HttpResponse:
        application = self.find(application_id)
        missed = self.missed(application, form.cleaned_data["version"])
        data = request.POST.copy()
        data["version"] = str(application.version)
        again = self.form_class(data, application=application)
        return self._page(request, application, again, rows, status=409, missed=missed, sheet=sheet)

    def _page(
        self,
        request: HttpRequest,
        application: Application,
        form: TermsForm,
        rows: BaseFormSet[CostForm],
        *,
        status: int = 200,
        sheet: CostSheet | None = None,
        problems: list[str] | None = None,
        missed: list[dict[str, str]] | None = None,
        is_draft: bool = False,
        asked: NotConfirmed | None = None,
    ) -> HttpResponse:
        if is_draft:
            for part in (form, *rows.forms):
                part.errors.clear()
        form.show_the_rate_that_follows()
        context: dict[str, Any] = {
            **self.frame(application, tab=self.tab),
            "form": form,
            "rows": rows,
            "sheet": sheet,
            "problems": problems or [],
            "missed": missed or [],
            "is_open": self.action(application) is not None,
            "is_proposal": self.tab == "proposal",
            "is_correction": self.tab == "correction",
            "act": self.words,
            "notes": case_notes(application)[:3],
            "conditions": condition_items(application),
            "words": ACTIONS,
            **self.authority(application, form),
            "row_errors": _row_errors(rows),
            "offered": offered_terms(application),
            "asked": asked,
            "past": past_credits(application),
        }
        return render(request, "bank/cases/tab_approval.html", context, status=status)


class ProposalView(TermsView):
    """授信建议 by the 客户经理."""

    form_class = ProposalForm
    tab = "proposal"
    back_tab = "overview"
    words = ACTIONS["propose"]

    def action(self, application: Application) -> str | None:
        """提交审批 out of 尽调中, else another proposal on a file that waits for one."""
        roles = self.request.actor.roles
        return next(
            (
                action
                for action in ("start_approval", "propose")
                if WORKFLOW.is_allowed(action=action, state=application.state, roles=roles)
            ),
            None,
        )

    def begun(self, application: Application) -> ApprovalData | None:
        """What was proposed last on this file."""
        rows = proposals_of(application).rows
        return proposed_terms(rows[0]) if rows else None

    def problems(self, application: Application) -> list[str]:
        """A proposal that waits already, a part of this person's in deciding, no 尽调记录."""
        found = self.proposals(application)
        why = found.may_not_propose(self.officer) or (WAITS_ALREADY if found.open is not None else "")
        return [text for text in (why, "" if case_notes(application) else NO_NOTE) if text]

    def do(self, application: Application, form: TermsForm, data: ApprovalData) -> None:
        application_propose(
            actor=self.request.actor,
            application_id=application.pk,
            expected_version=form.cleaned_data["version"],
            data=data,
            conclusion=form.cleaned_data.get("conclusion", ""),
            confirmed=self.request.POST.get("confirmed", ""),
        )


class ApprovalView(TermsView):
    """同意授信 by the 审批人, on what was proposed."""

    form_class = ApprovalForm
    tab = "approval"
    back_tab = "credit"
    words = ACTIONS["approve"]

    def action(self, application: Application) -> str | None:
        """同意授信 while the file is 审批中."""
        roles = self.request.actor.roles
        is_open = WORKFLOW.is_allowed(action="approve", state=application.state, roles=roles)
        return "approve" if is_open else None

    def begun(self, application: Application) -> ApprovalData | None:
        """The terms of the proposal that waits, as it was handed to a superior where it was."""
        waiting = self.proposals(application).open
        if waiting is None:
            return None
        return proposed_terms(forwarded(waiting) or waiting)

    def problems(self, application: Application) -> list[str]:
        """No proposal yet, a part of this person's in it, an enterprise they proved at a counter."""
        why = "" if self.proposals(application).open is not None else NO_PROPOSAL
        proved = "" if may_approve_for(self.request.actor, application.enterprise) else PROVED_BY_YOU
        return [text for text in (why, self.why_not(application), proved) if text]

    def do(self, application: Application, form: TermsForm, data: ApprovalData) -> None:
        if "escalate" in self.request.POST:
            application_escalate(
                actor=self.request.actor,
                application_id=application.pk,
                expected_version=form.cleaned_data["version"],
                data=data,
                change_reason=form.cleaned_data.get("change_reason", ""),
                note=form.cleaned_data.get("note", ""),
            )
            return
        application_approve(
            actor=self.request.actor,
            application_id=application.pk,
            expected_version=form.cleaned_data["version"],
            data=data,
            change_reason=form.cleaned_data.get("change_reason", ""),
            note=form.cleaned_data.get("note", ""),
            confirmed=self.request.POST.get("confirmed", ""),
        )


class CorrectionView(TermsView):
    """更正授信, while the enterprise has not confirmed it."""

    form_class = CorrectionForm
    tab = "correction"
    back_tab = "credit"
    words = ACTIONS["correct"]

    def action(self, application: Application) -> str | None:
        """更正授信 while the file is 已授信."""
        roles = self.request.actor.roles
        is_open = WORKFLOW.is_allowed(action="correct", state=application.state, roles=roles)
        return "correct" if is_open else None

    def begun(self, application: Application) -> ApprovalData | None:
        """The credit on record."""
        return terms_on_record(application)

    def problems(self, application: Application) -> list[str]:
        """A part of this person's in the proposal, an enterprise they proved at a counter."""
        proved = "" if may_approve_for(self.request.actor, application.enterprise) else PROVED_BY_YOU
        return [text for text in (self.why_not(application), proved) if text]

    def do(self, application: Application, form: TermsForm, data: ApprovalData) -> None:
        application_correct(
            actor=self.request.actor,
            application_id=application.pk,
            expected_version=form.cleaned_data["version"],
            data=data,
            reason=form.cleaned_data.get("change_reason", ""),
            confirmed=self.request.POST.get("confirmed", ""),
        )


def _costs(rows: BaseFormSet[CostForm]) -> list[Cost]:
    return [row.cost() for row in rows.forms if not row.is_blank]


def _place_errors(form: TermsForm, rows: BaseFormSet[CostForm], error: FieldErrors) -> list[str]:
    """Errors at their fields; returns the sentences that belong to the list as a whole."""
    filled = [row for row in rows.forms if not row.is_blank]
    problems: list[str] = []
    for name, sentence in form.add_service_errors(error.fields).items():
        _, _, rest = name.partition(f"{PREFIX}-")
        index, _, field = rest.partition("-")
        if index.isdigit() and int(index) < len(filled) and field in filled[int(index)].fields:
            filled[int(index)].add_error(field, sentence)
        else:
            problems.append(sentence)
    return problems


def _row_errors(rows: BaseFormSet[CostForm]) -> list[dict[str, str]]:
    """Errors of the rows for the summary, with links to the cells."""
    return [
        {
            "text": f"第 {number} 项{row.fields[name].label}：{sentences[0]}",
            "href": f"#{row[name].id_for_label}",
        }
        for number, row in enumerate(rows.forms, 1)
        if row.is_bound and not row.is_blank
        for name, sentences in row.errors.items()
        if name in row.fields
    ]


def _with_one_more(request: HttpRequest, rows: BaseFormSet[CostForm]) -> BaseFormSet[CostForm]:
    data = request.POST.copy()
    data[f"{PREFIX}-TOTAL_FORMS"] = str(min(len(rows.forms) + 1, MAX_ITEMS))
    return CostRows(data, prefix=PREFIX)
