"""CA登录 (L4): a USBKEY logs in the member it is bound to; an unbound one names the enterprise only, and logs nobody in yet."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from yuzhengdai.domain.access.services.login import LoginDone, LoginWay, login_finish
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.certificates.models import EnterpriseKey
from yuzhengdai.domain.certificates.services import KeySignature, key_bind, key_is_bound, key_verify
from yuzhengdai.foundation.core.actors import Actor


@dataclass(frozen=True, slots=True)
class KeyDone:
    """The proved key with its enterprise; ``done`` is None while it is bound to nobody."""

    key: EnterpriseKey
    done: LoginDone | None


def login_by_key(*, actor: Actor, browser: str, origin: str, challenge: str, given: KeySignature) -> KeyDone:
    """Check the signature and log its member in. Raises Refused with the reason, RateLimited."""
    key = key_verify(actor=actor, browser=browser, origin=origin, challenge=challenge, given=given)
    if key.user is None or not key_is_bound(key):
        return KeyDone(key, None)
    return KeyDone(key, _finish(actor, key, key.user))


def key_bind_and_login(
    *, actor: Actor, key_id: UUID, user: User, browser: str, code: str, submission: str = ""
) -> KeyDone:
    """First use: the chosen member's code binds the key and logs that member in. Raises as ``key_bind`` does."""
    key = key_bind(actor=actor, key_id=key_id, user=user, browser=browser, code=code, submission=submission)
    return KeyDone(key, _finish(actor, key, user))


def _finish(actor: Actor, key: EnterpriseKey, user: User) -> LoginDone:
    return login_finish(actor=actor, user=user, way=LoginWay.USBKEY, device=key.serial_hex)
