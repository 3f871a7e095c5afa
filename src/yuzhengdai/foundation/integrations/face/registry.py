"""Which FaceProvider the settings ask for."""

from __future__ import annotations

from yuzhengdai.foundation.integrations.face.base import FaceProvider
from yuzhengdai.foundation.integrations.registry import Registry

_HERE = "yuzhengdai.foundation.integrations.face"
_REGISTRY: Registry[FaceProvider] = Registry(
    "face",
    {
        "embedded": f"{_HERE}.embedded:make",
        "http": f"{_HERE}.http:make",
    },
)


def get_face() -> FaceProvider:
    """The provider of face measures of this process. ``ImproperlyConfigured`` naming what is missing."""
    return _REGISTRY.get()
