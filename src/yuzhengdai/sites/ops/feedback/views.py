"""意见反馈: reading, answering, closing."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from yuzhengdai.domain.enterprises.desk import enterprise_search
from yuzhengdai.domain.feedback.models import Feedback, FeedbackKind, FeedbackState
from yuzhengdai.domain.feedback.ready_answers import READY_ANSWERS, answer_with
from yuzhengdai.domain.feedback.selectors import answer_due, feedback_desk, picture_list, reply_list
from yuzhengdai.domain.feedback.services import feedback_answer, feedback_close
from yuzhengdai.domain.feedback.workflow import FEEDBACK_WORKFLOW
from yuzhengdai.foundation.core.errors import Conflict, Refused
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.foundation.core.text import clean_text
from yuzhengdai.sites.ops.shell import DeskView
from yuzhengdai.sites.web.file_response import file_response
from yuzhengdai.sites.web.filters import choice
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.problems import or_404

PAGE_SIZE = 30
TURNS = {"open": "you", "reopened": "you", "answered": "them", "closed": "end"}


class AnswerForm(SiteForm):
    """What the author will read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label="回复", max_length=2000, widget=forms.Textarea)

    def clean_text(self) -> str:
        return clean_text(self.cleaned_data["text"], label="回复", max_length=2000, min_length=2)


class FeedbackListView(DeskView):
    """By state and kind, newest first."""

    nav = "feedback"

    def get(self, request: HttpRequest) -> HttpResponse:
        states = [*FeedbackState.values, "all"]
        state = choice(request, "state", states, label="反馈状态", default=FeedbackState.OPEN.value)
        kind = choice(request, "kind", FeedbackKind.values, label="反馈类型")
        found = feedback_desk(actor=self.request.actor, state=state, kind=kind)
        page = page_of(found, request.GET.get("page"), size=PAGE_SIZE)
        return self.page(
            "feedback/list",
            rows=list(page),
            page=page,
            states=[*FeedbackState.choices, ("all", "全部")],
            state=state,
            kinds=[("", "全部类型"), *FeedbackKind.choices],
            kind=kind,
            turns=TURNS,
        )


class FeedbackBase(DeskView):
    """Pages of one feedback."""

    nav = "feedback"

    def find(self, feedback_id: UUID) -> Feedback:
        """404 for what is not there."""
        return or_404(lambda: feedback_desk(actor=self.request.actor).get(pk=feedback_id))

    def show(self, row: Feedback, form: AnswerForm | None = None, status: int = 200) -> HttpResponse:
        allowed = FEEDBACK_WORKFLOW.allowed(state=row.state, roles=self.request.actor.roles)
        enterprise = (
            enterprise_search(actor=self.request.actor).filter(pk=row.enterprise_id).first()
            if row.enterprise_id
            else None
        )
        return self.page(
            "feedback/detail",
            status,
            row=row,
            due=answer_due(row),
            turn=TURNS[row.state],
            contact=_contact(str(row.contact)),
            enterprise=enterprise,
            replies=reply_list(feedback=row),
            pictures=picture_list(feedback=row),
            form=form or AnswerForm(initial={"version": row.version}),
            ready_answers=READY_ANSWERS,
            can_answer="answer" in allowed,
            can_close="close" in allowed,
        )


class FeedbackDetailView(FeedbackBase):
    """One feedback with its conversation."""

    def get(self, request: HttpRequest, feedback_id: UUID) -> HttpResponse:
        return self.show(self.find(feedback_id))

    def post(self, request: HttpRequest, feedback_id: UUID) -> HttpResponse:
        row = self.find(feedback_id)
        if "ready" in request.POST:
            return self._fill_in(row, request)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.show(row, form, 422)
        try:
            feedback_answer(
                actor=self.request.actor,
                feedback_id=row.pk,
                text=form.cleaned_data["text"],
                expected_version=form.cleaned_data["version"],
            )
        except (Conflict, Refused) as error:
            form.add_error(None, error.sentence)
            return self.show(self.find(feedback_id), form, 409)
        messages.success(request, "已回复，反馈人会收到提醒。")
        return redirect("ops:feedback-detail", feedback_id=row.pk)

    def _fill_in(self, row: Feedback, request: HttpRequest) -> HttpResponse:
        """The page again with a ready answer in the field: nothing is sent, and the version stays the one that was read."""
        try:
            text = answer_with(request.POST.get("text", ""), request.POST["ready"])
        except LookupError:
            raise Http404 from None
        return self.show(row, AnswerForm(initial={"version": request.POST.get("version"), "text": text}))


class FeedbackCloseView(FeedbackBase):
    """「关闭」; the author can take it up again."""

    def post(self, request: HttpRequest, feedback_id: UUID) -> HttpResponse:
        row = self.find(feedback_id)
        return self.act(
            lambda: feedback_close(actor=self.request.actor, feedback_id=row.pk),
            done="已关闭。",
            back="ops:feedback-detail",
            feedback_id=row.pk,
        )


class FeedbackPictureView(FeedbackBase):
    """A picture that came with it."""

    def get(self, request: HttpRequest, feedback_id: UUID, file_id: UUID) -> HttpResponse:
        """Only pictures of this feedback."""
        file = picture_list(feedback=self.find(feedback_id)).filter(pk=file_id).first()
        if file is None:
            raise Http404
        return file_response(file, inline=True)


def _contact(contact: str) -> str:
    digits = contact.removeprefix("+86")
    return mask_phone(contact) if digits.isdigit() and len(digits) == 11 else contact
