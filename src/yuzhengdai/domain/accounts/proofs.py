"""What comes before a hard limit: a proof of work, or, without JavaScript, a waiting time.

The proof of work is ALTCHA's: find the number whose SHA-256 with the salt is the challenge. Both are signed, bound to
purpose, number and browser, run out, and count once.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from altcha.v1 import ChallengeOptions, Payload, create_challenge, extract_params, verify_solution
from django.core import signing
from django.db import IntegrityError, transaction

from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import RateLimited
from yuzhengdai.foundation.core.keyring import keyed_hash
from yuzhengdai.foundation.core.models import IdempotencyKey

VALID_FOR = timedelta(minutes=15)
BASE_DIFFICULTY = 40_000
MAX_DIFFICULTY = 1_600_000
BASE_WAIT_S = 30
MAX_WAIT_S = 600
WAIT_PREFIX = "wait."
_TICKET_SALT = "accounts.code.wait"
_PURPOSE = "accounts.proof"
_OWNER = uuid5(NAMESPACE_URL, "yuzhengdai:accounts:proofs")


class ProofRequired(RateLimited):
    """A proof comes first: solve ``challenge`` (then send it as ``proof``), or send ``ticket`` again after the wait."""

    def __init__(self, *, challenge: dict[str, Any], ticket: str, wait_s: int) -> None:
        super().__init__(
            wait_s,
            code="code.proof_required",
            sentence=f"现在获取验证码的人较多，请等 {wait_s} 秒后再点一次「获取验证码」",
        )
        self.challenge = challenge
        self.ticket = ticket


def proof_require(*, binding: str, excess: int) -> ProofRequired:
    """Make a challenge and a waiting ticket; both grow with ``excess`` (the n-th request past the soft limit)."""
    wait_s = min(BASE_WAIT_S << _step(excess), MAX_WAIT_S)
    # The nonce keeps two tickets of one second apart: each counts once.
    content = {
        "for": _short(binding),
        "from": int(now().timestamp()) + wait_s,
        "excess": excess,
        "nonce": secrets.token_hex(8),
    }
    ticket = WAIT_PREFIX + signing.dumps(content, salt=_TICKET_SALT)
    return ProofRequired(challenge=_challenge(binding, excess), ticket=ticket, wait_s=wait_s)


def proof_redeem(*, binding: str, proof: str) -> bool:
    """Whether ``proof`` holds; counts it as used. Raises ProofRequired for a ticket whose time has not come yet.

    A forged, foreign, stale or used proof is simply none.
    """
    if not proof or len(proof) > 2000:
        return False
    if proof.startswith(WAIT_PREFIX):
        return _wait_is_over(binding, proof) and _first_use(proof)
    return _is_solved(binding, proof) and _first_use(proof)


def proofs_purge() -> int:
    """Forget used proofs that have run out anyway; returns how many."""
    old = IdempotencyKey.objects.filter(purpose=_PURPOSE, created_at__lt=now() - 4 * VALID_FOR)
    return IdempotencyKey.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:1000])).delete()[0]


def _wait_is_over(binding: str, proof: str) -> bool:
    try:
        ticket = signing.loads(proof.removeprefix(WAIT_PREFIX), salt=_TICKET_SALT)
    except signing.BadSignature:
        return False
    if not hmac.compare_digest(str(ticket["for"]), _short(binding)):
        return False
    left = int(ticket["from"]) - int(now().timestamp())
    if left > 0:
        challenge = _challenge(binding, int(ticket["excess"]))
        raise ProofRequired(challenge=challenge, ticket=proof, wait_s=left)
    return -left <= VALID_FOR.total_seconds()


def _is_solved(binding: str, proof: str) -> bool:
    try:
        payload = Payload.from_base64(proof)
        params = extract_params(payload.to_dict())
        # Time is the platform's clock, not the library's.
        is_right, _ = verify_solution(payload, _hmac_key(), check_expires=False)
        until = int(params["until"][0])
        bound_to = params["for"][0]
    except (ValueError, KeyError, TypeError, IndexError):
        return False
    is_ours = hmac.compare_digest(bound_to.encode(), _short(binding).encode())
    return bool(is_right) and is_ours and now().timestamp() <= until


def _first_use(proof: str) -> bool:
    # The challenge, not the text of the proof: one solution may be written in many ways.
    identity = proof if proof.startswith(WAIT_PREFIX) else str(Payload.from_base64(proof).challenge)
    try:
        with transaction.atomic():
            IdempotencyKey.objects.create(
                purpose=_PURPOSE, owner_id=_OWNER, key=keyed_hash("accounts.proof", identity)
            )
    except IntegrityError:
        return False
    return True


def _challenge(binding: str, excess: int) -> dict[str, Any]:
    options = ChallengeOptions(
        hmac_key=_hmac_key(),
        max_number=min(BASE_DIFFICULTY << _step(excess), MAX_DIFFICULTY),
        params={"until": str(int((now() + VALID_FOR).timestamp())), "for": _short(binding)},
    )
    return dict(create_challenge(options).to_dict())


def _step(excess: int) -> int:
    """Every second request past the limit doubles the cost."""
    return max(0, min((excess - 1) // 2, 10))


def _short(binding: str) -> str:
    return keyed_hash("accounts.proof.binding", binding)[:32]


def _hmac_key() -> str:
    return keyed_hash("accounts.proof.key", "altcha")
