"""What the pages of the wizard have in common: the attempt, where it stands, the five-step bar, the way on and back."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.domain.verification.enums import VerificationState, VerificationWay, WizardStep
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_open_for
from yuzhengdai.domain.verification.services.draft import verification_keep_typed
from yuzhengdai.domain.verification.wizard import (
    WizardState,
    wizard_progress,
    wizard_state,
)
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import AppError, Conflict, FieldErrors, Refused
from yuzhengdai.sites.app.gates import AppEnterpriseView
from yuzhengdai.sites.web.typed_form import TypedForm

APPLICANTS = frozenset({"enterprise:admin", "enterprise:agent"})
EDITABLE = frozenset({VerificationState.DRAFT.value, VerificationState.RETURNED.value})
KEPT = "已保存，7 天内可继续"
"""What 「暂不认证」 answers (R9)."""
RENEWAL = "换发手机证书"
"""Title of an attempt that is about another certificate only."""
NEXT_KEY = "app_verification_next"
"""Session key: where the applicant was going when 企业认证 came in between."""
BUSY_RETRY_S = 3
STEP_HEADER = "X-Step"
"""Sent by a page that keeps its form until the answer is there."""

_ENDS_A_PART = frozenset(
    {WizardStep.ID_CONFIRM, WizardStep.LICENCE_CONFIRM, WizardStep.UTILITIES, WizardStep.RESULT}
)
"""Steps whose part of the bar is drawn full."""


def step_url(step: WizardStep) -> str:
    """The page of a step; 注册成功 stands where the wizard begins."""
    if step == WizardStep.DONE:
        return reverse("app:verification")
    return reverse(f"app:verification-{step.value.replace('_', '-')}")


def wants_json(request: HttpRequest) -> bool:
    """Whether an island asks."""
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def tells_where(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A form that its page sends in the background is told where to go on, instead of being redirected there (behaviours/steps.ts)."""
    if STEP_HEADER not in request.headers or not isinstance(response, HttpResponseRedirectBase):
        return response
    return JsonResponse({"go": response.url})


def remember_next(request: HttpRequest) -> None:
    """Keep a ``next`` that stays on this site."""
    target = request.GET.get("next", "")
    if target and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        request.session[NEXT_KEY] = target[:500]


def refusal(error: AppError, go: str = "") -> JsonResponse:
    """An error for an island: its sentence, and where to go where that helps."""
    sentence = next(iter(error.fields.values()), error.sentence) if isinstance(error, FieldErrors) else ""
    body = {"error": sentence or error.sentence, "go": go}
    return JsonResponse({name: value for name, value in body.items() if value}, status=error.http_status)


class WizardView(AppEnterpriseView):
    """A page of 企业认证. Members who only look get 403."""

    allowed_roles = APPLICANTS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page; the gates' redirects are told likewise."""
        return tells_where(request, super().dispatch(request, *args, **kwargs))

    @property
    def head_title(self) -> str:
        """法定代表人, 经营者, … as the licence calls the head of such an entity (R6)."""
        return EntityType(self.enterprise.entity_type).head_title

    def find(self) -> Verification | None:
        """The attempt that can be filled in now; none when it ran out and the worker has not come by yet."""
        row = verification_open_for(actor=self.request.actor)
        if row is None or row.state not in EDITABLE:
            return None
        return None if row.expires_at and row.expires_at < now() else row

    def page(self, template: str, heading: str, status: int = 200, **context: Any) -> HttpResponse:
        """One page of the feature, in the app's frame."""
        frame = {
            "heading": heading,
            "page_title": f"{heading}，企业认证",
            "bar_title": "企业认证",
            "bar_right": (reverse("portal:help"), "帮助"),
            "back": reverse("app:home"),
            "enterprise": self.enterprise,
            "head_title": self.head_title,
            "bar": None,
            "row": None,
            "form": None,
        }
        return render(self.request, f"app/verification/{template}.html", frame | context, status=status)


