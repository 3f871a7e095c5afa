"""What an operator is to know when deciding: who else is concerned, what is odd, how often was tried. How it is said is the desk's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.verification.checks import is_usual_period
from yuzhengdai.domain.verification.enums import (
    IdPaper,
    LivenessState,
    PictureKind,
    VerificationRole,
    VerificationState,
)
from yuzhengdai.domain.verification.liveness_tries import NUMBER_COUNTED
from yuzhengdai.domain.verification.models import LivenessSession, Verification
from yuzhengdai.domain.verification.selectors import SUBJECT_KIND, verification_desk
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.reference.selectors import calendar_overrides
from yuzhengdai.foundation.reference.workdays import add_working_days

REVIEW_DAYS = 1
"""Working days that a review takes at most; told to the applicant and counted at the desk."""

SAME_NUMBER_SHOWN = 20
COUNT_CAP = 1000
"""Rows that are counted and paged through at most; older ones are found by name, code or way."""

_SOON = timedelta(hours=4)
_RECENTLY = timedelta(days=30)
_PAPER_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SameNumber:
    """Who else uses the number of the paper. ``others`` are attempts of other accounts, newest first, SAME_NUMBER_SHOWN at most.

    ``failed`` and ``passed`` count 活体检测 on the number within liveness_tries.NUMBER_COUNTED over all accounts.
    """

    others: tuple[Verification, ...]
    accounts: int
    failed: int
    passed: int


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """Of one verification; numbers are of others than itself."""

    same_code: list[Enterprise]
    """Other claims and enterprises of the same code, verified ones first."""
    standing: int
    """Of them: verified or frozen."""
    claims: int
    """Of them: registered and not verified."""
    is_head: bool
    names_differ: bool
    """A head whose name is not the one on the licence."""
    is_paper_ending: bool
    """The paper ended or ends within thirty days."""
    has_odd_period: bool
    """Validity of a length that the law does not know."""
    enterprises_of_person: int
    """Other enterprises verified with the same number of a paper."""
    same_number: SameNumber
    """Other accounts with the same number of a paper."""
    same_pictures: int
    """Other attempts with the very same picture of a front and another number."""
    enterprises_of_phone: int
    """Other enterprises that the same phone handed in during thirty days."""
    failed_faces: tuple[str, ...]
    """Reasons of the drawn sequences that failed."""
    refused_before: int
    """Attempts of the same phone for this code that were refused."""


def review_due_at(verification: Verification) -> datetime | None:
    """Until when the applicant was promised an answer."""
    if verification.submitted_at is None:
        return None
    return add_working_days(verification.submitted_at, REVIEW_DAYS, calendar_overrides())


def urgency(due_at: datetime | None) -> str:
    if due_at is None:
        return ""
    left = due_at - now()
    return "late" if left < timedelta(0) else ("soon" if left < _SOON else "")


def desk_facts(*, verification: Verification) -> DeskFacts:
    """For a verification that the selectors gave to an operator. At most eight queries."""
    row = verification
    same_code = list(_same_code(row))
    alike, faces = _attempts_on_number(row), _faces(row)
    is_head = row.role == VerificationRole.LEGAL_REPRESENTATIVE
    return DeskFacts(
        same_code=same_code,
        standing=sum(e.state in {EnterpriseState.VERIFIED, EnterpriseState.FROZEN} for e in same_code),
        claims=sum(e.state == EnterpriseState.CLAIMED for e in same_code),
        is_head=is_head,
        names_differ=is_head and row.person_name != row.licence.get("legal_representative_name"),
        is_paper_ending=bool(row.id_valid_until and row.id_valid_until < today() + _PAPER_SOON),
        has_odd_period=_has_odd_period(row),
        enterprises_of_person=_same_person(row, alike),
        same_number=_same_number(row, alike, faces),
        same_pictures=_same_picture(row),
        enterprises_of_phone=_same_phone(row),
        failed_faces=tuple(
            reason for of, state, reason in faces if of == row.pk and state == LivenessState.FAILED
        ),
        refused_before=_refused_before(row),
    )


def desk_count(*, actor: Actor, states: list[str], way: str = "", keyword: str = "") -> int:
    """How many there are, counted up to COUNT_CAP: a tab needs no exact number of thousands."""
    found = verification_desk(actor=actor, states=states, way=way, keyword=keyword)
    return found.order_by().values("pk")[:COUNT_CAP].count()


def desk_way_counts(*, actor: Actor) -> dict[str, int]:
    """Way → how many wait for an operator."""
    waiting = verification_desk(actor=actor).order_by().values_list("way")
    return dict(waiting.annotate(number=Count("pk")))


def may_open_picture(*, verification: Verification, kind: str) -> bool:
    """Whether a picture may be opened at the desk now: the live face while it is in review only."""
    return kind != PictureKind.FACE_REFERENCE or verification.state == VerificationState.IN_REVIEW


def _same_code(row: Verification) -> QuerySet[Enterprise]:
    others = Enterprise.objects.filter(uscc=row.enterprise.uscc).exclude(pk=row.enterprise_id)
    return others.annotate(member_count=Count("members")).order_by("-verified_at", "created_at")[:20]


def _same_phone(row: Verification) -> int:
    recent = Verification.objects.filter(user_id=row.user_id, submitted_at__gt=now() - _RECENTLY)
    return recent.exclude(enterprise__uscc=row.enterprise.uscc).values("enterprise__uscc").distinct().count()


def _faces(row: Verification) -> list[tuple[UUID, str, str]]:
    """Verification, state and reason of drawn sequences: of this attempt, and those counted on its number over all accounts."""
    wanted = Q(verification=row)
    if row.id_number_index:
        wanted |= Q(id_number_index=row.id_number_index, created_at__gt=now() - NUMBER_COUNTED)
    found = LivenessSession.objects.filter(wanted).order_by("-created_at")
    return list(found.values_list("verification_id", "state", "reason_code")[:COUNT_CAP])


def _refused_before(row: Verification) -> int:
    before = Verification.objects.filter(
        enterprise__uscc=row.enterprise.uscc, user_id=row.user_id, state=VerificationState.REFUSED
    )
    return before.exclude(pk=row.pk).count()


def _same_picture(row: Verification) -> int:
    """Other attempts with the very same picture of a card's front and another number on it."""
    mine = StoredFile.objects.filter(
        subject_kind=SUBJECT_KIND, subject_id=row.pk, purpose=PictureKind.ID_FRONT
    ).values("sha256")
    alike = StoredFile.objects.filter(
        purpose=PictureKind.ID_FRONT, sha256__in=mine, subject_kind=SUBJECT_KIND
    ).values("subject_id")
    others = Verification.objects.filter(pk__in=alike).exclude(pk=row.pk).exclude(id_number_index="")
    return others.exclude(id_number_index=row.id_number_index).count()


