"""Which BankTransferProvider the settings ask for."""

from __future__ import annotations

from yuzhengdai.foundation.integrations.bank_transfer.base import BankTransferProvider
from yuzhengdai.foundation.integrations.registry import Registry

_HERE = "yuzhengdai.foundation.integrations.bank_transfer"
_REGISTRY: Registry[BankTransferProvider] = Registry(
    "bank_transfer",
    {
        "http": f"{_HERE}.http:make",
        "sandbox": f"{_HERE}.http:make_sandbox",
        "none": f"{_HERE}.none:make",
    },
)


def get_bank_transfer() -> BankTransferProvider:
    """The bank gateway of this process. ``ImproperlyConfigured`` naming what is missing."""
    return _REGISTRY.get()
