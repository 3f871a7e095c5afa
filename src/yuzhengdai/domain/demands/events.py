"""What demands publish (core.events). Names are a contract: others hear them, they do not change."""

from __future__ import annotations

from enum import StrEnum


class DemandEvent(StrEnum):
    """Ids: "demand", and "offer" where one is meant; detail: "action" and "state"."""

    MOVED = "demands.moved"
    """After every step of a demand."""
    OFFER_MOVED = "demands.offer_moved"
    """After every step of an offer."""
