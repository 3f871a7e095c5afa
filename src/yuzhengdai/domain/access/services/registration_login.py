"""After 「注册」 on the PC: one click on 「企业登录」 in the same browser logs in, for ten minutes, once, without a second code (R2).

The registration has just proved the number by a code. The ticket says who, for which enterprise, in which browser and since when; it
is signed, stays on the server in the visitor's session, and is worth nothing in another browser, later, twice, or once the person's
sessions were ended.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction

from yuzhengdai.domain.access.selectors import enterprise_choice
from yuzhengdai.domain.access.services.login import LoginDone, LoginWay, browser_device, login_finish
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.core.idempotency import once
from yuzhengdai.foundation.core.ids import new_id
from yuzhengdai.foundation.core.keyring import keyed_hash

TICKET_VALID = timedelta(minutes=10)
_SALT = "yuzhengdai.access.registration_login"


def registration_ticket(*, user: User, enterprise: Enterprise, browser: str, proved_at: datetime) -> str:
    """A ticket for the person whose number was proved at ``proved_at`` in the browser with this mark."""
    content = {
        "id": new_id().hex,
        "user": str(user.pk),
        "enterprise": str(enterprise.pk),
        "browser": _browser_hash(browser),
        "epoch": user.session_epoch,
        "at": proved_at.isoformat(),
    }
    return signing.dumps(content, salt=_SALT)


def registration_ticket_user(*, ticket: str, browser: str) -> User | None:
    """Whom a ticket would log in in this browser now; None when it is worth nothing (any more). One query."""
    content = _content(ticket, browser)
    user = User.objects.filter(pk=content["user"], is_active=True).first() if content else None
    return user if user is not None and content and user.session_epoch == content["epoch"] else None


def registration_login(*, actor: Actor, ticket: str, browser: str) -> tuple[LoginDone, Enterprise | None]:
    """Log in by the ticket, once; with the enterprise that was registered. Raises Refused ``access.ticket_over``."""
    user = registration_ticket_user(ticket=ticket, browser=browser)
    content = _content(ticket, browser)
    over = Refused("access.ticket_over", "已超过 10 分钟或已登录过一次，请用手机号和验证码登录。")
    if user is None or content is None:
        raise over
    with transaction.atomic():
        _, is_first = once(
            purpose="access.registration_login",
            owner_id=user.pk,
            key=str(content["id"]),
            create=lambda: user.pk,
        )
        if not is_first:
            raise over
        device = browser_device(browser)
        done = login_finish(actor=actor, user=user, way=LoginWay.REGISTRATION, device=device)
        choice = enterprise_choice(user=user, enterprise_id=UUID(content["enterprise"]))
    return done, choice.enterprise if choice is not None else None


def _content(ticket: str, browser: str) -> dict[str, Any] | None:
    """What a ticket says, when it is ours, of this browser and not too old."""
    try:
        content: dict[str, Any] = signing.loads(ticket, salt=_SALT)
    except signing.BadSignature:
        return None
    is_fresh = now() - TICKET_VALID < datetime.fromisoformat(content["at"]) <= now()
    return content if is_fresh and content["browser"] == _browser_hash(browser) else None


def _browser_hash(browser: str) -> str:
    return keyed_hash("access.registration_login", browser)
