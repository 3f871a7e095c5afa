"""TOTP and recovery codes: once each, counted, paused, never shown twice (B1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from yuzhengdai.domain.accounts import second_factor
from yuzhengdai.domain.accounts.models import RecoveryCode, SecondFactor, User
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, RateLimited

pytestmark = pytest.mark.django_db


def enrolled() -> tuple[User, str, list[str]]:
    """A user after enrolment, one step before the present, with secret and recovery codes."""
    user = factories.user()
    secret = second_factor.second_factor_begin(user=user)
    code = second_factor.totp_at(secret, now() - timedelta(seconds=second_factor.STEP_S))
    return user, secret, second_factor.second_factor_confirm(actor=SYSTEM, user=user, code=code)


def verify(user: User, code: str) -> None:
    second_factor.second_factor_verify(actor=SYSTEM, user=user, code=code)


def test_enrolment_keeps_the_secret_until_confirmed_and_hides_it_afterwards() -> None:
    user = factories.user()
    secret = second_factor.second_factor_begin(user=user)
    assert second_factor.second_factor_begin(user=user) == secret
    assert not second_factor.second_factor_is_confirmed(user=user)
    with frozen(), pytest.raises(FieldErrors):
        second_factor.second_factor_confirm(actor=SYSTEM, user=user, code="000000")
    with frozen():
        codes = second_factor.second_factor_confirm(
            actor=SYSTEM, user=user, code=second_factor.totp_at(secret, now())
        )
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert second_factor.second_factor_is_confirmed(user=user)
    with pytest.raises(Forbidden):
        second_factor.second_factor_begin(user=user)
    with pytest.raises(Forbidden):
        second_factor.second_factor_confirm(actor=SYSTEM, user=user, code="000000")


def test_a_code_counts_once_and_older_ones_do_not_count_any_more() -> None:
    with frozen("2026-03-20T09:00") as at:
        user, secret, _ = enrolled()
        code = second_factor.totp_at(secret, now())
        verify(user, code)
        with pytest.raises(FieldErrors):
            verify(user, code)
        at.advance(seconds=second_factor.STEP_S)
        with pytest.raises(FieldErrors):  # within the tolerance, but used
            verify(user, code)
        verify(user, second_factor.totp_at(secret, now()))


@pytest.mark.parametrize(("steps", "passes"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_of_drift_is_tolerated(steps: int, passes: bool) -> None:
    with frozen("2026-03-20T09:00") as at:
        user, secret, _ = enrolled()
        at.advance(minutes=10)
        code = second_factor.totp_at(secret, now() + timedelta(seconds=steps * second_factor.STEP_S))
        if passes:
            verify(user, code)
        else:
            with pytest.raises(FieldErrors):
                verify(user, code)


def test_full_width_digits_and_spaces_are_taken() -> None:
    with frozen("2026-03-20T09:00"):
        user, secret, _ = enrolled()
        code = second_factor.totp_at(secret, now())
        full = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
        verify(user, f"{full[:3]} {full[3:]}")


def test_failures_pause_longer_and_longer_and_a_right_code_waits_too() -> None:
    with frozen("2026-03-20T09:00") as at:
        user, secret, _ = enrolled()
        for _ in range(2):
            with pytest.raises(FieldErrors):
                verify(user, "000000")
        pauses = []
        for _ in range(4):
            with pytest.raises(FieldErrors):
                verify(user, "000000")
            with pytest.raises(RateLimited) as caught:
                verify(user, second_factor.totp_at(secret, now()))
            pauses.append(caught.value.retry_after_s)
            at.advance(seconds=caught.value.retry_after_s)
        assert pauses == sorted(pauses)
        assert pauses[-1] >= 4 * pauses[0]
        at.advance(minutes=2)
        verify(user, second_factor.totp_at(secret, now()))
        assert SecondFactor.objects.get(user=user).failures == 0


def test_failures_are_counted_although_the_error_is_raised() -> None:
    user, _, _ = enrolled()
    with pytest.raises(FieldErrors):
        verify(user, "000000")
    assert SecondFactor.objects.get(user=user).failures == 1
    assert AuditEvent.objects.filter(action="accounts.second_factor_failed", object_id=user.pk).exists()


def test_recovery_codes_work_once_and_share_the_pause() -> None:
    with frozen("2026-03-20T09:00"):
        user, _, codes = enrolled()
        assert second_factor.recovery_code_use(actor=SYSTEM, user=user, code=codes[0].lower()) == 9
        with pytest.raises(FieldErrors):
            second_factor.recovery_code_use(actor=SYSTEM, user=user, code=codes[0])
        for _ in range(2):
            with pytest.raises(FieldErrors):
                second_factor.recovery_code_use(actor=SYSTEM, user=user, code="AAAAA-AAAAA")
        with pytest.raises(RateLimited):
            second_factor.recovery_code_use(actor=SYSTEM, user=user, code=codes[1])
        assert RecoveryCode.objects.filter(user=user, used_at__isnull=True).count() == 9


def test_a_recovery_code_of_somebody_else_is_worth_nothing() -> None:
    _, _, codes = enrolled()
    other, _, _ = enrolled()
    with pytest.raises(FieldErrors):
        second_factor.recovery_code_use(actor=SYSTEM, user=other, code=codes[0])


def test_nothing_is_stored_in_clear() -> None:
    user, secret, codes = enrolled()
    row = SecondFactor.objects.filter(user=user).values_list("secret", flat=True).get()
    assert secret.encode() not in bytes(row)
    hashes = set(RecoveryCode.objects.filter(user=user).values_list("code_hash", flat=True))
    assert not hashes & {code.replace("-", "") for code in codes}


def test_reset_ends_sessions_and_lets_enrol_anew() -> None:
    user, secret, _ = enrolled()
    second_factor.second_factor_reset(actor=SYSTEM, user=user)
    assert User.objects.get(pk=user.pk).session_epoch == user.session_epoch + 1
    assert second_factor.second_factor_begin(user=user) != secret
