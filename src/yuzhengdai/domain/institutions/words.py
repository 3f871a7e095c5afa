"""What the posts of an institution may approve, in words; the rule is applications.services.officers.require_approval_power."""

from __future__ import annotations

from decimal import Decimal

from yuzhengdai.domain.institutions.enums import OfficerRole
from yuzhengdai.foundation.core.money import wan


def limit_words(*, role: str, limit_yuan: Decimal | None) -> str:
    """「200 万元」; without a limit of their own a 业务主管 approves any amount and a 客户经理 none; 「查看」 approves nothing."""
    if role == OfficerRole.VIEWER:
        return "不能审批"
    if limit_yuan is not None:
        return wan(limit_yuan)
    return "不限额" if role == OfficerRole.MANAGER else "不能审批"