class StepView(WizardView):
    """One step of the attempt under way. GET shows it, POST does it and goes on, or keeps it with 「暂不认证」 (R9).

    Whoever comes too early, too late or without an attempt is led to the place where it goes on.
    """

    step: ClassVar[WizardStep]
    template: ClassVar[str] = ""
    typed_key: ClassVar[str] = "pages"
    """Key of ``Verification.typed`` that keeps what is not finished; "pages" where nothing is typed."""
    row: Verification
    state: WizardState

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page."""
        away = self.elsewhere()
        return redirect(away) if away else self.show(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Do the step. Its refusals come back on the page, or as JSON to an island."""
        away = self.elsewhere()
        if away and wants_json(request):
            sentence = "这一步已在别处完成或已过期"
            return JsonResponse({"error": sentence, "go": away}, status=HTTPStatus.CONFLICT)
        if away:
            return redirect(away)
        return self.keep() if "later" in request.POST else self.save(**kwargs)

    def elsewhere(self) -> str:
        """Where to go instead, "" when this step may be opened now; sets ``row`` and ``state``."""
        row = self.find()
        if row is None:
            return reverse("app:verification")
        self.row, self.state = row, wizard_state(verification=row)
        if self.step in self.state.allowed and self.step in self.state.steps:
            return ""
        return step_url(self.state.place)

    def onward(self) -> str:
        """Where it goes on after this step was done."""
        row = self.find()
        return reverse("app:verification") if row is None else step_url(wizard_state(verification=row).place)

    def go_on(self) -> HttpResponse:
        """To the next place."""
        return redirect(self.onward())

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """The page of the step."""
        raise NotImplementedError

    def save(self, **kwargs: Any) -> HttpResponse:
        """Do the step."""
        raise NotImplementedError

    def typed(self) -> Mapping[str, Any]:
        """What was typed so far, for 「暂不认证」."""
        return {}

    def keep(self) -> HttpResponse:
        """「暂不认证」: keep what was typed, stay on this page."""
        try:
            self.keep_typed(self.typed())
        except Refused as error:
            messages.error(self.request, error.sentence)
        else:
            messages.success(self.request, KEPT)
        return redirect(self.here())

    def keep_typed(self, typed: Mapping[str, Any]) -> None:
        """Keep it with the attempt; nothing of it is checked. Raises Refused."""
        verification_keep_typed(
            actor=self.request.actor, verification_id=self.row.pk, step=self.typed_key, typed=typed
        )

    def here(self) -> str:
        """This page."""
        return step_url(self.step)

    def back_url(self) -> str:
        """The step before, or home."""
        before = self.state.steps[: self.state.steps.index(self.step)]
        return step_url(before[-1]) if before else reverse("app:home")

    def step_page(
        self, heading: str, form: TypedForm | None = None, status: int = 200, **context: Any
    ) -> HttpResponse:
        """The page in the wizard's frame, with the bar."""
        if form is not None:
            form.show_version(self.row.version)
        frame = {"row": self.row, "form": form, "bar": self.bar(), "back": self.back_url(), "step": self.step}
        if self.row.renews_id is not None:
            frame |= {"bar_title": RENEWAL, "page_title": f"{heading}，{RENEWAL}"}
        return self.page(self.template or self.step.value, heading, status, **frame | context)

    def bar(self) -> dict[str, Any]:
        """Names of the five, which one this is, and whether more of it follows."""
        items = wizard_progress(verification=self.row, state=self.state, step=self.step)
        here = next((n for n, item in enumerate(items, 1) if item.state == "current"), len(items))
        names = [item.label for item in items]
        # By 人工审核 the second part has no page of its own.
        after = here + 1 if here == 1 and self.row.way == VerificationWay.MANUAL else here
        following = names[after] if after < len(names) else ""
        return {"names": names, "now": here, "half": self.step not in _ENDS_A_PART, "following": following}

    def changed_elsewhere(self, form: TypedForm, error: Conflict) -> HttpResponse:
        """Another phone was quicker: what was typed stays, for the newest version of the attempt."""
        self.row = self.find() or self.row
        form.add_error(None, error.sentence)
        return self.show(form, status=HTTPStatus.CONFLICT)