def _has_odd_period(row: Verification) -> bool:
    if row.id_valid_from is None or row.paper != IdPaper.RESIDENT_ID or not row.id_number:
        return False
    until = None if row.id_is_long_term else row.id_valid_until
    return not is_usual_period(id_number=row.id_number, valid_from=row.id_valid_from, valid_until=until)


def _attempts_on_number(row: Verification) -> list[Verification]:
    """Every attempt with the number of the paper but this one, newest first."""
    if not row.id_number_index:
        return []
    others = Verification.objects.filter(id_number_index=row.id_number_index).exclude(pk=row.pk)
    return list(others.select_related("user", "enterprise").order_by("-created_at")[:COUNT_CAP])


def _same_person(row: Verification, alike: Sequence[Verification]) -> int:
    return len({one.enterprise.uscc for one in alike} - {row.enterprise.uscc})


def _same_number(
    row: Verification, alike: Sequence[Verification], faces: Sequence[tuple[UUID, str, str]]
) -> SameNumber:
    others = [one for one in alike if one.user_id != row.user_id]
    if not others:
        return SameNumber((), 0, 0, 0)
    states = [state for _, state, _ in faces]
    return SameNumber(
        tuple(others[:SAME_NUMBER_SHOWN]),
        len({one.user_id for one in others}),
        states.count(LivenessState.FAILED),
        states.count(LivenessState.PASSED),
    )
