"""The hand-over from a gate dialog on the PC to the phone (R4): where to go on, never who somebody is.

The token is random and lives ten minutes; only its hash is kept. It logs nobody in: it only spares typing the number. The code
goes to the number of the user who made the token, a few times at most, and proves on the phone that this is the same person; only
the same user gets on with the enterprise for which the dialog was opened. Whoever photographs the QR sees a masked name and the
end of a number. A token that is unknown, expired, used up or somebody else's is answered like none.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from yuzhengdai.domain.access.audit_actions import AccessAudit
from yuzhengdai.domain.access.models import HandOver
from yuzhengdai.domain.access.selectors import enterprise_choice
from yuzhengdai.domain.access.services.login import LoginDone, LoginWay, browser_device, login_finish
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.services import code_verify
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound, RateLimited, Refused
from yuzhengdai.foundation.core.masking import mask_organisation

TOKEN_VALID = timedelta(minutes=10)
KEPT_AFTERWARDS = timedelta(days=1)
CODES_PER_TOKEN = 3
"""Codes that may be sent by way of one token, over all phones that came with it; the limits per number hold besides."""
LIVE_PER_USER = 20
"""Older tokens of a user beyond these are dropped: pages reload, tabs multiply."""
BATCH = 500

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True, slots=True)
class HandOverShown:
    """What whoever holds a token may see before proving the number: the enterprise masked, the last four digits of the number."""

    enterprise_name: str
    phone_tail: str


@dataclass(frozen=True, slots=True)
class CodeAllowed:
    """One more code counted for a token: ``phone`` (E.164) goes to the SMS alone, never to the page."""

    hand_over_id: UUID
    phone: str


def is_token(text: str) -> bool:
    """Whether a text has the form of a token, whatever it opens; 24 random bytes in base64url."""
    return _TOKEN.fullmatch(text) is not None


def hand_over_make(*, actor: Actor) -> str:
    """A fresh token for the actor's user and enterprise. Raises NotFound for anybody who works for none."""
    if actor.kind != ActorKind.ENTERPRISE or actor.user_id is None or actor.organisation_id is None:
        raise NotFound
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        row = HandOver.objects.create(
            token_hash=_hash(token),
            user_id=actor.user_id,
            enterprise_id=actor.organisation_id,
            expires_at=now() + TOKEN_VALID,
        )
        newest = HandOver.objects.filter(user_id=actor.user_id).order_by("-created_at", "-pk")
        surplus = list(newest.values_list("pk", flat=True)[LIVE_PER_USER : LIVE_PER_USER + BATCH])
        if surplus:
            HandOver.objects.filter(pk__in=surplus).delete()
        audit_record(
            actor=actor, action=AccessAudit.HAND_OVER_MAKE, object_kind="hand_over", object_id=row.pk
        )
    return token


def hand_over_open(*, actor: Actor, token: str) -> None:
    """A device came with this token. Says nothing about whether it leads anywhere."""
    if not is_token(token):
        return
    with transaction.atomic():
        row = _live(token)
        if row is None or row.opened_at is not None:
            return
        row.opened_at = now()
        row.save(update_fields=["opened_at"])
        audit_record(
            actor=actor, action=AccessAudit.HAND_OVER_OPEN, object_kind="hand_over", object_id=row.pk
        )


def hand_over_shown(*, token: str) -> HandOverShown | None:
    """What the token's holder may see of what it leads to; None for a token that leads nowhere (any more)."""
    row = _alive(token).select_related("user", "enterprise").first() if is_token(token) else None
    if row is None or not row.user.is_active:
        return None
    return HandOverShown(mask_organisation(row.enterprise.name), str(row.user.phone)[-4:])


def hand_over_phone(*, token: str) -> str:
    """The number (E.164) of the user who made the token, for asking how long to wait; "" for a token that leads nowhere."""
    row = _alive(token).select_related("user").first() if is_token(token) else None
    return str(row.user.phone) if row is not None else ""


