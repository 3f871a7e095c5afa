"""审批: the form of the credit with its cost list, tried out as often as wanted before it is signed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yuzhengdai.domain.applications.costs import MAX_ITEMS, Cost, CostSheet
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.selectors.case import case_notes
from yuzhengdai.domain.applications.services.approve import application_approve, approval_check
from yuzhengdai.domain.applications.words import ACTIONS
from yuzhengdai.domain.applications.workflow import WORKFLOW
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Refused
from yuzhengdai.foundation.core.money import wan
from yuzhengdai.sites.bank.cases.actions import ActingView
from yuzhengdai.sites.bank.cases.approval_forms import (
    ApprovalForm,
    CostForm,
    CostRows,
    cost_initial,
)
from yuzhengdai.sites.bank.cases.base import pane_query, tab_url
from yuzhengdai.sites.bank.cases.views import condition_items

PREFIX = "cost"
_INCOMPLETE = "费用清单没有完整提交，请核对各项后再提交"


class ApprovalView(ActingView):
    """GET: the form. POST: 「试算」, 「添加项目」 or 「同意授信」."""

    def get(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """The form with what was applied for and the fees the product publishes; elsewhere the file itself."""
        application = self.find(application_id)
        if not self._is_open(application):
            return redirect(tab_url(application, "overview"))
        return self._fresh(request, application)

    def post(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """Sign, or show the form again with everything typed."""
        application = self.find(application_id)
        if "quick" in request.POST:
            return self._fresh(request, application, note=request.POST.get("note", ""))
        form = ApprovalForm(request.POST, application=application)
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
        self, request: HttpRequest, application: Application, form: ApprovalForm, rows: BaseFormSet[CostForm]
    ) -> HttpResponse:
        data, sheet = form.data_with(_costs(rows)), None
        try:
            _checked, sheet = approval_check(application=application, data=data)
            if "preview" in request.POST:
                return self._page(request, application, form, rows, sheet=sheet)
            application_approve(
                actor=self.request.actor,
                application_id=application.pk,
                expected_version=form.cleaned_data["version"],
                data=data,
                note=form.cleaned_data.get("note", ""),
            )
        except FieldErrors as error:
            problems = _place_errors(form, rows, error)
            return self._page(request, application, form, rows, status=422, problems=problems)
        except Conflict:
            return self._stale(request, application.pk, form, rows, sheet)
        except Refused as error:
            problems = [error.sentence]
            return self._page(
                request, application, form, rows, status=error.http_status, problems=problems, sheet=sheet
            )
        messages.success(request, ACTIONS["approve"].done)
        return redirect(tab_url(application, "credit") + pane_query(request))

    def _fresh(self, request: HttpRequest, application: Application, note: str = "") -> HttpResponse:
        rows = CostRows(prefix=PREFIX, initial=cost_initial(application.product_version))
        return self._page(request, application, ApprovalForm(application=application, note=note), rows)

    def _is_open(self, application: Application) -> bool:
        return WORKFLOW.is_allowed(action="approve", state=application.state, roles=self.request.actor.roles)

    @staticmethod
    def _read(form: ApprovalForm, rows: BaseFormSet[CostForm]) -> bool:
        # Numbers that cannot be read are told together with all other mistakes of the form.
        return form.is_valid() & all(row.is_valid() for row in rows.forms if not row.is_blank)

    def _stale(
        self,
        request: HttpRequest,
        application_id: UUID,
        form: ApprovalForm,
        rows: BaseFormSet[CostForm],
        sheet: CostSheet | None,
    ) -> HttpResponse:
        application = self.find(application_id)
        missed = self.missed(application, form.cleaned_data["version"])
        data = request.POST.copy()
        data["version"] = str(application.version)
        again = ApprovalForm(data, application=application)
        return self._page(request, application, again, rows, status=409, missed=missed, sheet=sheet)

    def _page(
        self,
        request: HttpRequest,
        application: Application,
        form: ApprovalForm,
        rows: BaseFormSet[CostForm],
        *,
        status: int = 200,
        sheet: CostSheet | None = None,
        problems: list[str] | None = None,
        missed: list[dict[str, str]] | None = None,
        is_draft: bool = False,
    ) -> HttpResponse:
        if is_draft:
            for part in (form, *rows.forms):
                part.errors.clear()
        form.show_the_rate_that_follows()
        context: dict[str, Any] = {
            **self.frame(application, tab="approval"),
            "form": form,
            "rows": rows,
            "sheet": sheet,
            "problems": problems or [],
            "missed": missed or [],
            "is_open": self._is_open(application),
            "notes": case_notes(application)[:3],
            "conditions": condition_items(application),
            "words": ACTIONS,
            "limit": _limit_text(self.officer.approval_limit_yuan, self.officer.role),
            "row_errors": _row_errors(rows),
        }
        return render(request, "bank/cases/tab_approval.html", context, status=status)


def _costs(rows: BaseFormSet[CostForm]) -> list[Cost]:
    return [row.cost() for row in rows.forms if not row.is_blank]


def _place_errors(form: ApprovalForm, rows: BaseFormSet[CostForm], error: FieldErrors) -> list[str]:
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


def _limit_text(limit: Any, role: str) -> str:
    if limit is not None:
        return f"您的审批权限 {wan(limit)}，超过时请转办给业务主管"
    return "" if role == "manager" else "您没有审批权限，请转办给业务主管审批"
