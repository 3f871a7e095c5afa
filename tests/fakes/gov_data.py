"""Government sources that know every enterprise as it was asked, until told otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.fakes.common import Fake
from yuzhengdai.foundation.integrations.gov_data.base import (
    AccountCheck,
    ElementsCheck,
    FactsAnswer,
    FactsQuestion,
    RegisteredEnterprise,
    RegistrationState,
)


class FakeGovData(Fake):
    """`registered[uscc]`, `state`, `disagreeing` (elements), `electricity`, `social` are what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.registered: dict[str, RegisteredEnterprise] = {}
        self.state = RegistrationState.ACTIVE
        self.disagreeing: set[str] = set()
        self.is_authoritative = True
        # None: found and matching. Else (is_found, mismatch).
        self.electricity: tuple[bool, str] | None = None
        self.social: tuple[bool, str] | None = None
        # path → facts, None for "not found", or something to call for them; other paths are not found.
        self.facts: dict[str, dict[str, Any] | Callable[[], dict[str, Any]] | None] = {}

    def enterprise(self, *, uscc: str, name: str = "") -> RegisteredEnterprise:
        """What was put into `registered`, or an enterprise in `state` without particulars."""
        self.called("enterprise", uscc=uscc, name=name)
        known = self.registered.get(uscc)
        return known or RegisteredEnterprise(
            True, self.reference(), "fake", self.may_count(self.is_authoritative), self.state
        )

    def elements_check(
        self, *, name: str, uscc: str, legal_representative_name: str, legal_representative_id_number: str
    ) -> ElementsCheck:
        """All agree but those in `disagreeing`; three elements where the ID number is empty."""
        asked = {
            "name": name,
            "uscc": uscc,
            "legal_representative_name": legal_representative_name,
            "legal_representative_id_number": legal_representative_id_number,
        }
        self.called("elements_check", **asked)
        elements = {key: key not in self.disagreeing for key, value in asked.items() if value}
        return ElementsCheck(self.reference(), "fake", self.may_count(self.is_authoritative), elements)

    def electricity_check(
        self, *, account_number: str, payer_name: str, payer_phone: str, uscc: str
    ) -> AccountCheck:
        """As `electricity` says."""
        self.called(
            "electricity_check", account_number=account_number, payer_name=payer_name, payer_phone=payer_phone,
            uscc=uscc,
        )  # fmt: skip
        return self._account(self.electricity)

    def social_insurance_check(self, *, unit_number: str, uscc: str, name: str) -> AccountCheck:
        """As `social` says."""
        self.called("social_insurance_check", unit_number=unit_number, uscc=uscc, name=name)
        return self._account(self.social)

    def fetch(self, question: FactsQuestion) -> FactsAnswer:
        """What `facts` says of the path."""
        self.called("fetch", path=question.path, uscc=question.uscc, period=question.period)
        facts = self.facts.get(question.path)
        told = facts() if callable(facts) else facts
        return FactsAnswer(
            is_found=told is not None,
            reference=self.reference(),
            source="fake",
            is_authoritative=self.may_count(self.is_authoritative),
            facts=told or {},
            raw=json.dumps({"facts": told}, ensure_ascii=False),
        )

    def _account(self, told: tuple[bool, str] | None) -> AccountCheck:
        is_found, mismatch = told or (True, "")
        is_authoritative = self.may_count(self.is_authoritative)
        return AccountCheck(
            is_found, is_found and not mismatch, self.reference(), "fake", is_authoritative, mismatch
        )


def make() -> FakeGovData:
    """For the registry."""
    return FakeGovData()