def hand_over_code_allow(*, actor: Actor, token: str) -> CodeAllowed:
    """Count one more code to be sent by way of this token. Raises NotFound for a token that leads nowhere, RateLimited beyond
    ``CODES_PER_TOKEN``. What was not sent after all is given back by ``hand_over_code_spare``.
    """
    with transaction.atomic():
        row = _live(token) if is_token(token) else None
        if row is None or not row.user.is_active:
            raise NotFound
        if row.codes_sent >= CODES_PER_TOKEN:
            wait_s = max(1, int((row.expires_at - now()).total_seconds()))
            sentence = "这个二维码已发送过 3 次验证码，请在电脑上点「刷新二维码」后重新扫码。"
            raise RateLimited(wait_s, code="hand_over.codes", sentence=sentence)
        row.codes_sent += 1
        row.save(update_fields=["codes_sent"])
        audit_record(
            actor=actor, action=AccessAudit.HAND_OVER_CODE, object_kind="hand_over", object_id=row.pk
        )
    return CodeAllowed(row.pk, str(row.user.phone))


def hand_over_code_spare(*, allowed: CodeAllowed) -> None:
    """A code that was counted was not sent: the usual limits stood against it."""
    rows = HandOver.objects.filter(pk=allowed.hand_over_id, codes_sent__gt=0)
    rows.update(codes_sent=F("codes_sent") - 1)


def hand_over_login(
    *, actor: Actor, token: str, browser: str, code: str, submission: str = ""
) -> tuple[LoginDone, Enterprise | None]:
    """Log the token's user in on the phone by the code sent to the number; with the enterprise to go on with.

    Raises FieldErrors on "code", Refused ``hand_over.over`` for a token that leads nowhere (any more), ``access.disabled``.
    """
    row = _alive(token, taken_too=True).select_related("user").first() if is_token(token) else None
    if row is None:
        raise Refused("hand_over.over", "二维码已失效，请用手机号登录，登录后接着办理。")
    user = row.user
    code_verify(
        purpose=CodePurpose.LOGIN, phone=str(user.phone), browser=browser, code=code, submission=submission
    )
    with transaction.atomic():
        done = login_finish(actor=actor, user=user, way=LoginWay.HAND_OVER, device=browser_device(browser))
        person = Actor(
            kind=ActorKind.VISITOR, user_id=user.pk, address=actor.address, request_id=actor.request_id
        )
        hand_over_take(actor=person, token=token)
        choice = enterprise_choice(user=user, enterprise_id=row.enterprise_id)
    return done, choice.enterprise if choice is not None else None


def hand_over_take(*, actor: Actor, token: str) -> Enterprise | None:
    """The enterprise to go on with, once, for the user who made the token and has logged in here; else None."""
    if actor.user_id is None or not is_token(token):
        return None
    with transaction.atomic():
        row = _live(token)
        if row is None:
            return None
        if row.user_id != actor.user_id:
            audit_record(
                actor=actor, action=AccessAudit.HAND_OVER_REFUSED, object_kind="hand_over", object_id=row.pk
            )
            return None
        choice = enterprise_choice(user=row.user, enterprise_id=row.enterprise_id)
        if choice is None:
            return None
        row.taken_at = now()
        row.opened_at = row.opened_at or row.taken_at
        row.save(update_fields=["opened_at", "taken_at"])
        audit_record(
            actor=actor, action=AccessAudit.HAND_OVER_TAKE, object_kind="hand_over", object_id=row.pk
        )
        return choice.enterprise


def hand_overs_purge() -> int:
    """Job: delete a batch of tokens that expired a day ago; returns how many."""
    due = HandOver.objects.filter(expires_at__lt=now() - KEPT_AFTERWARDS).values_list("pk", flat=True)
    deleted, _ = HandOver.objects.filter(pk__in=list(due[:BATCH])).delete()
    return deleted


def _alive(token: str, *, taken_too: bool = False) -> QuerySet[HandOver]:
    """The row of a token that may still be taken; ``taken_too``: also of one that was taken within its time."""
    rows = HandOver.objects.filter(token_hash=_hash(token), expires_at__gt=now())
    return rows if taken_too else rows.filter(taken_at__isnull=True)


def _live(token: str) -> HandOver | None:
    """The row of a token that may still be taken, locked."""
    return _alive(token).select_for_update(of=("self",)).select_related("user").first()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
