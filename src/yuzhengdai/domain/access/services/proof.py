"""A session begun by 「手机扫码登录」 proves its person once more before it submits or signs.

A scan can be talked into: somebody is sent a picture of a QR and told what to tap. So what a scan opens is looking and preparing; to bind
the enterprise takes a code sent to the number, for a quarter of an hour at a time. One rule, asked by the one gate of the sites.
What cannot be undone or shows everything about a person takes that proof whichever way one logged in.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from yuzhengdai.domain.access.audit_actions import AccessAudit
from yuzhengdai.domain.access.services.login import LoginWay
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.accounts.services import code_verify
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now

PROVED_FOR = timedelta(minutes=15)
_WEAK_WAYS = frozenset({LoginWay.SCAN.value})


def proof_is_needed(*, way: str, proved_at: str, always: bool = False) -> bool:
    """Whether a session begun by ``way`` (a LoginWay) must prove its person now; ``proved_at``: when it last did (ISO), "" for never.

    ``always``: what is asked for takes a proof whichever way one came in.
    """
    if not always and way not in _WEAK_WAYS:
        return False
    try:
        at = datetime.fromisoformat(proved_at)
    except ValueError:
        return True
    return not at <= now() < at + PROVED_FOR


def proof_by_code(*, actor: Actor, user: User, browser: str, code: str, submission: str = "") -> str:
    """Prove by the code sent to the user's number; when (ISO), for the session to remember. Raises FieldErrors on "code"."""
    code_verify(
        purpose=CodePurpose.CONFIRM_ACT,
        phone=str(user.phone),
        browser=browser,
        code=code,
        submission=submission,
    )
    with transaction.atomic():
        audit_record(actor=actor, action=AccessAudit.PROVED, object_kind="user", object_id=user.pk)
    return now().isoformat()
