"""「继续为××公司认证」 (R4): who scanned the QR of the PC logs in by one code, sent to the number that made the QR.

Nothing is typed but the code.
The number is never on the page: its last four digits are. A token that leads nowhere leads to the ordinary login.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from yuzhengdai.domain.access.services import (
    hand_over_code_allow,
    hand_over_code_spare,
    hand_over_login,
    hand_over_phone,
    hand_over_shown,
)
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.foundation.core.errors import AppError, FieldErrors, NotFound, RateLimited
from yuzhengdai.sites.app import hand_over
from yuzhengdai.sites.app.gates import AppPublicView
from yuzhengdai.sites.member.access.ending import finish_login
from yuzhengdai.sites.member.access.forms import SubmissionForm
from yuzhengdai.sites.member.entry import acting_as
from yuzhengdai.sites.web.actors import ActingRequest
from yuzhengdai.sites.web.browser import browser_mark, remember_browser
from yuzhengdai.sites.web.codes import CodeAnswer, code_json, code_send, code_wait_s, wants_json
from yuzhengdai.sites.web.fields import CodeField

OVER = "二维码已失效，请用手机号登录，登录后接着办理。也可以在电脑上点「刷新二维码」后重新扫码。"


class ContinueForm(SubmissionForm):
    code = CodeField()


class ContinueView(AppPublicView):
    """Whom the code goes to, and the code; whoever is logged in goes straight on (gates.HandOverMixin)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form, or the ordinary login for a token that leads nowhere."""
        return self.show(request, ContinueForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Log in and go on with the enterprise's 企业认证."""
        form = ContinueForm(request.POST)
        if not form.is_valid():
            return self.show(request, form, 422)
        try:
            done, enterprise = hand_over_login(
                actor=acting_as(request),
                token=hand_over.token_given(request),
                browser=browser_mark(request),
                code=form.cleaned_data["code"],
                submission=form.cleaned_data["submission"],
            )
        except FieldErrors as error:
            form.add_field_errors(error)
            return self.show(request, form, 422)
        except AppError as error:
            messages.warning(request, error.sentence)
            return redirect("app:login")
        target = reverse("app:verification") if enterprise is not None else ""
        response = HttpResponseRedirect(finish_login(request, done, target, enterprise=enterprise))
        hand_over.forget(response)
        return response

    def show(self, request: HttpRequest, form: ContinueForm, status: int = 200) -> HttpResponse:
        """The page; its wait goes by what this browser asked for."""
        return continue_page(request, form, status)


class ContinueCodeView(AppPublicView):
    """「继续为××公司认证」 and 「获取验证码」: one code to the number of the token, counted."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A reload of the answer: back to the form."""
        return redirect("app:continue")

    def post(self, request: HttpRequest) -> HttpResponse:
        """JSON for the script's button; without it the page with the code's field. A code sent just now is not sent again."""
        token = hand_over.token_given(request)
        phone = hand_over_phone(token=token)
        wait_s = code_wait_s(request, purpose=CodePurpose.LOGIN, phone=phone)
        if phone and wait_s and not wants_json(request):
            return redirect("app:continue")
        try:
            answer = self.send(request, token)
        except RateLimited as limited:
            answer = CodeAnswer(429, error=limited.sentence, wait_s=limited.retry_after_s)
        except NotFound:
            if wants_json(request):
                return code_json(request, CodeAnswer(422, error=OVER))
            messages.warning(request, OVER)
            return redirect("app:login")
        if wants_json(request):
            return code_json(request, answer)
        if answer.is_sent:
            response: HttpResponse = HttpResponseRedirect(reverse("app:continue"))
            remember_browser(request, response)
            return response
        form = ContinueForm(initial={"proof": answer.proof})
        return continue_page(request, form, answer.status, said=answer.error)

    def send(self, request: HttpRequest, token: str) -> CodeAnswer:
        """One code, counted with the token; given back when the usual limits stood against it."""
        allowed = hand_over_code_allow(actor=cast(ActingRequest, request).actor, token=token)
        answer = code_send(request, purpose=CodePurpose.LOGIN, phone=allowed.phone)
        if not answer.is_sent:
            hand_over_code_spare(allowed=allowed)
            return answer
        tail = allowed.phone[-4:]
        return CodeAnswer(200, message=f"已发送至尾号 {tail} 的手机，5 分钟内有效", wait_s=answer.wait_s)


def continue_page(
    request: HttpRequest, form: ContinueForm, status: int = 200, *, said: str = ""
) -> HttpResponse:
    """The form with the masked name, or the ordinary login."""
    token = hand_over.token_given(request)
    shown = hand_over_shown(token=token)
    if shown is None:
        messages.warning(request, OVER)
        return redirect("app:login")
    wait_s = code_wait_s(request, purpose=CodePurpose.LOGIN, phone=hand_over_phone(token=token))
    context: dict[str, Any] = {"form": form, "shown": shown, "said": said, "wait_s": wait_s}
    response = render(request, "app/access/continue.html", context, status=status)
    remember_browser(request, response)
    return response
