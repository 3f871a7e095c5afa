"""What institutions publish (core.events). Names are a contract: others hear them, they do not change."""

from __future__ import annotations

from enum import StrEnum


class InstitutionEvent(StrEnum):
    CHANGED = "institutions.changed"
    OFFICER_REDUCED = "institutions.officer_reduced"
    """A post was suspended or may only look from now on. Ids: "user", "institution"."""
