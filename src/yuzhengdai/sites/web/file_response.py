"""Handing out stored files: attachments unless they are pictures that we encoded ourselves."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.files.services import file_read

_SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'none'; frame-ancestors 'none'"


def file_response(file: StoredFile, *, inline: bool = False) -> HttpResponse:
    """The bytes with headers that let nothing in them act. The view has found ``file`` through its subject's selector.

    ``inline`` is honoured only for our own re-encoded pictures. Raises StorageMissing.
    """
    response = HttpResponse(file_read(file), content_type=file.content_type)
    as_attachment = not (inline and file.is_reencoded)
    disposition = content_disposition_header(as_attachment=as_attachment, filename=file.name)
    response["Content-Disposition"] = disposition or "attachment"
    return _harmless(response)


def picture_response(jpeg: bytes) -> HttpResponse:
    """A JPEG that was made here of a kept picture, for a page of who may see that picture; nobody keeps it."""
    return _harmless(HttpResponse(jpeg, content_type="image/jpeg"))


def _harmless(response: HttpResponse) -> HttpResponse:
    response["Content-Security-Policy"] = _SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
