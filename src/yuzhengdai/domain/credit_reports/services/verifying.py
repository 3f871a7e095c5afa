"""Public verification: by the code on the cover or by the bytes of the file. Says what a report is worth, never what stands in it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from yuzhengdai.domain.credit_reports.audit_actions import CreditReportAudit
from yuzhengdai.domain.credit_reports.enums import ReportState
from yuzhengdai.domain.credit_reports.models import CreditReport
from yuzhengdai.domain.credit_reports.services.making import code_index
from yuzhengdai.domain.data_items.models import DataAnswer
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.text import normalise_code
from yuzhengdai.foundation.core.tries import address_mark, tries_require

VERIFIED_AT_MOST = 20
"""From one address within VERIFIED_WITHIN; codes have 80 bits, this bounds the work."""
VERIFIED_WITHIN = timedelta(minutes=10)
_CONFUSED = str.maketrans("OIL", "011")
"""Signs that the code does not have, as they are read for those that it has (Crockford)."""
_NUMBER = re.compile(rb"XR\d{8}-\d{8}")
_NUMBERS_AT_MOST = 20


class Worth(StrEnum):
    """What was found. Codes stand in the audit log."""

    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``number`` and ``made_at`` of the report for GENUINE and ALTERED. ``is_repaired``: something in it was repaired since."""

    worth: Worth
    number: str = ""
    made_at: datetime | None = None
    is_repaired: bool = False


def report_verify_code(*, actor: Actor, code: str) -> Verdict:
    """By the verification code; only its letters and digits matter, of any width and size. Raises RateLimited by the actor's address."""
    _count(actor)
    plain = re.sub(r"[^0-9A-Z]", "", normalise_code(code)).translate(_CONFUSED)
    row = CreditReport.objects.filter(code_index=code_index(plain)).first()
    if row is None or row.ready_at is None:
        return Verdict(Worth.UNKNOWN)
    return _told(actor, row, Worth.GENUINE)


def report_verify_file(*, actor: Actor, data: bytes) -> Verdict:
    """By the SHA-256 of all bytes. A file that is none of ours but bears one of our numbers was altered. Raises RateLimited."""
    _count(actor)
    row = CreditReport.objects.filter(pdf_sha256=hashlib.sha256(data).hexdigest()).first()
    if row is not None:
        return _told(actor, row, Worth.GENUINE)
    numbers = {found.decode() for found in _NUMBER.findall(data)}
    row = CreditReport.objects.filter(number__in=sorted(numbers)[:_NUMBERS_AT_MOST]).order_by("id").first()
    return _told(actor, row, Worth.ALTERED) if row is not None else Verdict(Worth.UNKNOWN)


def _count(actor: Actor) -> None:
    tries_require(
        kind="report_verify",
        marks=[address_mark(actor.address)],
        at_most=VERIFIED_AT_MOST,
        within=VERIFIED_WITHIN,
    )


def _told(actor: Actor, row: CreditReport, worth: Worth) -> Verdict:
    is_repaired = worth is Worth.GENUINE and _is_repaired(row)
    with transaction.atomic():
        audit_record(
            actor=actor,
            action=CreditReportAudit.VERIFY,
            object_kind="credit_report",
            object_id=row.pk,
            detail={"number": row.number, "result": _WORDS[worth]},
        )
    return Verdict(worth, row.number, row.ready_at, is_repaired)


_WORDS = {Worth.GENUINE: "真实", Worth.ALTERED: "被改动", Worth.UNKNOWN: "未查到"}


def _is_repaired(row: CreditReport) -> bool:
    """Whether a penalty in the report is told by its source to be repaired since. Of wiped contents nothing is known."""
    if row.state != ReportState.READY or row.ready_at is None:
        return False
    printed = {
        one.get("number") for one in _penalties(row.content["items"].get("penalties", {}).get("facts"))
    }
    if not printed:
        return False
    newer = DataAnswer.objects.filter(
        enterprise_id=row.enterprise_id, item="penalties", is_found=True, fetched_at__gt=row.ready_at
    )
    newest = newer.defer("raw").order_by("-fetched_at", "-id").first()
    told = _penalties(newest.facts) if newest is not None else []
    return any(one.get("is_repaired") and one.get("number") in printed for one in told)


def _penalties(facts: dict[str, list[dict[str, object]]] | None) -> list[dict[str, object]]:
    return (facts or {}).get("rows", [])
