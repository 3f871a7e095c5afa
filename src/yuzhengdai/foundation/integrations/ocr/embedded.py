"""The embedded OCR as web and worker see it: the engine's process reads (integrations/inference)."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from yuzhengdai.foundation.integrations.inference.client import InferenceClient
from yuzhengdai.foundation.integrations.ocr.answer import paper_reading
from yuzhengdai.foundation.integrations.ocr.base import PaperKind, PaperReading


class EmbeddedOcr:
    """See ``OcrProvider``."""

    name = "embedded"

    def __init__(self, data_dir: Path) -> None:
        self._client = InferenceClient("ocr", data_dir)

    def read(self, *, kind: PaperKind, picture: bytes, content_type: str) -> PaperReading:
        """Read in the engine's process; its errors as ``InferenceClient`` describes them."""
        answer = self._client.call("/read", picture, params={"kind": kind.value}, content_type=content_type)
        return paper_reading(kind, answer, source="ocr")


def make() -> EmbeddedOcr:
    return EmbeddedOcr(Path(settings.DATA_DIR))
