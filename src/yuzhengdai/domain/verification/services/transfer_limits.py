"""How often the amounts of 对公账户打款验证 may be guessed at: by account and by code, whatever the phone or the claim.

A stranger with many phones otherwise has three tries with each; and each transfer costs the platform money.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q, QuerySet, Sum

from yuzhengdai.domain.enterprises.enums import MemberRole, MemberState
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.verification.models import TransferCheck, Verification
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.core.keyring import blind_index
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create

MAX_A_DAY = 3
"""Transfers to one account, or for one code, within 24 hours."""
MAX_GUESSES = 6
"""Wrong amounts for one account, or for one code, within GUESSES_WITHIN: with 4,950 pairs a chance of about 1 in 800."""
GUESSES_WITHIN = timedelta(days=30)
TRIES = 3
"""What ``TransferCheck.tries_left`` begins with."""
ACCOUNT_TAG = "verification.transfer_check.account_number"


def account_index(number: str) -> str:
    """Blind index of an account number (digits only)."""
    return blind_index(ACCOUNT_TAG, number)


def transfers_left_require(*, account: str, uscc: str) -> None:
    """Raises Refused after MAX_A_DAY transfers to this account (blind index) or for this code within 24 hours."""
    lately = TransferCheck.objects.filter(created_at__gt=now() - timedelta(days=1))
    if max(narrowed.count() for narrowed in _each(lately, account, uscc)) >= MAX_A_DAY:
        raise Refused(
            "verification.transfers_today", "今天申请打款的次数已达上限，请明天再试，或改用其他方式。"
        )


def guesses_left_require(*, account: str, uscc: str) -> None:
    """Raises Refused after MAX_GUESSES wrong amounts for this account (blind index) or this code."""
    lately = TransferCheck.objects.filter(created_at__gt=now() - GUESSES_WITHIN, tries_left__lt=TRIES)
    wrong = [
        narrowed.aggregate(told=Sum(TRIES - F("tries_left")))["told"] or 0
        for narrowed in _each(lately, account, uscc)
    ]
    if max(wrong) >= MAX_GUESSES:
        raise Refused(
            "verification.transfer_guesses",
            "这家企业或这个账户的打款金额多次填写不一致，30 天内不能再用打款验证，请改用其他方式，或选择人工认证。",
        )


def administrators_tell(*, check: TransferCheck, verification: Verification, is_used_up: bool) -> None:
    """Tell the administrators of this code's enterprises, the applicant apart, what somebody does with their account."""
    tail = str(check.account_number)[-4:]
    said = f"尾号 {tail} 的对公账户"
    title = "打款验证的金额多次填错" if is_used_up else "有人申请对公账户打款验证"
    act = (
        "收到的金额三次填写不一致，这次验证已停止" if is_used_up else "将收到平台的两笔小额打款，用于企业认证"
    )
    administrators = EnterpriseMember.objects.filter(
        enterprise__uscc=verification.enterprise.uscc, role=MemberRole.ADMIN, state=MemberState.ACTIVE
    ).exclude(user_id=verification.user_id)
    for user_id in administrators.values_list("user_id", flat=True).distinct():
        notification_create(
            recipient_kind="user",
            recipient_id=user_id,
            category=MessageKind.VERIFICATION,
            title=title,
            body=f"{verification.enterprise.name}{said}{act}。如果不是本单位人员在办理，请不要把到账金额告诉任何人，并拨打服务热线。",
            dedupe_key=f"transfer:{check.pk}:{'used' if is_used_up else 'begun'}:{user_id}"[:120],
            subject_kind="enterprise",
            subject_id=verification.enterprise_id,
        )


def _each(rows: QuerySet[TransferCheck], account: str, uscc: str) -> list[QuerySet[TransferCheck]]:
    by_account = Q(account_index=account) if account else Q(pk__in=[])
    return [rows.filter(by_account), rows.filter(verification__enterprise__uscc=uscc)]
