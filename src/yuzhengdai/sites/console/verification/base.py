"""人工认证: the way 人工审核 of the wizard's steps, several on a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yuzhengdai.domain.verification import words
from yuzhengdai.domain.verification.enums import VerificationWay
from yuzhengdai.domain.verification.enums import WizardStep as S
from yuzhengdai.domain.verification.wizard import WizardState
from yuzhengdai.sites.member.verification.base import StepView, VerificationView

PAGES = (
    ("start", "阅读并同意", {S.CONSENT}),
    ("role", "办理身份", {S.ROLE, S.LETTER}),
    ("identity", "身份信息", {S.ID_FRONT, S.ID_BACK, S.ID_CONFIRM}),
    ("licence", "营业执照", {S.LICENCE, S.LICENCE_CONFIRM}),
    ("review", "核对提交", {S.RESULT}),
)
"""Page, its name in the bar, and the wizard's steps on it."""


class ConsolePage(VerificationView):
    """Draws the pages of the feature."""

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        frame = {"enterprise": self.enterprise, "head_title": self.head_title, "words": words}
        return render(self.request, f"console/verification/{template}.html", frame | context, status=status)


class PageView(ConsolePage, StepView):
    """One page of steps, counted as by 人工审核 whatever way was chosen on a phone."""

    way = VerificationWay.MANUAL.value

    def may_open(self) -> bool:
        """Nothing is shown before the consent; then the pages may be filled in in any order."""
        return S.CONSENT in self.state.done

    def place_url(self, state: WizardState) -> str:
        """The first page that lacks something."""
        return page_url(first_open(state))

    def here(self) -> str:
        return page_url(self.step)


def page_url(page: str) -> str:
    """The path of a page."""
    return reverse(f"console:verification-{page}")


def bar(state: WizardState | None, current: str) -> list[tuple[str, str]]:
    """(label, "" | done | now) for the bar on top."""
    done = finished(state)
    return [
        (label, "now" if page == current else ("done" if page in done else "")) for page, label, _ in PAGES
    ]


def finished(state: WizardState | None) -> set[str]:
    """Pages whose steps are all done."""
    if state is None:
        return set()
    return {page for page, _, steps in PAGES if steps & set(state.steps) <= state.done}


def first_open(state: WizardState) -> str:
    """Where to go on."""
    done = finished(state)
    return next((page for page, _, _ in PAGES if page not in done), "review")
