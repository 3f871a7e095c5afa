"""本人同意: the screen is turned to the person, who reads, ticks and types the code from the own phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse

from yuzhengdai.domain.agreements.selectors import agreement_paragraphs
from yuzhengdai.domain.verification.counter.sessions import (
    consent_code_send,
    consents_shown,
    counter_consent,
)
from yuzhengdai.domain.verification.counter_enums import CounterState
from yuzhengdai.foundation.core.errors import FieldErrors, RateLimited
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.sites.staff.counter.base import SessionPage
from yuzhengdai.sites.staff.counter.forms import CodeForm
from yuzhengdai.sites.staff.counter.home import is_over
from yuzhengdai.sites.web.codes import CodeAnswer, code_answer, code_json, wants_json


class ConsentView(SessionPage):
    """The texts, the ticks, the code."""

    step = "consent"

    def load(self) -> str:
        """While the person is waited for."""
        is_waiting = self.session.state == CounterState.CALLED and not is_over(self.session)
        return "" if is_waiting else self.link("counter-session", self.session.pk)

    def show(self, **kwargs: Any) -> HttpResponse:
        return self._page(CodeForm(initial={"submission": uuid4().hex}))

    def save(self, **kwargs: Any) -> HttpResponse:
        """Each text by itself, then the code; whatever lacks is named at its place and nothing is recorded."""
        form = CodeForm(self.request.POST)
        given = {one for raw in self.request.POST.getlist("agree") if (one := _uuid(raw))}
        try:
            counter_consent(
                actor=self.request.actor,
                session_id=self.session.pk,
                code=str(form.typed.get("code") or ""),
                agreement_ids=given,
                submission=str(form.typed.get("submission") or ""),
            )
        except FieldErrors as error:
            form.add_field_errors(FieldErrors({k: v for k, v in error.fields.items() if k in form.fields}))
            return self._page(form, 422, errors=error.fields)
        except RateLimited as limited:
            form.add_error(None, limited.sentence)
            return self._page(form, limited.http_status)
        return self.go("counter-session", self.session.pk)

    def _page(
        self,
        form: CodeForm,
        status: int = 200,
        *,
        errors: Mapping[str, str] | None = None,
        answer: CodeAnswer | None = None,
    ) -> HttpResponse:
        said = errors or {}
        ticked = self.request.POST.getlist("agree")
        texts = [
            {
                "agreement": text,
                "paragraphs": agreement_paragraphs(body=text.body),
                "error": said.get(text.kind, ""),
                "is_ticked": str(text.pk) in ticked,
            }
            for text in consents_shown()
        ]
        return self.step_page(
            "consent", status, form=form, texts=texts, answer=answer, phone=mask_phone(self.session.phone)
        )


class ConsentCodeView(ConsentView):
    """「获取验证码」 for the person's phone."""

    def post(self, request: HttpRequest, session_id: UUID, **kwargs: Any) -> HttpResponse:
        """JSON for scripts; the page again, with what happened and what was ticked, without them."""
        return self._guarded(session_id, self._send)

    def show(self, **kwargs: Any) -> HttpResponse:
        return self.go("counter-consent", self.session.pk)

    def _send(self) -> HttpResponse:
        def ask(proof: str) -> object:
            return consent_code_send(actor=self.request.actor, session_id=self.session.pk, proof=proof)

        answer = code_answer(self.request, phone=self.session.phone, ask=ask)
        return code_page(self.request, answer, lambda: self._page(_again(self.request), answer=answer))


def code_page(request: HttpRequest, answer: CodeAnswer, page: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer to a request for a code, in the form that it was asked in."""
    if wants_json(request):
        return code_json(request, answer)
    shown = page()
    shown.status_code = 200 if answer.is_sent else answer.status
    return shown


def _again(request: HttpRequest) -> CodeForm:
    return CodeForm(initial={"submission": request.POST.get("submission", "")[:64] or uuid4().hex})


def _uuid(raw: str) -> UUID | None:
    try:
        return UUID(raw)
    except ValueError:
        return None
