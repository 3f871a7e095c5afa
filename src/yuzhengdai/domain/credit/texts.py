"""The sentence shown at a tick and kept, with its hash, as proof of what was granted."""

from __future__ import annotations

import hashlib
from datetime import datetime, time, timedelta

from yuzhengdai.domain.credit.covers import consequences_of
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.foundation.core.clock import LOCAL_ZONE, local, today

VALID_DAYS = 90
"""Calendar days a grant for an application lasts."""


def valid_until(days: int = VALID_DAYS) -> datetime:
    """The last second of the last day of a grant given today."""
    return datetime.combine(today() + timedelta(days=days), time(23, 59, 59), LOCAL_ZONE)


def authorisation_text(
    *, item: DataItem, enterprise_name: str, institution_name: str, purpose: str, until: datetime
) -> str:
    """The whole grant in one paragraph: who, what, to whom, what for, until when, how to end it."""
    day = local(until)
    who = (
        f"{enterprise_name}的法定代表人本人授权{institution_name}"
        if item is DataItem.IDENTITY
        else f"{enterprise_name}授权{institution_name}"
    )
    consequences = consequences_of(item)
    told = f"提供后可能的不利后果：{consequences}" if consequences else ""
    return (
        f"{who}查询和使用{item.label}（{item.description.partition('。')[0]}），仅用于{purpose}。"
        f"授权自提交之日起，至 {day.year} 年 {day.month} 月 {day.day} 日止，到期或申请结束即自动失效。"
        "每次查询都会记录，您可以在「数据授权」查看并随时撤回；撤回不影响撤回之前已完成的查询。"
        f"{told}"
    )


def text_hash(text: str) -> str:
    """SHA-256 of the sentence, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()
