"""Which CA signs, and where its revocation list is published."""

from __future__ import annotations

from django.conf import settings

from yuzhengdai.foundation.integrations.ca.base import CaProvider
from yuzhengdai.foundation.integrations.registry import Registry

_REGISTRY: Registry[CaProvider] = Registry("ca", {"embedded": "yuzhengdai.domain.certificates.embedded:make"})


def get_ca() -> CaProvider:
    """The CA that ``ADAPTERS["ca"]`` names. ``ImproperlyConfigured`` naming what is missing."""
    return _REGISTRY.get()


def crl_path(issuer_name: str) -> str:
    """Path of the public revocation list; the portal serves it (``portal:ca-crl``)."""
    return f"/ca/{issuer_name}.crl"


def crl_url(issuer_name: str) -> str:
    """Its absolute address, as certificates carry it."""
    return f"{settings.SITE_BASE_URL}{crl_path(issuer_name)}"
