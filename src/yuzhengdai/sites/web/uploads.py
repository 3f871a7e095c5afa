"""Bodies that are too large: files above the limit are dropped while they arrive, everything else typed is kept.

Uploads stay in memory (they may be pictures of ID cards; no plain temporary file). What was dropped stands in
``request.refused_uploads`` as (field name, file name), so that the form can say so at its field.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.foundation.files.checks import too_large


class BoundedUploadHandler(FileUploadHandler):
    """Keeps each file in memory up to UPLOAD_FILE_MAX_BYTES and all of a request up to UPLOAD_REQUEST_MAX_BYTES."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._total = 0
        self._buffer = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A new file begins."""
        super().new_file(*args, **kwargs)
        self._buffer = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep the chunk, or drop the whole file and note it."""
        self._total += len(raw_data)
        too_long = start + len(raw_data) > settings.UPLOAD_FILE_MAX_BYTES
        if too_long or self._total > settings.UPLOAD_REQUEST_MAX_BYTES:
            self._total -= start + len(raw_data)
            self._buffer = BytesIO()
            refused_uploads(self.request).append((str(self.field_name), str(self.file_name)))
            raise SkipFile
        self._buffer.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        self._buffer.seek(0)
        return InMemoryUploadedFile(
            self._buffer,
            self.field_name,
            self.file_name or "",
            self.content_type or "",
            file_size,
            self.charset,
            self.content_type_extra,
        )


class BodyLimitMiddleware:
    """Answers 413 before a body of impossible size is read at all (UPLOAD_BODY_REFUSED_BYTES)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse by the declared length; bodies without one are bounded by the upload handler."""
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length > settings.UPLOAD_BODY_REFUSED_BYTES:
            return render(request, "shared/too_large.html", _limits(), status=413)
        return self.get_response(request)


def _limits() -> dict[str, int]:
    return {"file_mb": settings.UPLOAD_FILE_MAX_BYTES // 2**20}


def refused_uploads(request: Any) -> list[tuple[str, str]]:
    """(field name, file name) of what was too large in this request; read ``request.POST`` first."""
    if not hasattr(request, "refused_uploads"):
        request.refused_uploads = []
    found: list[tuple[str, str]] = request.refused_uploads
    return found


def refused_upload_errors(request: Any) -> dict[str, str]:
    """Field name → sentence for uploads that were dropped; {} where none was."""
    return {
        field: str(too_large(settings.UPLOAD_FILE_MAX_BYTES).sentence)
        for field, _ in refused_uploads(request)
    }


def raise_refused_uploads(request: Any) -> None:
    """Raise FieldErrors when an upload of this request was dropped."""
    errors = refused_upload_errors(request)
    if errors:
        raise FieldErrors(errors)
