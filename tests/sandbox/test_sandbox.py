"""The sandbox, spoken to over real HTTP: its rules, its signatures, its faults."""

from __future__ import annotations

import ast
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import override_settings

from tests.sandbox.conftest import CANCELLED, HEAD_ID, KNOWN, ROOT, Door
from yuzhengdai.foundation.core.codes import make_id_number, make_uscc
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations import signing
from yuzhengdai.foundation.integrations.bank_transfer.base import TransferState
from yuzhengdai.foundation.integrations.bank_transfer.registry import get_bank_transfer
from yuzhengdai.foundation.integrations.gov_data.base import RegistrationState
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data
from yuzhengdai.foundation.integrations.identity.base import IdentityAnswer
from yuzhengdai.foundation.integrations.identity.registry import get_identity

pytestmark = pytest.mark.once
NEW_CODE = make_uscc(seed="newcomer")
NEW_ID = make_id_number(seed=12)
FACE = b"\xff\xd8 a face"


def test_it_borrows_nothing_of_the_platform_and_the_platform_nothing_of_it() -> None:
    for path in (ROOT / "sandbox").glob("*.py"):
        for name in _imports(path):
            assert name.split(".")[0] in {*sys.stdlib_module_names, "sandbox"}, (path.name, name)
    for path in (ROOT / "src").rglob("*.py"):
        assert not any(name.split(".")[0] == "sandbox" for name in _imports(path)), path


def _imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(node.module or "")
    return found


# ------------------------------------------------------------------------------------ identity


@pytest.mark.parametrize(
    ("name", "number", "portrait", "answer"),
    [
        ("张新", NEW_ID, FACE, IdentityAnswer.MATCH),
        ("张新", NEW_ID, None, IdentityAnswer.MATCH),
        ("张不符", NEW_ID, FACE, IdentityAnswer.MISMATCH),
        ("张查无", NEW_ID, FACE, IdentityAnswer.NOT_FOUND),
        ("张异像", NEW_ID, FACE, IdentityAnswer.PORTRAIT_DIFFERENT),
        ("张异像", NEW_ID, None, IdentityAnswer.MATCH),
        ("张存疑", NEW_ID, FACE, IdentityAnswer.PORTRAIT_UNSURE),
        ("李登记", HEAD_ID, FACE, IdentityAnswer.MATCH),
        ("李别人", HEAD_ID, FACE, IdentityAnswer.MISMATCH),
    ],
)
def test_identity(
    connected: None, name: str, number: str, portrait: bytes | None, answer: IdentityAnswer
) -> None:
    check = get_identity().person_check(person_name=name, id_number=number, portrait=portrait)
    assert check.answer == answer
    assert check.is_authoritative
    assert check.reference
    assert "模拟" in check.source
    if answer == IdentityAnswer.MATCH:
        assert (check.portrait_score is None) == (portrait is None)


def test_outside_a_demo_the_sandbox_is_no_authority(connected: None) -> None:
    with override_settings(STAND_INS_ARE_AUTHORITATIVE=False):
        check = get_identity().person_check(person_name="张新", id_number=NEW_ID, portrait=FACE)
        elements = get_gov_data().elements_check(
            name="甲", uscc=NEW_CODE, legal_representative_name="乙", legal_representative_id_number=""
        )
    assert not check.is_authoritative
    assert not elements.is_authoritative


# ------------------------------------------------------------------------------------ 工商


@pytest.mark.parametrize(
    ("uscc", "name", "state"),
    [
        (KNOWN["uscc"], "", RegistrationState.ACTIVE),
        (CANCELLED["uscc"], "", RegistrationState.CANCELLED),
        (CANCELLED["uscc"], "存续的样子有限公司", RegistrationState.CANCELLED),
        (NEW_CODE, "郑州新来有限公司", RegistrationState.ACTIVE),
        (NEW_CODE, "郑州注销有限公司", RegistrationState.CANCELLED),
        (NEW_CODE, "郑州吊销有限公司", RegistrationState.REVOKED),
        (NEW_CODE, "郑州迁出有限公司", RegistrationState.MOVED_OUT),
    ],
)
def test_registration_state(connected: None, uscc: str, name: str, state: RegistrationState) -> None:
    found = get_gov_data().enterprise(uscc=uscc, name=name)
    assert found.is_found
    assert found.state == state
    if uscc == KNOWN["uscc"]:
        assert found.name == KNOWN["name"]
        assert str(found.established_on) == KNOWN["established_on"]


