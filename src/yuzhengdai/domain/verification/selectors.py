from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from yuzhengdai.domain.certificates.models import PhoneCertificate
from yuzhengdai.domain.enterprises.enums import EnterpriseState, MemberRole, MemberState
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember, MemberInvitation
from yuzhengdai.domain.verification.enums import (
    WAYS_WITHOUT_PHONE,
    GateState,
    IdPaper,
    PictureKind,
    VerificationRole,
    VerificationState,
    VerificationWay,
)
from yuzhengdai.domain.verification.models import Verification, VerificationStep
from yuzhengdai.domain.verification.permissions import verifications_visible_to
from yuzhengdai.domain.verification.workflow import EDITABLE_STATES, OPEN_STATES
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.prepared import PreparedValues
from yuzhengdai.foundation.core.text import normalise_code, normalise_enterprise_name
from yuzhengdai.foundation.files.models import StoredFile

SUBJECT_KIND = "verification"
"""subject_kind of the pictures and the letter."""
LIVENESS_SUBJECT_KIND = "liveness"
"""subject_kind of a sequence's candidate for the reference picture, until the verdict."""


def verification_open_for(*, actor: Actor) -> Verification | None:
    """The attempt under way of this user for this enterprise, or None."""
    return verifications_visible_to(actor).filter(state__in=OPEN_STATES).first()


def verification_editable_for(*, actor: Actor) -> Verification | None:
    """The attempt that can be filled in now; none when its days ran out and the worker has not come by yet."""
    row = verification_open_for(actor=actor)
    is_editable = row is not None and row.state in EDITABLE_STATES and not has_run_out(verification=row)
    return row if is_editable else None


def has_run_out(*, verification: Verification) -> bool:
    """Whether its days for filling in are over."""
    row = verification
    return row.state in EDITABLE_STATES and row.expires_at is not None and row.expires_at < now()


def verification_latest_for(*, actor: Actor) -> Verification | None:
    """The newest attempt, ended ones too: for showing a result."""
    return verifications_visible_to(actor).order_by("-created_at").first()


def verification_get(*, actor: Actor, verification_id: UUID) -> Verification:
    """One verification this actor may see. Raises Verification.DoesNotExist."""
    return verifications_visible_to(actor).select_related("enterprise", "user").get(pk=verification_id)


def verification_desk(
    *, actor: Actor, states: list[str] | None = None, way: str = "", keyword: str = ""
) -> QuerySet[Verification]:
    """The operator's queue, what waits longest first; of one way, of enterprises whose name or code holds ``keyword``."""
    found = verifications_visible_to(actor).filter(state__in=states or [VerificationState.IN_REVIEW])
    if way:
        found = found.filter(way=way)
    if name := normalise_enterprise_name(keyword):
        code = normalise_code(keyword)
        found = found.filter(
            Q(enterprise__name__icontains=name) | Q(enterprise__uscc__startswith=code or name)
        )
    return found.select_related("enterprise", "user").order_by("submitted_at", "pk")


def verification_pictures(*, verification: Verification) -> dict[str, StoredFile]:
    """Purpose → newest file."""
    files = StoredFile.objects.filter(subject_kind=SUBJECT_KIND, subject_id=verification.pk)
    return {file.purpose: file for file in files.order_by("created_at")}


def verification_papers(*, verification: Verification) -> dict[str, StoredFile]:
    """The same without the live face, which nobody is shown but an operator in review: not the applicant, not a bank."""
    found = verification_pictures(verification=verification)
    return {purpose: file for purpose, file in found.items() if purpose != PictureKind.FACE_REFERENCE}


def pictures_needed(*, verification: Verification, way: str = "") -> tuple[str, ...]:
    """Purposes that must be there before handing in; an agent whom the verified head has not invited brings the letter.

    A passport has no back. A renewal needs what its face is compared with. 网证 stands for the card, 电子营业执照 for the licence.
    ``way``: as if the attempt went by that one.
    """
    if verification.renews_id is not None:
        return (PictureKind.ID_FRONT.value,)
    back = () if verification.paper == IdPaper.FOREIGN else (PictureKind.ID_BACK.value,)
    card = (PictureKind.ID_FRONT.value, *back)
    needed: tuple[str, ...] = () if (way or verification.way) == VerificationWay.NETWORK_ID else card
    if not verification.licence_from:
        needed += (PictureKind.LICENCE.value,)
    if verification.role == VerificationRole.AGENT and not is_invited_by_head(verification=verification):
        needed += (PictureKind.LETTER.value,)
    return needed


def invited_place(*, actor: Actor) -> EnterpriseMember | None:
    """The actor's place as an agent of a verified enterprise, if its 法定代表人 gave it; for the role step."""
    if actor.organisation_id is None or actor.user_id is None:
        return None
    member = (
        EnterpriseMember.objects.select_related("enterprise", "user")
        .filter(
            enterprise_id=actor.organisation_id,
            user_id=actor.user_id,
            state=MemberState.ACTIVE,
            role=MemberRole.AGENT,
            enterprise__state=EnterpriseState.VERIFIED,
        )
        .first()
    )
    if member is None:
        return None
    is_invited = _is_invited(uscc=member.enterprise.uscc, phone_index=member.user.phone_index)
    return member if is_invited else None


