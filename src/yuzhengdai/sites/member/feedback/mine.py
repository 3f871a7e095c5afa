"""「我的反馈」: what I wrote, the answers, going on (F1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from yuzhengdai.domain.feedback.models import Feedback, FeedbackKind, FeedbackState
from yuzhengdai.domain.feedback.selectors import (
    answer_due,
    feedback_get,
    feedback_list,
    picture_list,
    reply_list,
)
from yuzhengdai.domain.feedback.services import feedback_reopen
from yuzhengdai.foundation.core.errors import AppError
from yuzhengdai.foundation.core.money import day, moment
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.sites.web.fields import ProseField
from yuzhengdai.sites.web.file_response import file_response
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.gates import EnterpriseView
from yuzhengdai.sites.web.site import redirect_to, render_page

_TURNS = {"open": "them", "reopened": "them", "answered": "ok", "closed": "end"}


class ReopenForm(SiteForm):
    """「继续反馈」."""

    use_required_attribute = False
    text = ProseField(label="补充说明", limit=2000, least=2)


class FeedbackListView(EnterpriseView):
    def get(self, request: HttpRequest) -> HttpResponse:
        page = page_of(feedback_list(actor=self.request.actor), request.GET.get("page"))
        context = {"page": page, "rows": [_row(one) for one in page]}
        return render_page(request, "profile/feedback_list.html", context)


class FeedbackPage(EnterpriseView):
    """A page about one feedback of one's own."""

    def found(self, feedback_id: UUID) -> Feedback:
        """One of one's own; anybody else's does not exist."""
        try:
            return feedback_get(actor=self.request.actor, feedback_id=feedback_id)
        except Feedback.DoesNotExist:
            raise Http404 from None


class FeedbackDetailView(FeedbackPage):
    """One, with its conversation."""

    def get(self, request: HttpRequest, feedback_id: UUID) -> HttpResponse:
        return self.page(request, self.found(feedback_id), ReopenForm())

    def post(self, request: HttpRequest, feedback_id: UUID) -> HttpResponse:
        row = self.found(feedback_id)
        form = ReopenForm(request.POST)
        if not form.is_valid():
            return self.page(request, row, form, 422)
        try:
            feedback_reopen(actor=self.request.actor, feedback_id=row.pk, text=form.cleaned_data["text"])
        except AppError as error:
            form.add_error(None, error.sentence)
            return self.page(request, row, form, error.http_status)
        messages.success(request, "已收到补充，我们会继续处理。")
        return redirect_to(request, "my-feedback-detail", row.pk)

    def page(self, request: HttpRequest, row: Feedback, form: ReopenForm, status: int = 200) -> HttpResponse:
        context = {
            "row": _row(row),
            "text": str(row.text),
            "at": row.created_at,
            "replies": list(reply_list(feedback=row)),
            "pictures": list(picture_list(feedback=row)),
            "form": form,
            "may_reopen": row.state in {FeedbackState.ANSWERED, FeedbackState.CLOSED},
        }
        return render_page(request, "profile/feedback_detail.html", context, status=status)


class FeedbackPictureView(FeedbackPage):
    """A picture of one's own feedback, inline because we encoded it."""

    def get(self, request: HttpRequest, feedback_id: UUID, file_id: UUID) -> HttpResponse:
        picture = picture_list(feedback=self.found(feedback_id)).filter(pk=file_id).first()
        if picture is None:
            raise Http404
        return file_response(picture, inline=True)


def _row(row: Feedback) -> dict[str, Any]:
    due = answer_due(row)
    return {
        "id": row.pk,
        "number": row.number,
        "kind": FeedbackKind(row.kind).label,
        "state": FeedbackState(row.state).label,
        "turn": _TURNS.get(row.state, "end"),
        "at": moment(row.created_at),
        "due": due and day(due),
        "text": str(row.text)[:60],
    }
