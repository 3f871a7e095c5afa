"""Which OcrProvider the settings ask for."""

from __future__ import annotations

from yuzhengdai.foundation.integrations.ocr.base import OcrProvider
from yuzhengdai.foundation.integrations.registry import Registry

_HERE = "yuzhengdai.foundation.integrations.ocr"
_REGISTRY: Registry[OcrProvider] = Registry(
    "ocr",
    {
        "embedded": f"{_HERE}.embedded:make",
        "http": f"{_HERE}.http:make",
    },
)


def get_ocr() -> OcrProvider:
    """The reader of papers of this process. ``ImproperlyConfigured`` naming what is missing."""
    return _REGISTRY.get()
