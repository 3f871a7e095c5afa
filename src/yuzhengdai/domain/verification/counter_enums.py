"""Words of 窗口协办."""

from __future__ import annotations

from typing import Final

from django.db import models

AT_COUNTER: Final = "counter:officer"
"""The role of whoever holds an open session, given by ``counter.sessions.at_counter`` alone and for that session alone."""


class CounterState(models.TextChoices):
    """A session waits for the person, then is worked on, then is over in one of three ways."""

    CALLED = "called", "等待本人同意"
    OPEN = "open", "办理中"
    DONE = "done", "已办结"
    CANCELLED = "cancelled", "已取消"
    EXPIRED = "expired", "已超时"


class CounterSampleState(models.TextChoices):
    """Of a session that was drawn for the operator's review; "" for one that was not."""

    WAITING = "waiting", "待抽查"
    FINE = "fine", "抽查无误"
    WRONG = "wrong", "抽查有问题"


class GivingSide(models.TextChoices):
    """Who gives the right: two sides together, the one proposes and the other confirms."""

    INSTITUTION = "institution", "机构业务主管"
    OPERATOR = "operator", "平台运营人员"
    SYSTEM_ADMINISTRATOR = "system_administrator", "系统管理员"
    SECURITY_ADMINISTRATOR = "security_administrator", "安全管理员"


class CounterRightState(models.TextChoices):
    """How a right stands, worked out from its instants."""

    WAITING = "waiting", "待确认"
    LIVE = "live", "有效"
    ENDED = "ended", "已撤销"
