"""A vendor's OCR over signed HTTP: POST /ocr/read (docs/integrations.md)."""

from __future__ import annotations

import base64

from yuzhengdai.foundation.integrations.ocr.answer import paper_reading
from yuzhengdai.foundation.integrations.ocr.base import PaperKind, PaperReading
from yuzhengdai.foundation.integrations.signed_http import SignedClient, client_for

_READ_S = 20.0


class HttpOcr:
    """See ``OcrProvider``."""

    name = "http"

    def __init__(self, client: SignedClient) -> None:
        self._client = client

    def read(self, *, kind: PaperKind, picture: bytes, content_type: str) -> PaperReading:
        question = {
            "kind": kind.value,
            "content_type": content_type,
            "picture": base64.b64encode(picture).decode(),
        }
        return paper_reading(kind, self._client.call("/ocr/read", question), source=self._client.source)


def make() -> HttpOcr:
    return HttpOcr(client_for("ocr", read_s=_READ_S))
