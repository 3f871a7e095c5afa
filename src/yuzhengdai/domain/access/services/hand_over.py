"""The hand-over from a gate dialog on the PC to the phone (R4): where to go on, never who somebody is.

The token is random and lives ten minutes; only its hash is kept. It logs nobody in: on the phone one logs in by code, and
only the same user gets on with the enterprise for which the dialog was opened. A token that is unknown, expired, used up or
somebody else's is answered like none.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta

from django.db import transaction

from yuzhengdai.domain.access.models import HandOver
from yuzhengdai.domain.access.selectors import enterprise_choice
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound

TOKEN_VALID = timedelta(minutes=10)
KEPT_AFTERWARDS = timedelta(days=1)
LIVE_PER_USER = 20
"""Older tokens of a user beyond these are dropped: pages reload, tabs multiply."""
BATCH = 500

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


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
        audit_record(actor=actor, action="access.hand_over_make", object_kind="hand_over", object_id=row.pk)
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
        audit_record(actor=actor, action="access.hand_over_open", object_kind="hand_over", object_id=row.pk)


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
                actor=actor, action="access.hand_over_refused", object_kind="hand_over", object_id=row.pk
            )
            return None
        choice = enterprise_choice(user=row.user, enterprise_id=row.enterprise_id)
        if choice is None:
            return None
        row.taken_at = now()
        row.opened_at = row.opened_at or row.taken_at
        row.save(update_fields=["opened_at", "taken_at"])
        audit_record(actor=actor, action="access.hand_over_take", object_kind="hand_over", object_id=row.pk)
        return choice.enterprise


def hand_overs_purge() -> int:
    """Job: delete a batch of tokens that expired a day ago; returns how many."""
    due = HandOver.objects.filter(expires_at__lt=now() - KEPT_AFTERWARDS).values_list("pk", flat=True)
    deleted, _ = HandOver.objects.filter(pk__in=list(due[:BATCH])).delete()
    return deleted


def _live(token: str) -> HandOver | None:
    """The row of a token that may still be taken, locked."""
    return (
        HandOver.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(token_hash=_hash(token), expires_at__gt=now(), taken_at__isnull=True)
        .first()
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
