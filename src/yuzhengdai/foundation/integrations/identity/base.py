"""Who a person is: name + number (+ portrait) at an authoritative source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class IdentityAnswer(StrEnum):
    """What the source says. Only an authoritative MATCH lets a verification pass by itself."""

    MATCH = "match"
    MISMATCH = "mismatch"
    NOT_FOUND = "not_found"
    PORTRAIT_DIFFERENT = "portrait_different"
    PORTRAIT_UNSURE = "portrait_unsure"


@dataclass(frozen=True, slots=True)
class PersonCheck:
    """``reference`` is the source's own number of this question; ``portrait_score`` 0…1 or None where none was compared."""

    answer: IdentityAnswer
    reference: str
    source: str
    is_authoritative: bool
    portrait_score: float | None = None


class IdentityProvider(Protocol):
    """Raises ``ExternalError``; no answer is never a yes."""

    name: str

    def person_check(self, *, person_name: str, id_number: str, portrait: bytes | None) -> PersonCheck:
        """Ask once. ``portrait`` is a JPEG of the live face, sent only under the consent for face data."""
        ...
