"""「消息中心」 (C1): list, unread, what waits for us, all read."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch

from yuzhengdai.foundation.core.clock import local, today
from yuzhengdai.foundation.core.money import day, moment, weekday
from yuzhengdai.foundation.core.near import Near
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.foundation.notifications.models import MessageKind, Notification
from yuzhengdai.foundation.notifications.selectors import (
    Recipients,
    enterprise_recipients,
    notification_get,
    notification_list,
    unread_list,
)
from yuzhengdai.foundation.notifications.services import notifications_read
from yuzhengdai.sites.web.filters import choice
from yuzhengdai.sites.web.gates import EnterpriseView
from yuzhengdai.sites.web.origin import is_asked_from_elsewhere
from yuzhengdai.sites.web.site import Site, redirect_to, render_page, site_of

_FILTERS = [("", "全部"), ("unread", "未读"), ("todo", "待处理")]
_SUBJECTS = {
    "enterprise_key": ("keys", False),
    "application": ("application-detail", True),
    "demand": ("demand-detail", True),
    "feedback": ("my-feedback-detail", True),
    "join_request": ("member", True),
    "member": ("members", False),
    "verification": ("verification", False),
    "data_authorisation": ("authorisation", True),
}
"""Kind of subject → (route, whether it takes the subject's id); an enterprise stands where its 企业认证 does."""
_ICONS = {
    MessageKind.APPLICATION: "file",
    MessageKind.MEMBER: "people",
    MessageKind.ENTERPRISE: "shield",
    MessageKind.VERIFICATION: "shield",
    MessageKind.FEEDBACK: "feedback",
    MessageKind.AUTHORISATION: "eye",
    MessageKind.DEMAND: "file",
    MessageKind.OFFER: "file",
}
_ACTS = {"join_request": "去处理", "member": "去处理", "data_authorisation": "去确认", "feedback": "查看回复"}
"""Words of the button of a message that waits for us, by kind of subject; 「去办理」 for the others."""
_ALL_AT_ONCE = 1000


class MessagesView(EnterpriseView):
    def get(self, request: HttpRequest) -> HttpResponse:
        """Filtered and paged, grouped by day."""
        show = choice(request, "show", [key for key, _ in _FILTERS], label="消息")
        found = notification_list(recipients=self.recipients, user_id=self.user.pk)
        if show == "unread":
            found = unread_list(recipients=self.recipients, user_id=self.user.pk)
        elif show == "todo":
            found = found.filter(is_todo=True)
        site, page = site_of(request), page_of(found, request.GET.get("page"))
        rows = [_row(site, one) for one in page]
        context = {
            "page": page,
            "days": [(name, list(group)) for name, group in groupby(rows, key=lambda row: row["day"])],
            "show": show,
            "filters": [
                {"label": label, "href": f"?show={key}" if key else "?", "current": key == show}
                for key, label in _FILTERS
            ],
        }
        return render_page(request, "profile/messages.html", context)

    @property
    def recipients(self) -> Recipients:
        """Whose messages these are: the enterprise's and one's own."""
        return enterprise_recipients(user_id=self.user.pk, enterprise_id=self.enterprise.pk)


class MessageView(MessagesView):
    """Opening one: it counts as read (not where another site made the browser ask), and leads to what it is about."""

    def get(self, request: HttpRequest, notification_id: UUID | None = None) -> HttpResponse:
        """To the subject, or the text itself where there is none."""
        if notification_id is None:
            raise Http404
        try:
            one = notification_get(
                recipients=self.recipients, user_id=self.user.pk, notification_id=notification_id
            )
        except Notification.DoesNotExist:
            raise Http404 from None
        if not is_asked_from_elsewhere(request):
            notifications_read(user_id=self.user.pk, notifications=[one])
        target = subject_url(site_of(request), one)
        if target:
            return HttpResponseRedirect(target)
        context = {"row": one, "at": moment(one.created_at)}
        return render_page(request, "profile/message.html", context)


class ReadAllView(MessagesView):
    """「全部标为已读」."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A reload: back to the list."""
        return redirect_to(request, "messages")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Mark the newest thousand at once."""
        unread = unread_list(recipients=self.recipients, user_id=self.user.pk)[:_ALL_AT_ONCE]
        notifications_read(user_id=self.user.pk, notifications=unread)
        messages.success(request, "已全部标为已读。")
        return redirect_to(request, "messages")


def subject_url(site: Site, one: Notification) -> str:
    """Where a message leads; empty where it stands for itself."""
    subjects = {**_SUBJECTS, "enterprise": (site.standing, False)}
    route, takes_id = subjects.get(one.subject_kind, ("", False))
    if not route:
        return ""
    try:
        return site.url(route, *([one.subject_id] if takes_id else []))
    except NoReverseMatch:
        return ""


def _row(site: Site, one: Any) -> dict[str, Any]:
    at = local(one.created_at)
    on = at.date()
    day_name = Near("今天", day(on)) if on == today() else f"{day(on)}，{weekday(on)}"
    return {
        "href": site.url("message", one.pk),
        "title": one.title,
        "text": one.body,
        "day": day_name,
        "time": f"{at:%H:%M}",
        "datetime": at.isoformat(),
        "unread": not one.is_read,
        "is_todo": one.is_todo,
        "act": _ACTS.get(one.subject_kind, "去办理") if one.is_todo and subject_url(site, one) else "",
        "icon": _ICONS.get(one.category, "bell"),
    }
