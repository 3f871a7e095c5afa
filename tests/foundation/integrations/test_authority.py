"""Whose yes is worth it: every adapter of every kind of source, in a site that takes a stand-in's word and in one that does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from tests.foundation.integrations import partner as partners
from tests.foundation.integrations.partner import SECRET, Partner
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations import registry
from yuzhengdai.foundation.integrations.bank_transfer.registry import get_bank_transfer
from yuzhengdai.foundation.integrations.face.base import Assurance
from yuzhengdai.foundation.integrations.face.registry import get_face
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data
from yuzhengdai.foundation.integrations.identity.registry import get_identity

USCC = "91350100M000100Y43"
ELEMENTS = {
    "name": "甲",
    "uscc": USCC,
    "legal_representative_name": "乙",
    "legal_representative_id_number": "110101199003070134",
}
TRANSFER: dict[str, Any] = {
    "request_id": "r1",
    "account_name": "甲",
    "account_number": "6222000011112222",
    "bank_name": "示例银行",
    "amount_yuan": Decimal("0.30"),
}
ACCOUNT = {
    "account_number": "4101234567",
    "payer_name": "丙",
    "payer_phone": "13812346021",
    "uscc": USCC,
}
ASKED: dict[str, tuple[str, Callable[[], Any], dict[str, Any]]] = {
    "identity": (
        "identity",
        lambda: get_identity().person_check(
            person_name="张示例", id_number="110101199003070134", portrait=None
        ),
        {"answer": "match", "reference": "R"},
    ),
    "registration": (
        "gov_data",
        lambda: get_gov_data().enterprise(uscc=USCC, name="甲"),
        {"found": True, "state": "active", "reference": "R"},
    ),
    "elements": (
        "gov_data",
        lambda: get_gov_data().elements_check(**ELEMENTS),
        {"elements": dict.fromkeys(ELEMENTS, True), "reference": "R"},
    ),
    "electricity": (
        "gov_data",
        lambda: get_gov_data().electricity_check(**ACCOUNT),
        {"found": True, "match": True, "reference": "R"},
    ),
    "social_insurance": (
        "gov_data",
        lambda: get_gov_data().social_insurance_check(unit_number="410101234", uscc=USCC, name="甲"),
        {"found": True, "match": True, "reference": "R"},
    ),
    "transfer_send": (
        "bank_transfer",
        lambda: get_bank_transfer().transfer_send(**TRANSFER),
        {"state": "paid", "reference": "R"},
    ),
    "transfer_state": (
        "bank_transfer",
        lambda: get_bank_transfer().transfer_state(request_id="r1"),
        {"state": "paid", "reference": "R"},
    ),
}
"""Question → (kind of source, how it is put, a good answer without a word about authority)."""
KINDS = ("identity", "gov_data", "bank_transfer")
STAND_INS = ("sandbox", "fake")


@pytest.fixture
def partner() -> Iterator[Partner]:
    with partners.serve() as running:
        yield running


def ask(question: str, adapter: str, partner: Partner, told: object, *, stand_ins: bool) -> Any:
    kind, put, answer = ASKED[question]
    partner.answer(200, answer if told is None else {**answer, "authoritative": told})
    service = {"url": partner.url, "key_id": "k1", "secret": SECRET}
    with override_settings(
        ADAPTERS={**settings.ADAPTERS, kind: [adapter]},
        OUTSIDE_SERVICES={kind: service, "sandbox": service},
        STAND_INS_ARE_AUTHORITATIVE=stand_ins,
    ):
        return put()


@pytest.mark.parametrize("question", list(ASKED))
def test_a_connected_source_counts_as_it_says(partner: Partner, question: str) -> None:
    for stand_ins in (False, True):
        assert ask(question, "http", partner, True, stand_ins=stand_ins).is_authoritative is True
        assert ask(question, "http", partner, False, stand_ins=stand_ins).is_authoritative is False


@pytest.mark.parametrize("adapter", STAND_INS)
@pytest.mark.parametrize("question", list(ASKED))
def test_a_stand_in_counts_where_the_site_says_so_and_nowhere_else(
    partner: Partner, question: str, adapter: str
) -> None:
    assert ask(question, adapter, partner, True, stand_ins=False).is_authoritative is False
    assert ask(question, adapter, partner, True, stand_ins=True).is_authoritative is True


@pytest.mark.parametrize("question", list(ASKED))
def test_nobody_connected_is_no_answer(partner: Partner, question: str) -> None:
    with pytest.raises(ExternalError):
        ask(question, "none", partner, True, stand_ins=True)


def test_every_adapter_that_the_registries_know_is_tried_above() -> None:
    get_identity(), get_gov_data(), get_bank_transfer()
    known = {one.kind: set(one.paths) for one in registry._all if one.kind in KINDS}
    assert known == {kind: {"http", "sandbox", "none"} for kind in KINDS}


def test_a_fake_that_calls_itself_certified_is_an_aid_where_stand_ins_do_not_count() -> None:
    face: Any = get_face()
    face.assurance = Assurance.CERTIFIED
    assert get_face().assurance == Assurance.CERTIFIED
    with override_settings(STAND_INS_ARE_AUTHORITATIVE=False):
        unproved: Any = get_face()
        unproved.assurance = Assurance.CERTIFIED
        assert get_face().assurance == Assurance.ASSIST
