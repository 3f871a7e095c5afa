"""Where the wizard begins and goes on: the place, the role, consents, the other ways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.agreements.selectors import agreement_paragraphs
from yuzhengdai.domain.certificates.selectors import certificate_valid
from yuzhengdai.domain.enterprises.enums import MemberScope
from yuzhengdai.domain.verification.enums import (
    VerificationState,
    VerificationWay,
    WizardStep,
)
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_latest_for
from yuzhengdai.domain.verification.services.consents import (
    consents_asked,
    consents_give,
)
from yuzhengdai.domain.verification.services.wizard import wizard_open, wizard_way_choose
from yuzhengdai.domain.verification.wizard import wizard_state
from yuzhengdai.domain.verification.words import ALREADY_VERIFIED
from yuzhengdai.domain.verification.workflow import EDITABLE_STATES
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
from yuzhengdai.sites.app.verification.base import StepView, WizardView, step_url
from yuzhengdai.sites.app.verification.forms import EmptyForm, RoleForm, WayForm
from yuzhengdai.sites.member.verification.presenting import person_platform
from yuzhengdai.sites.member.verification.steps import RoleStep
from yuzhengdai.sites.web.typed_form import TypedForm

EXPIRED = "上次填写的内容已超过 7 天，已按约定删除，请重新办理。"

FACTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    AgreementKind.IDENTITY_DATA: (
        ("做什么用", "核实您的身份和办理权限；手机或证书密码丢失时，凭保存的证件核对本人、换发证书"),
        ("怎样传输", "加密连接；配置了权威核验渠道的，姓名和号码发送给该渠道比对"),
        ("怎样保存", "加密保存在平台自己的服务器上，只有审核人员可以查看，每次查看留下记录"),
        ("保存多久", "认证有效期间及期满后三年；没有办完的，最后一次保存起 7 天后删除"),
    ),
    AgreementKind.FACE_DATA: (
        ("做什么用", "认证和换发手机证书时，确认是您本人在操作，并且与身份证上的人像一致，不用于识别其他人"),
        ("怎样传输", "做动作时的画面经加密连接传到平台的服务器判断"),
        ("怎样保存", "得出结论后画面立即删除，只留结论、分数和一张加密的复核用照片"),
        ("保存多久", "复核用照片加密保存，审核有结果时删除，最长 30 天"),
    ),
}
"""Purpose, transmission, storage and period of each text, said before it is agreed to (R6, R7)."""


class PlaceView(WizardView):
    """Where 企业认证 stands: leads on to the next step, or says what came of it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Resume, whichever phone it was begun on."""
        self.remember_next()
        row = self.find()
        if row is not None:
            return redirect(step_url(wizard_state(verification=row).place))
        last = verification_latest_for(actor=self.request.actor)
        if last is None or last.state in {VerificationState.EXPIRED, *EDITABLE_STATES}:
            if self.enterprise.is_verified and last is None:
                return self._done()
            if last is not None and not self.enterprise.is_verified:
                messages.warning(request, EXPIRED)
            return redirect(step_url(WizardStep.ROLE))
        place = wizard_state(verification=last).place
        return self._done() if place == WizardStep.DONE else redirect(step_url(place))

    def _done(self) -> HttpResponse:
        return self.page("done", ALREADY_VERIFIED, next_url=self.next_url())


class RoleView(StepView, RoleStep):
    """「我是法定代表人」 or 「我是经办人」. The attempt is opened when this is sent."""

    step = WizardStep.ROLE

    def elsewhere(self) -> str:
        """Without an attempt this is where one begins."""
        if self.find() is not None:
            return super().elsewhere()
        last = verification_latest_for(actor=self.request.actor)
        if last is not None and self._is_settled(last):
            return reverse("app:verification")
        if self.request.method == "GET":
            return ""
        try:
            wizard_open(actor=self.request.actor)
        except Refused:
            return reverse("app:verification")
        return super().elsewhere()

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """The form with what was saved or kept."""
        row = getattr(self, "row", None)
        form = form or self.make_form(initial=self._initial(row))
        heading = "您以什么身份办理？"
        if row is not None:
            return self.step_page(heading, form, status)
        bar = {"names": ["身份", "人脸", "营业执照", "电力社保", "证书密码"], "now": 1, "half": True}
        return self.page("role", heading, status, form=form, bar=bar, step=self.step)

    def save(self, **kwargs: Any) -> HttpResponse:
        """Save and go on."""
        form = self.make_form(self.request.POST)
        status = self.attempt(form)
        return self.show(form, status) if status else self.go_on()

    def make_form(self, *args: Any, **kwargs: Any) -> TypedForm:
        """Role, powers and their end."""
        return RoleForm(*args, head_title=self.head_title, **kwargs)

    def _is_settled(self, last: Verification) -> bool:
        """Whether there is nothing to begin; a lost phone or password begins anew for another certificate."""
        if last.state in {VerificationState.SUBMITTED, VerificationState.IN_REVIEW}:
            return True
        if last.state != VerificationState.PASSED:
            return False
        return last.completed_at is None or certificate_valid(actor=self.request.actor) is not None

    def _initial(self, row: Verification | None) -> dict[str, Any]:
        if row is None:
            return {"agent_scopes": [MemberScope.SUBMIT_APPLICATION.value]}
        return {**self.saved(), **row.typed.get("role", {}), "version": row.version}


class ConsentView(StepView):
    """Identity data and face data: each unticked, with what for, how sent, how kept and how long."""

    step = WizardStep.CONSENT

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """The texts that are still missing; the agreed ones are named when none is."""
        errors: Mapping[str, str] = context.pop("errors", {})
        texts = [
            {
                "agreement": agreement,
                "facts": FACTS[agreement.kind],
                "paragraphs": agreement_paragraphs(body=agreement.body),
                "error": errors.get(agreement.kind, ""),
                "is_ticked": str(agreement.pk) in self.request.POST.getlist("agree"),
            }
            for agreement in consents_asked(verification=self.row)
        ]
        form = form or EmptyForm(initial={"version": self.row.version})
        is_face = self.row.way == VerificationWay.FACE
        return self.step_page(
            "阅读并同意", form, status, texts=texts, is_face=is_face, problem_items=_error_items(errors)
        )

    def save(self, **kwargs: Any) -> HttpResponse:
        """Record what was ticked, the version that was shown."""
        form = EmptyForm(self.request.POST)
        if not consents_asked(verification=self.row):
            return self.go_on()
        given = {agreement_id for raw in self.request.POST.getlist("agree") if (agreement_id := _uuid(raw))}
        try:
            consents_give(actor=self.request.actor, verification_id=self.row.pk, agreement_ids=given)
        except FieldErrors as error:
            return self.show(form, 422, errors=error.fields)
        return self.go_on()


class WayView(StepView):
    """「不使用人脸，改用其他方式」, and back to the face; nothing that was filled in is lost."""

    step = WizardStep.CONSENT
    template = "way"

    def elsewhere(self) -> str:
        """Once the role is chosen the way may be changed at any time before handing in."""
        super().elsewhere()
        if not hasattr(self, "state"):
            return reverse("app:verification")
        return "" if self.row.role else step_url(WizardStep.ROLE)

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        form = form or WayForm(initial={"way": self.row.way, "version": self.row.version})
        frame = {"back": step_url(self.state.place), "network_platform": person_platform()}
        return self.step_page("选择认证方式", form, status, **frame)

    def save(self, **kwargs: Any) -> HttpResponse:
        form = WayForm(self.request.POST)
        way = str(form.typed.get("way") or "")
        if way == self.row.way:
            return self.go_on()
        try:
            wizard_way_choose(actor=self.request.actor, verification_id=self.row.pk, way=way)
        except FieldErrors as error:
            form.add_field_errors(error)
            return self.show(form, 422)
        return self.go_on()

    def here(self) -> str:
        return reverse("app:verification-way")


def _uuid(raw: str) -> UUID | None:
    try:
        return UUID(raw)
    except ValueError:
        return None


def _error_items(errors: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"text": sentence, "href": f"#id_agree_{kind}"} for kind, sentence in errors.items()]
