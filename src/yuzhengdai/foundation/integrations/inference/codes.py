"""Reading QR codes in a picture, in the process that reads papers (zxing-cpp): pictures of others are decoded nowhere else."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from yuzhengdai.foundation.integrations.inference.client import InferenceClient


def codes_read(picture: bytes, *, content_type: str) -> list[str]:
    """The texts of the QR codes in one JPEG, PNG or WebP, the first first. Raises ``ExternalError`` as ``InferenceClient`` does."""
    client = InferenceClient("ocr", Path(settings.DATA_DIR))
    answer = client.call("/codes", picture, content_type=content_type)
    return [str(text) for text in answer] if isinstance(answer, list) else []
