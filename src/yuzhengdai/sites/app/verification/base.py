"""What the pages of the wizard have in common: the attempt, where it stands, the five-step bar, the way on and back."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from yuzhengdai.domain.content import manual
from yuzhengdai.domain.content.selectors import PHONE_HELP
from yuzhengdai.domain.verification.enums import WAYS_WITHOUT_PHONE, WizardStep
from yuzhengdai.domain.verification.wizard import WizardState, wizard_progress
from yuzhengdai.foundation.core.errors import AppError
from yuzhengdai.sites.app.gates import HandOverMixin
from yuzhengdai.sites.member.verification.base import StepView as SharedStep
from yuzhengdai.sites.member.verification.base import VerificationView
from yuzhengdai.sites.web.typed_form import TypedForm

RENEWAL = "换发手机证书"
"""Title of an attempt that is about another certificate only."""
BUSY_RETRY_S = 3

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


def refusal(error: AppError, go: str = "") -> JsonResponse:
    """An error for an island: its sentence, and where to go where that helps."""
    body = {"error": error.first_sentence, "go": go}
    return JsonResponse({name: value for name, value in body.items() if value}, status=error.http_status)


HELP_PARTS: Mapping[WizardStep, str] = {
    WizardStep.TRANSFER: "对公账户打款验证",
    WizardStep.LETTER: "授权书",
    WizardStep.NETWORK_ID: "电子营业执照和网证",
    WizardStep.ID_NUMBER: "电子营业执照和网证",
}
"""Step that is not on the manual's way → the heading of the help article that explains it, which is its anchor."""


class WizardView(HandOverMixin, VerificationView):
    """A page of 企业认证 in the app. The last step that is missing hands in, whichever it is: so every one signs."""

    signs = True

    def page(self, template: str, heading: str, status: int = 200, **context: Any) -> HttpResponse:
        """One page of the feature, in the app's frame."""
        frame = {
            "heading": heading,
            "page_title": f"{heading}，企业认证",
            "bar_title": "企业认证",
            "bar_right": (self.help_url(), "帮助"),
            "back": reverse("app:home"),
            "enterprise": self.enterprise,
            "head_title": self.head_title,
            "bar": None,
            "row": None,
            "form": None,
        }
        return render(self.request, f"app/verification/{template}.html", frame | context, status=status)

    def help_url(self) -> str:
        """This very step in the 使用手册; else the help article, which leads on to the index where a site has none."""
        step: WizardStep | None = getattr(self, "step", None)
        anchor = step.value.replace("_", "-") if step else "role"
        chapter = manual.place_of(anchor=anchor)
        if chapter is not None:
            return f"{reverse('portal:manual', args=[chapter.number])}#{anchor}"
        part = HELP_PARTS.get(step, "") if step else ""
        return reverse("portal:help-article", args=[PHONE_HELP]) + (f"#{part}" if part else "")


class StepView(WizardView, SharedStep):
    """One step on a page of its own; islands are answered in JSON."""

    step: ClassVar[WizardStep]
    template: ClassVar[str] = ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Do the step. An island that comes too late is told where to go."""
        away = self.elsewhere() if wants_json(request) else ""
        if away:
            sentence = "这一步已在别处完成或已过期"
            return JsonResponse({"error": sentence, "go": away}, status=HTTPStatus.CONFLICT)
        return super().post(request, **kwargs)

    def may_open(self) -> bool:
        """The place itself, what comes before it, and what is done."""
        return self.step in self.state.allowed and self.step in self.state.steps

    def place_url(self, state: WizardState) -> str:
        """The page of the place."""
        return step_url(state.place)

    def here(self) -> str:
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
        after = here + 1 if here == 1 and self.row.way in WAYS_WITHOUT_PHONE else here
        # What was filled in while a transfer was on its way does not follow any more.
        following = next((item.label for item in items[after:] if item.state != "done"), "")
        done = [n for n, item in enumerate(items, 1) if item.state == "done"]
        half = self.step not in _ENDS_A_PART
        return {"names": names, "now": here, "half": half, "following": following, "done": done}
