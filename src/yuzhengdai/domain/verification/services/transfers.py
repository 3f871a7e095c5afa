"""对公账户打款验证: two small amounts to the enterprise's account, read back within 72 hours, three tries.

The row's id is the gateway's request id, the second amount's has 「-2」 behind it: a retry is the same transfer. The gateway is
called outside of any transaction. How often an account or a code may be guessed at: ``transfer_limits``.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.verification import evidence
from yuzhengdai.domain.verification.audit_actions import VerificationAudit
from yuzhengdai.domain.verification.enums import (
    CheckKind,
    CheckResult,
    TransferCheckState,
    VerificationWay,
)
from yuzhengdai.domain.verification.models import TransferCheck, Verification
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.domain.verification.services.consents import require_consent
from yuzhengdai.domain.verification.services.draft_lifetime import draft_prolong
from yuzhengdai.domain.verification.services.step import verification_step
from yuzhengdai.domain.verification.services.transfer_limits import (
    account_index,
    administrators_tell,
    guesses_left_require,
    transfers_left_require,
)
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import ExternalError, FieldErrors, Refused
from yuzhengdai.foundation.core.figures import YUAN, read_figure
from yuzhengdai.foundation.core.text import clean_line
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.core.validators import clean_company_account_number
from yuzhengdai.foundation.integrations.bank_transfer.base import TransferReceipt, TransferState
from yuzhengdai.foundation.integrations.bank_transfer.registry import get_bank_transfer

VALID_FOR = timedelta(hours=72)
BATCH = 50
_OPEN = (TransferCheckState.REQUESTED, TransferCheckState.SENT)


def transfer_current(*, verification: Verification) -> TransferCheck | None:
    """The newest transfer of an attempt, or None."""
    return TransferCheck.objects.filter(verification=verification).order_by("-created_at").first()


def transfer_begin(
    *, actor: Actor, verification_id: UUID, account_number: str, bank_name: str
) -> TransferCheck:
    """Ask for a transfer; one under way is given back as it is. Raises FieldErrors, Refused (too many today).

    A gateway that does not answer loses nothing: the row stays REQUESTED and the job sends it. The enterprise's
    administrators are told: money that nobody of them asked for is the sign that somebody else tries.
    """
    number, bank = _clean(account_number, bank_name)
    with verification_step(actor=actor, verification_id=verification_id, action="edit") as row:
        require_consent(user=row.user, kind=AgreementKind.IDENTITY_DATA)
        row.way = VerificationWay.BANK_TRANSFER
        draft_prolong(row)
        check, is_new = _row(row, number, bank)
        if is_new:
            administrators_tell(check=check, verification=row, is_used_up=False)
        audit_record(
            actor=actor,
            action=VerificationAudit.TRANSFER_BEGIN,
            object_kind="verification",
            object_id=verification_id,
        )
    return _send(check.pk)


def transfer_confirm(
    *,
    actor: Actor,
    verification_id: UUID,
    amount_yuan: str,
    second_amount_yuan: str = "",
    expected_version: int | None = None,
) -> TransferCheck:
    """Read both amounts back, in either order. A wrong one costs a try and raises FieldErrors at ``amount_yuan``, which does not
    tell which of the two is wrong; sent again after a lost answer, with the version it was made for, it raises Conflict and
    costs none.
    """
    amounts = _amounts(amount_yuan, second_amount_yuan, verification_id)
    with verification_step(
        actor=actor, verification_id=verification_id, action="edit", expected_version=expected_version
    ) as row:
        check = transfer_current(verification=row)
        if check is None:
            raise Refused("verification.no_transfer", "还没有申请打款，请先填写对公账户。")
        check = lock(TransferCheck.objects.all(), pk=check.pk)
        _require_open(check)
        guesses_left_require(account=check.account_index, uscc=row.enterprise.uscc)
        is_right = sorted(Decimal(sent) for _, sent in _parts(check)) == sorted(amounts)
        _after_try(check, is_right)
        if is_right:
            _keep_answer(row, check)
        elif check.state == TransferCheckState.FAILED:
            administrators_tell(check=check, verification=row, is_used_up=True)
        draft_prolong(row)
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


def _row(row: Verification, number: str, bank: str) -> tuple[TransferCheck, bool]:
    present = TransferCheck.objects.filter(verification=row, state__in=_OPEN).first()
    if present is not None and present.expires_at > now():
        return present, False
    if present is not None:
        _expire(present.pk)
    index = account_index(number)
    transfers_left_require(account=index, uscc=row.enterprise.uscc)
    guesses_left_require(account=index, uscc=row.enterprise.uscc)
    try:
        with transaction.atomic():
            check = TransferCheck.objects.create(
                verification=row,
                account_number=number,
                account_index=index,
                bank_name=bank,
                amount_yuan=_drawn(),
                second_amount_yuan=_drawn(),
                expires_at=now() + VALID_FOR,
            )
            return check, True
    except IntegrityError:
        return TransferCheck.objects.get(verification=row, state__in=_OPEN), False


def _drawn() -> str:
    """0.01 to 0.99 yuan: with two of them nearly ten thousand answers for less than 2 yuan a verification."""
    return f"0.{secrets.randbelow(99) + 1:02d}"


def _parts(check: TransferCheck) -> list[tuple[str, str]]:
    """(request id at the gateway, amount) of each payment of a row."""
    second = [(f"{check.pk}-2", str(check.second_amount_yuan))] if check.second_amount_yuan else []
    return [(str(check.pk), str(check.amount_yuan)), *second]


def _send(pk: UUID) -> TransferCheck:
    """Call the gateway for one row and write down where it stands. No answer changes nothing."""
    check = TransferCheck.objects.select_related("verification").get(pk=pk)
    gateway = get_bank_transfer()
    try:
        if check.state == TransferCheckState.SENT:
            return check
        receipts = []
        for request_id, amount in _parts(check):
            receipt = gateway.transfer_send(
                request_id=request_id,
                account_name=str(check.verification.licence.get("name", "")),
                account_number=str(check.account_number),
                bank_name=check.bank_name,
                amount_yuan=Decimal(amount),
            )
            if receipt.state == TransferState.ACCEPTED:
                receipt = gateway.transfer_state(request_id=request_id)
            receipts.append(receipt)
            if receipt.state == TransferState.FAILED:
                break  # the second would fail alike, and cost money
    except ExternalError:
        return check
    return _written(pk, _worst(receipts), is_authoritative=all(one.is_authoritative for one in receipts))


def _worst(receipts: list[TransferReceipt]) -> TransferReceipt:
    """A row stands where the slower of its payments stands; one that failed ends both."""
    order = (TransferState.FAILED, TransferState.ACCEPTED, TransferState.PAID)
    return min(receipts, key=lambda one: order.index(one.state))


def _written(pk: UUID, receipt: TransferReceipt, *, is_authoritative: bool) -> TransferCheck:
    with transaction.atomic():
        check = lock(TransferCheck.objects.all(), pk=pk)
        if check.state != TransferCheckState.REQUESTED:
            return check
        check.reference, check.source = receipt.reference[:80], receipt.source[:60]
        check.is_authoritative = is_authoritative
        if receipt.state == TransferState.PAID:
            check.state = TransferCheckState.SENT
        elif receipt.state == TransferState.FAILED:
            check.state, check.ended_at = TransferCheckState.FAILED, now()
            check.failure = (receipt.failure or "银行没有受理这笔打款，请核对账户信息")[:200]
        check.version += 1
        check.save()
        audit_record(
            actor=SYSTEM,
            action=VerificationAudit.TRANSFER_STATE,
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
    # As the receipt said: the gateway of today may be another one.
    source = check.source or get_bank_transfer().name
    answer = evidence.Answer(
        kind,
        CheckResult.PASS,
        source,
        is_authoritative=check.is_authoritative,
        reference=check.reference,
    )
    evidence.keep(verification=row, answer=answer, digest=digest)


def _clean(account_number: str, bank_name: str) -> tuple[str, str]:
    errors: dict[str, str] = {}
    number = bank = ""
    try:
        number = clean_company_account_number(account_number)
    except ValidationError as error:
        errors["account_number"] = error.messages[0]
    try:
        bank = clean_line(bank_name, label="开户银行", max_length=80, min_length=2)
    except ValidationError as error:
        errors["bank_name"] = error.messages[0]
    if errors:
        raise FieldErrors(errors)
    return number, bank


def _amounts(first: str, second: str, verification_id: UUID) -> list[Decimal]:
    """What was typed, as many amounts as were paid. Raises FieldErrors at each that cannot be one."""
    typed = {"amount_yuan": first, "second_amount_yuan": second}
    open_row = TransferCheck.objects.filter(verification_id=verification_id, state__in=_OPEN).first()
    if open_row is not None and not open_row.second_amount_yuan:
        del typed["second_amount_yuan"]  # made when there was one amount
    amounts: list[Decimal] = []
    errors: dict[str, str] = {}
    for field, raw in typed.items():
        try:
            amounts.append(_amount(raw))
        except ValueError as error:
            errors[field] = str(error)
    if errors:
        raise FieldErrors(errors)
    return amounts


def _amount(raw: str) -> Decimal:
    """One amount. Raises ValueError with the sentence for its field."""
    try:
        amount = read_figure(raw, YUAN, label="收到的金额")
    except ValidationError as error:
        raise ValueError(error.messages[0]) from None
    if amount is None:
        raise ValueError("请填写收到的金额，例如 0.36")
    if not Decimal(0) < amount < Decimal(1):
        raise ValueError("收到的金额在 0.01 元至 0.99 元之间，请核对")
    return amount
