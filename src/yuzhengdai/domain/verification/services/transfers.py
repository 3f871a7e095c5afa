"""对公账户打款验证: a small amount to the enterprise's account, read back within 72 hours, three tries.

The row's id is the gateway's request id: a retry is the same transfer. The gateway is called outside of any transaction.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.verification import evidence
from yuzhengdai.domain.verification.enums import (
    CheckKind,
    CheckResult,
    TransferCheckState,
    VerificationWay,
)
from yuzhengdai.domain.verification.models import TransferCheck, Verification
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.domain.verification.services.consents import require_consent
from yuzhengdai.domain.verification.services.lives import live_on
from yuzhengdai.domain.verification.services.step import verification_step
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import ExternalError, FieldErrors, Refused
from yuzhengdai.foundation.core.text import clean_line, normalise_code
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.integrations.bank_transfer.base import TransferReceipt, TransferState
from yuzhengdai.foundation.integrations.bank_transfer.registry import get_bank_transfer

VALID_FOR = timedelta(hours=72)
MAX_A_DAY = 3
"""Transfers that one attempt may ask for within 24 hours: each costs the platform money."""
BATCH = 50
_CENT = Decimal("0.01")
_OPEN = (TransferCheckState.REQUESTED, TransferCheckState.SENT)


def transfer_current(*, verification: Verification) -> TransferCheck | None:
    """The newest transfer of an attempt, or None."""
    return TransferCheck.objects.filter(verification=verification).order_by("-created_at").first()


def transfer_begin(
    *, actor: Actor, verification_id: UUID, account_number: str, bank_name: str
) -> TransferCheck:
    """Ask for a transfer; one under way is given back as it is. Raises FieldErrors, Refused (too many today).

    A gateway that does not answer loses nothing: the row stays REQUESTED and the job sends it.
    """
    number, bank = _clean(account_number, bank_name)
    made: list[TransferCheck] = []

    def work(row: Verification) -> None:
        require_consent(user=row.user, kind=AgreementKind.IDENTITY_DATA)
        row.way = VerificationWay.BANK_TRANSFER
        live_on(row)
        made.append(_row(row, number, bank))

    with transaction.atomic():
        verification_step(actor=actor, verification_id=verification_id, action="edit", work=work)
        audit_record(
            actor=actor,
            action="verification.transfer_begin",
            object_kind="verification",
            object_id=verification_id,
        )
    return _send(made[0].pk)


def transfer_confirm(
    *, actor: Actor, verification_id: UUID, amount_yuan: str, expected_version: int | None = None
) -> TransferCheck:
    """Read the amount back. A wrong one costs a try and raises FieldErrors at ``amount_yuan``; sent again after a lost answer,
    with the version it was made for, it raises Conflict and costs none.
    """
    amount = _amount(amount_yuan)
    found: list[tuple[TransferCheck, bool]] = []

    def work(row: Verification) -> None:
        check = transfer_current(verification=row)
        if check is None:
            raise Refused("verification.no_transfer", "还没有申请打款，请先填写对公账户。")
        check = lock(TransferCheck.objects.all(), pk=check.pk)
        _require_open(check)
        is_right = Decimal(check.amount_yuan) == amount
        _after_try(check, is_right)
        if is_right:
            _keep_answer(row, check)
        found.append((check, is_right))
        live_on(row)

    verification_step(
        actor=actor,
        verification_id=verification_id,
        action="edit",
        expected_version=expected_version,
        work=work,
    )
    check, is_right = found[0]
    if not is_right:
        left = f"还可以填写 {check.tries_left} 次" if check.tries_left else "次数已用完，请重新申请打款"
        raise FieldErrors({"amount_yuan": f"金额与实际到账不一致，{left}"})
    return check


def transfers_poll() -> int:
    """Send what was not sent, ask where the others stand, expire what is over; returns how many changed."""
    changed = 0
    for pk in list(TransferCheck.objects.filter(state__in=_OPEN).values_list("pk", flat=True)[:BATCH]):
        before = TransferCheck.objects.get(pk=pk)
        after = _expire(pk) if before.expires_at <= now() else _send(pk)
        changed += after.version != before.version
    return changed


def _row(row: Verification, number: str, bank: str) -> TransferCheck:
    present = TransferCheck.objects.filter(verification=row, state__in=_OPEN).first()
    if present is not None and present.expires_at > now():
        return present
    if present is not None:
        _expire(present.pk)
    lately = TransferCheck.objects.filter(verification=row, created_at__gt=now() - timedelta(days=1))
    if lately.count() >= MAX_A_DAY:
        raise Refused(
            "verification.transfers_today", "今天申请打款的次数已达上限，请明天再试，或改用其他方式。"
        )
    try:
        with transaction.atomic():
            return TransferCheck.objects.create(
                verification=row,
                account_number=number,
                bank_name=bank,
                amount_yuan=f"0.{secrets.randbelow(99) + 1:02d}",
                expires_at=now() + VALID_FOR,
            )
    except IntegrityError:
        return TransferCheck.objects.get(verification=row, state__in=_OPEN)


def _send(pk: UUID) -> TransferCheck:
    """Call the gateway for one row and write down where it stands. No answer changes nothing."""
    check = TransferCheck.objects.select_related("verification").get(pk=pk)
    gateway = get_bank_transfer()
    try:
        if check.state == TransferCheckState.SENT:
            return check
        receipt = gateway.transfer_send(
            request_id=str(check.pk),
            account_name=str(check.verification.licence.get("name", "")),
            account_number=str(check.account_number),
            bank_name=check.bank_name,
            amount_yuan=Decimal(check.amount_yuan),
        )
        if receipt.state == TransferState.ACCEPTED:
            receipt = gateway.transfer_state(request_id=str(check.pk))
    except ExternalError:
        return check
    return _written(pk, receipt)


def _written(pk: UUID, receipt: TransferReceipt) -> TransferCheck:
    with transaction.atomic():
        check = lock(TransferCheck.objects.all(), pk=pk)
        if check.state != TransferCheckState.REQUESTED:
            return check
        check.reference = receipt.reference[:80]
        if receipt.state == TransferState.PAID:
            check.state = TransferCheckState.SENT
        elif receipt.state == TransferState.FAILED:
            check.state, check.ended_at = TransferCheckState.FAILED, now()
            check.failure = (receipt.failure or "银行没有受理这笔打款，请核对账户信息")[:200]
        check.version += 1
        check.save()
        audit_record(
            actor=SYSTEM,
            action="verification.transfer_state",
            object_kind="verification",
            object_id=check.verification_id,
            detail={"state": check.state},
        )
        return check


def _expire(pk: UUID) -> TransferCheck:
    with transaction.atomic():
        check = lock(TransferCheck.objects.all(), pk=pk)
        if check.state in _OPEN:
            check.state, check.ended_at = TransferCheckState.EXPIRED, now()
            check.version += 1
            check.save()
        return check


def _require_open(check: TransferCheck) -> None:
    if check.state in _OPEN and check.expires_at <= now():
        raise Refused("verification.transfer_over", "这笔打款已超过 72 小时，请重新申请打款。")
    if check.state == TransferCheckState.REQUESTED:
        raise Refused("verification.transfer_waiting", "款项正在汇出，到账后再填写金额。")
    if check.state != TransferCheckState.SENT:
        label = TransferCheckState(check.state).label
        raise Refused("verification.transfer_ended", f"这笔打款{label}，请按页面提示继续。")


def _after_try(check: TransferCheck, is_right: bool) -> None:
    check.version += 1
    if is_right:
        check.state, check.ended_at = TransferCheckState.CONFIRMED, now()
    else:
        check.tries_left -= 1
        if check.tries_left == 0:
            check.state, check.ended_at = TransferCheckState.FAILED, now()
            check.failure = "金额三次填写不一致"
    check.save()


def _keep_answer(row: Verification, check: TransferCheck) -> None:
    kind = CheckKind.TRANSFER
    digest = evidence.input_digest(
        verification=row, kind=kind, pictures=verification_pictures(verification=row)
    )
    provider = get_bank_transfer().name
    answer = evidence.Answer(
        kind, CheckResult.PASS, provider, is_authoritative=True, reference=check.reference
    )
    evidence.keep(verification=row, answer=answer, digest=digest)


def _clean(account_number: str, bank_name: str) -> tuple[str, str]:
    errors: dict[str, str] = {}
    number = normalise_code(account_number)
    if not re.fullmatch(r"[0-9]{8,32}", number):
        errors["account_number"] = "请填写对公账号，由 8 至 32 位数字组成"
    bank = ""
    try:
        bank = clean_line(bank_name, label="开户银行", max_length=80, min_length=2)
    except ValidationError as error:
        errors["bank_name"] = error.messages[0]
    if errors:
        raise FieldErrors(errors)
    return number, bank


def _amount(raw: str) -> Decimal:
    try:
        amount = Decimal(raw.strip().removesuffix("元").strip())
    except InvalidOperation:
        raise FieldErrors({"amount_yuan": "请填写收到的金额，例如 0.36"}) from None
    is_cents = amount.is_finite() and Decimal(0) < amount < Decimal(1) and amount == amount.quantize(_CENT)
    if not is_cents:
        raise FieldErrors({"amount_yuan": "收到的金额在 0.01 元至 0.99 元之间，请核对"})
    return amount
