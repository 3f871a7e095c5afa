"""「生成报告」: who may, what for, and under which sentence; then the sources are asked here or by the worker."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from yuzhengdai.domain.credit.texts import text_hash
from yuzhengdai.domain.credit.workflow import GRANTERS, may_give
from yuzhengdai.domain.credit_reports.audit_actions import CreditReportAudit
from yuzhengdai.domain.credit_reports.enums import ReportState
from yuzhengdai.domain.credit_reports.models import CreditReport
from yuzhengdai.domain.credit_reports.sections import TICKED_CODES
from yuzhengdai.domain.credit_reports.services.fetching import HERE, LEASE, report_fetch
from yuzhengdai.domain.data_items.items import items_of
from yuzhengdai.domain.data_items.services import refresh_require
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.errors import Forbidden, NotFound
from yuzhengdai.foundation.core.keyring import keyed_hash
from yuzhengdai.foundation.core.tries import thing_mark, tries_require

REPORTS_A_DAY = 20
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""32 signs (Crockford): none is taken for another, 5 bits each."""
_SIGNS = 16


def report_make(
    *,
    actor: Actor,
    user_id: UUID,
    enterprise: Enterprise,
    part_two: Collection[str] = (),
    is_refresh: bool = False,
) -> CreditReport:
    """A report for own use: ready where no other request of this process waits for sources, else WAITING for the worker.

    ``part_two``: codes that were ticked; unknown ones are left out. While one of the enterprise is being made, that one is
    returned. Raises NotFound for others than the enterprise, Forbidden for who may not grant (or not this item), RateLimited.
    """
    if actor.kind != ActorKind.ENTERPRISE or actor.organisation_id != enterprise.pk:
        raise NotFound
    ticked = [code for code in TICKED_CODES if code in frozenset(part_two)]
    _require_may(actor, ticked)
    waiting = CreditReport.objects.filter(enterprise=enterprise, state=ReportState.WAITING)
    if row := waiting.first():
        return row
    tries_require(
        kind="credit_report",
        marks=[thing_mark(str(enterprise.pk))],
        at_most=REPORTS_A_DAY,
        within=timedelta(days=1),
        sentence=f"一天最多生成 {REPORTS_A_DAY} 份报告，请明天再试。",
    )
    if is_refresh:
        refresh_require(enterprise=enterprise)
    is_here = HERE.acquire(blocking=False)
    try:
        row = _new_row(actor, user_id, enterprise, ticked, is_refresh=is_refresh, is_here=is_here)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
                _record(actor, row)
        except IntegrityError:
            if other := waiting.first():
                return other
            raise
        if is_here:
            report_fetch(report_id=row.pk)
            row.refresh_from_db()
        return row
    finally:
        if is_here:
            HERE.release()


def consent_text(*, enterprise: Enterprise, codes: Collection[str]) -> str:
    """The sentence above the button, kept with the report and its hash: what is asked, of whom, for whom."""
    departments: dict[str, list[str]] = {}
    for item in items_of(codes):
        departments.setdefault(item.department, []).append(item.label)
    asked = "；".join(f"{department}：{'、'.join(labels)}" for department, labels in departments.items())
    more = f"，并授权平台查询以下信息，写入报告第二部分：{asked}" if asked else "，不含第二部分的信息"
    return (
        f"{enterprise.name}请平台查询依法公开的信用信息{more}。仅供企业自查，平台不向任何机构提供这份报告。"
    )


def _require_may(actor: Actor, codes: Collection[str]) -> None:
    if not actor.roles & GRANTERS:
        raise Forbidden("credit.may_not_grant", "您没有「数据授权」权限，请联系本企业管理员开通。")
    for item in items_of(codes):
        if not may_give(actor=actor, item=item):
            raise Forbidden("credit.may_not_give", f"「{item.label}」须由{item.given_by.label}授权。")


def _new_row(
    actor: Actor,
    user_id: UUID,
    enterprise: Enterprise,
    ticked: list[str],
    *,
    is_refresh: bool,
    is_here: bool,
) -> CreditReport:
    text = consent_text(enterprise=enterprise, codes=ticked)
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_SIGNS))
    return CreditReport(
        enterprise=enterprise,
        number=f"XR{today():%Y%m%d}-{secrets.randbelow(100_000_000):08d}",
        code=code,
        code_index=code_index(code),
        made_by_id=user_id,
        part_two=ticked,
        consent_text=text,
        consent_sha256=text_hash(text),
        address=actor.address[:45],
        is_refresh=is_refresh,
        leased_until=now() + LEASE if is_here else None,
        provider=settings.CREDIT_REPORT_PROVIDER,
        content={},
    )


def code_index(code: str) -> str:
    """By what a report is found from its code; the code itself stands encrypted."""
    return keyed_hash("credit_reports.code", code)


def _record(actor: Actor, row: CreditReport) -> None:
    audit_record(
        actor=actor,
        action=CreditReportAudit.MAKE,
        object_kind="credit_report",
        object_id=row.pk,
        detail={"number": row.number, "items": ",".join(row.part_two)},
    )
