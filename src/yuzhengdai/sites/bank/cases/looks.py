"""Looking closely: the whole phone number for a reason, identity data under a grant. POST only, so that no link does it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yuzhengdai.domain.applications.services.sensitive import contact_phone_reveal, identity_open
from yuzhengdai.domain.credit_reports.services import granted_sections_read
from yuzhengdai.domain.institutions.enums import WORKING_ROLES
from yuzhengdai.foundation.core.errors import AppError, FieldErrors, Forbidden, Refused
from yuzhengdai.foundation.core.validators import national_phone
from yuzhengdai.sites.bank.cases.base import SUBJECT_KIND, CaseView, tab_url
from yuzhengdai.sites.staff.look_form import LookReasonForm
from yuzhengdai.sites.web.file_response import file_response

"""Who may see what is masked in clear; 「查看」 may not."""
PICTURES = {"id_front": "身份证人像面影像", "id_back": "身份证国徽面影像"}


class PhoneView(CaseView):
    """「查看」 beside a masked number: asks the reason, then shows the number on this page only."""

    allowed_roles = WORKING_ROLES

    def get(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        return self._page(request, application_id, LookReasonForm())

    def post(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """The number; the look is on record."""
        form = LookReasonForm(request.POST)
        if not form.is_valid():
            return self._page(request, application_id, form, status=422)
        try:
            phone = contact_phone_reveal(
                actor=self.request.actor, application_id=application_id, reason=form.stated
            )
        except FieldErrors as error:
            form.add_field_errors(error)
            return self._page(request, application_id, form, status=422)
        return self._page(request, application_id, form, phone=national_phone(phone))

    def _page(
        self,
        request: HttpRequest,
        application_id: UUID,
        form: LookReasonForm,
        *,
        status: int = 200,
        phone: str = "",
    ) -> HttpResponse:
        context = {
            "a": self.find(application_id),
            "form": form,
            "phone": phone,
            "page_title": "查看联系电话",
            "nav": "queue",
        }
        return render(request, "bank/cases/phone.html", context, status=status)


class IdentityView(CaseView):
    """The legal representative's identity data."""

    allowed_roles = WORKING_ROLES

    def get(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """A link to here shows nothing: the grants of the file do."""
        return redirect(tab_url(self.find(application_id), "grants"))

    def post(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """Read it, which the enterprise will see."""
        application = self.find(application_id)
        context: dict[str, Any] = {
            "a": application,
            "page_title": "法定代表人身份信息",
            "nav": "queue",
            "pictures": PICTURES,
            "problem": "",
            "identity": None,
            "form": LookReasonForm(),
        }
        if "reason" not in request.POST:
            return render(request, "bank/cases/identity.html", {**context, "asks": True})
        context["form"] = form = LookReasonForm(request.POST)
        if not form.is_valid():
            return render(request, "bank/cases/identity.html", {**context, "asks": True}, status=422)
        try:
            identity = identity_open(
                actor=self.request.actor, application_id=application_id, reason=form.stated
            )
        except (Refused, FieldErrors) as error:
            context |= {"problem": error.sentence, "identity": None}
            return render(request, "bank/cases/identity.html", context, status=error.http_status)
        return render(request, "bank/cases/identity.html", {**context, "problem": "", "identity": identity})


class DataView(CaseView):
    """「查看授权数据」: what the sources say under the live grants of this file."""

    allowed_roles = WORKING_ROLES

    def get(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """A link to here shows nothing: the grants of the file do."""
        return redirect(tab_url(self.find(application_id), "grants"))

    def post(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """Read it, which the enterprise will see; never kept by a browser."""
        application = self.find(application_id)
        context: dict[str, Any] = {
            "a": application,
            "page_title": "授权数据",
            "nav": "queue",
            "problem": "",
            "sections": [],
            "provider": settings.CREDIT_REPORT_PROVIDER,
        }
        status = 200
        try:
            context["sections"] = granted_sections_read(
                actor=self.request.actor, subject_kind=SUBJECT_KIND, subject_id=application.pk
            )
        except (Refused, Forbidden) as error:
            context["problem"], status = error.sentence, error.http_status
        response = render(request, "bank/cases/data.html", context, status=status)
        response["Cache-Control"] = "private, no-store"
        return response


class IdentityPictureView(CaseView):
    """One picture of the ID card, recorded like every reading."""

    allowed_roles = WORKING_ROLES

    def get(self, request: HttpRequest, application_id: UUID, picture: str) -> HttpResponse:
        """A link to here shows nothing."""
        return redirect(tab_url(self.find(application_id), "grants"))

    def post(self, request: HttpRequest, application_id: UUID, picture: str) -> HttpResponse:
        if picture not in PICTURES:
            raise Http404
        form = LookReasonForm(request.POST)
        if not form.is_valid():
            raise Http404
        try:
            identity = identity_open(
                actor=self.request.actor,
                application_id=application_id,
                reason=form.stated,
                what=PICTURES[picture],
            )
        except AppError:
            raise Http404 from None
        if identity is None or picture not in identity.pictures:
            raise Http404
        return file_response(identity.pictures[picture], inline=True)
