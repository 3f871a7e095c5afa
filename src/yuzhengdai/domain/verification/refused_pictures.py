"""Pictures that the reader has refused: sent again by the same person within a day they cost no reading and are told so.

Kept as digests in the person's own attempts (``read_data["refused"]``), encrypted and wiped with them; never shown to anybody.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.integrations.ocr.base import (
    PROBLEM_SENTENCES,
    PaperKind,
    PaperReading,
    PictureProblem,
)

KEY: Final = "refused"
REMEMBERED: Final = timedelta(hours=24)
_MOST: Final = 20
"""Of one attempt, the newest; a person tries a few pictures, not hundreds."""
_ATTEMPTS: Final = 5
"""Newest attempts of a person that are looked through."""


def require_not_refused(*, user_id: UUID, kind: PaperKind, sha256: str) -> None:
    """Raises Refused with what was wrong where this person's picture was refused as this paper within REMEMBERED."""
    rows = Verification.objects.filter(user_id=user_id).order_by("-created_at").only("read_data")[:_ATTEMPTS]
    for row in rows:
        for one in row.read_data.get(KEY, []):
            if one["sha256"] == sha256 and one["kind"] == kind.value and _is_fresh(one):
                why = PROBLEM_SENTENCES[PictureProblem(one["problem"])]
                raise Refused("verification.same_picture", f"这张照片刚才识别过：{why}。请换一张照片。")


def with_refused(
    *, read_data: dict[str, Any], kind: PaperKind, sha256: str, reading: PaperReading
) -> dict[str, Any]:
    """``read_data`` with this picture among the refused ones, where nothing can be done with what was read."""
    fresh = [one for one in read_data.get(KEY, []) if _is_fresh(one) and one["sha256"] != sha256]
    if not reading.is_readable:
        problem = _told(reading)
        fresh.append({"sha256": sha256, "kind": kind.value, "problem": problem, "at": now().isoformat()})
    others = {name: value for name, value in read_data.items() if name != KEY}
    return others | ({KEY: fresh[-_MOST:]} if fresh else {})


def _told(reading: PaperReading) -> str:
    """The problem that says most: what the picture shows instead, else the worst."""
    for problem in reading.problems:
        if problem != PictureProblem.NOT_THIS_PAPER:
            return problem.value
    return (reading.problems[0] if reading.problems else PictureProblem.UNREADABLE).value


def _is_fresh(one: dict[str, Any]) -> bool:
    return datetime.fromisoformat(one["at"]) > now() - REMEMBERED
