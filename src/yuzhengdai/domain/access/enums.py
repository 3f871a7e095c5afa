"""States of what passes between two devices."""

from __future__ import annotations

from enum import StrEnum

from django.db import models


class ScanEnd(models.TextChoices):
    """Why a code for 「手机扫码登录」 ended before its time."""

    CANCELLED = "cancelled", "手机上取消"
    WRONG_DIGITS = "wrong_digits", "数字不对"


class ScanState(StrEnum):
    """How a code for 「手机扫码登录」 stands; worked out, never stored."""

    WAITING = "waiting"
    SCANNED = "scanned"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    WRONG = "wrong"
    EXPIRED = "expired"
    USED = "used"
