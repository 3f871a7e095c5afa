"""Reading feedback: the author's own, one by number and contact, the operator's desk."""

from __future__ import annotations

import hmac
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from yuzhengdai.domain.feedback.models import Feedback, FeedbackKind, FeedbackReply, FeedbackState
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.text import normalise_code
from yuzhengdai.foundation.core.validators import clean_phone
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.reference.selectors import calendar_overrides
from yuzhengdai.foundation.reference.workdays import add_working_days

SUBJECT_KIND = "feedback"
CORRECTION_WORKING_DAYS = 15


def feedback_list(*, actor: Actor) -> QuerySet[Feedback]:
    """What this user wrote, the newest first. Complaints are the author's own, not the whole enterprise's."""
    if actor.user_id is None:
        return Feedback.objects.none()
    return Feedback.objects.filter(user_id=actor.user_id).order_by("-created_at", "-id")


def feedback_get(*, actor: Actor, feedback_id: UUID) -> Feedback:
    """One of them. Raises Feedback.DoesNotExist for any other."""
    return feedback_list(actor=actor).get(pk=feedback_id)


def feedback_by_number(*, number: str, contact: str) -> Feedback | None:
    """The feedback of a visitor who knows its tracking number and the contact given with it."""
    found = Feedback.objects.filter(number=normalise_code(number)[:20]).first()
    if found is None or not contact.strip():
        return None
    fits = hmac.compare_digest(_comparable(contact).encode(), _comparable(str(found.contact)).encode())
    return found if fits and found.contact else None


def answer_due(row: Feedback) -> datetime | None:
    """Until when a request to correct personal data is to be answered; None for other kinds and for what is answered.

    The terms of use promise CORRECTION_WORKING_DAYS (个人信息保护法 第四十六、五十条: in time).
    """
    if row.kind != FeedbackKind.CORRECTION or row.state not in {FeedbackState.OPEN, FeedbackState.REOPENED}:
        return None
    return add_working_days(row.created_at, CORRECTION_WORKING_DAYS, calendar_overrides())


def reply_list(*, feedback: Feedback) -> QuerySet[FeedbackReply]:
    """The conversation, in order."""
    return feedback.replies.order_by("created_at", "id")


def picture_list(*, feedback: Feedback) -> QuerySet[StoredFile]:
    """Its pictures, in order."""
    return StoredFile.objects.filter(subject_kind=SUBJECT_KIND, subject_id=feedback.pk).order_by("created_at")


def feedback_desk(*, actor: Actor, state: str = "", kind: str = "") -> QuerySet[Feedback]:
    """The operator's desk, newest first; 待回复 holds what was taken up again too. Nothing for anybody else."""
    if actor.kind != ActorKind.OPERATOR or not actor.has_role("operator:operator"):
        return Feedback.objects.none()
    found = Feedback.objects.all()
    if state == FeedbackState.OPEN:
        found = found.filter(state__in=[FeedbackState.OPEN, FeedbackState.REOPENED])
    elif state in FeedbackState.values:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    return found.order_by("-created_at", "-id")


def _comparable(contact: str) -> str:
    try:
        return clean_phone(contact)
    except ValidationError:
        return normalise_code(contact)
