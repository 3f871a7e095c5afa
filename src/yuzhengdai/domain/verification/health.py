"""How the outside systems of 企业认证 do, from the answers that are stored, and where none are from the questions that were counted:
what every process wrote, not what one remembers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yuzhengdai.domain.enterprises.services.utilities import UTILITIES
from yuzhengdai.domain.verification.enums import CheckKind, CheckResult, TransferCheckState
from yuzhengdai.domain.verification.limits import FACE_MEASURE, OCR
from yuzhengdai.domain.verification.models import TransferCheck, VerificationCheck
from yuzhengdai.foundation.core.outside import CallCount, calls_counts

TRANSFER_WAITING = "transfer_waiting"
"""A gateway was asked and has sent nothing yet."""
SAMPLE = 500
"""How many of the newest answers are looked at."""

_KINDS: dict[str, tuple[CheckKind, ...]] = {
    "face": (CheckKind.FACE_MATCH,),
    "identity": (CheckKind.IDENTITY,),
    "gov_data": (CheckKind.REGISTRATION, CheckKind.ELEMENTS),
}


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """Of one kind of provider among the newest answers: how many were asked, how many stayed silent, and the last silence.

    ``last_silence`` is a code, "" where there was none. ``asked`` None: only the silences are counted.
    """

    asked: int | None = 0
    silent: int = 0
    last_answer_at: datetime | None = None
    last_silence_at: datetime | None = None
    last_silence: str = ""


def sources_health() -> dict[str, SourceHealth]:
    """Provider kind → health, for the kinds whose answers are stored. At most five queries, whatever there is."""
    rows = list(
        VerificationCheck.objects.order_by("-pk").values_list("pk", "kind", "result", "created_at")[:SAMPLE]
    )
    out = {}
    for provider, kinds in _KINDS.items():
        mine = [row for row in rows if row[1] in kinds]
        silent = [row for row in mine if row[2] == CheckResult.UNAVAILABLE]
        answered = [row for row in mine if row[2] != CheckResult.UNAVAILABLE]
        last = VerificationCheck.objects.get(pk=silent[0][0]) if silent else None
        out[provider] = SourceHealth(
            asked=len(mine),
            silent=len(silent),
            last_answer_at=answered[0][3] if answered else None,
            last_silence_at=silent[0][3] if silent else None,
            last_silence=str(last.detail.get("why", "")) if last is not None else "",
        )
    out["bank_transfer"] = _transfers()
    return out


def calls_health() -> dict[str, SourceHealth]:
    """Kind → health of the last seven days: "ocr", "utilities" (电力、社保), "face_measure" (frames; silences alone). Four queries."""
    counts = calls_counts()
    return {
        kind: _of_count(counts.get(kind), is_asked_counted=kind != FACE_MEASURE)
        for kind in (OCR, UTILITIES, FACE_MEASURE)
    }


def _of_count(count: CallCount | None, *, is_asked_counted: bool) -> SourceHealth:
    if count is None:
        return SourceHealth(asked=0 if is_asked_counted else None)
    return SourceHealth(
        asked=count.asked if is_asked_counted else None,
        silent=count.silent,
        last_answer_at=count.last_answer_at,
        last_silence_at=count.last_silence_at,
        last_silence=count.last_why,
    )


def _transfers() -> SourceHealth:
    """A gateway that was silent leaves its transfer waiting; one that refused leaves a failure."""
    rows = list(TransferCheck.objects.order_by("-pk").values_list("state", "created_at", "failure")[:SAMPLE])
    waiting = [row for row in rows if row[0] == TransferCheckState.REQUESTED]
    answered = [row for row in rows if row[0] != TransferCheckState.REQUESTED]
    return SourceHealth(
        asked=len(rows),
        silent=len(waiting),
        last_answer_at=answered[0][1] if answered else None,
        last_silence_at=waiting[0][1] if waiting else None,
        last_silence=TRANSFER_WAITING if waiting else "",
    )
