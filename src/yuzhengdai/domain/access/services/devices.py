"""「登录设备」: where, when and how somebody of the enterprise side is logged in; ending one session, or what one certificate began.

The row names the session by its stored hash, so that ending one deletes it: it is over with the next request, on every process. A
session that has run out, or was ended with all others, is no longer listed; its row goes after a month.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction

from yuzhengdai.domain.access.audit_actions import AccessAudit
from yuzhengdai.domain.access.models import LoginSession
from yuzhengdai.domain.access.services.login import LoginDone, LoginWay
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.core.events import Event
from yuzhengdai.foundation.core.network import address_short
from yuzhengdai.foundation.core.session_store import stored_key

KEPT = timedelta(days=30)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Device:
    """One session that is going on. ``way`` is a LoginWay's value; ``is_here`` the one that asks."""

    session_id: UUID
    browser: str
    place: str
    way: str
    at: datetime
    is_here: bool


def session_note(*, done: LoginDone, session_key: str, browser_words: str, address: str) -> None:
    """A session has begun under this key, by the login that ``login_finish`` ended. Who is logged in already and logs in once more keeps
    the key: the row says how it was done last.
    """
    LoginSession.objects.update_or_create(
        session_hash=stored_key(session_key),
        defaults={
            "user": done.user,
            "epoch": done.user.session_epoch,
            "way": str(done.way),
            "device": done.device,
            "browser": browser_words[:60],
            "place": address_short(address),
            "created_at": now(),
        },
    )


def session_renamed(*, user: User, before: str, after: str) -> None:
    """The same session goes on under another key (its own number was changed)."""
    rows = LoginSession.objects.filter(user=user, session_hash=stored_key(before))
    rows.update(session_hash=stored_key(after), epoch=user.session_epoch)


def devices_of(*, user: User, session_key: str) -> list[Device]:
    """Where this user is logged in now, the newest first; sessions of before these rows were kept are not among them."""
    rows = list(
        LoginSession.objects.filter(user=user, epoch=user.session_epoch).order_by("-created_at")[:BATCH]
    )
    hashes = [row.session_hash for row in rows]
    going_on = Session.objects.filter(session_key__in=hashes, expire_date__gt=now())
    alive = set(going_on.values_list("session_key", flat=True))
    here = stored_key(session_key)
    return [
        Device(row.pk, row.browser, row.place, row.way, row.created_at, row.session_hash == here)
        for row in rows
        if row.session_hash in alive
    ]


def session_end(*, actor: Actor, user: User, session_id: UUID) -> None:
    """「退出」 of one device. Raises NotFound for anybody else's; one that is over already stays so."""
    with transaction.atomic():
        row = LoginSession.objects.select_for_update().filter(pk=session_id, user=user).first()
        if row is None:
            raise NotFound
        _end([row], actor)


def certificate_revoked(event: Event) -> None:
    """Handler: what this certificate began is over with it."""
    rows = LoginSession.objects.filter(
        user_id=event.ids["user"], way=LoginWay.CERTIFICATE, device=event.detail["serial"]
    )
    _end(rows, event.actor)


def key_unbound(event: Event) -> None:
    """Handler: what this USBKEY began for the member that it is no longer bound to, or whose CA is trusted no more, is over."""
    rows = LoginSession.objects.filter(
        user_id=event.ids["user"], way=LoginWay.USBKEY, device=event.detail["serial"]
    )
    _end(rows, event.actor)


def login_sessions_purge() -> int:
    """Job: delete a batch of rows of a month ago; returns how many."""
    due = LoginSession.objects.filter(created_at__lt=now() - KEPT).values_list("pk", flat=True)
    return LoginSession.objects.filter(pk__in=list(due[:BATCH])).delete()[0]


def _end(rows: Iterable[LoginSession], actor: Actor) -> None:
    for row in rows:
        ended, _ = Session.objects.filter(session_key=row.session_hash).delete()
        if ended:
            audit_record(
                actor=actor,
                action=AccessAudit.SESSION_END,
                object_kind="user",
                object_id=row.user_id,
                detail={"way": row.way, "device": row.device},
            )
