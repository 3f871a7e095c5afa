"""How many codes may be asked for (L2): first freely, then after a proof of work or a wait, then not at all.

Everything is counted from ``CodeChallenge`` rows, so the limits hold over any number of processes. Only codes that
were never proved count: whoever reads a code off the phone is its owner and uses nothing up. Soft limits look at a
number, an address and everybody together. A hard limit never counts what somebody else did from elsewhere: a browser
that has proved the number before is measured by its own requests alone, so that nobody can lock another out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q

from yuzhengdai.domain.accounts.models import CodeChallenge
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import RateLimited

WINDOW = timedelta(minutes=10)
HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
KNOWN_FOR = timedelta(days=90)
"""How long a browser that has proved a number counts as its owner's."""


@dataclass(frozen=True, slots=True)
class CodeLimits:
    """Numbers of unproved codes. ``soft_*`` reached: a proof is asked for; ``hard_*`` reached: refused."""

    soft_number_window: int = 3
    soft_number_day: int = 12
    soft_own_window: int = 5
    soft_address_window: int = 20
    soft_all_window: int = 600
    hard_own_hour: int = 10
    hard_own_day: int = 20
    hard_number_address_day: int = 40
    hard_address_hour: int = 300
    hard_all_hour: int = 20_000


@dataclass(frozen=True, slots=True)
class Load:
    """How far the soft limits are exceeded: 0 free, n ≥ 1 the n-th request past them."""

    excess: int

    @property
    def needs_proof(self) -> bool:
        """Whether a proof of work or a wait comes first."""
        return self.excess > 0


def code_limits() -> CodeLimits:
    """The limits with what the setting ``CODE_LIMITS`` changes."""
    return replace(CodeLimits(), **getattr(settings, "CODE_LIMITS", {}))


def is_known_browser(*, phone_index: str, browser_hash: str) -> bool:
    """Whether this browser has proved this number lately."""
    return CodeChallenge.objects.filter(
        phone_index=phone_index,
        browser_hash=browser_hash,
        used_at__isnull=False,
        created_at__gt=now() - KNOWN_FOR,
    ).exists()


def code_load(
    *, phone_index: str, browser_hash: str, address_hash: str, among: Collection[str] | None = None
) -> Load:
    """Where a request stands. Raises RateLimited at a hard limit.

    ``among``: purposes whose requests alone count at the address and over everybody; None: all.
    """
    limits = code_limits()
    at = now()
    unproved = CodeChallenge.objects.filter(used_at__isnull=True)
    number = unproved.filter(phone_index=phone_index, created_at__gt=at - DAY).aggregate(
        window=Count("pk", filter=Q(created_at__gt=at - WINDOW)),
        day=Count("pk"),
        own_window=Count("pk", filter=Q(browser_hash=browser_hash, created_at__gt=at - WINDOW)),
        own_hour=Count("pk", filter=Q(browser_hash=browser_hash, created_at__gt=at - HOUR)),
        own_day=Count("pk", filter=Q(browser_hash=browser_hash)),
        address_day=Count("pk", filter=Q(address_hash=address_hash)),
    )
    _hard(number["own_hour"] >= limits.hard_own_hour, HOUR)
    _hard(number["own_day"] >= limits.hard_own_day, DAY)
    if is_known_browser(phone_index=phone_index, browser_hash=browser_hash):
        return Load(max(0, number["own_window"] - limits.soft_own_window + 1))
    shared = unproved if among is None else unproved.filter(purpose__in=list(among))
    address = shared.filter(address_hash=address_hash, created_at__gt=at - HOUR).aggregate(
        window=Count("pk", filter=Q(created_at__gt=at - WINDOW)), hour=Count("pk")
    )
    everybody = shared.filter(created_at__gt=at - HOUR).aggregate(
        window=Count("pk", filter=Q(created_at__gt=at - WINDOW)), hour=Count("pk")
    )
    _hard(number["address_day"] >= limits.hard_number_address_day, DAY)
    _hard(address["hour"] >= limits.hard_address_hour, HOUR)
    _hard(everybody["hour"] >= limits.hard_all_hour, HOUR)
    return Load(
        max(
            0,
            number["window"] - limits.soft_number_window + 1,
            number["day"] - limits.soft_number_day + 1,
            address["window"] - limits.soft_address_window + 1,
            everybody["window"] - limits.soft_all_window + 1,
        )
    )


def _hard(is_reached: bool, window: timedelta) -> None:
    if is_reached:
        raise RateLimited(
            int(window.total_seconds() / 4),
            code="code.hard_limit",
            sentence="获取验证码的次数已达上限，请稍后再试，或拨打服务热线由人工协助。",
        )
