"""「申请成功」 (P7): the number and what happens next. Reached by redirect, so that reloading submits nothing."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from yuzhengdai.domain.applications.clock import deadlines_expected
from yuzhengdai.domain.applications.enums import ApplicationState, PromiseStage
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.selectors.enterprise import application_for_enterprise
from yuzhengdai.foundation.core.clock import local, now
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.money import term, wan
from yuzhengdai.foundation.core.near import near_moment
from yuzhengdai.sites.member.applying.page import apply_url
from yuzhengdai.sites.web.gates import EnterpriseView
from yuzhengdai.sites.web.site import render_page, site_of


class ApplySuccessView(EnterpriseView):
    """The dialog over a short summary."""

    def get(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """Of the actor's enterprise alone; a draft is led back to its form."""
        row = application_for_enterprise(actor=self.request.actor, application_id=application_id)
        if row.state == ApplicationState.DRAFT:
            return HttpResponseRedirect(apply_url(site_of(request), row))
        context = {
            "row": row,
            "steps": next_steps(row),
            "amount": wan(row.amount_yuan or 0),
            "term": term(row.term_months or 0),
            "detail_url": site_of(request).url("application-detail", row.pk),
        }
        return render_page(request, "applying/success.html", context)


def next_steps(row: Application) -> list[dict[str, str]]:
    """Who does what until when, by the promise clock."""
    who = row.institution.short_name
    today = local(now()).date()
    return [
        {
            "what": str(stage.label),
            "who": f"{who}，可能致电 {mask_phone(row.contact_phone)}"
            if stage == PromiseStage.DUE_DILIGENCE
            else who,
            "when": near_moment(due_at, today).within("{} 前"),
            "note": f"{'' if stage == PromiseStage.ACCEPTANCE else '受理后 '}{days} 个工作日",
        }
        for stage, days, due_at in deadlines_expected(row)
    ]
