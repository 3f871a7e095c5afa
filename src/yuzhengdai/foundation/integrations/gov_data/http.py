"""Government sources over signed HTTP: POST /gov-data/… (docs/integrations.md)."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any

from yuzhengdai.foundation.integrations.answers import Answer
from yuzhengdai.foundation.integrations.authority import stand_in_counts
from yuzhengdai.foundation.integrations.breaker import Breaker
from yuzhengdai.foundation.integrations.gov_data.base import (
    AccountCheck,
    ElementsCheck,
    FactsAnswer,
    FactsQuestion,
    RegisteredEnterprise,
    RegistrationState,
)
from yuzhengdai.foundation.integrations.signed_http import SignedClient, client_for, unreadable

_READ_S = 5.0


class HttpGovData:
    """Three sources behind one client each, so that one of them being down does not close the others.

    ``may_be_authoritative`` False: whatever the sources say of themselves, their yes opens nothing by itself.
    """

    def __init__(
        self,
        *,
        register: SignedClient,
        electricity: SignedClient,
        social_insurance: SignedClient,
        kind: str = "gov_data",
        name: str = "http",
        may_be_authoritative: bool = True,
    ) -> None:
        self.name = name
        self._register = register
        self._electricity = electricity
        self._social_insurance = social_insurance
        self._may_be_authoritative = may_be_authoritative
        self._facts_of = _FactsClients(kind)

    def enterprise(self, *, uscc: str, name: str = "") -> RegisteredEnterprise:
        """登记信息 of a code."""
        answer = self._ask(self._register, "/gov-data/enterprise", {"uscc": uscc, "name": name})
        is_found = answer.boolean("found")
        return RegisteredEnterprise(
            is_found=is_found,
            reference=answer.text("reference", limit=80),
            source=answer.text("source", limit=60, default=self.name),
            is_authoritative=self._authority(answer),
            state=answer.choice("state", RegistrationState) if is_found else RegistrationState.UNKNOWN,
            name=answer.text("name", default=""),
            entity_type_text=answer.text("entity_type", limit=60, default=""),
            registered_address=answer.text("registered_address", limit=300, default=""),
            established_on=answer.day("established_on"),
            industry_code=answer.text("industry_code", limit=10, default=""),
            size=answer.text("size", limit=10, default=""),
        )

    def elements_check(
        self, *, name: str, uscc: str, legal_representative_name: str, legal_representative_id_number: str
    ) -> ElementsCheck:
        """企业四要素; three where the ID number is empty. An answer that leaves one out is none."""
        asked = {
            "name": name,
            "uscc": uscc,
            "legal_representative_name": legal_representative_name,
            "legal_representative_id_number": legal_representative_id_number,
        }
        question = {key: value for key, value in asked.items() if value}
        answer = self._ask(self._register, "/gov-data/elements", question)
        told = answer.booleans("elements")
        if not question.keys() <= told.keys():
            raise unreadable(self._register.source)
        return ElementsCheck(
            reference=answer.text("reference", limit=80),
            source=answer.text("source", limit=60, default=self.name),
            is_authoritative=answer.boolean("authoritative") and self._may_be_authoritative,
            elements={key: told[key] for key in question},
        )

    def electricity_check(
        self, *, account_number: str, payer_name: str, payer_phone: str, uscc: str
    ) -> AccountCheck:
        """电力户号: 10 or 13 digits, the payer's name and phone (11 digits)."""
        question = {
            "account_number": account_number,
            "payer_name": payer_name,
            "payer_phone": payer_phone,
            "uscc": uscc,
        }
        return self._account(self._electricity, "/gov-data/electricity", question)

    def social_insurance_check(self, *, unit_number: str, uscc: str, name: str) -> AccountCheck:
        """单位社保编号 of the enterprise."""
        question = {"unit_number": unit_number, "uscc": uscc, "name": name}
        return self._account(self._social_insurance, "/gov-data/social-insurance", question)

    def fetch(self, question: FactsQuestion) -> FactsAnswer:
        """POST /gov-data/items/…: facts of one item, or that there are none."""
        client = self._facts_of.client(question)
        told = client.call(
            f"/gov-data/items/{question.path}",
            {"uscc": question.uscc, "name": question.name, "period": question.period},
        )
        answer = Answer(told, client.source)
        is_found, facts = answer.boolean("found"), told.get("facts")
        if is_found and not isinstance(facts, dict):
            raise unreadable(client.source)
        return FactsAnswer(
            is_found=is_found,
            reference=answer.text("reference", limit=80),
            source=answer.text("source", limit=60, default=self.name),
            is_authoritative=answer.boolean("authoritative") and self._may_be_authoritative,
            as_of=answer.day("as_of"),
            facts=facts if is_found and isinstance(facts, dict) else {},
            raw=json.dumps(told, ensure_ascii=False),
        )

    def _authority(self, answer: Answer) -> bool:
        """The contract asks 登记信息 and the accounts for no word of theirs; one that says false is believed."""
        return answer.boolean("authoritative", default=True) and self._may_be_authoritative

    @staticmethod
    def _ask(client: SignedClient, path: str, question: Mapping[str, Any]) -> Answer:
        return Answer(client.call(path, question), client.source)

    def _account(self, client: SignedClient, path: str, question: Mapping[str, Any]) -> AccountCheck:
        answer = self._ask(client, path, question)
        is_found, is_match = answer.boolean("found"), answer.boolean("match")
        mismatch = answer.text("mismatch", limit=40, default="")
        if is_match and (mismatch or not is_found):
            raise unreadable(client.source)
        return AccountCheck(
            is_found=is_found,
            is_match=is_match,
            reference=answer.text("reference", limit=80),
            source=answer.text("source", limit=60, default=self.name),
            is_authoritative=self._authority(answer),
            mismatch=mismatch,
        )


class _FactsClients:
    """One client for each source and timeout, and one breaker for each source, made when first asked."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._lock = threading.Lock()
        self._breakers: dict[str, Breaker] = {}
        self._clients: dict[tuple[str, float], SignedClient] = {}

    def client(self, question: FactsQuestion) -> SignedClient:
        """The client for this question; safe between threads."""
        key = (question.source, question.timeout_s)
        with self._lock:
            if key not in self._clients:
                source = f"gov_data:{question.source}"
                breaker = self._breakers.setdefault(source, Breaker(source))
                self._clients[key] = client_for(
                    self._kind,
                    read_s=question.timeout_s,
                    total_s=question.timeout_s,
                    source=source,
                    breaker=breaker,
                )
            return self._clients[key]


def _make(kind: str, name: str, *, may_be_authoritative: bool) -> HttpGovData:
    return HttpGovData(
        register=client_for(kind, read_s=_READ_S, source="gov_data:register"),
        electricity=client_for(kind, read_s=_READ_S, source="gov_data:electricity"),
        social_insurance=client_for(kind, read_s=_READ_S, source="gov_data:social_insurance"),
        kind=kind,
        name=name,
        may_be_authoritative=may_be_authoritative,
    )


def make() -> HttpGovData:
    """For the registry: the province's sources."""
    return _make("gov_data", "http", may_be_authoritative=True)


def make_sandbox() -> HttpGovData:
    """For the registry: the sandbox, whose word counts where the site says so."""
    return _make("sandbox", "sandbox", may_be_authoritative=stand_in_counts())
