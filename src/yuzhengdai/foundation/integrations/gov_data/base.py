"""Government sources: market supervision (工商), electricity (电力), social insurance (社保)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol


class RegistrationState(StrEnum):
    """登记状态 as the market-supervision source tells it."""

    ACTIVE = "active"
    CANCELLED = "cancelled"
    REVOKED = "revoked"
    MOVED_OUT = "moved_out"
    UNKNOWN = "unknown"


REGISTRATION_LABELS: Mapping[RegistrationState, str] = {
    RegistrationState.ACTIVE: "存续",
    RegistrationState.CANCELLED: "注销",
    RegistrationState.REVOKED: "吊销",
    RegistrationState.MOVED_OUT: "迁出",
    RegistrationState.UNKNOWN: "未知",
}


@dataclass(frozen=True, slots=True)
class RegisteredEnterprise:
    """What the register shows of one code. ``is_found`` False: the source answered that there is none.

    ``is_authoritative``: the registration authority itself, or one that passes on its data, said so.
    """

    is_found: bool
    reference: str
    source: str
    is_authoritative: bool
    state: RegistrationState = RegistrationState.UNKNOWN
    name: str = ""
    entity_type_text: str = ""
    registered_address: str = ""
    established_on: date | None = None
    industry_code: str = ""
    """A code of GB/T 4754 as the register has it; "" where it says none."""
    size: str = ""
    """企业划型 (micro, small, medium, large); "" where it says none."""


@dataclass(frozen=True, slots=True)
class ElementsCheck:
    """企业四要素: which of the elements agree (name, uscc, legal_representative_name, legal_representative_id_number)."""

    reference: str
    source: str
    is_authoritative: bool
    elements: Mapping[str, bool] = field(default_factory=dict)

    @property
    def is_match(self) -> bool:
        """Whether all four were answered and agree."""
        return len(self.elements) == 4 and all(self.elements.values())


@dataclass(frozen=True, slots=True)
class AccountCheck:
    """户号 or 单位社保编号: whether it exists and belongs to what was given; ``mismatch`` names the field that disagrees."""

    is_found: bool
    is_match: bool
    reference: str
    source: str
    is_authoritative: bool
    mismatch: str = ""


@dataclass(frozen=True, slots=True)
class FactsQuestion:
    """What is asked of one source about one enterprise. ``period``: ``2024-12/2026-11`` or "" for the state of today.

    ``path`` follows ``/gov-data/items/``; ``source`` groups paths that stand and fall together; ``timeout_s`` bounds the whole call.
    """

    path: str
    source: str
    uscc: str
    name: str
    period: str
    timeout_s: float


@dataclass(frozen=True, slots=True)
class FactsAnswer:
    """What a source said; ``facts`` as sent, not yet checked against a schema, ``raw`` the whole answer as JSON."""

    is_found: bool
    reference: str
    source: str
    is_authoritative: bool
    as_of: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    raw: str = ""


class GovDataProvider(Protocol):
    """Raises ``ExternalError`` (transient: slow, down; permanent: refused, or an answer that is no answer)."""

    name: str

    def enterprise(self, *, uscc: str, name: str = "") -> RegisteredEnterprise:
        """登记信息 of a code; ``name`` as the applicant gave it, for sources that ask for both."""
        ...

    def elements_check(
        self, *, name: str, uscc: str, legal_representative_name: str, legal_representative_id_number: str
    ) -> ElementsCheck:
        """企业四要素. For an 经办人 the ID number is empty and the answer holds three elements."""
        ...

    def electricity_check(
        self, *, account_number: str, payer_name: str, payer_phone: str, uscc: str
    ) -> AccountCheck:
        """电力户号: 10 or 13 digits, the payer's name and phone."""
        ...

    def social_insurance_check(self, *, unit_number: str, uscc: str, name: str) -> AccountCheck:
        """单位社保编号 of the enterprise."""
        ...

    def fetch(self, question: FactsQuestion) -> FactsAnswer:
        """Facts of one item; the one method for every further source (``domain.data_items``)."""
        ...
