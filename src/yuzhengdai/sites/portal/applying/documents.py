"""Uploading documents of a draft with a progress bar; without scripts the form itself uploads (views.py)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from yuzhengdai.domain.applications.models import ApplicationDocument
from yuzhengdai.domain.applications.permissions import APPLICANT_ROLES
from yuzhengdai.domain.applications.services.documents import application_document_add
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
from yuzhengdai.sites.portal.applying.page import document_row
from yuzhengdai.sites.shared.gates import VerifiedEnterpriseView
from yuzhengdai.sites.shared.uploads import refused_upload_errors


def add_uploads(
    request: HttpRequest, actor: Actor, application_id: UUID
) -> tuple[list[ApplicationDocument], list[str]]:
    """(documents kept, sentences about those that were not) of every file in this request."""
    kind = request.POST.get("document_kind", "") or "other"
    kept: list[ApplicationDocument] = []
    problems = list(refused_upload_errors(request).values())
    for upload in request.FILES.getlist("file"):
        name = str(upload.name or "")
        try:
            kept.append(
                application_document_add(
                    actor=actor, application_id=application_id, content=upload, name=name, kind=kind
                )
            )
        except FieldErrors as refused:
            problems += [f"{name[:40]}：{sentence}" for sentence in refused.fields.values()]
        except Refused as refused:
            problems.append(refused.sentence)
            break
    return kept, problems


class DocumentAddView(VerifiedEnterpriseView):
    """One file by script: 201 with the row, or 422 {"error": …}."""

    allowed_roles: ClassVar[frozenset[str] | None] = APPLICANT_ROLES

    def post(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """Keep the file."""
        kept, problems = add_uploads(request, self.request.actor, application_id)
        if problems:
            sentence = problems[0].split("：", 1)[-1]
            return JsonResponse({"error": sentence}, status=422)
        if not kept:
            return JsonResponse({"error": "没有收到文件，请重新选择"}, status=422)
        return render(
            request, "portal/applying/document_row.html", {"document": document_row(kept[0])}, status=201
        )
