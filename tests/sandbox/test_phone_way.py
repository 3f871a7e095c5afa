"""企业认证 against the running sandbox: its answers pass, refuse and name; a broken source stops nobody and passes nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import phone_way
from tests.sandbox.conftest import Door
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.verification.services import transfers, wizard
from yuzhengdai.domain.verification.services.submit import verification_submit
from yuzhengdai.foundation.core.clock import FrozenClock, frozen
from yuzhengdai.foundation.core.errors import FieldErrors

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def clock() -> Iterator[FrozenClock]:
    with frozen() as at:
        yield at


@pytest.fixture
def owner() -> EnterpriseMember:
    return phone_way.member()


def rename(owner: EnterpriseMember, name: str) -> None:
    owner.enterprise.name = name
    owner.enterprise.save(update_fields=["name"])


def test_a_newcomer_passes(connected: None, door: Door, owner: EnterpriseMember, clock: FrozenClock) -> None:
    row = phone_way.pass_by_face(owner, clock)
    assert row.state == "passed"


@pytest.mark.parametrize(("word", "field"), [("注销", "uscc"), ("吊销", "uscc"), ("不符", "name")])
def test_the_register_names_what_is_wrong(
    connected: None, door: Door, owner: EnterpriseMember, word: str, field: str
) -> None:
    rename(owner, f"郑州{word}商贸有限公司")
    actor, row = phone_way.open_attempt(owner)
    phone_way.do_identity(actor, row)
    with pytest.raises(FieldErrors) as caught:
        phone_way.do_licence(actor, row)
    assert field in caught.value.fields


def test_by_transfer_the_amount_of_the_bank_page_is_the_right_one(
    connected: None, door: Door, owner: EnterpriseMember
) -> None:
    actor, row = phone_way.open_attempt(owner)
    phone_way.do_identity(actor, row)
    wizard.wizard_way_choose(actor=actor, verification_id=row.pk, way="bank_transfer")
    check = transfers.transfer_begin(
        actor=actor,
        verification_id=row.pk,
        account_number="4100 1234 5678 9012",
        bank_name="示例银行郑州分行",
    )
    assert check.state == "sent"
    told = door("/control/transfers")["transfers"]
    shown = [one["amount_yuan"] for one in told if one["request_id"].startswith(str(check.pk))]
    assert len(shown) == 2
    phone_way.do_licence(actor, row)
    wizard.utilities_done(actor=actor, verification_id=row.pk)
    transfers.transfer_confirm(
        actor=actor, verification_id=row.pk, amount_yuan=shown[0], second_amount_yuan=shown[1]
    )
    assert verification_submit(actor=actor, verification_id=row.pk).state == "passed"


@pytest.mark.parametrize("fault", ["500", "garbage", "closed"])
def test_a_broken_source_leads_to_review_at_best(
    connected: None, door: Door, owner: EnterpriseMember, clock: FrozenClock, fault: str
) -> None:
    for source in ("identity", "register"):
        door.fault(source, fault)
    assert phone_way.pass_by_face(owner, clock).state == "in_review"


def test_a_source_that_came_back_is_asked_again_when_handing_in(
    connected: None, door: Door, owner: EnterpriseMember, clock: FrozenClock
) -> None:
    door.fault("register", "500")
    actor, row = phone_way.open_attempt(owner)
    phone_way.do_identity(actor, row)
    assert phone_way.do_face(actor, row, clock).is_passed
    phone_way.do_licence(actor, row)
    wizard.utilities_done(actor=actor, verification_id=row.pk)
    door.fault("register", "off")
    assert verification_submit(actor=actor, verification_id=row.pk).state == "passed"
