"""The files of a request into an application: for the portal's form and for the console's supplement."""

from __future__ import annotations

import re
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from yuzhengdai.domain.applications.asked import asked_kind, asked_of
from yuzhengdai.domain.applications.models import ApplicationDocument
from yuzhengdai.domain.applications.selectors.enterprise import application_for_enterprise
from yuzhengdai.domain.applications.services.documents import application_document_add
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
from yuzhengdai.sites.web.uploads import refused_upload_errors

_SLOT = re.compile(r"file-\d{1,2}")
_NUMBER = re.compile(r"[0-9]{1,2}")


def add_uploads(
    request: HttpRequest, actor: Actor, application_id: UUID
) -> tuple[list[ApplicationDocument], list[str]]:
    """(documents kept, sentences about those that were not) of the files of this request: in "file", and in "file-N" for the Nth thing
    that the institution asked for (a script names it by ``asked`` instead).
    """
    kept: list[ApplicationDocument] = []
    problems = list(refused_upload_errors(request).values())
    for upload, asked in _files(request, actor, application_id):
        name = str(upload.name or "")
        kind = asked_kind(asked) if asked else request.POST.get("document_kind", "") or "other"
        try:
            kept.append(
                application_document_add(
                    actor=actor,
                    application_id=application_id,
                    content=upload,
                    name=name,
                    kind=kind,
                    asked_item=asked,
                )
            )
        except FieldErrors as refused:
            problems += [f"{name[:40]}：{sentence}" for sentence in refused.fields.values()]
        except Refused as refused:
            problems.append(refused.sentence)
            break
    return kept, problems


def _files(request: HttpRequest, actor: Actor, application_id: UUID) -> list[tuple[UploadedFile[bytes], str]]:
    """Each file with the thing it answers."""
    named = [name for name in request.FILES if name == "file" or _SLOT.fullmatch(name)]
    if named in ([], ["file"]) and "asked" not in request.POST:
        return [(upload, "") for upload in request.FILES.getlist("file")]
    items = asked_of(application_for_enterprise(actor=actor, application_id=application_id))

    def item(name: str) -> str:
        number = request.POST.get("asked", "") if name == "file" else name.removeprefix("file-")
        return items[int(number)] if _NUMBER.fullmatch(number) and int(number) < len(items) else ""

    return [(upload, item(name)) for name in named for upload in request.FILES.getlist(name)]
