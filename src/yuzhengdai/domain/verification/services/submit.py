"""Handing in: everything is there and fits together; then an operator decides."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.verification.enums import PictureKind, VerificationRole
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import pictures_needed, verification_pictures
from yuzhengdai.domain.verification.services.step import verification_step
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.foundation.notifications.services import notification_create


def verification_submit(
    *, actor: Actor, verification_id: UUID, expected_version: int | None = None
) -> Verification:
    """Hand in for review. Raises FieldErrors naming what is missing, Refused when it was handed in before."""
    with transaction.atomic():
        verification_step(
            actor=actor,
            verification_id=verification_id,
            action="submit",
            expected_version=expected_version,
            work=_check_complete,
        )
        row = verification_step(actor=SYSTEM, verification_id=verification_id, action="send_to_review")
        notification_create(
            recipient_kind="user",
            recipient_id=row.user_id,
            category="verification",
            title="企业认证已提交审核",
            body=f"{row.enterprise.name}的认证资料已提交，平台将在 1 个工作日内审核，结果会以短信告知。",
            dedupe_key=f"verification:{row.pk}:{row.version}:submitted",
            subject_kind="verification",
            subject_id=row.pk,
        )
        return row


def _check_complete(row: Verification) -> None:
    errors: dict[str, str] = {}
    if not row.role:
        errors["role"] = "请选择您的身份"
    if not row.id_number:
        errors["id_number"] = "请填写身份证信息"
    if not row.licence.get("registered_address"):
        errors["name"] = "请填写营业执照信息"
    there = verification_pictures(verification=row)
    for purpose in pictures_needed(verification=row):
        if purpose not in there:
            errors[purpose] = f"请上传{PictureKind(purpose).label}"
    is_head = row.role == VerificationRole.LEGAL_REPRESENTATIVE
    head = row.licence.get("legal_representative_name")
    if is_head and row.person_name and head and row.person_name != head:
        errors["person_name"] = (
            "身份证姓名与营业执照上的姓名不一致；如果您是经办人，请在第一步选择「我是经办人」"
        )
    if errors:
        raise FieldErrors(errors, code="verification.incomplete", sentence="还有内容没有填好，请看下面的说明")
    row.submitted_at = now()
    row.expires_at = None
    row.reason_code = row.reason = ""