def test_an_unregistered_code(connected: None) -> None:
    assert not get_gov_data().enterprise(uscc=NEW_CODE, name="郑州查无有限公司").is_found


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, set()),
        ({"name": "别的有限公司"}, {"name"}),
        ({"legal_representative_name": "李别人"}, {"legal_representative_name"}),
        ({"legal_representative_id_number": NEW_ID}, {"legal_representative_id_number"}),
        ({"uscc": NEW_CODE, "name": "新来不符公司", "legal_representative_name": "甲"}, {"name"}),
        (
            {"uscc": NEW_CODE, "name": "新", "legal_representative_name": "甲不符"},
            {"legal_representative_name"},
        ),
        ({"uscc": NEW_CODE, "name": "新", "legal_representative_name": "甲"}, set()),
    ],
)
def test_elements(connected: None, changes: dict[str, str], wrong: set[str]) -> None:
    asked = {
        "name": KNOWN["name"], "uscc": KNOWN["uscc"], "legal_representative_name": KNOWN["head_name"],
        "legal_representative_id_number": HEAD_ID,
    }  # fmt: skip
    check = get_gov_data().elements_check(**(asked | changes))
    assert {name for name, agrees in check.elements.items() if not agrees} == wrong
    assert check.is_match == (not wrong)
    three = get_gov_data().elements_check(**(asked | {"legal_representative_id_number": ""}))
    assert (len(three.elements), three.is_match) == (3, False)


# ------------------------------------------------------------------------------------ 电力, 社保


@pytest.mark.parametrize(
    ("number", "payer", "phone", "mismatch"),
    [
        ("4100000017", KNOWN["payer_name"], "13812346021", ""),
        ("4100000017", "别人", "13812346021", "payer_name"),
        ("4100000017", KNOWN["payer_name"], "13812346022", "payer_phone"),
        ("4101234567890", "谁", "037165900001", ""),
        ("4101230001", "谁", "13812346021", None),
        ("4101230002", "谁", "13812346021", "payer_name"),
        ("4101230003", "谁", "13812346021", "payer_phone"),
        ("4101230004", "谁", "13812346021", "uscc"),
        ("4101239999", "姓名不符", "13812346021", "payer_name"),
    ],
)
def test_electricity(connected: None, number: str, payer: str, phone: str, mismatch: str | None) -> None:
    check = get_gov_data().electricity_check(
        account_number=number, payer_name=payer, payer_phone=phone, uscc=KNOWN["uscc"]
    )
    assert (check.is_found, check.mismatch) == (mismatch is not None, mismatch or "")
    assert check.is_match == (mismatch == "")


@pytest.mark.parametrize(
    ("number", "uscc", "found", "match"),
    [
        ("41010000017", KNOWN["uscc"], True, True),
        ("41010000017", NEW_CODE, True, False),
        ("41010123456", NEW_CODE, True, True),
        ("41010120001", NEW_CODE, False, False),
        ("41010120002", NEW_CODE, True, False),
    ],
)
def test_social_insurance(connected: None, number: str, uscc: str, found: bool, match: bool) -> None:
    check = get_gov_data().social_insurance_check(unit_number=number, uscc=uscc, name="企业")
    assert (check.is_found, check.is_match) == (found, match)


# ------------------------------------------------------------------------------------ bank


def pay(request_id: str, number: str = "6222000011112222", amount: str = "0.37") -> Any:
    return get_bank_transfer().transfer_send(
        request_id=request_id, account_name="郑州新来有限公司", account_number=number, bank_name="示例银行",
        amount_yuan=Decimal(amount),
    )  # fmt: skip


def test_a_transfer_is_paid_once_and_its_amount_shown(connected: None, door: Door) -> None:
    first = pay("once")
    assert first.state == TransferState.PAID
    assert pay("once") == first
    assert get_bank_transfer().transfer_state(request_id="once") == first
    shown = [row for row in door("/control/transfers")["transfers"] if row["request_id"] == "once"]
    assert [(row["amount_yuan"], row["last_four"]) for row in shown] == [("0.37", "2222")]
    assert "6222000011112222" not in str(shown)
    with pytest.raises(ExternalError) as changed:
        pay("once", amount="0.38")
    assert changed.value.permanent
    assert changed.value.details["vendor_code"] == "request_changed"


