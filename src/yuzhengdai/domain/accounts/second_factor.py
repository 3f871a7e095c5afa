"""The second factor of staff: TOTP (RFC 6238, SHA-1, 6 digits, 30 s) and recovery codes.

Guesses are counted under the row lock and committed whatever happens next, so that parallel tries gain nothing; each failure
from the third on doubles a pause. A code counts once, also against a rival request in the same second.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

import pyotp
from django.db import transaction

from yuzhengdai.domain.accounts.audit_actions import AccountAudit
from yuzhengdai.domain.accounts.models import RecoveryCode, SecondFactor, User
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, RateLimited, Refused
from yuzhengdai.foundation.core.keyring import keyed_hash, keyed_hash_before
from yuzhengdai.foundation.core.text import normalise_code

STEP_S = 30
TOLERANCE_STEPS = 1
RECOVERY_CODES = 10
ISSUER = "豫正贷工作台"

_FREE_FAILURES = 2
_FIRST_PAUSE_S = 15
_LONGEST_PAUSE_S = 3600
_CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 10
_WRONG = "动态口令不正确或已使用过，请等待新的 6 位数字后再试"
_WRONG_RECOVERY = "恢复码不正确或已使用过，请核对后再试"


class Outcome(StrEnum):
    """What became of one try."""

    PASSED = "passed"
    WRONG = "wrong"
    BLOCKED = "blocked"


def second_factor_is_confirmed(*, user: User) -> bool:
    """Whether this user has finished enrolment."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()


def second_factor_begin(*, user: User, is_new_login: bool = False) -> str:
    """The base32 secret to be shown for enrolment, made at the first call and kept until it is confirmed.

    ``is_new_login``: another login begins to enrol; it gets a secret of its own, so that nobody who saw an earlier one (with a
    stolen SMS code) can answer later for who finishes.

    Raises Forbidden once enrolment is finished: a stolen SMS code must not show or replace the secret.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        factor = SecondFactor.objects.filter(user=user).first()
        if factor is None:
            factor = SecondFactor(user=user, secret=pyotp.random_base32(32))
            factor.save(force_insert=True)
        if factor.confirmed_at is not None:
            raise Forbidden("second_factor.enrolled", "这个账号已经绑定动态口令，请直接输入口令。")
        if is_new_login:
            factor.secret = pyotp.random_base32(32)
            factor.save(update_fields=["secret"])
        return str(factor.secret)


def provisioning_uri(*, secret: str, account: str) -> str:
    """What the QR code carries for an authenticator app; ``account`` is a label such as a masked phone."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def second_factor_confirm(*, actor: Actor, user: User, code: str) -> list[str]:
    """Finish enrolment with a first code; returns the recovery codes, which are never readable again.

    Raises FieldErrors, RateLimited, Forbidden (enrolled already) or Refused (not begun).
    """
    codes: list[str] = []
    with transaction.atomic():
        factor = _locked(user)
        if factor.confirmed_at is not None:
            raise Forbidden("second_factor.enrolled", "这个账号已经绑定动态口令，请直接输入口令。")
        outcome = _try_totp(factor, code)
        if outcome is Outcome.PASSED:
            factor.confirmed_at = now()
            codes = _recovery_codes_replace(user)
            audit_record(
                actor=actor, action=AccountAudit.SECOND_FACTOR_ENROLLED, object_kind="user", object_id=user.pk
            )
        factor.save()
    _raise_unless_passed(outcome, factor, _WRONG)
    return codes


def second_factor_verify(*, actor: Actor, user: User, code: str) -> None:
    """Take a TOTP code. Raises FieldErrors for a wrong or used one, RateLimited during a pause."""
    with transaction.atomic():
        factor = _locked(user)
        outcome = _try_totp(factor, code) if factor.confirmed_at is not None else Outcome.WRONG
        factor.save()
        _record(actor, user, "totp", outcome)
    _raise_unless_passed(outcome, factor, _WRONG)


