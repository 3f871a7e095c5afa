"""One-time codes (L2): 6 digits, 5 minutes, 5 tries that belong to the challenge, resend after 60 s per purpose.

Nothing here looks at whether a number is registered, so no answer can tell. A code is worth something only for its
purpose, its number and the browser that asked for it; of several the newest counts.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction

from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.limits import KNOWN_FOR, code_load
from yuzhengdai.domain.accounts.models import CodeChallenge, phone_index
from yuzhengdai.domain.accounts.proofs import proof_redeem, proof_require, proofs_purge
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, RateLimited
from yuzhengdai.foundation.core.keyring import keyed_hash
from yuzhengdai.foundation.core.network import address_group
from yuzhengdai.foundation.core.text import one_time_code
from yuzhengdai.foundation.notifications.services import sms_enqueue

VALID_FOR = timedelta(minutes=5)
STAFF_PURPOSES = frozenset({CodePurpose.STAFF_LOGIN})
"""Staff of a hall share its address with everybody who registers there: theirs are counted among themselves."""
COUNTER_PURPOSES = frozenset({CodePurpose.COUNTER_CONSENT, CodePurpose.COUNTER_CONFIRM})
"""So with a counter: whoever stands behind it is logged in and has a limit of their own a day."""
_AMONG_THEMSELVES = (STAFF_PURPOSES, COUNTER_PURPOSES)
RESEND_AFTER = timedelta(seconds=60)
MAX_TRIES = 5
_BATCH = 1000
REPEAT_WITHIN = timedelta(seconds=120)
"""A double click or a retry of the same submission is answered like the first one, for so long."""


@dataclass(frozen=True, slots=True)
class CodeAct:
    """Template, its parameters beside code and minutes, and the words behind 「5 分钟内有效，」 of a message that says more than its
    purpose.
    """

    template: str
    params: Mapping[str, str]
    text: str


def code_request(
    *,
    purpose: str,
    phone: str,
    browser: str,
    address: str,
    proof: str = "",
    is_silent: bool = False,
    act: CodeAct | None = None,
) -> CodeChallenge:
    """Make a challenge and send its code by SMS. ``phone`` is E.164, ``browser`` the browser's mark.

    ``act``: what the message says where the purpose alone does not say it.

    ``is_silent``: all limits and answers as usual, but no message (staff login of a number that is not staff).

    Raises RateLimited within 60 s of the last one (``code.resend``) and at hard limits, and ProofRequired above the soft
    limits; ``proof`` is then the solved challenge or the waiting ticket.
    """
    purpose = CodePurpose(purpose)
    index, browser_hash = phone_index(phone), _browser_hash(browser)
    binding = f"{purpose}|{index}|{browser_hash}"
    # The proof is used up in a transaction of its own: a rival that fails later must not give it back.
    is_proved = proof_redeem(binding=binding, proof=proof)
    with transaction.atomic():
        _one_at_a_time(index)
        wait_s = code_resend_wait_s(purpose=purpose, phone=phone, browser=browser)
        if wait_s:
            raise RateLimited(
                wait_s, code="code.resend", sentence=f"验证码已发送，请 {wait_s} 秒后再重新获取。"
            )
        load = code_load(
            phone_index=index,
            browser_hash=browser_hash,
            address_hash=_address_hash(address),
            among=next((one for one in _AMONG_THEMSELVES if purpose in one), None),
        )
        if load.needs_proof and not is_proved:
            raise proof_require(binding=binding, excess=load.excess)
        return _send(purpose, phone, browser_hash, address, act=act, is_silent=is_silent)


def code_verify(*, purpose: str, phone: str, browser: str, code: str, submission: str = "") -> None:
    """Use the code up. Raises FieldErrors on "code" with the reason.

    ``submission`` names one submitted form: sent twice (a double click), the second is answered like the first.
    Not to be called inside a transaction: a wrong try must be counted whatever the caller does next.
    """
    purpose = CodePurpose(purpose)
    typed = one_time_code(code)
    with transaction.atomic(durable=True):
        problem = _verify(purpose, phone, browser, typed, submission)
    if problem:
        raise FieldErrors({"code": problem}, code="code.refused", sentence=problem)


def codes_forget(*, browser: str) -> int:
    """Forms of this browser that were accepted just now are not accepted again: somebody logged out. Returns how many."""
    accepted = CodeChallenge.objects.filter(
        browser_hash=_browser_hash(browser), used_at__gt=now() - REPEAT_WITHIN
    ).exclude(used_for="")
    return accepted.update(used_for="")


def code_resend_wait_s(*, purpose: str, phone: str, browser: str) -> int:
    """Seconds until this browser may ask for another code of this purpose; 0 when it may now."""
    newest = _newest(CodePurpose(purpose), phone_index(phone), _browser_hash(browser))
    if newest is None or newest.used_at is not None:
        return 0
    left = newest.created_at + RESEND_AFTER - now()
    return max(0, -(-int(left.total_seconds() * 1000) // 1000))


def codes_purge() -> int:
    """Forget challenges that no limit looks at any more, and used proofs; returns how many. A job of the worker."""
    old = CodeChallenge.objects.filter(created_at__lt=now() - KNOWN_FOR).values_list("pk", flat=True)[:_BATCH]
    return CodeChallenge.objects.filter(pk__in=list(old)).delete()[0] + proofs_purge()


def _send(
    purpose: CodePurpose, phone: str, browser_hash: str, address: str, *, act: CodeAct | None, is_silent: bool
) -> CodeChallenge:
    code = f"{secrets.randbelow(1_000_000):06d}"
    challenge = CodeChallenge(
        purpose=purpose,
        phone_index=phone_index(phone),
        browser_hash=browser_hash,
        address_hash=_address_hash(address),
        expires_at=now() + VALID_FOR,
    )
    challenge.code_hash = _code_hash(challenge, code)
    challenge.save(force_insert=True)
    if is_silent:
        return challenge
    said = act or CodeAct(
        "one_time_code",
        {"purpose": str(purpose.label)},
        f"用于{purpose.label}。请勿告诉他人，平台工作人员不会向您索要。",
    )
    sms_enqueue(
        phone=phone,
        template=said.template,
        params={"code": code, "minutes": "5", **said.params},
        text=f"【豫正贷】验证码 {code}，5 分钟内有效，{said.text}",
        dedupe_key=f"code:{challenge.pk}",
        expires_at=challenge.expires_at,
    )
    return challenge


def _verify(purpose: CodePurpose, phone: str, browser: str, typed: str, submission: str) -> str:
    """The reason why the code is not accepted; "" once it is used up."""
    newest = _newest(purpose, phone_index(phone), _browser_hash(browser), locked=True)
    if not typed:
        return "请填写短信验证码"
    if len(typed) != 6 or not typed.isascii() or not typed.isdigit():
        return "验证码是 6 位数字，请核对短信"
    if newest is None:
        return "验证码不正确或已失效，请点「获取验证码」"
    is_right = hmac.compare_digest(newest.code_hash, _code_hash(newest, typed))
    if newest.used_at is not None:
        mark = _submission_hash(submission)
        is_repeat = bool(mark) and newest.used_for == mark and newest.used_at > now() - REPEAT_WITHIN
        return "" if is_right and is_repeat else "这个验证码已经用过，请重新获取"
    return _try(newest, is_right=is_right, mark=_submission_hash(submission))


def _try(challenge: CodeChallenge, *, is_right: bool, mark: str) -> str:
    if challenge.expires_at <= now():
        return "验证码已过期，请重新获取"
    if challenge.tries < MAX_TRIES and is_right:
        challenge.used_at = now()
        challenge.used_for = mark
        challenge.save(update_fields=["used_at", "used_for"])
        return ""
    if challenge.tries < MAX_TRIES:
        challenge.tries += 1
        challenge.save(update_fields=["tries"])
    left = MAX_TRIES - challenge.tries
    if left == 0:
        return "输错次数过多，这个验证码已失效，请重新获取"
    return f"验证码不正确，请核对短信，还可以再试 {left} 次"


def _newest(
    purpose: CodePurpose, index: str, browser_hash: str, *, locked: bool = False
) -> CodeChallenge | None:
    found = CodeChallenge.objects.filter(phone_index=index, purpose=purpose, browser_hash=browser_hash)
    if locked:
        found = found.select_for_update()
    return found.order_by("-created_at", "-id").first()


def _one_at_a_time(index: str) -> None:
    """Let requests for one number pass one by one; on SQLite the write transaction already does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(index[:15], 16)])


def _browser_hash(browser: str) -> str:
    return keyed_hash("accounts.browser", browser)


def _address_hash(address: str) -> str:
    return keyed_hash("accounts.address", address_group(address))


def _submission_hash(submission: str) -> str:
    return keyed_hash("accounts.submission", submission) if submission else ""


def _code_hash(challenge: CodeChallenge, code: str) -> str:
    bound_to = f"{challenge.pk}|{challenge.purpose}|{challenge.phone_index}|{challenge.browser_hash}"
    return keyed_hash("accounts.code", f"{bound_to}|{code}")