def test_transfers_that_fail_or_wait(connected: None) -> None:
    failed = pay("failed", "62220000111110001")
    assert failed.state == TransferState.FAILED
    assert "户名" in failed.failure
    assert pay("later", "62220000111110003").state == TransferState.ACCEPTED
    assert get_bank_transfer().transfer_state(request_id="later").state == TransferState.PAID
    assert pay("never", "62220000111110004").state == TransferState.ACCEPTED
    assert get_bank_transfer().transfer_state(request_id="never").state == TransferState.ACCEPTED
    with pytest.raises(ExternalError) as unknown:
        get_bank_transfer().transfer_state(request_id="nobody")
    assert unknown.value.details["vendor_code"] == "unknown_request"


# ------------------------------------------------------------------------------------ the door


def signed(service: dict[str, str], sent: bytes, **changes: Any) -> dict[str, str]:
    path = "/gov-data/enterprise"
    known = {"key_id": service["key_id"], "secret": service["secret"], "method": "POST", "path": path,
             "timestamp": int(time.time()), "nonce": signing.new_nonce(), "body": sent}  # fmt: skip
    return signing.request_headers(**(known | changes))


def post(service: dict[str, str], body: bytes, headers: dict[str, str]) -> httpx.Response:
    url = service["url"] + "/gov-data/enterprise"
    return httpx.post(url, content=body, headers=headers, trust_env=False)


BODY = f'{{"uscc":"{NEW_CODE}"}}'.encode()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"secret": "another"}, "bad_signature"),
        ({"key_id": "another"}, "unknown_key"),
        ({"seconds_off": -400}, "bad_timestamp"),
        ({"seconds_off": 400}, "bad_timestamp"),
        ({"nonce": "short"}, "bad_nonce"),
        ({"path": "/gov-data/elements"}, "bad_signature"),
        ({"body": b"{}"}, "bad_signature"),
        ({"method": "PUT"}, "bad_signature"),
    ],
)
def test_unsigned_stale_and_changed_requests_are_refused(
    service: dict[str, str], changes: dict[str, Any], code: str
) -> None:
    if "seconds_off" in changes:  # from now, not from when the tests were collected
        changes = {"timestamp": int(time.time()) + changes["seconds_off"]}
    answer = post(service, BODY, signed(service, BODY, **changes))
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)


def test_a_request_without_any_signature_is_refused(service: dict[str, str]) -> None:
    assert post(service, BODY, {}).status_code == 401


def test_a_request_is_taken_once(service: dict[str, str]) -> None:
    headers = signed(service, BODY)
    assert post(service, BODY, headers).status_code == 200
    replayed = post(service, BODY, headers)
    assert (replayed.status_code, replayed.json()["error"]["code"]) == (401, "replayed")


@pytest.mark.parametrize(
    ("path", "question", "code"),
    [
        ("/gov-data/enterprise", {"uscc": "91350100M000100Y4Z"}, "bad_uscc"),
        ("/gov-data/enterprise", {}, "bad_uscc"),
        ("/identity/check", {"person_name": "甲", "id_number": "110101199003070135"}, "bad_id_number"),
        ("/bank-transfer/send", {"request_id": "a b"}, "bad_request_id"),
        ("/nowhere", {}, "no_such_path"),
    ],
)
def test_what_does_not_keep_the_contract_is_refused_for_good(
    door: Door, path: str, question: dict[str, str], code: str
) -> None:
    with pytest.raises(ExternalError) as refused:
        door(path, **question)
    assert refused.value.permanent
    assert refused.value.details["vendor_code"] == code


# ------------------------------------------------------------------------------------ faults


@pytest.mark.parametrize(
    ("fault", "codes"),
    [
        ("500", {"external_unavailable"}),
        ("closed", {"external_broken_off"}),
        ("garbage", {"external_answer_unreadable"}),
        ("slow", {"external_timeout"}),
    ],
)
def test_each_fault_is_transient_hits_its_source_alone_and_ends(
    door: Door, fault: str, codes: set[str]
) -> None:
    question = {"unit_number": "41010123456", "uscc": NEW_CODE, "name": "企业"}
    door.fault("social_insurance", fault)
    for _ in range(1 if fault == "slow" else 3):
        with pytest.raises(ExternalError) as failed:
            door.hurried.call("/gov-data/social-insurance", question)
        assert failed.value.code in codes
        assert failed.value.transient
    assert door("/gov-data/enterprise", uscc=NEW_CODE)["found"]
    door.fault("social_insurance", "off")
    assert door("/gov-data/social-insurance", **question)["match"]


def test_faults_are_told_and_unknown_ones_refused(door: Door) -> None:
    door.fault("identity", "500")
    assert door("/control/faults")["faults"]["identity"] == "500"
    with pytest.raises(ExternalError):
        door.fault("identity", "explosion")
    with pytest.raises(ExternalError):
        door.fault("moon", "500")
