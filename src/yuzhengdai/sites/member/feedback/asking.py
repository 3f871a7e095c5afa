"""「意见反馈」: reachable for everybody; the pop-up of R4 stands before it only for the unverified, with a way past it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import Http404, HttpRequest, HttpResponse

from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.feedback.models import Feedback, FeedbackKind, FeedbackState
from yuzhengdai.domain.feedback.selectors import feedback_by_number, reply_list
from yuzhengdai.domain.feedback.services import lookup_require
from yuzhengdai.foundation.core.errors import AppError, RateLimited
from yuzhengdai.sites.member.access.reasons import reason_sentence
from yuzhengdai.sites.member.entry import acting_as
from yuzhengdai.sites.member.feedback.form import FeedbackForm, feedback_take
from yuzhengdai.sites.web.actors import client_address, current_enterprise, current_user
from yuzhengdai.sites.web.fields import LineField
from yuzhengdai.sites.web.forms import SiteForm, add_sentences
from yuzhengdai.sites.web.gates import PublicView, login_first, verify_first
from yuzhengdai.sites.web.site import redirect_to, render_page
from yuzhengdai.sites.web.uploads import refused_upload_errors

_ALWAYS_OPEN = {FeedbackKind.REGISTRATION.value, FeedbackKind.VERIFICATION.value}
_TURNS = {"open": "them", "reopened": "them", "answered": "ok", "closed": "end"}


class FeedbackView(PublicView):
    def get(self, request: HttpRequest) -> HttpResponse:
        """The gate of R4 where it applies, else the form with what is known filled in."""
        gate = self.gate_before(request)
        if gate is not None:
            return gate
        kind = str(request.GET.get("kind", ""))
        reason = str(request.GET.get("reason", ""))
        sentence = reason_sentence(reason)
        initial = {
            "kind": kind if kind in FeedbackKind.values else self.usual_kind(),
            "reason": reason if sentence else "",
            "text": f"注册失败：{sentence}\n" if sentence else "",
            "page": self.page_of(request),
        }
        return self.page(request, FeedbackForm(initial=initial, **self.form_kwargs()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take it and show the tracking number."""
        form = FeedbackForm(request.POST, request.FILES, **self.form_kwargs())
        if not form.is_valid():
            add_sentences(form, refused_upload_errors(request))
            return self.page(request, form, 422)
        try:
            made = feedback_take(request, form, actor=acting_as(request))
        except AppError as error:
            form.add_error(None, error.sentence)
            return self.page(request, form, error.http_status)
        if made is None:
            return self.page(request, form, 422)
        return redirect_to(request, "feedback-sent", made.number)

    def usual_kind(self) -> FeedbackKind:
        """A frozen enterprise comes to explain itself."""
        is_frozen = self.form_kwargs()["is_frozen"]
        return FeedbackKind.EXPLANATION if is_frozen else FeedbackKind.SUGGESTION

    def form_kwargs(self) -> dict[str, bool]:
        """What the form has to know of who is writing."""
        enterprise = current_enterprise(self.request)
        is_frozen = enterprise is not None and enterprise.state == EnterpriseState.FROZEN
        return {"is_signed_in": self.is_signed_in, "is_frozen": is_frozen}

    def gate_before(self, request: HttpRequest) -> HttpResponse | None:
        """Login, then the verification dialog; not for who asked to go straight on or cannot get in."""
        if request.GET.get("direct") == "1" or request.GET.get("kind") in _ALWAYS_OPEN:
            return None
        if not self.is_signed_in:
            return login_first(request)
        enterprise = current_enterprise(request)
        if enterprise is not None and enterprise.state == EnterpriseState.CLAIMED:
            return verify_first(request)
        return None

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody is logged in."""
        return current_user(self.request) is not None

    def page_of(self, request: HttpRequest) -> str:
        """The page of ours the visitor came from, its path alone."""
        given = str(request.GET.get("page", "")) or urlsplit(request.headers.get("Referer", "")).path
        path = given.partition("?")[0]
        return path[:200] if path.startswith("/") else ""

    def page(self, request: HttpRequest, form: FeedbackForm, status: int = 200) -> HttpResponse:
        return render_page(request, "feedback/form.html", {"form": form}, status=status)


class FeedbackSentView(PublicView):
    """「已收到」 with the tracking number."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """Only the number itself is shown."""
        if not Feedback.objects.filter(number=number).exists():
            raise Http404
        context = {"number": number, "is_signed_in": current_user(request) is not None}
        return render_page(request, "feedback/sent.html", context)


class LookupForm(SiteForm):
    use_required_attribute = False
    number = LineField(label="查询编号", limit=40, help_text="以 FK 开头，提交后显示")
    contact = LineField(label="联系方式", limit=60, help_text="提交时填写的手机号或邮箱")


class FeedbackLookupView(PublicView):
    """How far it is, for who is not logged in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        initial = {"number": str(request.GET.get("number", ""))[:40]}
        return self.page(request, LookupForm(initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        """The conversation, or one and the same sentence for a wrong number and a wrong contact."""
        form = LookupForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, 422)
        number = form.cleaned_data["number"]
        try:
            lookup_require(number=number, address=client_address(request))
        except RateLimited as error:
            form.add_error(None, forms.ValidationError(error.sentence))
            return self.page(request, form, error.http_status)
        found = feedback_by_number(number=number, contact=form.cleaned_data["contact"])
        if found is None:
            form.add_error(None, forms.ValidationError("没有找到这条反馈，请核对编号和联系方式"))
            return self.page(request, form, 404)
        return self.page(request, form, found=feedback_view(found))

    def page(
        self, request: HttpRequest, form: LookupForm, status: int = 200, found: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"form": form, "found": found}
        return render_page(request, "feedback/lookup.html", context, status=status)


def feedback_view(row: Feedback) -> dict[str, Any]:
    """What is shown of a feedback and its conversation."""
    return {
        "row": row,
        "kind": FeedbackKind(row.kind).label,
        "state": FeedbackState(row.state).label,
        "turn": _TURNS.get(row.state, "end"),
        "replies": list(reply_list(feedback=row)),
    }