def recovery_code_use(*, actor: Actor, user: User, code: str) -> int:
    """Use one recovery code up; returns how many are left. Raises FieldErrors or RateLimited."""
    with transaction.atomic():
        factor = _locked(user)
        outcome = _blocked_or_none(factor)
        if outcome is None:
            # The conditional update is the once-only: two rivals cannot both change the row.
            used = RecoveryCode.objects.filter(
                user=user, code_hash__in=_recovery_hashes(user, code), used_at__isnull=True
            ).update(used_at=now())
            outcome = _count(factor, passed=bool(used) and factor.confirmed_at is not None)
        factor.save()
        _record(actor, user, "recovery_code", outcome)
        left = RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()
    _raise_unless_passed(outcome, factor, _WRONG_RECOVERY)
    return left


def second_factor_reset(*, actor: Actor, user: User, reason: str = "") -> None:
    """Take the second factor away so that the next login enrols anew, and end the user's sessions.

    Who may do this, and for what ``reason`` (audit log), is the caller's business (an administrator of the same side).
    """
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        SecondFactor.objects.filter(user=locked).delete()
        RecoveryCode.objects.filter(user=locked).delete()
        locked.session_epoch += 1
        locked.save(update_fields=["session_epoch"])
        audit_record(
            actor=actor,
            action=AccountAudit.SECOND_FACTOR_RESET,
            object_kind="user",
            object_id=user.pk,
            detail={"reason": reason} if reason else {},
        )


def totp_at(secret: str, at: datetime) -> str:
    """The code an authenticator app shows at an instant."""
    return pyotp.TOTP(secret).generate_otp(int(at.timestamp()) // STEP_S)


def _locked(user: User) -> SecondFactor:
    factor = SecondFactor.objects.select_for_update().filter(user=user).first()
    if factor is None:
        raise Refused("second_factor.missing", "尚未开始绑定动态口令，请重新登录。")
    return factor


def _try_totp(factor: SecondFactor, code: str) -> Outcome:
    blocked = _blocked_or_none(factor)
    if blocked is not None:
        return blocked
    given = normalise_code(code)
    totp, present = pyotp.TOTP(str(factor.secret)), int(now().timestamp()) // STEP_S
    for counter in range(present - TOLERANCE_STEPS, present + TOLERANCE_STEPS + 1):
        fits = hmac.compare_digest(totp.generate_otp(counter).encode(), given.encode())
        if fits and counter > factor.last_counter:
            factor.last_counter = counter
            return _count(factor, passed=True)
    return _count(factor, passed=False)


def _blocked_or_none(factor: SecondFactor) -> Outcome | None:
    blocked = factor.blocked_until is not None and factor.blocked_until > now()
    return Outcome.BLOCKED if blocked else None


def _count(factor: SecondFactor, *, passed: bool) -> Outcome:
    if passed:
        factor.failures, factor.blocked_until = 0, None
        return Outcome.PASSED
    factor.failures = min(factor.failures + 1, 1000)
    over = factor.failures - _FREE_FAILURES
    if over > 0:
        pause_s = min(_FIRST_PAUSE_S * 2 ** min(over - 1, 12), _LONGEST_PAUSE_S)
        factor.blocked_until = now() + timedelta(seconds=pause_s)
    return Outcome.WRONG


def _raise_unless_passed(outcome: Outcome, factor: SecondFactor, wrong: str) -> None:
    if outcome is Outcome.PASSED:
        return
    if outcome is Outcome.BLOCKED and factor.blocked_until is not None:
        raise RateLimited(int((factor.blocked_until - now()).total_seconds()) + 1, code="second_factor.pause")
    raise FieldErrors({"code": wrong}, code="second_factor.wrong")


def _record(actor: Actor, user: User, way: str, outcome: Outcome) -> None:
    action = (
        AccountAudit.SECOND_FACTOR_PASSED if outcome is Outcome.PASSED else AccountAudit.SECOND_FACTOR_FAILED
    )
    audit_record(actor=actor, action=action, object_kind="user", object_id=user.pk, detail={"way": way})


def _recovery_codes_replace(user: User) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = [
        "".join(secrets.choice(_CODE_ALPHABET) for _ in range(_CODE_LENGTH)) for _ in range(RECOVERY_CODES)
    ]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, code_hash=_recovery_hashes(user, code)[0]) for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _recovery_hashes(user: User, code: str) -> list[str]:
    """As a code is stored, and as it was stored before: codes on paper are years old."""
    purpose, value = "accounts.recovery_code", f"{user.pk}|{normalise_code(code)}"
    return [keyed_hash(purpose, value), keyed_hash_before(purpose, value)]
