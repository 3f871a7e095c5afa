"""抽查: what was drawn of the counters' work, looked at again by an operator."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yuzhengdai.domain.verification.counter.sampling import NOTE_LENGTH, VERDICTS, sample_judge, samples
from yuzhengdai.domain.verification.counter_enums import CounterSampleState
from yuzhengdai.domain.verification.counter_models import CounterSession
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.sites.ops.form_page import FormPage
from yuzhengdai.sites.ops.shell import OPERATOR, DeskView
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.problems import or_404

PAGE_SIZE = 30
_TURNS = {"waiting": "you", "fine": "ok", "wrong": "no"}


class SampleForm(SiteForm):
    """One of two verdicts, and what it rests on."""

    verdict = forms.ChoiceField(
        label="抽查结论",
        choices=[(one.value, str(one.label)) for one in VERDICTS],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="看到了什么",
        min_length=4,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="有问题的写明是哪一张证件、哪一处",
    )


class SampleListView(DeskView):
    nav = "counter"
    allowed_roles = frozenset({OPERATOR})

    def get(self, request: HttpRequest) -> HttpResponse:
        """Those that wait first, the oldest of them on top."""
        page = page_of(samples(actor=self.request.actor), request.GET.get("page"), size=PAGE_SIZE)
        return self.page("counter/samples", rows=[_row(session) for session in page], page=page)


class SampleView(FormPage):
    """One of them: the papers stand with the attempt, where every look is recorded."""

    nav = "counter"
    allowed_roles = frozenset({OPERATOR})
    form_class = SampleForm
    title = "抽查窗口办理"
    submit_label = "保存结论"
    done = "抽查结论已保存。"
    session: CounterSession

    def load(self, **kwargs: Any) -> None:
        """404 for what was not drawn."""
        session_id: UUID = kwargs["session_id"]
        self.session = or_404(lambda: samples(actor=self.request.actor).get(pk=session_id))

    def save(self, data: dict[str, Any]) -> str:
        """「有问题」 takes the officer's right away."""
        sample_judge(actor=self.request.actor, session_id=self.session.pk, **data)
        return reverse("ops:counter-samples")

    def show(self, form: SiteForm, status: int = 200) -> HttpResponse:
        """The session beside the form, with the way to the papers and to freezing."""
        session = self.session
        return self.page(
            "counter/sample",
            status,
            form=form,
            row=_row(session),
            session=session,
            is_waiting=session.sample_state == CounterSampleState.WAITING,
            is_own=session.officer_id == self.request.actor.user_id,
        )


def _row(session: CounterSession) -> dict[str, Any]:
    state = CounterSampleState(session.sample_state)
    return {
        "session": session,
        "enterprise": session.verification.enterprise if session.verification is not None else None,
        "state": (str(state.label), _TURNS[state]),
    }
