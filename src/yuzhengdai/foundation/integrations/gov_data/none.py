"""No government source is connected: every question ends in ``ExternalError``."""

from __future__ import annotations

from yuzhengdai.foundation.integrations.gov_data.base import (
    AccountCheck,
    ElementsCheck,
    FactsAnswer,
    FactsQuestion,
    RegisteredEnterprise,
)
from yuzhengdai.foundation.integrations.unconnected import not_connected


class NoGovData:
    name = "none"

    def enterprise(self, *, uscc: str, name: str = "") -> RegisteredEnterprise:
        """Raise: there is nobody to ask."""
        raise not_connected("gov_data", "工商登记信息")

    def elements_check(
        self, *, name: str, uscc: str, legal_representative_name: str, legal_representative_id_number: str
    ) -> ElementsCheck:
        """Raise: there is nobody to ask."""
        raise not_connected("gov_data", "工商登记信息")

    def electricity_check(
        self, *, account_number: str, payer_name: str, payer_phone: str, uscc: str
    ) -> AccountCheck:
        """Raise: there is nobody to ask."""
        raise not_connected("gov_data", "电力数据")

    def social_insurance_check(self, *, unit_number: str, uscc: str, name: str) -> AccountCheck:
        """Raise: there is nobody to ask."""
        raise not_connected("gov_data", "社保数据")

    def fetch(self, question: FactsQuestion) -> FactsAnswer:
        """Raise: there is nobody to ask."""
        raise not_connected("gov_data", "这项数据")


def make() -> NoGovData:
    return NoGovData()
