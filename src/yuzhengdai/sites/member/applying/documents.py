"""Uploading documents of a draft with a progress bar; without scripts the form itself uploads (views.py)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse

from yuzhengdai.domain.applications.permissions import APPLICANT_ROLES
from yuzhengdai.sites.member.applications.uploads import add_uploads
from yuzhengdai.sites.member.applying.opened import begun
from yuzhengdai.sites.member.applying.page import document_row
from yuzhengdai.sites.web.gates import VerifiedEnterpriseView
from yuzhengdai.sites.web.site import render_page


class DocumentAddView(VerifiedEnterpriseView):
    """One file by script: 201 with the row, or 422 {"error": …}."""

    allowed_roles: ClassVar[frozenset[str] | None] = APPLICANT_ROLES

    def post(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        kept, problems = add_uploads(request, self.request.actor, begun(self, application_id))
        if problems:
            sentence = problems[0].split("：", 1)[-1]
            return JsonResponse({"error": sentence}, status=422)
        if not kept:
            return JsonResponse({"error": "没有收到文件，请重新选择"}, status=422)
        return render_page(
            request, "applying/document_row.html", {"document": document_row(kept[0])}, status=201
        )
