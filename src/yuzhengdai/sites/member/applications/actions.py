"""What an enterprise does with an application: each a dialog over the page, and a page of its own without scripts."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.permissions import APPLICANT_ROLES
from yuzhengdai.domain.applications.selectors.enterprise import application_for_enterprise
from yuzhengdai.domain.applications.selectors.past_credits import past_credits
from yuzhengdai.domain.applications.services.applicant import (
    application_confirm_costs,
    application_forgo,
    application_supplement,
    application_withdraw,
)
from yuzhengdai.domain.applications.services.draft import application_discard
from yuzhengdai.domain.applications.words import ACTIONS, ActionWords
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Refused
from yuzhengdai.foundation.core.money import day, rate, yuan
from yuzhengdai.sites.member.applications.detail import approval_rows
from yuzhengdai.sites.member.applications.documents import add_uploads
from yuzhengdai.sites.member.applications.views import show_detail
from yuzhengdai.sites.web.gates import EnterpriseView
from yuzhengdai.sites.web.site import redirect_to, render_page, site_of


class ActionView(EnterpriseView):
    """GET asks, POST does. ``state`` in the form is the version the question was asked about."""

    signs = True
    allowed_roles: ClassVar[frozenset[str] | None] = APPLICANT_ROLES
    words: ClassVar[ActionWords]

    def get(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        return self.ask(self.row(application_id))

    def post(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """The act; what stands against it is told with the question."""
        row = self.row(application_id)
        try:
            self.act(row, request.POST.get("note", ""), posted_version(request))
        except FieldErrors as refused:
            return self.ask(row, error=next(iter(refused.fields.values())), status=422)
        except Refused as refused:
            return self.ask(self.row(application_id), error=refused.sentence, status=refused.http_status)
        except Conflict as conflict:
            return self.ask(self.row(application_id), error=conflict.sentence, status=409)
        messages.success(request, self.words.done)
        return HttpResponseRedirect(self.after(row))

    def row(self, application_id: UUID) -> Application:
        """The enterprise's own, or 404."""
        return application_for_enterprise(actor=self.request.actor, application_id=application_id)

    def act(self, row: Application, note: str, version: int | None) -> None:
        raise NotImplementedError

    def after(self, row: Application) -> str:
        """Where to go when it is done."""
        return site_of(self.request).url("application-detail", row.pk)

    def ask(self, row: Application, *, error: str = "", status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {
            "row": row,
            "title": self.words.title,
            "lead": self.words.lead,
            "button": self.words.submit,
            "note_label": self.words.note,
            "note": self.request.POST.get("note", ""),
            "error": error,
            "action": self.request.path,
            "back": self.back(row),
        }
        return render_page(self.request, "applications/action.html", context, status=status)

    def back(self, row: Application) -> str:
        """Where 「取消」 leads."""
        return site_of(self.request).url("application-detail", row.pk)


class WithdrawView(ActionView):
    """撤回申请."""

    words = ACTIONS["withdraw"]

    def act(self, row: Application, note: str, version: int | None) -> None:
        application_withdraw(
            actor=self.request.actor, application_id=row.pk, note=note, expected_version=version
        )


class ForgoView(ActionView):
    """放弃授信."""

    words = ACTIONS["forgo"]

    def act(self, row: Application, note: str, version: int | None) -> None:
        """From 已授信 or 签约中."""
        application_forgo(
            actor=self.request.actor, application_id=row.pk, note=note, expected_version=version
        )


class DiscardView(ActionView):
    """删除草稿."""

    signs = False
    words = ACTIONS["discard"]

    def act(self, row: Application, note: str, version: int | None) -> None:
        application_discard(actor=self.request.actor, application_id=row.pk)

    def after(self, row: Application) -> str:
        return site_of(self.request).url("application-list")

    def back(self, row: Application) -> str:
        return site_of(self.request).url("application-list")


class SupplementView(EnterpriseView):
    """提交补件: the form is on the application's page."""

    allowed_roles: ClassVar[frozenset[str] | None] = APPLICANT_ROLES

    def is_signing(self, request: HttpRequest) -> bool:
        """「提交补件」; adding a file binds nobody."""
        return request.POST.get("do", "submit") != "upload"

    def get(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        return redirect_to(request, "application-detail", application_id, part="supplement")

    def post(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """Files in the form first (without scripts), then the button."""
        actor = self.request.actor
        note = request.POST.get("note", "")
        row = application_for_enterprise(actor=actor, application_id=application_id)
        _, problems = add_uploads(request, actor, application_id)
        do = request.POST.get("do", "submit")
        if problems:
            fresh = application_for_enterprise(actor=actor, application_id=application_id)
            return show_detail(request, actor, fresh, note=note, file_problems=problems, status=422)
        if do == "upload":
            fresh = application_for_enterprise(actor=actor, application_id=application_id)
            return show_detail(request, actor, fresh, note=note)
        try:
            application_supplement(
                actor=actor, application_id=row.pk, note=note, expected_version=posted_version(request)
            )
        except FieldErrors as refused:
            fresh = application_for_enterprise(actor=actor, application_id=application_id)
            return show_detail(request, actor, fresh, note=note, errors=dict(refused.fields), status=422)
        except (Refused, Conflict) as refused:
            messages.warning(request, refused.sentence)
            return redirect_to(request, "application-detail", row.pk)
        messages.success(request, ACTIONS["supplement"].done)
        return redirect_to(request, "application-detail", row.pk)


class CostsView(EnterpriseView):
    """《企业贷款综合融资成本清单》: read to the end, tick, confirm → 签约中."""

    signs = True

    def get(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """The list, also after it was confirmed."""
        row = application_for_enterprise(actor=self.request.actor, application_id=application_id)
        return self.show(row)

    def post(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """「已阅读并确认」."""
        actor = self.request.actor
        row = application_for_enterprise(actor=actor, application_id=application_id)
        try:
            application_confirm_costs(
                actor=actor,
                application_id=row.pk,
                sha256=request.POST.get("sha256", ""),
                has_read=request.POST.get("has_read") == "1",
                expected_version=posted_version(request),
            )
        except FieldErrors as refused:
            return self.show(row, errors=dict(refused.fields), status=422)
        except (Refused, Conflict) as refused:
            messages.warning(request, refused.sentence)
            return redirect_to(request, "application-costs", row.pk)
        messages.success(request, ACTIONS["confirm_costs"].done)
        return redirect_to(request, "application-detail", row.pk)

    def show(
        self, row: Application, *, errors: dict[str, str] | None = None, status: int = 200
    ) -> HttpResponse:
        cost_list = getattr(row, "cost_list", None)
        items = sorted(cost_list.items.all(), key=lambda item: item.position) if cost_list else []
        may_confirm = row.state == S.APPROVED and bool(self.request.actor.roles & APPLICANT_ROLES)
        context = {
            "row": row,
            "cost_list": cost_list,
            "all_in_rate": rate(cost_list.all_in_rate_pct) if cost_list else "",
            "confirmed_on": day(cost_list.confirmed_at) if cost_list and cost_list.confirmed_at else "",
            "items": [
                [
                    item.name,
                    item.payee,
                    item.payer,
                    item.standard,
                    item.method,
                    item.cycle,
                    yuan(item.amount_yuan) if item.amount_yuan is not None else None,
                ]
                for item in items
            ],
            "approval": approval_rows(row),
            "past": past_credits(row),
            "may_confirm": may_confirm and cost_list is not None,
            "errors": errors or {},
        }
        return render_page(self.request, "applications/costs.html", context, status=status)


def posted_version(request: HttpRequest) -> int | None:
    """The version the form was made from; None where it carries none."""
    raw = request.POST.get("version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
