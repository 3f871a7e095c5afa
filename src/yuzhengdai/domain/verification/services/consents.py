"""Separate consents for identity data and for face data: given one by one, declined, taken back with deletion (R6, R7)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.agreements import services as agreements
from yuzhengdai.domain.agreements.models import Agreement, AgreementConsent, AgreementKind
from yuzhengdai.domain.agreements.selectors import agreement_current, user_consent_missing
from yuzhengdai.domain.verification.enums import VerificationState, VerificationWay
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_get
from yuzhengdai.domain.verification.services import wiping
from yuzhengdai.domain.verification.services.dissolving import way_take
from yuzhengdai.domain.verification.services.draft_lifetime import draft_prolong
from yuzhengdai.domain.verification.services.step import verification_step, verification_step_plain
from yuzhengdai.domain.verification.workflow import EDITABLE_STATES
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.errors import FieldErrors, NotFound, Refused
from yuzhengdai.foundation.core.transitions import lock

_WORDS = {
    AgreementKind.IDENTITY_DATA: "请阅读并勾选《身份信息处理同意书》；不同意的，无法办理企业认证",
    AgreementKind.FACE_DATA: "请阅读并勾选《人脸信息处理同意书》，或选择「不使用人脸，改用其他方式」",
}

_WITHDRAWABLE = frozenset({*_WORDS, AgreementKind.COUNTER_PROOF, AgreementKind.ID_NUMBER_QUERY})


def consents_asked(*, verification: Verification) -> list[Agreement]:
    """The texts this attempt's way needs and this user has yet to agree to, identity first."""
    found = [user_consent_missing(user=verification.user, kind=kind) for kind in _kinds(verification.way)]
    return [agreement for agreement in found if agreement is not None]


def consents_give(*, actor: Actor, verification_id: UUID, agreement_ids: AbstractSet[UUID]) -> Verification:
    """Record the ticked texts, each on its own. Raises FieldErrors by kind for one that is needed and was not ticked."""
    row = _get(actor, verification_id)
    missing = consents_asked(verification=row)
    unticked = {str(a.kind): _WORDS[AgreementKind(a.kind)] for a in missing if a.pk not in agreement_ids}
    if unticked:
        raise FieldErrors(unticked)
    with transaction.atomic():
        with verification_step(actor=actor, verification_id=verification_id, action="edit") as saved:
            draft_prolong(saved)
        for agreement in missing:
            agreements.consent_record(actor=actor, agreement=agreement, user=saved.user)
        return saved


def consents_decline_face(
    *,
    actor: Actor,
    verification_id: UUID,
    way: str = VerificationWay.MANUAL,
    agreement_ids: AbstractSet[UUID] = frozenset(),
) -> Verification:
    """「不使用人脸，改用其他方式」: the consent for identity data where it was ticked, and another way."""
    if way not in {VerificationWay.BANK_TRANSFER, VerificationWay.MANUAL}:
        raise FieldErrors({"way": "请选择认证方式"})
    current = agreement_current(kind=AgreementKind.IDENTITY_DATA)
    with transaction.atomic():
        with verification_step(actor=actor, verification_id=verification_id, action="edit") as saved:
            way_take(actor=actor, locked=saved, way=way)
            draft_prolong(saved)
        if current.pk in agreement_ids:
            agreements.consent_record(actor=actor, agreement=current, user=saved.user)
        return saved


def consent_withdraw(*, actor: Actor, kind: str) -> int:
    """Take the consent of this kind back, with deletion; returns how many consents ended (0: there was none).

    Face data: pictures, embeddings and measures of all this user's attempts go; an open attempt goes on by 人工审核.
    身份证号查询: the number that was asked for it goes from an attempt that can still be filled in.
    窗口协办: an attempt under way at a counter leaves it and goes on by 人工审核; a passed one is not touched.
    Identity data: open attempts end and are wiped; of a passed one the pictures go, name and number stay as the record of
    who was verified, as the text says.
    """
    if kind not in _WITHDRAWABLE or actor.user_id is None:
        raise NotFound
    with transaction.atomic():
        user = lock(User.objects.all(), pk=actor.user_id)
        consents = AgreementConsent.objects.filter(
            user=user, enterprise__isnull=True, agreement__kind=kind, withdrawn_at__isnull=True
        )
        live = list(consents)
        if not live:
            return 0
        for consent in live:
            agreements.consent_withdraw(actor=actor, consent=consent)
        for row in Verification.objects.filter(user=user).order_by("created_at"):
            if kind == AgreementKind.FACE_DATA:
                _without_face(actor, row)
            elif kind == AgreementKind.COUNTER_PROOF:
                _without_counter(row)
            elif kind == AgreementKind.ID_NUMBER_QUERY:
                _without_number(row)
            else:
                _without_identity(actor, row)
        return len(live)


def require_consent(*, user: User, kind: str) -> None:
    """Raises Refused without a live consent of this kind."""
    if user_consent_missing(user=user, kind=kind) is not None:
        title = AgreementKind(kind).label
        raise Refused("verification.consent", f"请先阅读并同意《{title}》，再继续办理。")


def _kinds(way: str) -> list[AgreementKind]:
    """What a way asks for; the text of the counter is agreed to at the counter."""
    both = [AgreementKind.IDENTITY_DATA, AgreementKind.FACE_DATA]
    return both if way == VerificationWay.FACE else both[:1]


def _without_face(actor: Actor, row: Verification) -> None:
    wiping.face_wipe(actor=actor, verification=row)
    if row.state in EDITABLE_STATES and row.way == VerificationWay.FACE:
        with verification_step(actor=SYSTEM, verification_id=row.pk, action="change_way") as locked:
            way_take(actor=actor, locked=locked, way=VerificationWay.MANUAL)


def _without_counter(row: Verification) -> None:
    """The officer loses sight of it with the way (permissions)."""
    if row.state in EDITABLE_STATES and row.way == VerificationWay.COUNTER:
        with verification_step(actor=SYSTEM, verification_id=row.pk, action="change_way") as locked:
            way_take(actor=SYSTEM, locked=locked, way=VerificationWay.MANUAL)


def _without_number(row: Verification) -> None:
    """The number that was asked for 企业四要素 alone goes from what is not handed in; a card's own number is of another consent."""
    if row.state in EDITABLE_STATES and row.way == VerificationWay.NETWORK_ID and row.id_number:
        with verification_step(actor=SYSTEM, verification_id=row.pk, action="change_way") as locked:
            locked.id_number = locked.id_number_index = ""


def _without_identity(actor: Actor, row: Verification) -> None:
    if row.state in {VerificationState.PASSED, VerificationState.REFUSED, VerificationState.EXPIRED}:
        if row.state == VerificationState.PASSED:
            wiping.pictures_wipe(actor=actor, verification=row)
        elif row.wiped_at is None:
            wiping.verification_wipe(actor=actor, verification=row)
        return
    verification_step_plain(actor=SYSTEM, verification_id=row.pk, action="withdraw")
    row.refresh_from_db()
    wiping.verification_wipe(actor=actor, verification=row)


def _get(actor: Actor, verification_id: UUID) -> Verification:
    try:
        return verification_get(actor=actor, verification_id=verification_id)
    except Verification.DoesNotExist:
        raise NotFound from None
