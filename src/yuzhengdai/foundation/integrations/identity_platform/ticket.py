"""The ticket kind, as most provincial platforms speak it (docs/integrations.md, 「票据」).

The browser goes to the platform's login page and comes back with a one-time ticket. Our server exchanges it by a signed call
(POST /ticket/exchange) and believes nothing that the browser brought beside it. The answer says for whom the ticket was made out
and when; one of another site or of long ago is refused, even where it is signed well.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlencode

import httpx

from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.answers import Answer
from yuzhengdai.foundation.integrations.identity_platform import refusals
from yuzhengdai.foundation.integrations.identity_platform.base import Begun, Identity, PlatformRow
from yuzhengdai.foundation.integrations.identity_platform.claims import identity_of
from yuzhengdai.foundation.integrations.identity_platform.papers import LicenceShown, PersonShown
from yuzhengdai.foundation.integrations.identity_platform.reading import licence_of, person_of
from yuzhengdai.foundation.integrations.signed_http import ANSWER_UNTRUSTED, SignedClient

SKEW_S: Final = 120
_READ_S: Final = 5.0
_TICKET: Final = re.compile(r"[A-Za-z0-9._~-]{16,512}", re.ASCII)
_USED_UP: Final = frozenset({"ticket_used", "ticket_expired", "ticket_unknown", "bad_ticket"})


class TicketPlatform:
    """One platform. ``wall_clock`` (seconds, real time of day) and ``transport`` are for tests."""

    def __init__(
        self,
        row: PlatformRow,
        *,
        wall_clock: Callable[[], float] = time.time,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.row = row
        self._wall_clock = wall_clock
        self._client = SignedClient(
            f"platform:{row.key}",
            url=row.address,
            key_id=row.client_id,
            secret=row.secret,
            read_s=_READ_S,
            allow_plain_http=row.allow_plain_http,
            wall_clock=wall_clock,
            transport=transport,
        )

    def begin(self, *, return_address: str, state: str) -> Begun:
        # Not every platform brings a state back: it is part of the address to return to.
        back = f"{return_address}?{urlencode({'state': state})}"
        query = urlencode({"app_id": self.row.client_id, "return_url": back})
        return Begun(f"{self.row.login_address}?{query}")

    def finish(
        self, *, answer: Mapping[str, str], kept: Mapping[str, str], return_address: str, began_at: float
    ) -> Identity:
        ticket = "" if answer.get("error") else answer.get("ticket", "")
        return identity_of(self.row, self._told(ticket, began_at))

    def licence_shown(self, *, ticket: str, began_at: float) -> LicenceShown:
        """The licence of the ticket; asked with nothing beside it."""
        return licence_of(self.row, self._told(ticket, began_at))

    def person_shown(
        self, *, ticket: str, began_at: float, person_name: str, id_number: str = ""
    ) -> PersonShown:
        """The yes or no to this name; a number goes along only where one was given."""
        asked = {"person_name": person_name} | ({"id_number": id_number} if id_number else {})
        return person_of(self.row, self._told(ticket, began_at, asked))

    def _told(
        self, ticket: str, began_at: float, asked: Mapping[str, str] | None = None
    ) -> dict[str, object]:
        """What the platform says for a ticket, made out to us and lately."""
        if not ticket:
            raise refusals.denied(self.row)
        if not _TICKET.fullmatch(ticket):
            raise refusals.used_up(self.row)
        told = self._exchanged(ticket, asked or {})
        source = self._client.source
        if Answer(told, source).text("issued_for") != self.row.client_id:
            raise refusals.not_for_us(self.row)
        issued_at = told.get("issued_at")
        if not isinstance(issued_at, int) or not (
            began_at - SKEW_S <= issued_at <= self._wall_clock() + SKEW_S
        ):
            raise refusals.wrong_time(self.row)
        return told

    def leave_address(self, *, return_address: str) -> str:
        address = self.row.logout_address
        query = urlencode({"app_id": self.row.client_id, "return_url": return_address})
        return f"{address}?{query}" if address else ""

    def _exchanged(self, ticket: str, asked: Mapping[str, str]) -> dict[str, object]:
        question = {"app_id": self.row.client_id, "ticket": ticket, **asked}
        try:
            return self._client.call("/ticket/exchange", question)
        except ExternalError as error:
            code = str(error.details.get("vendor_code", ""))
            if code in _USED_UP:
                raise refusals.used_up(self.row) from None
            if code == "ticket_of_another":
                raise refusals.not_for_us(self.row) from None
            if error.code == ANSWER_UNTRUSTED:
                raise refusals.forged(self.row) from None
            raise refusals.down(self.row, error) from error


def make(row: PlatformRow) -> TicketPlatform:
    """For the registry: one adapter a row, made once a process."""
    return TicketPlatform(row)
