"""What 电子营业执照 and 网号/网证 say, beyond who logged in (L6): shown by ticket, exchanged by our server, never by the browser.

A licence names the enterprise, its legal representative, its state in the register and who holds it on his phone. A 网证 says yes or no
to a name (and a number, where one was asked) and tells no identity: what we ask with is what we knew before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from yuzhengdai.foundation.integrations.authority import stand_in_counts
from yuzhengdai.foundation.integrations.gov_data.base import RegistrationState
from yuzhengdai.foundation.integrations.identity_platform.base import IdentityPlatform, PlatformRow


class Holder(StrEnum):
    """Who holds the licence that was shown. Only the first proves 「我是法定代表人」."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    MANAGER = "manager"
    CLERK = "clerk"


HOLDER_LABELS = {
    Holder.LEGAL_REPRESENTATIVE: "法定代表人",
    Holder.MANAGER: "证照管理人员",
    Holder.CLERK: "办事人员",
}


@dataclass(frozen=True, slots=True)
class LicenceShown:
    """``holder_name`` of who showed it, "" where the platform does not say; ``reference``: the platform's number of this answer."""

    subject: str
    uscc: str
    enterprise_name: str
    legal_representative_name: str
    registered_address: str
    established_on: date | None
    state: RegistrationState
    holder: Holder
    holder_name: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class PersonShown:
    """``is_same_person``: the platform's yes to what was asked. ``is_face_checked``: it saw the living face this time."""

    subject: str
    is_same_person: bool
    is_face_checked: bool = False
    reference: str = ""


class ShowsPapers(IdentityPlatform, Protocol):
    """A platform whose row ``proves`` something. Both raise ExternalError and Refused as ``IdentityPlatform.finish``."""

    def licence_shown(self, *, ticket: str, began_at: float) -> LicenceShown:
        """The licence that the ticket stands for; ``began_at`` in seconds of the real time of day."""
        ...

    def person_shown(
        self, *, ticket: str, began_at: float, person_name: str, id_number: str = ""
    ) -> PersonShown:
        """Whether the bearer is this person; the number is sent only where it is given."""
        ...


def is_authoritative(row: PlatformRow) -> bool:
    """What the platform's word is worth: only what the operator lets count, and a stand-in's only where the site says so."""
    return row.counts_as_verification and (not row.is_stand_in or stand_in_counts())
