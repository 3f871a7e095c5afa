"""Which GovDataProvider the settings ask for."""

from __future__ import annotations

from yuzhengdai.foundation.integrations.gov_data.base import GovDataProvider
from yuzhengdai.foundation.integrations.registry import Registry

_HERE = "yuzhengdai.foundation.integrations.gov_data"
_REGISTRY: Registry[GovDataProvider] = Registry(
    "gov_data",
    {
        "http": f"{_HERE}.http:make",
        "sandbox": f"{_HERE}.http:make_sandbox",
        "none": f"{_HERE}.none:make",
    },
)


def get_gov_data() -> GovDataProvider:
    """The government data source of this process. ``ImproperlyConfigured`` naming what is missing."""
    return _REGISTRY.get()
