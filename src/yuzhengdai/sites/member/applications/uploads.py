"""The files of a request into an application: for the portal's form and for the console's supplement."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from yuzhengdai.domain.applications.models import ApplicationDocument
from yuzhengdai.domain.applications.services.documents import application_document_add
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
from yuzhengdai.sites.web.uploads import refused_upload_errors


def add_uploads(
    request: HttpRequest, actor: Actor, application_id: UUID
) -> tuple[list[ApplicationDocument], list[str]]:
    """(documents kept, sentences about those that were not) of every file in the field "file" of this request."""
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
