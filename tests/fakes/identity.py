"""An identity source that answers `answer` (MATCH at first)."""

from __future__ import annotations

from tests.fakes.common import Fake
from yuzhengdai.foundation.integrations.identity.base import IdentityAnswer, PersonCheck


class FakeIdentity(Fake):
    """`answer`, `is_authoritative` and `portrait_score` are what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = IdentityAnswer.MATCH
        self.is_authoritative = True
        self.portrait_score = 0.95

    def person_check(self, *, person_name: str, id_number: str, portrait: bytes | None) -> PersonCheck:
        """The programmed answer; a score only where a portrait came."""
        self.called(
            "person_check", person_name=person_name, id_number=id_number, with_portrait=portrait is not None
        )
        score = None if portrait is None else self.portrait_score
        return PersonCheck(
            self.answer, self.reference(), "fake", self.may_count(self.is_authoritative), score
        )


def make() -> FakeIdentity:
    """For the registry."""
    return FakeIdentity()
