"""「企业登录」, 「请选择企业」, 「退出」 (L1–L3, C12)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from yuzhengdai.domain.access.selectors import Choice, enterprise_choices
from yuzhengdai.domain.access.services import LoginDone, enterprise_choose, login_by_code, logout_record
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.enums import EnterpriseState, EntityType, MemberRole
from yuzhengdai.domain.enterprises.selectors import invitations_for
from yuzhengdai.foundation.core.errors import AppError, FieldErrors, NotFound
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.money import day
from yuzhengdai.foundation.core.validators import national_phone
from yuzhengdai.sites.member.access.after_registering import (
    is_clicked_here,
    led_on,
    ticket_user,
    use_ticket,
)
from yuzhengdai.sites.member.access.base import AccessView, CodeView, wait_of
from yuzhengdai.sites.member.access.forms import LoginForm
from yuzhengdai.sites.member.access.invitations import invitations_url
from yuzhengdai.sites.member.entry import acting_as, choose, enter, home_url, leave, safe_next
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
            for name, sentence in error.fields.items():
                form.add_error(name, sentence)
            return self.again(request, form, 422)
        except AppError as error:
            form.add_error(None, error.sentence)
            return self.again(request, form, error.http_status, refused=error.code)
        target = safe_next(request) or str(request.session.pop("login_next", ""))
        enter(request, done.user)
        return after_login(request, done, target)

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


class LaterWayView(AccessView):
    """A way of logging in that follows in later work, and says so."""

    template = "access/login_later.html"
    way = ""
    title = ""
    text = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = login_context(request) | {
            "way": self.way,
            "later_title": self.title,
            "later_text": self.text,
        }
        return self.page(request, **context)


class ScanView(LaterWayView):
    """「手机扫码登录」 (L5)."""

    way, title = "scan", "手机扫码登录尚未开放"
    text = "现在请用手机号登录。"


class CaView(LaterWayView):
    """「CA登录」 (L4)."""

    way, title = "ca", "CA登录尚未开放"
    text = "现在不能用 USBKEY 登录，请用手机号登录。"


class PlatformsView(LaterWayView):
    """「认证平台」 (L6)."""

    way, title = "platforms", "河南政务服务网账号登录尚未开放"
    text = "现在不能用河南政务服务网的账号登录，请用手机号登录。"


class ChooseView(UserView, AccessView):
    """「请选择企业」."""

    template = "access/choose.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list; a single enterprise that is not chosen yet is chosen at once."""
        user = _user(request)
        choices = enterprise_choices(user=user)
        target = safe_next(request)
        if len(choices) == 1 and current_enterprise(request) is None:
            return _go(request, choices[0], target)
        return self.choices_page(request, user, choices, target)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Choose; what is not among the own enterprises does not exist."""
        user = _user(request)
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
        """Out, and back to the home page (C12)."""
        if current_user(request) is not None:
            logout_record(actor=acting_as(request))
        leave(request)
        messages.success(request, "您已退出登录。")
        return HttpResponseRedirect(home_url(request))


def by_ticket(request: HttpRequest, target: str) -> HttpResponse:
    """Log in as who has just registered, and go on."""
    target = target or str(request.session.get("login_next", ""))
    used = use_ticket(request)
    if used is None:
        return redirect_to(request, "login")
    request.session.pop("login_next", None)
    done, is_chosen = used
    straight_on = led_on(done, is_chosen=is_chosen, target=target or home_url(request))
    return straight_on or after_login(request, done, target)


def login_context(request: HttpRequest) -> dict[str, Any]:
    """What every login page shows: where one goes afterwards, whether feedback was what was wanted, and the masked number of
    who registered here just now and needs no code.
    """
    target = safe_next(request)
    registered = ticket_user(request)
    return {
        "ticket_phone": mask_phone(str(registered.phone)) if registered is not None else "",
        "way": "phone",
        "next": target,
        "wants_feedback": target.partition("?")[0] == site_of(request).url("feedback"),
        "refused": "",
    }


def after_login(request: HttpRequest, done: LoginDone, target: str) -> HttpResponse:
    """Invitations that wait: their page first. One enterprise: on with it. Several or none: the choice first."""
    if done.invitations:
        if len(done.choices) == 1:
            choose(request, done.choices[0].enterprise.pk)
        return HttpResponseRedirect(invitations_url(request, target))
    if len(done.choices) == 1:
        return _go(request, done.choices[0], target)
    url = site_of(request).url("choose-enterprise")
    return HttpResponseRedirect(f"{url}?{urlencode({'next': target})}" if target else url)


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
                "id": str(enterprise.pk),
                "name": enterprise.name,
                "uscc": enterprise.uscc,
                "place": "，".join(place),
                "mark": enterprise_mark(enterprise.name),
                "mark_kind": ("", "bronze", "pine", "lake")[number % 4],
                "state": EnterpriseState(enterprise.state).label,
                "turn": {"verified": "ok", "frozen": "no"}.get(enterprise.state, "end"),
                "is_picked": str(enterprise.pk) == current or (not current and number == 0),
            }
        )
    return rows


def _go(request: HttpRequest, choice: Choice, target: str) -> HttpResponse:
    choose(request, choice.enterprise.pk)
    return HttpResponseRedirect(target or home_url(request))


def _user(request: HttpRequest) -> User:
    user = current_user(request)
    if user is None:
        raise Http404
    return user


def _expected_phone(request: HttpRequest) -> str:
    """The number that has just registered in this browser."""
    user_id = request.session.get("login_user") if request.COOKIES else None
    user = User.objects.filter(pk=user_id).first() if user_id else None
    return national_phone(str(user.phone)) if user is not None else ""
