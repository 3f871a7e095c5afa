"""「其他信息」 of the back office and of 我的 in the app: 电力户号 and 社保号 (C5).

Each button answers on the same page, with what was typed.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from yuzhengdai.domain.enterprises.enums import UtilityKind
from yuzhengdai.domain.enterprises.models import UtilityAccount
from yuzhengdai.domain.enterprises.selectors import utility_account_get, utility_draft
from yuzhengdai.domain.enterprises.services import (
    electricity_absent,
    utility_account_end,
    utility_draft_keep,
)
from yuzhengdai.domain.enterprises.services.utility_drafts import KEPT_FOR
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.sites.member.utilities.forms import (
    ELECTRICITY,
    SOCIAL,
    ElectricityForm,
    SocialInsuranceForm,
    UtilityRow,
    typed_numbers,
    unjudged,
    utility_row,
    utility_state,
    verify_electricity,
    verify_social_insurance,
)
from yuzhengdai.sites.web.gates import ADMINS, EnterpriseView
from yuzhengdai.sites.web.site import redirect_to, render_page


def _overview(request: HttpRequest) -> HttpResponseRedirect:
    return redirect_to(request, "utilities")


class UtilitiesView(EnterpriseView):
    """What is saved; a form where nothing is yet. What was typed and is not verified stands in the forms for seven days."""

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.page()

    def page(
        self,
        *,
        electricity: ElectricityForm | None = None,
        social: SocialInsuranceForm | None = None,
        changing: UtilityRow | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """One query for what is saved; the forms of those who may write."""
        state = utility_state(actor=self.request.actor)
        is_admin = self.request.actor.has_role(*ADMINS)
        may_have = is_admin and state.may_have_draft
        kept = utility_draft(actor=self.request.actor, kept_for=KEPT_FOR) if may_have else {}
        if is_admin and electricity is None and (kept.keys() & ELECTRICITY or not state.has_electricity):
            electricity = unjudged(ElectricityForm, kept)
        if is_admin and social is None and (kept.keys() & SOCIAL or state.social_insurance is None):
            social = unjudged(SocialInsuranceForm, kept)
        context = {
            "state": state,
            "is_admin": is_admin,
            "electricity": electricity,
            "social": social,
            "changing": changing,
        }
        return render_page(self.request, "profile/other.html", context, status)

    def keep(self, *, done: tuple[str, ...] = ()) -> None:
        """What stands in the fields of both numbers outlives this request, but for those that are verified now."""
        utility_draft_keep(actor=self.request.actor, typed=typed_numbers(self.request.POST, done=done))

    def blank(
        self, kind: type[ElectricityForm | SocialInsuranceForm], changing: UtilityRow | None = None
    ) -> HttpResponse:
        """The page with one form open, filled with what was kept."""
        kept = utility_draft(actor=self.request.actor, kept_for=KEPT_FOR)
        if kind is SocialInsuranceForm:
            return self.page(social=unjudged(SocialInsuranceForm, kept))
        return self.page(electricity=unjudged(ElectricityForm, kept), changing=changing)


class ElectricityView(UtilitiesView):
    """「添加电力户号」 and 「验证电力户号」."""

    allowed_roles = ADMINS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.blank(ElectricityForm, changing=self.changing(**kwargs))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask and save; the Enter key in 社保号 means that number."""
        changing = self.changing(**kwargs)
        if not any(request.POST.get(name, "").strip() for name in ELECTRICITY) and request.POST.get(
            SOCIAL[0]
        ):
            return verify_social(self)
        form = ElectricityForm(request.POST)
        is_saved = verify_electricity(
            actor=self.request.actor, form=form, replaces=changing.id if changing else None
        )
        if not is_saved:
            self.keep()
            return self.page(electricity=form, changing=changing, status=422)
        self.keep(done=ELECTRICITY)
        messages.success(request, "电力户号已验证并保存。")
        return _overview(request)

    def changing(self, **_: Any) -> UtilityRow | None:
        """The account that a new number takes the place of."""
        return None


class ElectricityChangeView(ElectricityView):
    """「修改」 one account: its new number and payer are verified before they take the old one's place."""

    def changing(self, *, account_id: UUID | None = None, **_: Any) -> UtilityRow | None:
        """A live electricity account of this enterprise."""
        try:
            account = utility_account_get(actor=self.request.actor, account_id=account_id or UUID(int=0))
        except UtilityAccount.DoesNotExist:
            raise Http404 from None
        if account.kind != UtilityKind.ELECTRICITY or account.is_absent:
            raise Http404
        return utility_row(account)


class ElectricityAbsentView(EnterpriseView):
    """「租用场地，无独立户号」."""

    allowed_roles = ADMINS

    def get(self, request: HttpRequest) -> HttpResponse:
        """A reloaded answer leads back."""
        return _overview(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        utility_draft_keep(actor=self.request.actor, typed=typed_numbers(request.POST, done=ELECTRICITY))
        try:
            electricity_absent(actor=self.request.actor)
        except Refused as error:
            messages.error(request, error.sentence)
        else:
            messages.success(request, "已记录：租用场地，无独立户号。")
        return _overview(request)


class SocialInsuranceView(UtilitiesView):
    """「修改」 and 「验证社保号」."""

    allowed_roles = ADMINS

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.blank(SocialInsuranceForm)

    def post(self, request: HttpRequest) -> HttpResponse:
        return verify_social(self)


def verify_social(view: UtilitiesView) -> HttpResponse:
    """「验证社保号」: ask and save."""
    form = SocialInsuranceForm(view.request.POST)
    if not verify_social_insurance(actor=view.request.actor, form=form):
        view.keep()
        return view.page(social=form, status=422)
    view.keep(done=SOCIAL)
    messages.success(view.request, "社保号已验证并保存。")
    return _overview(view.request)


class UtilityEndView(EnterpriseView):
    """「移除」 an account, or the word that there is none."""

    allowed_roles = ADMINS

    def get(self, request: HttpRequest, account_id: UUID) -> HttpResponse:
        """A reloaded answer leads back."""
        return _overview(request)

    def post(self, request: HttpRequest, account_id: UUID) -> HttpResponse:
        """Once; a repeat changes nothing."""
        try:
            utility_account_end(actor=self.request.actor, account_id=account_id)
        except Refused as error:
            messages.error(request, error.sentence)
        else:
            messages.success(request, "已移除。")
        return _overview(request)
