"""What data grants publish (core.events). Names are a contract: others hear them, they do not change."""

from __future__ import annotations

from enum import StrEnum


class CreditEvent(StrEnum):
    """Ids and detail: see ``services.ending``."""

    AUTHORISATION_REVOKED = "credit.authorisation_revoked"