def is_invited_by_head(*, verification: Verification) -> bool:
    """Whether the applicant took up an invitation of this code's verified 法定代表人, whose place still stands."""
    return _is_invited(uscc=verification.enterprise.uscc, phone_index=verification.user.phone_index)


def _is_invited(*, uscc: str, phone_index: str) -> bool:
    heads = EnterpriseMember.objects.filter(
        enterprise__uscc=uscc,
        enterprise__state=EnterpriseState.VERIFIED,
        is_legal_representative=True,
        state=MemberState.ACTIVE,
    ).values("user_id")
    return MemberInvitation.objects.filter(
        enterprise__uscc=uscc,
        phone_index=phone_index,
        accepted_at__isnull=False,
        withdrawn_at__isnull=True,
        invited_by__in=heads,
    ).exists()


def verification_steps(*, verification: Verification) -> QuerySet[VerificationStep]:
    return VerificationStep.objects.filter(verification=verification).order_by("created_at")


_GATE_STATES = {
    VerificationState.SUBMITTED: GateState.IN_REVIEW,
    VerificationState.IN_REVIEW: GateState.IN_REVIEW,
    VerificationState.RETURNED: GateState.RETURNED,
    VerificationState.REFUSED: GateState.REFUSED,
}


def verification_gate(*, actor: Actor) -> GateState:
    """Whether an open gate dialog of this user and enterprise may go on (R11). One small query.

    On the phone way it waits for 「注册成功」 (``completed_at``), by hand and at a counter for PASSED; where a colleague verified the
    enterprise there is nothing of one's own to wait for. One's attempts count by code: when the 法定代表人 takes the verified row
    over, the attempt belongs to the claim that was closed, and both dialogs, of the claim and of the row, wait for its end.
    """
    if actor.organisation_id is None or actor.user_id is None:
        return GateState.OPEN
    return gate_state(*(_GATE.first(actor.organisation_id, actor.user_id) or (None, None, None, None)))


def _gate(enterprise_id: UUID, user_id: UUID) -> QuerySet[Enterprise, tuple[Any, ...]]:
    attempts = Verification.objects.filter(user_id=user_id, enterprise__uscc=OuterRef("uscc")).order_by(
        "-created_at"
    )
    newest = (Subquery(attempts.values(name)[:1]) for name in ("state", "way", "completed_at"))
    return Enterprise.objects.filter(pk=enterprise_id).values_list("state", *newest)


_GATE = PreparedValues(_gate, UUID, UUID)
"""Asked by every home page of a member and by every open gate dialog."""


def gate_state(
    state: str | None, attempt_state: str | None, way: str | None, completed_at: datetime | None
) -> GateState:
    """What the dialog waits for: the enterprise's ``state`` and state, way and end of one's newest attempt for its code (None: none)."""
    if state == EnterpriseState.FROZEN:
        return GateState.FROZEN
    if attempt_state == VerificationState.PASSED:
        is_finished = way in WAYS_WITHOUT_PHONE or completed_at is not None
        return GateState.DONE if is_finished else GateState.CERTIFICATE
    if state == EnterpriseState.VERIFIED:
        return GateState.DONE
    return (
        _GATE_STATES.get(VerificationState(attempt_state), GateState.OPEN)
        if attempt_state
        else GateState.OPEN
    )


def verification_passed_for(*, actor: Actor) -> Verification | None:
    """The newest passed attempt of this user for the code of the actor's enterprise: what gives a right to a certificate.

    By code, not by row: where the 法定代表人 took a verified row over, the attempt belongs to the claim that was closed.
    """
    if actor.kind != ActorKind.ENTERPRISE or actor.organisation_id is None or actor.user_id is None:
        return None
    return (
        Verification.objects.filter(
            user_id=actor.user_id,
            state=VerificationState.PASSED,
            enterprise__uscc__in=Enterprise.objects.filter(pk=actor.organisation_id).values("uscc"),
        )
        .select_related("user", "enterprise", "renews")
        .order_by("-created_at")
        .first()
    )


def verification_standing(*, actor: Actor) -> Verification | None:
    """How the actor's enterprise was verified, by whoever did: way, role and time alone, nothing of the person."""
    if actor.kind != ActorKind.ENTERPRISE or actor.organisation_id is None:
        return None
    code = Enterprise.objects.filter(pk=actor.organisation_id).values("uscc")
    passed = Verification.objects.filter(
        state=VerificationState.PASSED, enterprise__uscc__in=code, renews__isnull=True
    )
    return passed.only("id", "way", "role", "decided_at").order_by("-decided_at", "-pk").first()


def has_given_certificate(*, verification: Verification, besides: UUID | None = None) -> bool:
    """Whether a passed attempt has led to a certificate already (another one than ``besides``): each gives a right to one."""
    since = verification.decided_at or verification.submitted_at or verification.created_at
    made = PhoneCertificate.objects.filter(
        user_id=verification.user_id,
        enterprise__uscc=verification.enterprise.uscc,
        created_at__gte=since,
    )
    return made.exclude(pk=besides).exists() if besides is not None else made.exists()
