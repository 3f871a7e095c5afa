"""Documents of a submitted application: supplementing, taking out again, downloading."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from yuzhengdai.domain.applications.models import ApplicationDocument
from yuzhengdai.domain.applications.permissions import APPLICANT_ROLES
from yuzhengdai.domain.applications.selectors.enterprise import (
    application_document_for_enterprise,
    application_for_enterprise,
)
from yuzhengdai.domain.applications.services.documents import application_document_remove
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.integrations.storage import StorageMissing
from yuzhengdai.sites.member.applications.detail import document_rows
from yuzhengdai.sites.member.applications.uploads import add_uploads
from yuzhengdai.sites.web.file_response import file_response
from yuzhengdai.sites.web.gates import EnterpriseView
from yuzhengdai.sites.web.site import redirect_to, render_page, site_of

__all__ = ["DocumentAddView", "DocumentDeleteView", "DocumentView", "add_uploads"]


class DocumentAddView(EnterpriseView):
    """One file by script: 201 with the row, or 422 {"error": …}."""

    allowed_roles: ClassVar[frozenset[str] | None] = APPLICANT_ROLES

    def post(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        actor = self.request.actor
        kept, problems = add_uploads(request, actor, application_id)
        if problems or not kept:
            sentence = problems[0].split("：", 1)[-1] if problems else "没有收到文件，请重新选择"
            return JsonResponse({"error": sentence}, status=422)
        row = application_for_enterprise(actor=actor, application_id=application_id)
        shown = next(d for d in document_rows(site_of(request), row) if str(kept[0].pk) in d["href"])
        return render_page(request, "applications/document_row.html", {"document": shown}, status=201)


class DocumentDeleteView(EnterpriseView):
    """「删除」 of what was added to the supplement."""

    allowed_roles: ClassVar[frozenset[str] | None] = APPLICANT_ROLES

    def post(self, request: HttpRequest, application_id: UUID, document_id: UUID) -> HttpResponse:
        """Take it out; back to the page."""
        try:
            application_document_remove(
                actor=self.request.actor, application_id=application_id, document_id=document_id
            )
        except Refused as refused:
            messages.warning(request, refused.sentence)
        return redirect_to(request, "application-detail", application_id, part="supplement")


class DocumentView(EnterpriseView):
    def get(self, request: HttpRequest, application_id: UUID, document_id: UUID) -> HttpResponse:
        """As an attachment, through the enterprise's own application."""
        document: ApplicationDocument = application_document_for_enterprise(
            actor=self.request.actor, application_id=application_id, document_id=document_id
        )
        try:
            return file_response(document.file)
        except StorageMissing:
            raise Http404 from None
