"""对公打款 cannot be guessed: two amounts, limits by account and by code over all phones, and the administrators are told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

import pytest

from tests import factories, phone_way
from tests.fakes.bank_transfer import FakeBankTransfer
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.verification.models import TransferCheck, Verification
from yuzhengdai.domain.verification.services import transfers, wizard
from yuzhengdai.domain.verification.services.submit import verification_submit
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
from yuzhengdai.foundation.integrations.bank_transfer.base import TransferState
from yuzhengdai.foundation.integrations.bank_transfer.registry import get_bank_transfer
from yuzhengdai.foundation.notifications.models import Notification

pytestmark = pytest.mark.django_db
ACCOUNT = {"account_number": "4100 1234 5678 9012", "bank_name": "示例银行郑州分行"}
OTHER_ACCOUNT = {"account_number": "4100999988887777", "bank_name": "示例银行郑州分行"}


def ready(member: EnterpriseMember) -> tuple[Actor, Verification]:
    actor, row = phone_way.open_attempt(member)
    phone_way.do_identity(actor, row)
    wizard.wizard_way_choose(actor=actor, verification_id=row.pk, way="bank_transfer")
    return actor, row


@pytest.fixture(autouse=True)
def gateway() -> FakeBankTransfer:
    found = cast(FakeBankTransfer, get_bank_transfer())
    found.settle(TransferState.PAID)
    return found


def wrong_thrice(actor: Actor, row: Verification, account: dict[str, str]) -> TransferCheck:
    check = transfers.transfer_begin(actor=actor, verification_id=row.pk, **account)
    sent = {Decimal(check.amount_yuan), Decimal(check.second_amount_yuan)}
    wrong = next(value for value in ("0.50", "0.51", "0.52") if Decimal(value) not in sent)
    for _ in range(3):
        with pytest.raises(FieldErrors):
            transfers.transfer_confirm(
                actor=actor, verification_id=row.pk, amount_yuan=wrong, second_amount_yuan=wrong
            )
    return check


def test_two_amounts_are_asked_and_one_alone_opens_nothing(gateway: FakeBankTransfer) -> None:
    actor, row = ready(phone_way.member())
    check = transfers.transfer_begin(actor=actor, verification_id=row.pk, **ACCOUNT)
    assert len(gateway.amounts) == 2
    with pytest.raises(FieldErrors) as caught:
        transfers.transfer_confirm(actor=actor, verification_id=row.pk, amount_yuan=check.amount_yuan)
    assert set(caught.value.fields) == {"second_amount_yuan"}
    assert TransferCheck.objects.get().tries_left == 3


def test_guesses_at_one_account_are_counted_over_all_claims_and_phones() -> None:
    for _ in range(2):
        actor, row = ready(phone_way.member())
        wrong_thrice(actor, row, ACCOUNT)
    actor, row = ready(phone_way.member())
    with pytest.raises(Refused) as caught:
        transfers.transfer_begin(actor=actor, verification_id=row.pk, **ACCOUNT)
    assert caught.value.code == "verification.transfer_guesses"
    assert transfers.transfer_begin(actor=actor, verification_id=row.pk, **OTHER_ACCOUNT).state == "sent"


def test_guesses_for_one_code_are_counted_over_all_accounts() -> None:
    actor, row = ready(phone_way.member())
    wrong_thrice(actor, row, ACCOUNT)
    wrong_thrice(actor, row, OTHER_ACCOUNT)
    third = {"account_number": "4100111122223333", "bank_name": "示例银行郑州分行"}
    with pytest.raises(Refused) as caught:
        transfers.transfer_begin(actor=actor, verification_id=row.pk, **third)
    assert caught.value.code == "verification.transfer_guesses"


def test_a_transfer_that_was_open_before_the_limit_was_reached_is_closed_to_guesses() -> None:
    waiting_actor, waiting = ready(phone_way.member())
    check = transfers.transfer_begin(actor=waiting_actor, verification_id=waiting.pk, **ACCOUNT)
    for _ in range(2):
        actor, row = ready(phone_way.member())
        wrong_thrice(actor, row, ACCOUNT)
    with pytest.raises(Refused):
        transfers.transfer_confirm(
            actor=waiting_actor,
            verification_id=waiting.pk,
            amount_yuan=check.amount_yuan,
            second_amount_yuan=check.second_amount_yuan,
        )


def test_administrators_are_told_of_a_transfer_and_of_three_wrong_tries() -> None:
    applicant = phone_way.member()
    administrator = factories.user()
    factories.member(enterprise=applicant.enterprise, user=administrator, role="admin")
    actor, row = ready(applicant)
    wrong_thrice(actor, row, ACCOUNT)
    told = Notification.objects.filter(recipient_kind="user", recipient_id=administrator.pk)
    assert [one.title for one in told.order_by("created_at")] == [
        "有人申请对公账户打款验证",
        "打款验证的金额多次填错",
    ]
    assert all("9012" in one.body and "41001234" not in one.body for one in told)
    assert not Notification.objects.filter(recipient_id=applicant.user_id, title__contains="打款").exists()


def test_a_transfer_from_before_there_were_two_is_read_back_with_its_one_amount() -> None:
    actor, row = ready(phone_way.member())
    check = transfers.transfer_begin(actor=actor, verification_id=row.pk, **ACCOUNT)
    check.second_amount_yuan = ""
    check.save()
    done = transfers.transfer_confirm(actor=actor, verification_id=row.pk, amount_yuan=check.amount_yuan)
    assert done.state == "confirmed"


@pytest.mark.parametrize(("stand_ins", "state"), [(True, "passed"), (False, "in_review")])
def test_paid_by_a_stand_in_it_passes_only_where_stand_ins_count(
    settings: Any, stand_ins: bool, state: str
) -> None:
    """Only the transfer is of a stand-in here: what the other sources said was kept while theirs counted."""
    settings.STAND_INS_ARE_AUTHORITATIVE = True
    actor, row = ready(phone_way.member())
    phone_way.do_licence(actor, row)
    wizard.utilities_done(actor=actor, verification_id=row.pk)
    settings.STAND_INS_ARE_AUTHORITATIVE = stand_ins
    cast(FakeBankTransfer, get_bank_transfer()).settle(TransferState.PAID)
    check = transfers.transfer_begin(actor=actor, verification_id=row.pk, **ACCOUNT)
    settings.STAND_INS_ARE_AUTHORITATIVE = True
    transfers.transfer_confirm(
        actor=actor,
        verification_id=row.pk,
        amount_yuan=check.amount_yuan,
        second_amount_yuan=check.second_amount_yuan,
    )
    assert verification_submit(actor=actor, verification_id=row.pk).state == state
