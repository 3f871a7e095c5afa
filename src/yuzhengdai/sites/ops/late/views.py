"""超时督办: which institutions are past their promise, and urging them."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.selectors.late import (
    STAGES,
    LateFilter,
    late_file,
    late_institutions,
    late_list,
    urges_of,
)
from yuzhengdai.domain.applications.services.urge import NO_LONGER_LATE, URGE_MAX, application_urge
from yuzhengdai.domain.applications.words import URGED_BY_OPERATOR, urged_by
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.foundation.core.clock import local, now, today
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, NotFound, Refused
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.foundation.reference.selectors import calendar_overrides
from yuzhengdai.foundation.reference.workdays import WORKING_DAY_S, Overrides, working_seconds_between
from yuzhengdai.sites.ops.shell import DeskView
from yuzhengdai.sites.web.filters import choice
from yuzhengdai.sites.web.forms import SiteForm

PAGE_SIZE = 30
SINCE = {"1": "超过 1 天", "3": "超过 3 天", "7": "超过 7 天"}
URGED = {"no": "还没有督办", "yes": "已经督办"}


class UrgeForm(SiteForm):
    """What the institution's people will read."""

    service_checked = ("text",)
    text = forms.CharField(
        label="督办内容",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"发给该机构的「消息」，并以短信提醒它的业务主管。企业只看到「{URGED_BY_OPERATOR}」。最多 {URGE_MAX} 个字。",
    )


class LateListView(DeskView):
    """By institution, stage, since when and whether it was urged; the longest overdue first."""

    nav = "late"

    def get(self, request: HttpRequest) -> HttpResponse:
        actor = self.request.actor
        institutions = [(str(one.pk), one.short_name) for one in late_institutions(actor=actor)]
        state = choice(request, "stage", [str(stage) for stage in STAGES], label="办理环节")
        since = choice(request, "since", SINCE, label="已超时")
        urged = choice(request, "urged", URGED, label="督办")
        institution = choice(request, "institution", dict(institutions), label="机构")
        wanted = LateFilter(
            institution_id=UUID(institution) if institution else None,
            state=state,
            days=int(since or 0),
            is_urged={"yes": True, "no": False}.get(urged),
        )
        found = late_list(actor=actor, wanted=wanted)
        page = page_of(found, request.GET.get("page"), size=PAGE_SIZE)
        overrides = calendar_overrides()
        rows = [late_row(one, overrides) for one in page]
        return self.page(
            "late/list",
            rows=rows,
            page=page,
            menus=[
                ("institution", "机构", [("", "全部机构"), *institutions], institution),
                ("stage", "办理环节", [("", "全部环节"), *((str(s), str(s.label)) for s in STAGES)], state),
                ("since", "已超时", [("", "不限"), *SINCE.items()], since),
                ("urged", "督办", [("", "不限"), *URGED.items()], urged),
            ],
            is_narrowed=bool(institution or state or since or urged),
        )


class LateUrgeView(DeskView):
    """One file and the text to its institution."""

    nav = "late"

    def get(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        try:
            row = late_file(actor=self.request.actor, application_id=application_id)
        except NotFound:
            return self.gone(request)
        return self.show(row, UrgeForm())

    def post(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        actor, form = self.request.actor, UrgeForm(request.POST)
        try:
            row = late_file(actor=actor, application_id=application_id)
        except NotFound:
            return self.gone(request)
        if not form.is_valid():
            return self.show(row, form, 422)
        try:
            application_urge(actor=actor, application_id=row.pk, text=form.cleaned_data["text"])
        except FieldErrors as error:
            form.add_field_errors(error)
            return self.show(row, form, 422)
        except (Refused, Conflict) as error:
            form.add_error(None, error.sentence)
            return self.show(row, form, error.http_status)
        messages.success(
            request, f"已向{row.institution.short_name}督办，企业会看到「{URGED_BY_OPERATOR}」。"
        )
        return redirect("ops:late-list")

    def gone(self, request: HttpRequest) -> HttpResponse:
        """To the list: what is no longer late is no error, the institution acted."""
        messages.warning(request, NO_LONGER_LATE.sentence)
        return redirect("ops:late-list")

    def show(self, row: Application, form: UrgeForm, status: int = 200) -> HttpResponse:
        found = late_row(row, calendar_overrides())
        return self.page("late/urge", status, row=row, found=found, form=form, urges=urges_of(row))


def late_row(row: Application, overrides: Overrides) -> dict[str, Any]:
    """What the list and the page say of one file."""
    due_at = row.due_at or now()
    return {
        "row": row,
        "stage": row.get_state_display(),
        "where": row.branch.name if row.branch else "未分到网点",
        "officer": row.officer.name if row.officer else "未领取",
        "urged_by": urged_by(row),
        "overdue": overdue(due_at, overrides),
        "is_frozen": row.enterprise.state == EnterpriseState.FROZEN,
        "is_urged_today": row.urged_at is not None and local(row.urged_at).date() == today(),
    }


def overdue(due_at: datetime, overrides: Overrides) -> str:
    """「2.5 个工作日」 since the promise ran out; hours below one day."""
    seconds = Decimal(max(0, working_seconds_between(due_at, now(), overrides)))
    if seconds < WORKING_DAY_S:
        return f"{int(seconds // 3600)} 个工作小时" if seconds >= 3600 else "不到 1 个工作小时"
    days = (seconds / WORKING_DAY_S).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{days:f} 个工作日".replace(".0 ", " ")
