"""An identity source over signed HTTP: POST /identity/check (docs/integrations.md)."""

from __future__ import annotations

import base64
from typing import Any

from yuzhengdai.foundation.integrations.answers import Answer
from yuzhengdai.foundation.integrations.authority import stand_in_counts
from yuzhengdai.foundation.integrations.identity.base import IdentityAnswer, PersonCheck
from yuzhengdai.foundation.integrations.signed_http import SignedClient, client_for

_READ_S = 6.0


class HttpIdentity:
    """``may_be_authoritative`` False: whatever the source says of itself, its yes opens nothing by itself."""

    def __init__(
        self, client: SignedClient, *, name: str = "http", may_be_authoritative: bool = True
    ) -> None:
        self.name = name
        self._client = client
        self._may_be_authoritative = may_be_authoritative

    def person_check(self, *, person_name: str, id_number: str, portrait: bytes | None) -> PersonCheck:
        question: dict[str, Any] = {"person_name": person_name, "id_number": id_number}
        if portrait is not None:
            question["portrait"] = base64.b64encode(portrait).decode()
        answer = Answer(self._client.call("/identity/check", question), self._client.source)
        verdict = answer.choice("answer", IdentityAnswer)
        score = answer.share("portrait_score")
        if portrait is not None and verdict == IdentityAnswer.MATCH and score is None:
            # Name and number agree, but nobody compared the face that was sent: that is not the yes we asked for.
            verdict = IdentityAnswer.PORTRAIT_UNSURE
        return PersonCheck(
            answer=verdict,
            reference=answer.text("reference", limit=80),
            source=answer.text("source", limit=60, default=self.name),
            is_authoritative=answer.boolean("authoritative") and self._may_be_authoritative,
            portrait_score=score,
        )


def make() -> HttpIdentity:
    """For the registry: the province's source."""
    return HttpIdentity(client_for("identity", read_s=_READ_S))


def make_sandbox() -> HttpIdentity:
    """For the registry: the sandbox, whose word counts where the site says so."""
    client = client_for("sandbox", read_s=_READ_S, source="identity")
    return HttpIdentity(client, name="sandbox", may_be_authoritative=stand_in_counts())
