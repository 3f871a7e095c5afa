"""What the posts of an institution may approve, in words; the rule is applications.authority."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from yuzhengdai.domain.institutions.enums import POSTS, Power
from yuzhengdai.foundation.core.money import wan


def limit_words(*, roles: Collection[str], limit_yuan: Decimal | None) -> str:
    """「200 万元」; without a limit of their own a 业务主管 approves any amount and a 审批人 none; all others approve nothing."""
    powers = {POSTS[role].power for role in roles}
    if limit_yuan is not None and powers != {Power.NEVER}:
        return wan(limit_yuan)
    return "不限额" if Power.ANY_AMOUNT in powers else "不能审批"
