"""Adapters over signed HTTP: what the contract says is read, anything else is unreadable and never a yes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from tests.foundation.integrations import partner as partners
from tests.foundation.integrations.partner import SECRET, Partner
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.bank_transfer.base import TransferState
from yuzhengdai.foundation.integrations.bank_transfer.registry import get_bank_transfer
from yuzhengdai.foundation.integrations.breaker import SOURCE_PAUSED
from yuzhengdai.foundation.integrations.gov_data.base import RegistrationState
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data
from yuzhengdai.foundation.integrations.identity.base import IdentityAnswer
from yuzhengdai.foundation.integrations.identity.registry import get_identity
from yuzhengdai.foundation.integrations.signed_http import ANSWER_UNREADABLE

PERSON = {"person_name": "张示例", "id_number": "110101199003070134"}
HEAD = {
    "name": "甲", "uscc": "91350100M000100Y43", "legal_representative_name": "乙",
    "legal_representative_id_number": "110101199003070134",
}  # fmt: skip
ACCOUNT = {
    "account_number": "4101234567",
    "payer_name": "丙",
    "payer_phone": "13812346021",
    "uscc": HEAD["uscc"],
}
TRANSFER: dict[str, Any] = {
    "request_id": "r1", "account_name": "甲", "account_number": "6222000011112222", "bank_name": "示例银行",
    "amount_yuan": Decimal("0.30"),
}  # fmt: skip


@pytest.fixture
def partner() -> Iterator[Partner]:
    """All three kinds speak to one partner."""
    with partners.serve() as running:
        service = {"url": running.url, "key_id": "k1", "secret": SECRET}
        kinds = ("identity", "gov_data", "bank_transfer")
        with override_settings(
            ADAPTERS={**settings.ADAPTERS, **{kind: ["http"] for kind in kinds}},
            OUTSIDE_SERVICES=dict.fromkeys(kinds, service),
        ):
            yield running


def person(portrait: bytes | None = None) -> Any:
    return get_identity().person_check(**PERSON, portrait=portrait)


def elements() -> Any:
    return get_gov_data().elements_check(**HEAD)


def register() -> Any:
    return get_gov_data().enterprise(uscc=HEAD["uscc"], name="甲")


def electricity() -> Any:
    return get_gov_data().electricity_check(**ACCOUNT)


def social() -> Any:
    return get_gov_data().social_insurance_check(unit_number="41010123456", uscc=HEAD["uscc"], name="甲")


def send() -> Any:
    return get_bank_transfer().transfer_send(**TRANSFER)


def test_identity_is_asked_and_read(partner: Partner) -> None:
    partner.answer(
        200,
        {
            "answer": "match",
            "authoritative": True,
            "reference": "R1",
            "portrait_score": 0.9,
            "source": "公安",
        },
    )
    check = person(b"jpeg")
    assert (check.answer, check.is_authoritative, check.portrait_score) == (IdentityAnswer.MATCH, True, 0.9)
    assert (check.reference, check.source) == ("R1", "公安")
    assert partner.asked[0].path == "/v1/identity/check"
    assert partner.asked[0].json() == {**PERSON, "portrait": "anBlZw=="}
    person()
    assert partner.asked[1].json() == PERSON


def test_a_match_without_a_look_at_the_face_is_no_match(partner: Partner) -> None:
    partner.answer(200, {"answer": "match", "authoritative": True, "reference": "R1"})
    assert person(b"jpeg").answer == IdentityAnswer.PORTRAIT_UNSURE
    assert person().answer == IdentityAnswer.MATCH


def test_the_register_is_read(partner: Partner) -> None:
    partner.answer(
        200,
        {"found": True, "reference": "R2", "state": "revoked", "name": "甲", "established_on": "2016-08-17"},
    )
    found = register()
    assert (found.state, found.name) == (RegistrationState.REVOKED, "甲")
    assert found.established_on == date(2016, 8, 17)
    partner.answer(200, {"found": False, "reference": "R3"})
    assert not register().is_found


def test_three_elements_are_asked_where_there_is_no_id_number(partner: Partner) -> None:
    names = ("name", "uscc", "legal_representative_name")
    partner.answer(200, {"elements": dict.fromkeys(names, True), "authoritative": True, "reference": "R"})
    check = get_gov_data().elements_check(**(HEAD | {"legal_representative_id_number": ""}))
    assert set(partner.asked[0].json()) == set(names) == set(check.elements)
    with pytest.raises(ExternalError):  # four were asked, three answered
        elements()


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (person, {"answer": "yes", "authoritative": True, "reference": "R"}),
        (person, {"answer": "match", "authoritative": "true", "reference": "R"}),
        (person, {"answer": "match", "reference": "R"}),
        (person, {"answer": "match", "authoritative": True}),
        (person, {"answer": "match", "authoritative": True, "reference": "R", "portrait_score": 7}),
        (person, {"answer": "match", "authoritative": True, "reference": "R", "portrait_score": True}),
        (person, {"answer": ["match"], "authoritative": True, "reference": "R"}),
        (register, {"found": True, "reference": "R"}),
        (register, {"found": True, "reference": "R", "state": "alive"}),
        (register, {"found": True, "reference": "R", "state": "active", "established_on": "yesterday"}),
        (register, {"found": True, "reference": "R", "state": "active", "name": "x" * 201}),
        (register, {"found": "no", "reference": "R"}),
        (elements, {"elements": {"name": True}, "authoritative": True, "reference": "R"}),
        (elements, {"elements": dict.fromkeys(HEAD, "yes"), "authoritative": True, "reference": "R"}),
        (elements, {"elements": [], "authoritative": True, "reference": "R"}),
        (electricity, {"found": False, "match": True, "reference": "R"}),
        (electricity, {"found": True, "match": True, "mismatch": "payer_name", "reference": "R"}),
        (electricity, {"found": True, "reference": "R"}),
        (social, {"match": True, "reference": "R"}),
        (send, {"state": "maybe", "reference": "R"}),
        (send, {"state": "paid"}),
        (send, {}),
    ],
)
def test_an_answer_that_does_not_keep_the_contract_is_unreadable(
    partner: Partner, ask: Callable[[], Any], answer: Any
) -> None:
    partner.answer(200, answer)
    with pytest.raises(ExternalError) as caught:
        ask()
    assert (caught.value.code, caught.value.permanent) == (ANSWER_UNREADABLE, False)


def test_a_transfer(partner: Partner) -> None:
    partner.answer(200, {"state": "failed", "reference": "B1", "failure": "户名与账号不符"})
    receipt = send()
    assert (receipt.state, receipt.failure) == (TransferState.FAILED, "户名与账号不符")
    assert partner.asked[0].json()["amount_yuan"] == "0.30"
    partner.answer(200, {"state": "failed", "reference": "B1"})
    assert get_bank_transfer().transfer_state(request_id="r1").failure
    partner.answer(200, {"state": "paid", "reference": "B1", "failure": "stale"})
    assert get_bank_transfer().transfer_state(request_id="r1").failure == ""


def test_one_source_that_is_down_does_not_close_the_others(partner: Partner) -> None:
    partner.answer(500, {})
    for _ in range(5):
        with pytest.raises(ExternalError):
            electricity()
    with pytest.raises(ExternalError) as paused:
        electricity()
    assert paused.value.code == SOURCE_PAUSED
    partner.answer(200, {"found": True, "match": True, "reference": "R"})
    assert social().is_match
