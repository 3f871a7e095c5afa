"""Giving feedback, answering it, closing and reopening it (R3, F1)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.selectors import is_party
from yuzhengdai.domain.feedback.audit_actions import FeedbackAudit
from yuzhengdai.domain.feedback.models import Feedback, FeedbackKind, FeedbackReply
from yuzhengdai.domain.feedback.selectors import SUBJECT_KIND
from yuzhengdai.domain.feedback.workflow import AUTHOR, FEEDBACK_WORKFLOW
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.errors import NotFound, RateLimited
from yuzhengdai.foundation.core.idempotency import once
from yuzhengdai.foundation.core.keyring import keyed_hash
from yuzhengdai.foundation.core.network import address_group
from yuzhengdai.foundation.core.own import require_not_own
from yuzhengdai.foundation.core.transitions import lock, move
from yuzhengdai.foundation.core.tries import address_mark, thing_mark, tries_require
from yuzhengdai.foundation.core.validators import clean_phone
from yuzhengdai.foundation.files.checks import CheckedFile
from yuzhengdai.foundation.files.services import file_store
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create, sms_enqueue

PER_ADDRESS_HOUR = 20
LOOKUPS_AT_MOST = 10
LOOKUPS_WITHIN = timedelta(minutes=30)
VISITOR_PICTURES_HOUR = 12
PER_USER_DAY = 30
MAX_PICTURES = 5
PICTURES_KEPT_FOR = timedelta(days=365)
_NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def feedback_create(
    *,
    actor: Actor,
    kind: str,
    text: str,
    contact: str = "",
    reason_code: str = "",
    page: str = "",
    pictures: Sequence[CheckedFile] = (),
    submission: str = "",
) -> Feedback:
    """Take feedback from anybody, logged in or not; the same ``submission`` twice is one.

    ``pictures`` were checked by files.checks.file_check. Raises RateLimited.
    """

    def create() -> UUID:
        return _create(
            actor=actor,
            kind=FeedbackKind(kind),
            words=(text, contact, reason_code, page),
            pictures=pictures,
        ).pk

    owner = actor.user_id or uuid5(NAMESPACE_URL, f"feedback:{keyed_hash('feedback.address', actor.address)}")
    if not submission:
        with transaction.atomic():
            return Feedback.objects.get(pk=create())
    made, _ = once(purpose="feedback", owner_id=owner, key=submission[:64], create=create)
    return Feedback.objects.get(pk=made)


def feedback_answer(
    *, actor: Actor, feedback_id: UUID, text: str, expected_version: int | None = None
) -> Feedback:
    """An operator answers; the author is told in 「消息中心」, a visitor who left a mobile by SMS."""
    with transaction.atomic():
        row = _step(actor=actor, feedback_id=feedback_id, action="answer", expected_version=expected_version)
        reply = FeedbackReply.objects.create(
            feedback=row, by_operator=True, author_name=actor.written_name[:40] or "平台", text=text
        )
        if row.user_id is not None:
            notification_create(
                recipient_kind="user",
                recipient_id=row.user_id,
                category=MessageKind.FEEDBACK,
                title="您的反馈有了回复",
                body=f"反馈 {row.number} 已回复，请查看。",
                dedupe_key=f"feedback:{reply.pk}",
                subject_kind=SUBJECT_KIND,
                subject_id=row.pk,
            )
        elif (phone := _mobile(str(row.contact))) is not None:
            sms_enqueue(
                phone=phone,
                template="feedback_answered",
                params={"number": row.number},
                text=f"【豫正贷】您的反馈 {row.number} 已有回复，请在平台「意见反馈」页用编号查询。",
                dedupe_key=f"feedback:{reply.pk}",
            )
    return row


def feedback_close(*, actor: Actor, feedback_id: UUID, expected_version: int | None = None) -> Feedback:
    """An operator closes; the author can take it up again."""
    with transaction.atomic():
        return _step(actor=actor, feedback_id=feedback_id, action="close", expected_version=expected_version)


def feedback_reopen(*, actor: Actor, feedback_id: UUID, text: str) -> Feedback:
    """The author goes on: 「继续反馈」. Raises NotFound for anybody else."""
    with transaction.atomic():
        row = _step(actor=actor, feedback_id=feedback_id, action="reopen")
        FeedbackReply.objects.create(
            feedback=row, by_operator=False, author_name=actor.written_name[:40] or "我", text=text
        )
    return row


def _create(
    *, actor: Actor, kind: FeedbackKind, words: tuple[str, str, str, str], pictures: Sequence[CheckedFile]
) -> Feedback:
    text, contact, reason_code, page = words
    address_hash = keyed_hash("feedback.address", address_group(actor.address)) if actor.address else ""
    _check_limits(actor, address_hash)
    row = Feedback.objects.create(
        number=_new_number(),
        kind=kind,
        text=text,
        contact=contact,
        reason_code=reason_code[:60],
        page=page[:200],
        user_id=actor.user_id,
        enterprise_id=actor.organisation_id,
        address_hash=address_hash,
    )
    for picture in pictures[:MAX_PICTURES]:
        file_store(
            actor=actor,
            content=picture,
            subject_kind=SUBJECT_KIND,
            subject_id=row.pk,
            purpose="picture",
            retain_until=now() + PICTURES_KEPT_FOR,
        )
    audit_record(
        actor=actor,
        action=FeedbackAudit.CREATE,
        object_kind=SUBJECT_KIND,
        object_id=row.pk,
        detail={"kind": kind, "reason": reason_code[:60]},
    )
    return row


def lookup_require(*, number: str, address: str) -> None:
    """Count one look at 「查询进度」 by number and contact. Raises RateLimited: by address and by number, so that nobody guesses
    the contact of a number, nor the numbers of a contact.
    """
    tries_require(
        kind="feedback_lookup",
        marks=[address_mark(address), thing_mark(number.strip().upper())],
        at_most=LOOKUPS_AT_MOST,
        within=LOOKUPS_WITHIN,
        sentence="查询较为频繁，请半小时后再试，登录后可在「我的反馈」直接查看",
    )


def pictures_require(*, actor: Actor, count: int) -> None:
    """Before any picture is decoded: the day's limits, and for visitors how many pictures an address may show in an hour,
    refused ones too. Raises RateLimited.
    """
    _check_limits(
        actor, keyed_hash("feedback.address", address_group(actor.address)) if actor.address else ""
    )
    if actor.user_id is None and count:
        tries_require(
            kind="feedback_pictures",
            marks=[address_mark(actor.address)] * count,
            at_most=VISITOR_PICTURES_HOUR,
            within=timedelta(hours=1),
            sentence="这个网络上传的图片较多，请稍后再试，登录后提交不受影响，也可以先不带图片提交",
        )


def _check_limits(actor: Actor, address_hash: str) -> None:
    """Visitors are counted by address, users by themselves: a neighbour at the same address shuts nobody out."""
    if actor.user_id is not None:
        lately = Feedback.objects.filter(user_id=actor.user_id, created_at__gt=now() - timedelta(days=1))
        if lately.count() >= PER_USER_DAY:
            raise RateLimited(4 * 3600, sentence="今天提交的反馈较多，请明天再提交，或拨打服务热线。")
    elif address_hash:
        lately = Feedback.objects.filter(
            user_id__isnull=True, address_hash=address_hash, created_at__gt=now() - timedelta(hours=1)
        )
        if lately.count() >= PER_ADDRESS_HOUR:
            raise RateLimited(
                1800,
                sentence="这个网络提交的反馈较多，请半小时后再试，登录后提交不受影响，也可拨打服务热线。",
            )


def _step(*, actor: Actor, feedback_id: UUID, action: str, expected_version: int | None = None) -> Feedback:
    try:
        row = lock(Feedback.objects.all(), expected_version=expected_version, pk=feedback_id)
    except Feedback.DoesNotExist:
        raise NotFound from None
    is_author = actor.user_id is not None and row.user_id == actor.user_id
    if action == "reopen" and not is_author:
        raise NotFound
    if actor.kind == ActorKind.OPERATOR:
        require_not_own(actor, row.user_id, is_party=_is_own(actor, row))
    roles = actor.roles | AUTHOR if is_author else actor.roles
    step = FEEDBACK_WORKFLOW.require(action=action, state=row.state, roles=roles)
    move(row, target=str(step.target))
    row.save(update_fields=["state", "version"])
    audit_record(
        actor=actor, action=FeedbackAudit(f"feedback.{action}"), object_kind=SUBJECT_KIND, object_id=row.pk
    )
    return row


def _is_own(actor: Actor, row: Feedback) -> bool:
    """Whether it came from the actor's own enterprise, or from a visitor who left the actor's phone."""
    if row.enterprise_id is not None and is_party(user_id=actor.user_id, enterprise_id=row.enterprise_id):
        return True
    phone = _mobile(str(row.contact)) if row.user_id is None else None
    left_by = User.objects.for_phone(phone) if phone is not None else None
    return left_by is not None and left_by.pk == actor.user_id


def _new_number() -> str:
    """FK, the day, six characters that cannot be guessed: FK20260320-7H4KQ2 without the hyphen."""
    return f"FK{today():%Y%m%d}" + "".join(secrets.choice(_NUMBER_ALPHABET) for _ in range(6))


def _mobile(contact: str) -> str | None:
    try:
        return clean_phone(contact)
    except ValidationError:
        return None
