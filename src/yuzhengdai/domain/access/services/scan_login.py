"""「手机扫码登录」 (L5): a QR on the PC, confirmed on a phone that is logged in, finished in the browser that opened it.

The code lives two minutes and works once. Three things are held apart: the token in the QR, which only leads a phone here; the secret
in a cookie of the PC's browser, without which nobody hears of the code or finishes it; and the phone's user and browser, which alone
may confirm what they scanned. The two digits stand on the PC and not in the QR: whoever was sent a picture of the QR does not see them,
and a wrong choice ends the code. Only hashes of token, secret and browser are kept.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.access.audit_actions import AccessAudit
from yuzhengdai.domain.access.enums import ScanEnd, ScanState
from yuzhengdai.domain.access.models import ScanLogin
from yuzhengdai.domain.access.selectors import enterprise_choice, enterprise_choices
from yuzhengdai.domain.access.services.login import LoginDone, LoginWay, browser_device, login_finish
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, NotFound, Refused
from yuzhengdai.foundation.core.ids import new_id
from yuzhengdai.foundation.core.keyring import keyed_hash
from yuzhengdai.foundation.core.network import address_short
from yuzhengdai.foundation.core.prepared import PreparedValues
from yuzhengdai.foundation.core.tries import address_mark, tries_require

CODE_VALID = timedelta(minutes=2)
FINISH_WITHIN = timedelta(minutes=2)
"""After 「确认登录」, for a PC whose tab nobody looks at just then."""
KEPT_AFTERWARDS = timedelta(days=1)
CODES_PER_ADDRESS = 300
"""Within ten minutes: an office behind one address shows many codes, a script shows no end of them."""
BATCH = 500

_TOKEN = re.compile(r"[a-f0-9]{48}")
_OVER = "这个二维码已失效，请在电脑上点「刷新二维码」后重新扫码。"
_TAKEN = "这个二维码已被另一部手机扫过，请在电脑上点「刷新二维码」后重新扫码。"
_WRONG = (
    "数字与电脑上显示的不一致，这个二维码已作废。如果是您本人在登录，请在电脑上点「刷新二维码」后重新扫码。"
)

_POLLED = PreparedValues(
    lambda scan_id, secret: ScanLogin.objects.filter(pk=scan_id, secret_hash=secret).values_list(
        "expires_at", "scanned_at", "confirmed_at", "used_at", "ended_why"
    ),
    UUID,
    str,
)
"""What an open login page asks for every two seconds."""


@dataclass(frozen=True, slots=True)
class ScanShown:
    """What the PC's browser sees of its own code. ``token`` goes into the QR, ``digits`` beside it."""

    scan_id: UUID
    token: str
    digits: str
    state: ScanState
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ScanAsked:
    """What the phone is shown before confirming: what the PC looks like, and three pairs of digits in a fixed order."""

    scan_id: UUID
    state: ScanState
    place: str
    browser: str
    at: datetime
    choices: tuple[str, ...]


def is_scan_token(text: str) -> bool:
    """Whether a text has the form of a token, whatever it opens."""
    return _TOKEN.fullmatch(text) is not None


def scan_login_make(*, secret: str, address: str, browser_words: str) -> ScanShown:
    """A fresh code for the browser with this secret. Raises RateLimited beyond ``CODES_PER_ADDRESS``."""
    tries_require(
        kind="access.scan_code",
        marks=[address_mark(address)],
        at_most=CODES_PER_ADDRESS,
        within=timedelta(minutes=10),
    )
    scan_id, numbers = new_id(), secrets.SystemRandom().sample(range(10, 100), 3)
    token = _token(scan_id, secret)
    row = ScanLogin.objects.create(
        id=scan_id,
        token_hash=scan_hash(token),
        secret_hash=scan_hash(secret),
        digits=str(secrets.choice(numbers)),
        offered=",".join(map(str, numbers)),
        place=address_short(address),
        browser=browser_words[:60],
        expires_at=now() + CODE_VALID,
    )
    return ScanShown(row.pk, token, row.digits, ScanState.WAITING, row.expires_at)


