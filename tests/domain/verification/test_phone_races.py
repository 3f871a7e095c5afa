"""Two phones at the same moment: one attempt, one sequence, one transfer, one decision."""

from __future__ import annotations

import pytest

from tests import factories, phone_way
from tests.rivals import at_once
from yuzhengdai.domain.agreements.services import agreements_install
from yuzhengdai.domain.verification.models import (
    LivenessBatch,
    LivenessSession,
    TransferCheck,
    Verification,
    VerificationCheck,
    VerificationStep,
)
from yuzhengdai.domain.verification.services import liveness, transfers, wizard
from yuzhengdai.domain.verification.services.liveness import LivenessDraw, LivenessVerdict
from yuzhengdai.domain.verification.services.submit import verification_submit
from yuzhengdai.foundation.core.clock import frozen

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _texts(transactional_db: None) -> None:
    agreements_install()


def test_two_phones_open_one_attempt() -> None:
    actor = factories.enterprise_actor(phone_way.member())
    opened = at_once(4, lambda n: wizard.wizard_open(actor=actor).pk)
    assert len(set(opened)) == 1, opened
    assert Verification.objects.count() == 1


def test_two_browsers_leave_one_sequence_open() -> None:
    actor, row = phone_way.open_attempt(phone_way.member())
    phone_way.do_identity(actor, row)
    drawn = at_once(3, lambda n: liveness.liveness_begin(actor=actor, verification_id=row.pk))
    assert all(isinstance(one, LivenessDraw) for one in drawn), drawn
    assert LivenessSession.objects.filter(verification=row, state="open").count() == 1
    assert {one.attempt for one in drawn if isinstance(one, LivenessDraw)} == {1, 2, 3}


def test_one_batch_and_one_verdict_however_often_sent() -> None:
    actor, row = phone_way.open_attempt(phone_way.member())
    phone_way.do_identity(actor, row)
    with frozen() as clock:
        drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
        first = [(i * 120, phone_way.frame_bytes(1)) for i in range(5)]
        clock.advance(milliseconds=600)
        sent = at_once(
            3,
            lambda n: liveness.liveness_frames(
                actor=actor, session_id=drawn.session_id, secret=drawn.secret, number=0, frames=first
            ),
        )
        assert not [one for one in sent if isinstance(one, Exception)], sent
        assert LivenessBatch.objects.count() == 1
        rest = phone_way.film(drawn.actions)
        phone_way.send(actor, drawn, rest, clock, first=1, at_ms=600)
        told = at_once(
            3,
            lambda n: liveness.liveness_finish(actor=actor, session_id=drawn.session_id, secret=drawn.secret),
        )
    assert all(isinstance(one, LivenessVerdict) and one.is_passed for one in told), told
    assert VerificationCheck.objects.filter(verification=row, kind="liveness").count() == 1


def test_two_phones_ask_for_one_transfer() -> None:
    actor, row = phone_way.open_attempt(phone_way.member())
    asked = at_once(
        3,
        lambda n: (
            transfers.transfer_begin(
                actor=actor, verification_id=row.pk, account_number="410012345678", bank_name="示例银行"
            ).pk
        ),
    )
    assert len(set(asked)) == 1, asked
    assert TransferCheck.objects.count() == 1


def test_handing_in_at_once_decides_once() -> None:
    actor, row = phone_way.open_attempt(phone_way.member())
    phone_way.do_identity(actor, row)
    with frozen() as clock:
        assert phone_way.do_face(actor, row, clock).is_passed
    phone_way.do_licence(actor, row)
    wizard.utilities_done(actor=actor, verification_id=row.pk)
    results = at_once(3, lambda n: verification_submit(actor=actor, verification_id=row.pk).state)
    assert sum(result == "passed" for result in results) == 1, results
    assert VerificationStep.objects.filter(verification=row, action="auto_pass").count() == 1
