"""What applications publish (core.events). Names are a contract: others hear them, they do not change."""

from __future__ import annotations

from enum import StrEnum


class ApplicationEvent(StrEnum):
    """Ids: "application"; detail: "action" and "state"."""

    MOVED = "applications.moved"
    """After every step."""
    ENDED = "applications.ended"
    """When an application comes to an end of any kind."""
