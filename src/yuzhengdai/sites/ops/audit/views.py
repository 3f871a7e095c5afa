"""审计日志: reading it, and checking the chain. The auditor's alone; that it was checked is itself recorded."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yuzhengdai.foundation.audit.actions import AuditLogAudit
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.audit.sealing import audit_verify
from yuzhengdai.foundation.audit.selectors import AuditFilter, audit_list, last_seal, unsealed_count
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.sites.ops.audit.words import OBJECTS, SIDES, act_words, codes_of, detail_words
from yuzhengdai.sites.ops.shell import AUDITOR, DeskView
from yuzhengdai.sites.web.filters import TypedFilters
from yuzhengdai.sites.web.spreadsheet import Cell, on_paper, workbook_response

PAGE_SIZE = 50
EXPORT_LIMIT = 5000
_HEADS = ("时间", "哪一方", "操作人", "操作", "对象", "对象编号", "内容", "来源地址", "序号")
_WIDTHS = (20, 10, 16, 22, 14, 38, 60, 18, 10)
REASONS = {
    "missing": "有记录缺失",
    "changed": "有记录被改动",
    "anchor": "与库外留存的校验值不一致",
    "seal": "封存记录缺失或被改动",
    "anchor_missing": "库外留存的校验值缺失",
}


class AuditListView(DeskView):
    """Who did or saw what, newest first."""

    nav = "audit"
    allowed_roles = frozenset({AUDITOR})

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page; the next one begins after the last event of this one."""
        return self.page("audit/list", **self.context(request), verdict=None)

    def context(self, request: HttpRequest) -> dict[str, Any]:
        """Events and what is known of the chain."""
        filters, wanted = self.asked(request)
        rows_found = audit_list(actor=self.request.actor, wanted=wanted)
        found = [] if filters.problems else list(rows_found[: PAGE_SIZE + 1])
        rows = [_row(event) for event in found[:PAGE_SIZE]]
        return {
            "rows": rows,
            "typed": filters.typed,
            "problems": filters.problems,
            "older": str(found[PAGE_SIZE - 1].pk) if len(found) > PAGE_SIZE else "",
            "seal": last_seal(),
            "unsealed": unsealed_count(),
        }

    @staticmethod
    def asked(request: HttpRequest) -> tuple[TypedFilters, AuditFilter]:
        """What is looked for: an act by its words (「放款」) or by the beginning of its code."""
        filters = TypedFilters(request)
        action = filters.text("action")
        by_words = not action.isascii()
        wanted = AuditFilter(
            action="" if by_words else action,
            acts=tuple(codes_of(action)) if by_words else None,
            actor_name=filters.text("name"),
            object_id=filters.id("object", label="对象编号"),
            before=filters.id("before", label="页码"),
            day=filters.day("day", label="日期"),
        )
        return filters, wanted


class AuditExportView(AuditListView):
    """「导出 Excel」: what the filters find, newest first, bounded; that it was taken out is itself on record."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The workbook; with a filter that is not understood the list, which says so."""
        filters, wanted = self.asked(request)
        if filters.problems:
            return self.page("audit/list", **self.context(request), verdict=None)
        actor = self.request.actor
        found = list(audit_list(actor=actor, wanted=wanted)[: EXPORT_LIMIT + 1])
        rows = [_cells(event) for event in found[:EXPORT_LIMIT]]
        if len(found) > EXPORT_LIMIT:
            rows.append([f"只导出最新的 {EXPORT_LIMIT} 条，更早的请缩小日期范围后再导出"])
        with transaction.atomic():
            audit_record(
                actor=actor,
                action=AuditLogAudit.EXPORT,
                object_kind="audit",
                object_id=None,
                detail={"count": min(len(found), EXPORT_LIMIT)},
            )
        return workbook_response("审计日志", _HEADS, _WIDTHS, rows)


class AuditVerifyView(AuditListView):
    """「校验完整性」: walks the whole chain."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Back to the list."""
        return redirect("ops:audit-list")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check, record that it was checked, say what came out."""
        verdict = audit_verify()
        with transaction.atomic():
            audit_record(
                actor=self.request.actor,
                action=AuditLogAudit.VERIFY,
                object_kind="audit",
                object_id=None,
                detail={"checked": verdict.checked, "broken_at": verdict.broken_at},
            )
        said = {
            "ok": verdict.broken_at is None,
            "checked": verdict.checked,
            "broken_at": verdict.broken_at,
            "reason": REASONS.get(verdict.reason, verdict.reason),
        }
        return self.page("audit/list", **self.context(request), verdict=said)


def _cells(event: AuditEvent) -> list[Cell]:
    row = _row(event)
    return [
        on_paper(event.created_at, with_seconds=True),
        row["side"],
        row["name"],
        row["action"],
        row["object"],
        row["object_id"],
        row["detail"],
        row["address"],
        row["sequence"],
    ]


def _row(event: AuditEvent) -> dict[str, Any]:
    return {
        "at": event.created_at,
        "side": SIDES.get(event.actor_kind, event.actor_kind),
        "name": event.actor_name,
        "action": act_words(event.action),
        "object": OBJECTS.get(event.object_kind, event.object_kind),
        "object_id": str(event.object_id or ""),
        "detail": detail_words(event.detail),
        "address": event.address,
        "sequence": event.sequence,
    }
