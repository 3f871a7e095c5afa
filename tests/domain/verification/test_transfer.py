"""对公账户打款验证: once, encrypted, 72 hours, three tries (R6)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, cast

import pytest

from tests import phone_way
from tests.fakes.bank_transfer import FakeBankTransfer
from tests.fakes.common import down
from yuzhengdai.domain.verification.enums import WizardStep
from yuzhengdai.domain.verification.models import TransferCheck, Verification, VerificationCheck
from yuzhengdai.domain.verification.services import transfers, wizard
from yuzhengdai.domain.verification.services.clockwork import verifications_expire, verifications_wipe
from yuzhengdai.domain.verification.services.submit import verification_submit
from yuzhengdai.domain.verification.wizard import wizard_place
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import FrozenClock, frozen
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.integrations.bank_transfer.base import TransferState
from yuzhengdai.foundation.integrations.bank_transfer.registry import get_bank_transfer

pytestmark = pytest.mark.django_db
ACCOUNT = {"account_number": "4100 1234 5678 9012", "bank_name": "示例银行郑州分行"}


@pytest.fixture
def clock() -> Iterator[FrozenClock]:
    with frozen() as at:
        yield at


@pytest.fixture
def gateway() -> FakeBankTransfer:
    return cast(FakeBankTransfer, get_bank_transfer())


@pytest.fixture
def ready() -> tuple[Actor, Verification]:
    actor, row = phone_way.open_attempt(phone_way.member())
    phone_way.do_identity(actor, row)
    wizard.wizard_way_choose(actor=actor, verification_id=row.pk, way="bank_transfer")
    return actor, row


def again(row: Verification) -> Verification:
    return Verification.objects.select_related("enterprise", "user").get(pk=row.pk)


def test_paid_read_back_and_passed(ready: tuple[Actor, Verification], gateway: FakeBankTransfer) -> None:
    actor, row = ready
    gateway.settle(TransferState.PAID)
    check = transfers.transfer_begin(actor=actor, verification_id=row.pk, **ACCOUNT)
    assert check.state == "sent"
    first, second = gateway.amounts[str(check.pk)], gateway.amounts[f"{check.pk}-2"]
    assert all(Decimal("0.01") <= amount <= Decimal("0.99") for amount in (first, second))
    assert wizard_place(verification=again(row)) == WizardStep.LICENCE
    phone_way.do_licence(actor, row)
    wizard.utilities_done(actor=actor, verification_id=row.pk)
    assert wizard_place(verification=again(row)) == WizardStep.TRANSFER
    transfers.transfer_confirm(
        actor=actor, verification_id=row.pk, amount_yuan=f"{second} 元", second_amount_yuan=str(first)
    )
    assert wizard_place(verification=again(row)) == WizardStep.RESULT
    assert verification_submit(actor=actor, verification_id=row.pk).state == "passed"


def test_a_retry_is_the_same_transfer(ready: tuple[Actor, Verification], gateway: FakeBankTransfer) -> None:
    actor, row = ready
    gateway.error = down("bank_transfer")
    check = transfers.transfer_begin(actor=actor, verification_id=row.pk, **ACCOUNT)
    assert check.state == "requested"
    assert transfers.transfer_begin(actor=actor, verification_id=row.pk, **ACCOUNT).pk == check.pk
    gateway.error = None
    gateway.settle(TransferState.PAID)
    assert transfers.transfers_poll() == 1
    assert transfers.transfers_poll() == 0
    assert list(gateway.amounts) == [str(check.pk), f"{check.pk}-2"]
    assert {call["request_id"] for _, call in gateway.calls} == {str(check.pk), f"{check.pk}-2"}


def test_three_tries(ready: tuple[Actor, Verification], gateway: FakeBankTransfer) -> None:
    actor, row = ready
    gateway.settle(TransferState.PAID)
    check = transfers.transfer_begin(actor=actor, verification_id=row.pk, **ACCOUNT)
    right, second = str(gateway.amounts[str(check.pk)]), str(gateway.amounts[f"{check.pk}-2"])
    wrong = next(value for value in ("0.50", "0.51", "0.52") if value not in {right, second})
    for left in ("2 次", "1 次", "重新申请"):
        with pytest.raises(FieldErrors) as caught:
            transfers.transfer_confirm(
                actor=actor, verification_id=row.pk, amount_yuan=right, second_amount_yuan=wrong
            )
        assert left in caught.value.fields["amount_yuan"]
    with pytest.raises(Refused):
        transfers.transfer_confirm(
            actor=actor, verification_id=row.pk, amount_yuan=right, second_amount_yuan=second
        )
    assert TransferCheck.objects.get(pk=check.pk).state == "failed"


def test_after_72_hours_it_is_over(
    ready: tuple[Actor, Verification], gateway: FakeBankTransfer, clock: FrozenClock
) -> None:
    actor, row = ready
    gateway.settle(TransferState.PAID)
    check = transfers.transfer_begin(actor=actor, verification_id=row.pk, **ACCOUNT)
    clock.advance(hours=73)
    amount = str(gateway.amounts[str(check.pk)])
    with pytest.raises(Refused, match="72"):
        transfers.transfer_confirm(
            actor=actor, verification_id=row.pk, amount_yuan=amount, second_amount_yuan=amount
        )
    assert transfers.transfers_poll() == 1
    assert TransferCheck.objects.get(pk=check.pk).state == "expired"


def test_a_refusing_bank_says_why(ready: tuple[Actor, Verification], gateway: FakeBankTransfer) -> None:
    actor, row = ready
    gateway.settle(TransferState.FAILED, "账户名称与账号不符")
    check = transfers.transfer_begin(actor=actor, verification_id=row.pk, **ACCOUNT)
    assert (check.state, check.failure) == ("failed", "账户名称与账号不符")
    again_ = transfers.transfer_begin(actor=actor, verification_id=row.pk, **ACCOUNT)
    assert again_.pk != check.pk


def test_not_more_than_three_a_day(ready: tuple[Actor, Verification], gateway: FakeBankTransfer) -> None:
    actor, row = ready
    gateway.settle(TransferState.FAILED)
    for _ in range(3):
        transfers.transfer_begin(actor=actor, verification_id=row.pk, **ACCOUNT)
    with pytest.raises(Refused, match="明天"):
        transfers.transfer_begin(actor=actor, verification_id=row.pk, **ACCOUNT)


@pytest.mark.parametrize(
    ("account", "field"),
    [
        ({"account_number": "12"}, "account_number"),
        ({"account_number": "x" * 20}, "account_number"),
        ({"bank_name": ""}, "bank_name"),
    ],
)
def test_bad_accounts_are_named_at_the_field(
    ready: tuple[Actor, Verification], account: dict[str, str], field: str
) -> None:
    actor, row = ready
    with pytest.raises(FieldErrors) as caught:
        transfers.transfer_begin(actor=actor, verification_id=row.pk, **{**ACCOUNT, **account})
    assert set(caught.value.fields) == {field}
    assert not TransferCheck.objects.exists()


@pytest.mark.parametrize("raw", ["", "一毛", "1.00", "0", "-0.1", "NaN", "1e9999", "0.123"])
def test_bad_amounts_cost_no_try(
    ready: tuple[Actor, Verification], gateway: FakeBankTransfer, raw: str
) -> None:
    actor, row = ready
    gateway.settle(TransferState.PAID)
    check = transfers.transfer_begin(actor=actor, verification_id=row.pk, **ACCOUNT)
    with pytest.raises(FieldErrors):
        transfers.transfer_confirm(
            actor=actor, verification_id=row.pk, amount_yuan="0.10", second_amount_yuan=raw
        )
    assert TransferCheck.objects.get(pk=check.pk).tries_left == 3


def test_nothing_of_an_ended_attempt_is_left(
    ready: tuple[Actor, Verification], gateway: FakeBankTransfer, clock: FrozenClock
) -> None:
    actor, row = ready
    gateway.settle(TransferState.PAID)
    transfers.transfer_begin(actor=actor, verification_id=row.pk, **ACCOUNT)
    phone_way.do_licence(actor, row)
    clock.advance(days=8)
    assert verifications_expire() == 1
    assert verifications_wipe() == 1
    wiped = again(row)
    assert (wiped.person_name, wiped.id_number, wiped.issuing_authority, wiped.licence) == ("", "", "", {})
    assert wiped.read_data == wiped.typed == {}
    check = TransferCheck.objects.get()
    assert (check.state, check.account_number) == ("expired", "")
    assert (check.amount_yuan, check.second_amount_yuan) == ("", "")
    assert all(kept.detail == {} for kept in VerificationCheck.objects.filter(verification=row))
    assert not StoredFile.objects.filter(subject_id=row.pk).exists()


def test_the_place_is_found_in_few_queries(
    ready: tuple[Actor, Verification], django_assert_max_num_queries: Any
) -> None:
    _, row = ready
    row = again(row)
    with django_assert_max_num_queries(10):
        wizard_place(verification=row)
