"""Opening and steering an attempt on the phone. It belongs to user and enterprise, so any phone of theirs goes on with it."""

from __future__ import annotations

from uuid import UUID

from yuzhengdai.domain.certificates.selectors import certificate_valid
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.enterprises.selectors import enterprise_for_actor
from yuzhengdai.domain.verification.enums import WAYS_TO_CHOOSE, IdPaper, VerificationWay
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import has_given_certificate, verification_passed_for
from yuzhengdai.domain.verification.services.dissolving import way_take
from yuzhengdai.domain.verification.services.draft_lifetime import draft_prolong
from yuzhengdai.domain.verification.services.opening import attempt_begin, attempt_found
from yuzhengdai.domain.verification.services.step import verification_step
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
from yuzhengdai.foundation.integrations.identity_platform.base import Proves
from yuzhengdai.foundation.integrations.identity_platform.registry import platform_counting


def wizard_open(*, actor: Actor) -> Verification:
    """The one open attempt of this user for this enterprise, or a new one by face.

    A draft begun on the PC (人工认证) is the same attempt; its way stays until another is chosen. A member of a verified
    enterprise who has not shown who they are may do so, for a phone certificate. Refused where there is nothing to do.
    """
    enterprise = enterprise_for_actor(actor=actor)
    found = attempt_found(actor=actor)
    if found is not None:
        return found
    _require_something_to_do(actor, enterprise)
    return attempt_begin(actor=actor, enterprise=enterprise, way=VerificationWay.FACE)


def wizard_way_choose(
    *, actor: Actor, verification_id: UUID, way: str, expected_version: int | None = None
) -> Verification:
    """「不使用人脸，改用其他方式」 and back: another way, nothing of what was filled in is lost; a renewal becomes a whole attempt."""
    is_open = way != VerificationWay.NETWORK_ID or platform_counting(Proves.PERSON) is not None
    if way not in WAYS_TO_CHOOSE or not is_open:
        raise FieldErrors({"way": "请选择认证方式"})
    with verification_step(
        actor=actor, verification_id=verification_id, action="edit", expected_version=expected_version
    ) as row:
        way_take(actor=actor, locked=row, way=way)
        draft_prolong(row)
    return row


def wizard_paper_choose(*, actor: Actor, verification_id: UUID, paper: str) -> Verification:
    """Which paper shows the person; another one than before asks for its pictures' data anew."""
    if paper not in IdPaper.values:
        raise FieldErrors({"paper": "请选择证件类型"})
    with verification_step(actor=actor, verification_id=verification_id, action="edit") as row:
        if row.paper != paper:
            row.paper, row.identity_confirmed_at = paper, None
        draft_prolong(row)
    return row


def utilities_done(*, actor: Actor, verification_id: UUID) -> Verification:
    """Step 电力社保 is finished or skipped (「跳过」)."""
    with verification_step(actor=actor, verification_id=verification_id, action="edit") as row:
        row.utilities_done_at = row.utilities_done_at or now()
        draft_prolong(row)
    return row


def _require_something_to_do(actor: Actor, enterprise: Enterprise) -> None:
    if enterprise.state == EnterpriseState.CLAIMED:
        return
    passed = verification_passed_for(actor=actor)
    # Who lost phone or password shows again who they are, for another certificate.
    is_for_certificate = passed is None or (
        has_given_certificate(verification=passed) and certificate_valid(actor=actor) is None
    )
    if enterprise.state != EnterpriseState.VERIFIED or not is_for_certificate:
        raise Refused("verification.done", "您已完成认证，不需要再次办理。")
