"""How often a person may have papers read: OCR is one process for everybody, and an honest attempt needs three readings.

Counted over all processes from the questions themselves (core.outside), those that found it busy apart.
"""

from __future__ import annotations

from datetime import timedelta

from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import RateLimited
from yuzhengdai.foundation.core.outside import calls_wait_s

OCR, FACE_MEASURE = "ocr", "face_measure"
"""Kinds of questions; of the many about frames only the silences are counted."""
READINGS_PER_HOUR = 60
_HOUR = timedelta(hours=1)


def readings_left_require(*, actor: Actor) -> None:
    """Raises RateLimited after READINGS_PER_HOUR readings of this user within an hour, whatever the enterprise."""
    if actor.user_id is None:
        return
    wait = calls_wait_s(OCR, by=actor.user_id, at_most=READINGS_PER_HOUR, within=_HOUR)
    if wait:
        raise RateLimited(
            wait,
            code="verification.readings",
            sentence=f"一小时内识别的照片较多，请 {-(-wait // 60)} 分钟后再试，已保存的内容都在。",
        )
