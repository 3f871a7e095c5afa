"""Reading verifications."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from yuzhengdai.domain.verification.enums import PictureKind, VerificationRole, VerificationState
from yuzhengdai.domain.verification.models import Verification, VerificationStep
from yuzhengdai.domain.verification.permissions import verifications_visible_to
from yuzhengdai.domain.verification.workflow import OPEN_STATES
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.files.models import StoredFile

SUBJECT_KIND = "verification"
"""subject_kind of the pictures and the letter."""


def verification_open_for(*, actor: Actor) -> Verification | None:
    """The attempt under way of this user for this enterprise, or None."""
    return verifications_visible_to(actor).filter(state__in=OPEN_STATES).first()


def verification_latest_for(*, actor: Actor) -> Verification | None:
    """The newest attempt, ended ones too: for showing a result."""
    return verifications_visible_to(actor).order_by("-created_at").first()


def verification_get(*, actor: Actor, verification_id: UUID) -> Verification:
    """One verification this actor may see. Raises Verification.DoesNotExist."""
    return verifications_visible_to(actor).select_related("enterprise", "user").get(pk=verification_id)


def verification_desk(*, actor: Actor, states: list[str] | None = None) -> QuerySet[Verification]:
    """The operator's queue, what waits longest first."""
    return (
        verifications_visible_to(actor)
        .filter(state__in=states or [VerificationState.IN_REVIEW])
        .select_related("enterprise", "user")
        .order_by("submitted_at", "pk")
    )


def verification_pictures(*, verification: Verification) -> dict[str, StoredFile]:
    """Purpose → newest file."""
    files = StoredFile.objects.filter(subject_kind=SUBJECT_KIND, subject_id=verification.pk)
    return {file.purpose: file for file in files.order_by("created_at")}


def pictures_needed(*, verification: Verification) -> tuple[str, ...]:
    """Purposes that must be there before handing in; an agent also brings the letter."""
    needed: tuple[str, ...] = (
        PictureKind.ID_FRONT.value,
        PictureKind.ID_BACK.value,
        PictureKind.LICENCE.value,
    )
    if verification.role == VerificationRole.AGENT:
        needed += (PictureKind.LETTER.value,)
    return needed


def verification_steps(*, verification: Verification) -> QuerySet[VerificationStep]:
    """History, oldest first."""
    return VerificationStep.objects.filter(verification=verification).order_by("created_at")
