"""「企业登录」, 「请选择企业」, 「退出」 (L1–L3, C12)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from yuzhengdai.domain.access.selectors import Choice, enterprise_choices
from yuzhengdai.domain.access.services import enterprise_choose, login_by_code, logout_record
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.enums import EnterpriseState, EntityType, MemberRole
from yuzhengdai.domain.enterprises.selectors import invitations_for
from yuzhengdai.foundation.core.errors import AppError, FieldErrors, NotFound
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.money import day
from yuzhengdai.foundation.core.validators import national_phone
from yuzhengdai.foundation.integrations.identity_platform.registry import platform_rows
from yuzhengdai.sites.member.access.after_registering import (
    is_clicked_here,
    ticket_user,
    use_ticket,
)
from yuzhengdai.sites.member.access.base import AccessView, CodeView, wait_of
from yuzhengdai.sites.member.access.ending import finish_login
from yuzhengdai.sites.member.access.forms import LoginForm
from yuzhengdai.sites.member.entry import PLATFORM_KEY, acting_as, choose, home_url, leave, safe_next
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY, current_enterprise, current_user
from yuzhengdai.sites.web.browser import browser_mark
from yuzhengdai.sites.web.gates import UserView
from yuzhengdai.sites.web.marks import enterprise_mark
from yuzhengdai.sites.web.site import redirect_to, site_of


class LoginView(AccessView):
    """「手机号登录」."""

    template = "access/login.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form; whoever is logged in already goes on."""
        target = safe_next(request)
        if current_user(request) is not None:
            return HttpResponseRedirect(target or home_url(request))
        if is_clicked_here(request) and ticket_user(request) is not None:
            return by_ticket(request, target)
        form = LoginForm(initial={"next": target, "phone": _expected_phone(request)})
        return self.page(request, form=form, **login_context(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Log in; then to the enterprise's choice or on."""
        form = LoginForm(request.POST)
        if not form.is_valid():
            return self.again(request, form, 422)
        try:
            done = login_by_code(
                actor=acting_as(request),
                phone=form.cleaned_data["phone"],
                browser=browser_mark(request),
                code=form.cleaned_data["code"],
                submission=form.cleaned_data["submission"],
            )
        except FieldErrors as error:
            form.add_field_errors(error)
            return self.again(request, form, 422)
        except AppError as error:
            form.add_error(None, error.sentence)
            return self.again(request, form, error.http_status, refused=error.code)
        target = safe_next(request) or str(request.session.pop("login_next", ""))
        return HttpResponseRedirect(finish_login(request, done, target))

    def again(self, request: HttpRequest, form: LoginForm, status: int, refused: str = "") -> HttpResponse:
        """The form with what was typed."""
        wait_s = wait_of(request, purpose=CodePurpose.LOGIN)
        context = login_context(request) | {"refused": refused}
        return self.page(request, status, form=form, wait_s=wait_s, **context)


class LoginTicketView(AccessView):
    """The button of the login page that stands there right after registering."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A reload of the answer: back to the form."""
        return redirect_to(request, "login")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Log in without a code; too late or a second time: the ordinary form, with the reason."""
        target = safe_next(request)
        if current_user(request) is not None:
            return HttpResponseRedirect(target or home_url(request))
        return by_ticket(request, target)


class LoginCodeView(CodeView):
    """「获取验证码」 of the login."""

    template = "access/login.html"
    purpose = CodePurpose.LOGIN
    form_class = LoginForm

    def get(self, request: HttpRequest) -> HttpResponse:
        """A reload of the answer: back to the form."""
        return redirect_to(request, "login")

    def context(self, request: HttpRequest) -> dict[str, Any]:
        """As on the login page."""
        return login_context(request)


class ChooseView(UserView, AccessView):
    """「请选择企业」."""

    template = "access/choose.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list; a single enterprise that is not chosen yet is chosen at once."""
        user = self.user
        choices = enterprise_choices(user=user)
        target = safe_next(request)
        if len(choices) == 1 and current_enterprise(request) is None:
            return _go(request, choices[0], target)
        return self.choices_page(request, user, choices, target)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Choose; what is not among the own enterprises does not exist."""
        user = self.user
        target = safe_next(request)
        raw = str(request.POST.get("enterprise", ""))
        if not raw:
            problem = "请先选择一家企业"
            return self.choices_page(request, user, enterprise_choices(user=user), target, problem)
        try:
            choice = enterprise_choose(actor=acting_as(request), user=user, enterprise_id=UUID(raw))
        except (ValueError, NotFound):
            raise Http404 from None
        return _go(request, choice, target)

    def choices_page(
        self, request: HttpRequest, user: User, choices: list[Choice], target: str, problem: str = ""
    ) -> HttpResponse:
        """The list with the present one ticked."""
        return self.page(
            request,
            422 if problem else 200,
            choices=_rows(choices, str(request.session.get(ENTERPRISE_KEY, ""))),
            next=target,
            problem=problem,
            phone_number=mask_phone(str(user.phone)),
            invitations=invitations_for(user=user).count(),
        )


class LogoutView(AccessView):
    """「退出」: by POST; a GET asks first, so that a link elsewhere logs nobody out."""

    template = "access/logout.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        if current_user(request) is None:
            return HttpResponseRedirect(home_url(request))
        return self.page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Out, and back to the home page (C12), by way of the platform's own leaving for who came by one that has it."""
        platform = str(request.session.get(PLATFORM_KEY, "")) if current_user(request) is not None else ""
        if current_user(request) is not None:
            logout_record(actor=acting_as(request))
        leave(request)
        messages.success(request, "您已退出登录。")
        if platform in settings.IDENTITY_PLATFORMS:
            return redirect_to(request, "platform-leave", platform)
        return HttpResponseRedirect(home_url(request))


def by_ticket(request: HttpRequest, target: str) -> HttpResponse:
    """Log in as who has just registered, and go on."""
    target = target or str(request.session.get("login_next", ""))
    used = use_ticket(request)
    if used is None:
        return redirect_to(request, "login")
    request.session.pop("login_next", None)
    done, enterprise = used
    return HttpResponseRedirect(finish_login(request, done, target, enterprise=enterprise))


def login_context(request: HttpRequest) -> dict[str, Any]:
    """What every login page shows: where one goes afterwards, whether feedback was what was wanted, and the masked number of
    who registered here just now and needs no code.
    """
    target = safe_next(request)
    registered = ticket_user(request)
    platforms = "、".join(row.name for row in platform_rows())
    return {
        "platform_text": f"用{platforms}的账号登录" if platforms else "尚未接入，请用手机号登录",
        "ticket_phone": mask_phone(str(registered.phone)) if registered is not None else "",
        "way": "phone",
        "next": target,
        "wants_feedback": target.partition("?")[0] == site_of(request).url("feedback"),
        "refused": "",
    }


def _rows(choices: list[Choice], current: str) -> list[dict[str, Any]]:
    """What the list shows of each enterprise."""
    rows = []
    for number, choice in enumerate(choices):
        enterprise, member = choice.enterprise, choice.member
        place = [MemberRole(member.role).label]
        if member.is_legal_representative:
            place.append(EntityType(enterprise.entity_type).head_title)
        if member.ends_on is not None:
            place.append(f"授权至 {day(member.ends_on)}")
        rows.append(
            {
                "value": str(enterprise.pk),
                "name": enterprise.name,
                "uscc": enterprise.uscc,
                "text": "，".join(place),
                "seal": enterprise_mark(enterprise.name),
                "seal_kind": ("", "bronze", "pine", "lake")[number % 4],
                "status": EnterpriseState(enterprise.state).label,
                "turn": {"verified": "ok", "frozen": "no"}.get(enterprise.state, "end"),
                "checked": str(enterprise.pk) == current or (not current and number == 0),
            }
        )
    return rows


def _go(request: HttpRequest, choice: Choice, target: str) -> HttpResponse:
    choose(request, choice.enterprise.pk)
    return HttpResponseRedirect(target or home_url(request))


def _expected_phone(request: HttpRequest) -> str:
    """The number that has just registered in this browser."""
    user_id = request.session.get("login_user") if request.COOKIES else None
    user = User.objects.filter(pk=user_id).first() if user_id else None
    return national_phone(str(user.phone)) if user is not None else ""
