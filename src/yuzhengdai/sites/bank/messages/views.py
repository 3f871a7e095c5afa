"""消息 of the workbench."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yuzhengdai.domain.applications.selectors.notices import institution_notices
from yuzhengdai.foundation.core.money import moment
from yuzhengdai.foundation.notifications.models import Notification
from yuzhengdai.sites.web.gates import OfficerView


class MessagesView(OfficerView):
    """What happened to the files, newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        items = [
            {
                "title": notice.title,
                "text": notice.body,
                "href": _href(notice),
                "time": moment(notice.created_at),
                "datetime": notice.created_at.isoformat(),
                "icon": "clock" if notice.is_todo else "bell",
            }
            for notice in institution_notices(actor=self.request.actor)
        ]
        return render(
            request, "bank/messages.html", {"page_title": "消息", "nav": "messages", "items": items}
        )


def _href(notice: Notification) -> str:
    """Where a message leads."""
    if notice.subject_kind == "application":
        return reverse("bank:case", args=[notice.subject_id])
    if notice.subject_kind == "offer":
        return reverse("bank:offer", args=[notice.subject_id])
    return reverse("bank:demand-list" if notice.subject_kind == "demand-hall" else "bank:messages")