def scan_login_shown(*, scan_id: UUID, secret: str) -> ScanShown | None:
    """The code again, for a page that is loaded once more; None for another browser's and for none."""
    row = ScanLogin.objects.filter(pk=scan_id, secret_hash=scan_hash(secret)).first()
    if row is None:
        return None
    return ScanShown(row.pk, _token(row.pk, secret), row.digits, _state(row), row.expires_at)


def scan_login_state(*, scan_id: UUID, secret: str) -> ScanState | None:
    """How the code stands, in one small query; None for another browser's and for none."""
    found = _POLLED.first(scan_id, scan_hash(secret))
    return _state_of(*found) if found is not None else None


def scan_login_scan(*, actor: Actor, user: User, phone: str, token: str) -> UUID:
    """This user's phone (its browser's mark) has scanned a code, which is its own from now on; the id to go on with.

    The same phone again gets the same answer. Raises Refused ``scan_login.over`` (also for a token that leads nowhere),
    ``scan_login.taken``.
    """
    with transaction.atomic():
        row = _locked(token_hash=scan_hash(token)) if is_scan_token(token) else None
        if row is None:
            raise Refused("scan_login.over", _OVER)
        state = _state(row)
        is_own = row.scanned_by_id == user.pk and row.phone_hash == scan_hash(phone)
        if state == ScanState.WAITING:
            row.scanned_by, row.phone_hash, row.scanned_at = user, scan_hash(phone), now()
            row.save(update_fields=["scanned_by", "phone_hash", "scanned_at"])
            _audit(actor, AccessAudit.SCAN_OPEN, row)
        elif state != ScanState.SCANNED:
            raise Refused("scan_login.over", _OVER)
        elif not is_own:
            raise Refused("scan_login.taken", _TAKEN)
    return row.pk


def scan_login_asked(*, user: User, phone: str, scan_id: UUID) -> ScanAsked:
    """What to confirm. Raises NotFound for everybody but the user and phone that scanned it."""
    row = ScanLogin.objects.filter(pk=scan_id).first()
    if row is None or not _is_scanned_by(row, user, phone):
        raise NotFound
    offered = tuple(row.offered.split(","))
    return ScanAsked(row.pk, _state(row), row.place, row.browser, row.created_at, offered)


def scan_login_confirm(
    *, actor: Actor, user: User, phone: str, scan_id: UUID, digits: str, enterprise_id: UUID | None
) -> None:
    """「确认登录」. ``enterprise_id`` None: there is none or only one. The same confirmation twice is answered alike.

    Raises FieldErrors on "digits" or "enterprise" where nothing was chosen; NotFound for who did not scan it and for an enterprise
    that is not the user's; Refused ``scan_login.over``, ``scan_login.wrong`` (which ends the code).
    """
    is_wrong = False
    with transaction.atomic():
        row = _locked(pk=scan_id)
        if row is None or not _is_scanned_by(row, user, phone):
            raise NotFound
        state = _state(row)
        if state == ScanState.CONFIRMED and (digits, enterprise_id) == (row.digits, row.enterprise_id):
            return
        if state != ScanState.SCANNED:
            raise Refused("scan_login.over", _OVER)
        offered = row.offered.split(",")
        if digits not in offered:
            raise FieldErrors({"digits": "请选择电脑上显示的数字"})
        enterprise = _chosen(user, enterprise_id)
        is_wrong = digits != row.digits
        if is_wrong:
            _end(row, ScanEnd.WRONG_DIGITS)
            _audit(actor, AccessAudit.SCAN_REFUSED, row, why="digits")
        else:
            row.confirmed_at, row.enterprise, row.epoch = now(), enterprise, user.session_epoch
            row.save(update_fields=["confirmed_at", "enterprise", "epoch"])
            _audit(actor, AccessAudit.SCAN_CONFIRM, row)
    if is_wrong:
        raise Refused("scan_login.wrong", _WRONG)


def scan_login_cancel(*, actor: Actor, user: User, phone: str, scan_id: UUID) -> None:
    """「取消」 on the phone: the code is over. Raises NotFound for everybody but who scanned it; what is over stays as it is."""
    with transaction.atomic():
        row = _locked(pk=scan_id)
        if row is None or not _is_scanned_by(row, user, phone):
            raise NotFound
        if _state(row) in {ScanState.SCANNED, ScanState.CONFIRMED}:
            _end(row, ScanEnd.CANCELLED)
            _audit(actor, AccessAudit.SCAN_CANCEL, row)


