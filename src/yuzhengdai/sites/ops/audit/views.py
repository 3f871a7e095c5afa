"""审计日志: reading it, and checking the chain. The auditor's alone; that it was checked is itself recorded."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yuzhengdai.foundation.audit.actions import AuditLogAudit
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.audit.sealing import audit_verify
from yuzhengdai.foundation.audit.selectors import AuditFilter, audit_list, last_seal, unsealed_count
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.sites.ops.shell import AUDITOR, DeskView
from yuzhengdai.sites.web.filters import TypedFilters

PAGE_SIZE = 50
REASONS = {
    "missing": "有记录缺失",
    "changed": "有记录被改动",
    "anchor": "与库外留存的校验值不一致",
    "seal": "封存记录缺失或被改动",
    "anchor_missing": "库外留存的校验值缺失",
}
SIDES = {
    "visitor": "访客", "enterprise": "企业", "institution": "机构", "operator": "运营", "system": "平台",
}  # fmt: skip


class AuditListView(DeskView):
    """Who did or saw what, newest first."""

    nav = "audit"
    allowed_roles = frozenset({AUDITOR})

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page; the next one begins after the last event of this one."""
        return self.page("audit/list", **self.context(request), verdict=None)

    def context(self, request: HttpRequest) -> dict[str, Any]:
        """Events and what is known of the chain."""
        filters = TypedFilters(request)
        wanted = AuditFilter(
            action=filters.text("action"),
            actor_name=filters.text("name"),
            object_id=filters.id("object", label="对象编号"),
            before=filters.id("before", label="页码"),
            day=filters.day("day", label="日期"),
        )
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


def _row(event: AuditEvent) -> dict[str, Any]:
    detail = json.dumps(event.detail, ensure_ascii=False, sort_keys=True) if event.detail else ""
    return {
        "at": event.created_at,
        "side": SIDES.get(event.actor_kind, event.actor_kind),
        "name": event.actor_name,
        "action": event.act,
        "object": event.object_kind,
        "object_id": str(event.object_id or ""),
        "detail": detail[:200],
        "address": event.address,
        "sequence": event.sequence,
    }
