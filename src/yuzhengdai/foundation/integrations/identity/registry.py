"""Which IdentityProvider the settings ask for."""

from __future__ import annotations

from yuzhengdai.foundation.integrations.identity.base import IdentityProvider
from yuzhengdai.foundation.integrations.registry import Registry

_HERE = "yuzhengdai.foundation.integrations.identity"
_REGISTRY: Registry[IdentityProvider] = Registry(
    "identity",
    {
        "http": f"{_HERE}.http:make",
        "sandbox": f"{_HERE}.http:make_sandbox",
        "none": f"{_HERE}.none:make",
    },
)


def get_identity() -> IdentityProvider:
    """The identity source of this process. ``ImproperlyConfigured`` naming what is missing."""
    return _REGISTRY.get()