def scan_login_finish(
    *, actor: Actor, scan_id: UUID, secret: str, browser: str
) -> tuple[LoginDone, Enterprise | None]:
    """Log in the PC's browser that opened the code, once; with the enterprise that the phone chose.

    Raises NotFound for another browser, Refused ``scan_login.not_confirmed``, ``scan_login.over`` (also when the user's sessions were
    ended meanwhile), ``access.disabled``.
    """
    with transaction.atomic():
        row = _locked(pk=scan_id, secret_hash=scan_hash(secret))
        if row is None:
            raise NotFound
        state, user = _state(row), row.scanned_by
        if state in {ScanState.WAITING, ScanState.SCANNED}:
            raise Refused("scan_login.not_confirmed", "手机上还没有点「确认登录」。")
        if state != ScanState.CONFIRMED or user is None or user.session_epoch != row.epoch:
            raise Refused("scan_login.over", "这个二维码已失效，请点「刷新二维码」后重新扫码。")
        row.used_at = now()
        row.save(update_fields=["used_at"])
        done = login_finish(actor=actor, user=user, way=LoginWay.SCAN, device=browser_device(browser))
        choice = enterprise_choice(user=user, enterprise_id=row.enterprise_id) if row.enterprise_id else None
    return done, choice.enterprise if choice is not None else None


def scan_logins_purge() -> int:
    """Job: delete a batch of codes that ran out a day ago; returns how many."""
    due = ScanLogin.objects.filter(expires_at__lt=now() - KEPT_AFTERWARDS).values_list("pk", flat=True)
    return ScanLogin.objects.filter(pk__in=list(due[:BATCH])).delete()[0]


def _chosen(user: User, enterprise_id: UUID | None) -> Enterprise | None:
    if enterprise_id is not None:
        choice = enterprise_choice(user=user, enterprise_id=enterprise_id)
        if choice is None:
            raise NotFound
        return choice.enterprise
    choices = enterprise_choices(user=user)
    if len(choices) > 1:
        raise FieldErrors({"enterprise": "请选择在电脑上办理业务的企业"})
    return choices[0].enterprise if choices else None


def _state(row: ScanLogin) -> ScanState:
    return _state_of(row.expires_at, row.scanned_at, row.confirmed_at, row.used_at, row.ended_why)


def _state_of(
    expires_at: datetime,
    scanned_at: datetime | None,
    confirmed_at: datetime | None,
    used_at: datetime | None,
    ended_why: str,
) -> ScanState:
    if used_at is not None:
        return ScanState.USED
    if ended_why:
        return ScanState.CANCELLED if ended_why == ScanEnd.CANCELLED else ScanState.WRONG
    if confirmed_at is not None:
        return ScanState.CONFIRMED if now() < confirmed_at + FINISH_WITHIN else ScanState.EXPIRED
    if now() >= expires_at:
        return ScanState.EXPIRED
    return ScanState.SCANNED if scanned_at is not None else ScanState.WAITING


def _is_scanned_by(row: ScanLogin, user: User, phone: str) -> bool:
    return row.scanned_by_id == user.pk and row.phone_hash == scan_hash(phone)


def _end(row: ScanLogin, why: ScanEnd) -> None:
    row.ended_why = why
    row.save(update_fields=["ended_why"])


def _locked(**of: object) -> ScanLogin | None:
    return ScanLogin.objects.filter(**of).select_for_update(of=("self",)).select_related("scanned_by").first()


def _audit(actor: Actor, action: AccessAudit, row: ScanLogin, **detail: str) -> None:
    audit_record(actor=actor, action=action, object_kind="scan_login", object_id=row.pk, detail=detail)


def _token(scan_id: UUID, secret: str) -> str:
    """Worked out from the browser's secret, so that its page can be loaded again and the row need not keep it."""
    return keyed_hash("access.scan_login", f"{scan_id.hex}|{secret}")[:48]


def scan_hash(text: str) -> str:
    """How token, secret and the phone's mark are kept."""
    return hashlib.sha256(text.encode()).hexdigest()
