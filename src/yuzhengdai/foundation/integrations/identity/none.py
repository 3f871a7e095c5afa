"""No identity source is connected: every question ends in ``ExternalError``, so nobody passes by it."""

from __future__ import annotations

from yuzhengdai.foundation.integrations.identity.base import PersonCheck
from yuzhengdai.foundation.integrations.unconnected import not_connected


class NoIdentity:
    name = "none"

    def person_check(self, *, person_name: str, id_number: str, portrait: bytes | None) -> PersonCheck:
        """Raise: there is nobody to ask."""
        raise not_connected("identity", "身份核验服务")


def make() -> NoIdentity:
    return NoIdentity()
