"""企业管理: finding an enterprise, looking at it, freezing and ending it with a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yuzhengdai.domain.enterprises.desk import (
    changes_for_operator,
    enterprise_for_operator,
    enterprise_search,
    members_for_operator,
)
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.enterprises.services import enterprise_cancel, enterprise_freeze, enterprise_unfreeze
from yuzhengdai.domain.enterprises.workflow import ENTERPRISE_WORKFLOW
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Forbidden, NotFound, Refused
from yuzhengdai.foundation.core.masking import mask_name
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.foundation.reference import industries, regions
from yuzhengdai.sites.ops.enterprises.rows import member_row
from yuzhengdai.sites.ops.shell import DeskView
from yuzhengdai.sites.web.filters import choice
from yuzhengdai.sites.web.problems import or_404

PAGE_SIZE = 30
TURNS = {"claimed": "you", "verified": "ok", "frozen": "no", "cancelled": "end"}
ACTS = {
    "freeze": (enterprise_freeze, "已冻结，企业会收到消息。"),
    "unfreeze": (enterprise_unfreeze, "已解除冻结，企业会收到消息。"),
    "cancel": (enterprise_cancel, "已注销，企业会收到消息。"),
}
FIELD_LABELS = {
    "name": "企业名称",
    "entity_type": "法人类型",
    "registered_address": "住所",
    "region_code": "所属地区",
    "established_on": "成立日期",
    "legal_representative_name": "法定代表人",
    "state": "状态",
    "electricity_account_number": "电力户号",
    "social_insurance_unit_number": "社保号",
}


class EnterpriseListView(DeskView):
    """Search by name or code."""

    nav = "enterprises"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page of what was found."""
        keyword = request.GET.get("q", "")[:60]
        state = choice(request, "state", EnterpriseState.values, label="企业状态")
        found = enterprise_search(actor=self.request.actor, keyword=keyword, state=state)
        page = page_of(found, request.GET.get("page"), size=PAGE_SIZE)
        tabs = [("", "全部"), *EnterpriseState.choices]
        return self.page(
            "enterprises/list",
            rows=list(page),
            turns=TURNS,
            page=page,
            tabs=tabs,
            state=state,
            search_value=keyword,
        )


class EnterpriseBase(DeskView):
    """Pages of one enterprise."""

    nav = "enterprises"

    def find(self, enterprise_id: UUID) -> Enterprise:
        """404 for what is not there."""
        return or_404(lambda: enterprise_for_operator(actor=self.request.actor, enterprise_id=enterprise_id))

    def show(self, row: Enterprise, status: int = 200, **context: Any) -> HttpResponse:
        allowed = ENTERPRISE_WORKFLOW.allowed(state=row.state, roles=self.request.actor.roles)
        acts = [
            (action, ENTERPRISE_WORKFLOW.transition(action).labels["operator"])
            for action in allowed
            if action in ACTS
        ]
        defaults: dict[str, Any] = {
            "row": row,
            "turn": TURNS[row.state],
            "region": regions.full_name(row.region_code),
            "industry": _industry(row.industry_code),
            "head_name": mask_name(row.legal_representative_name),
            "members": [member_row(member) for member in members_for_operator(enterprise=row)],
            "changes": [_change(change) for change in changes_for_operator(enterprise=row)],
            "acts": acts,
            "error": "",
            "reason": "",
        }
        return self.page("enterprises/detail", status, **{**defaults, **context})


class EnterpriseDetailView(EnterpriseBase):
    """One enterprise with members (masked) and history."""

    def get(self, request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
        return self.show(self.find(enterprise_id))


class EnterpriseStateView(EnterpriseBase):
    """冻结, 解除冻结, 注销, each with a reason."""

    def get(self, request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
        """Back to the enterprise."""
        return redirect("ops:enterprise-detail", enterprise_id=self.find(enterprise_id).pk)

    def post(self, request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
        row = self.find(enterprise_id)
        reason = request.POST.get("reason", "").strip()
        act, done = ACTS.get(request.POST.get("action", ""), (None, ""))
        if act is None:
            return self.show(row, 422, error="请选择要办理的事项", reason=reason)
        try:
            act(actor=self.request.actor, enterprise=row, reason=reason)
        except FieldErrors as error:
            return self.show(row, 422, error=error.first_sentence, reason=reason)
        except (NotFound, Forbidden):
            raise
        except (Refused, Conflict) as error:
            return self.show(self.find(enterprise_id), 409, error=error.sentence, reason=reason)
        messages.success(request, done)
        return redirect("ops:enterprise-detail", enterprise_id=row.pk)


def _industry(code: str) -> str:
    found = industries.industry(code)
    return found.name if found else ""


def _change(change: Any) -> dict[str, Any]:
    is_person = change.field == "legal_representative_name"
    show = mask_name if is_person else str
    if change.field == "state":
        labels = dict(EnterpriseState.choices)
        return {
            "at": change.created_at,
            "field": FIELD_LABELS["state"],
            "before": labels.get(change.before, change.before),
            "after": labels.get(change.after, change.after),
            "grounds": change.grounds,
        }
    return {
        "at": change.created_at,
        "field": FIELD_LABELS.get(change.field, "其他信息"),
        "before": show(change.before),
        "after": show(change.after),
        "grounds": change.grounds,
    }
