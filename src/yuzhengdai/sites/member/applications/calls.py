"""「对方说不出，举报来电」: one tap, and the number of the report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from yuzhengdai.domain.applications.calls import OWNER_ADVICE, REPORT, call_check_of
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.call_report import call_report
from yuzhengdai.foundation.core.errors import RateLimited, Refused
from yuzhengdai.sites.web.gates import EnterpriseView
from yuzhengdai.sites.web.site import redirect_to


def call_context(application: Application) -> dict[str, Any]:
    """For ``shared/applications/call_check.html``: "call" is None where nobody calls about this file."""
    return {
        "call": call_check_of(application),
        "call_advice": OWNER_ADVICE,
        "call_report": REPORT,
    }


class CallReportView(EnterpriseView):
    """Every member may: who takes the call need not be who applied."""

    def get(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """Somebody came back to the address of the button."""
        return redirect_to(request, "application-detail", application_id)

    def post(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """Report, and back to the file."""
        try:
            report = call_report(actor=self.request.actor, application_id=application_id)
        except (Refused, RateLimited) as error:
            messages.warning(request, error.sentence)
        else:
            messages.success(
                request,
                f"已举报，受理编号 {report.number}，平台运营人员会核查。请挂断电话，不要告诉对方验证码和核验数字",
            )
        return redirect_to(request, "application-detail", application_id)
