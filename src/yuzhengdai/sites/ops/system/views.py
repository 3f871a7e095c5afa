"""消息发送 and 工作日历."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.foundation.notifications.desk import (
    outbox_counts,
    outbox_oldest_waiting,
    outbox_retry_now,
    outbox_troubles,
)
from yuzhengdai.foundation.reference.selectors import calendar_days, calendar_overrides
from yuzhengdai.foundation.reference.services import calendar_day_remove, calendar_day_set
from yuzhengdai.foundation.reference.workdays import years_to_fill
from yuzhengdai.sites.ops.form_page import FormPage
from yuzhengdai.sites.ops.shell import KEEPERS, DeskView
from yuzhengdai.sites.web.fields import DayField
from yuzhengdai.sites.web.forms import SiteForm

PAGE_SIZE = 30
ERRORS = {"expired": "超过有效时间", "fault": "程序错误", "": "—"}


class OutboxView(DeskView):
    """How much waits, what failed."""

    nav = "outbox"
    allowed_roles = KEEPERS

    def get(self, request: HttpRequest) -> HttpResponse:
        found = outbox_troubles(actor=self.request.actor)
        page = page_of(found, request.GET.get("page"), size=PAGE_SIZE)
        return self.page(
            "system/outbox",
            counts=outbox_counts(),
            oldest=outbox_oldest_waiting(),
            rows=list(page),
            page=page,
            errors=ERRORS,
        )


class OutboxRetryView(DeskView):
    """「立即重试」."""

    nav = "outbox"
    allowed_roles = KEEPERS

    def post(self, request: HttpRequest, message_id: UUID) -> HttpResponse:
        return self.act(
            lambda: outbox_retry_now(actor=self.request.actor, message_id=message_id),
            done="已安排立即重试。",
            back="ops:outbox",
        )


class CalendarForm(SiteForm):
    day = DayField(label="日期", attrs={"placeholder": "例如 2027-02-06"})
    kind = forms.ChoiceField(
        label="这一天", choices=[("", "请选择"), ("working", "工作日"), ("free", "休息日")]
    )
    note = forms.CharField(label="说明", max_length=60, required=False)


class CalendarView(FormPage):
    """The operator's table of working days, on top of the library's."""

    nav = "calendar"
    allowed_roles = KEEPERS
    form_class = CalendarForm
    title = "工作日历"
    done = "已保存，之后计算的时限按新的日历。"

    def save(self, data: dict[str, Any]) -> str:
        calendar_day_set(
            actor=self.request.actor,
            day=data["day"],
            is_working=data["kind"] == "working",
            note=data["note"],
        )
        return reverse("ops:calendar")

    def show(self, form: SiteForm, status: int = 200) -> HttpResponse:
        unknown = years_to_fill(today(), calendar_overrides())
        return self.page("system/calendar", status, form=form, days=calendar_days()[:200], unknown=unknown)


class CalendarRemoveView(DeskView):
    """「删除」: back to the library's calendar."""

    nav = "calendar"
    allowed_roles = KEEPERS

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do it; rubbish removes nothing."""
        try:
            day = date.fromisoformat(request.POST.get("day", ""))
        except ValueError:
            day = date(1970, 1, 1)
        return self.act(
            lambda: calendar_day_remove(actor=self.request.actor, day=day),
            done="已删除，这一天按通用日历。",
            back="ops:calendar",
        )
