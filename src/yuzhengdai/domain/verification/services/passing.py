"""What a passed attempt does to the enterprise, and how the applicant is told of a result."""

from __future__ import annotations

from datetime import date

from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.services import Agency, EnterpriseFacts, enterprise_verify
from yuzhengdai.domain.verification.enums import (
    WAYS_WITHOUT_PHONE,
    CheckKind,
    VerificationRole,
    VerificationState,
    VerificationWay,
)
from yuzhengdai.domain.verification.evidence import current_checks
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create, sms_enqueue


def enterprise_pass(*, actor: Actor, verification: Verification, grounds: str) -> None:
    """The enterprise is verified, or control restored; the person gets the place shown. In the caller's transaction.

    A renewal shows who somebody is, not what the enterprise is nor what its administrators have let them do since: nothing changes.
    """
    row = verification
    if row.renews_id is not None:
        return
    is_head = row.role == VerificationRole.LEGAL_REPRESENTATIVE
    # An agent who joined a verified enterprise shows who they are, not anew what the enterprise is.
    is_member_only = row.enterprise.state == EnterpriseState.VERIFIED and not is_head
    enterprise_verify(
        actor=actor,
        enterprise=row.enterprise,
        user=row.user,
        is_legal_representative=is_head,
        facts=EnterpriseFacts() if is_member_only else facts_of(row),
        person_name=row.person_name,
        agency=None if is_head else Agency(tuple(row.agent_scopes), row.agent_ends_on),
        grounds=grounds,
    )


def grounds_of(row: Verification) -> str:
    """Why the enterprise counts as verified, for its history: the way, at a counter with the counter's name."""
    label = str(VerificationWay(row.way).label)
    check = (
        current_checks(verification=row).get(CheckKind.COUNTER)
        if row.way == VerificationWay.COUNTER
        else None
    )
    label = label if check is None else f"{label}（{check.source}）"
    return f"{label}，电子营业执照" if row.licence_from else label


def facts_of(row: Verification) -> EnterpriseFacts:
    """What the licence says; industry and size as the register told them, where nobody has said them before."""
    licence, enterprise = row.licence, row.enterprise
    check = current_checks(verification=row).get(CheckKind.REGISTRATION)
    told = check.detail if check is not None else {}
    established_on = licence.get("established_on")
    return EnterpriseFacts(
        name=licence.get("name", ""),
        legal_representative_name=licence.get("legal_representative_name", ""),
        registered_address=licence.get("registered_address", ""),
        region_code=licence.get("region_code", ""),
        industry_code="" if enterprise.industry_code else str(told.get("industry_code", "")),
        size="" if enterprise.size else str(told.get("size", "")),
        established_on=date.fromisoformat(established_on) if established_on else None,
    )


def result_title(verification: Verification, result: str) -> str:
    """Title of the message of a result: 「企业认证已通过」, for a renewal 「手机证书换发已通过」."""
    return f"{'手机证书换发' if verification.renews_id else '企业认证'}{result}"


def tell(
    *, verification: Verification, title: str, body: str, is_todo: bool = False, by_sms: bool = True
) -> None:
    """Message of a result, and an SMS that never holds a reason; after a review it opens the certificate step (R10)."""
    row = verification
    notification_create(
        recipient_kind="user",
        recipient_id=row.user_id,
        category=MessageKind.VERIFICATION,
        title=title,
        body=body[:500],
        dedupe_key=f"verification:{row.pk}:{row.version}",
        subject_kind="verification",
        subject_id=row.pk,
        is_todo=is_todo,
    )
    if not by_sms:
        return
    opens_certificate = row.state == VerificationState.PASSED and row.way not in WAYS_WITHOUT_PHONE
    last = "请打开手机豫正贷，设置证书密码，完成最后一步。" if opens_certificate else "请登录平台查看。"
    sms_enqueue(
        phone=row.user.phone,
        template="verification_certificate" if opens_certificate else "verification_result",
        params={},
        text=f"【豫正贷】您的{'手机证书换发' if row.renews_id else '企业认证'}有了结果，{last}",
        dedupe_key=f"verification:{row.pk}:{row.version}:sms",
    )
