"""「CA登录」 on the PC (L4): the page speaks to the key agent of this PC, the agent signs, the server checks.

A key that is bound logs its member in. One that is bound to nobody names the enterprise only: its holder reads how the enterprise
stands and chooses the member whose phone proves it, and can do nothing else.
"""

from __future__ import annotations

import base64
import binascii
import time
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse

from yuzhengdai.domain.access.services import KeyDone, key_bind_and_login, login_by_key
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.applications.enums import ApplicationState
from yuzhengdai.domain.applications.selectors.enterprise import Filters, application_list_for_enterprise
from yuzhengdai.domain.certificates.enums import ChallengePurpose
from yuzhengdai.domain.certificates.models import EnterpriseKey
from yuzhengdai.domain.certificates.selectors import login_by_key_is_open
from yuzhengdai.domain.certificates.services import KeySignature, challenge_make, key_get, key_is_bound
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.enterprises.selectors import key_holders
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import AppError, FieldErrors
from yuzhengdai.foundation.core.ids import new_id
from yuzhengdai.sites.member.access.base import AccessView
from yuzhengdai.sites.member.access.ending import finish_login
from yuzhengdai.sites.member.access.forms import SubmissionForm
from yuzhengdai.sites.member.access.login import login_context
from yuzhengdai.sites.member.enterprise_keys import holder_words
from yuzhengdai.sites.member.entry import KEY_HELD_KEY, acting_as, home_url, safe_next
from yuzhengdai.sites.web.actors import client_address, current_user
from yuzhengdai.sites.web.browser import browser_mark, is_phone, remember_browser
from yuzhengdai.sites.web.codes import CodeAnswer, code_json, code_send, code_wait_s, wants_json
from yuzhengdai.sites.web.fields import CodeField
from yuzhengdai.sites.web.forms import keep_quiet
from yuzhengdai.sites.web.gates import PublicView
from yuzhengdai.sites.web.site import redirect_to

HELD_FOR_S = 900
"""How long a proved key without a member may be read with and bound, before it has to be proved anew."""
FIELD_CHARACTERS = 12_000
AGAIN = "请再用 USBKEY 验证一次：这一步只在验证后 15 分钟内、同一个浏览器里有效。"


class CaView(AccessView):
    """「CA登录」. Its CSP alone lets a page speak to the key agent's address."""

    template = "access/ca.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        # The agent has no certificate: its plain loopback address must not be upgraded on this page.
        response._csp_update = {"connect-src": [settings.KEY_AGENT_ADDRESS]}  # type: ignore[attr-defined]
        response._csp_replace = {"upgrade-insecure-requests": False}  # type: ignore[attr-defined]
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page; whoever is logged in already goes on."""
        is_open = login_by_key_is_open()
        if is_open and current_user(request) is not None:
            return HttpResponseRedirect(safe_next(request) or home_url(request))
        return self.show(request, is_open=is_open)

    def post(self, request: HttpRequest) -> HttpResponse:
        """What the agent signed: log the member in, or on to choosing one."""
        try:
            found = login_by_key(
                actor=acting_as(request),
                browser=browser_mark(request),
                origin=f"{request.scheme}://{request.get_host()}",
                challenge=str(request.POST.get("challenge", ""))[:200],
                given=KeySignature(
                    certificate_der=_decoded(request, "certificate"),
                    signature=_decoded(request, "signature"),
                    time=str(request.POST.get("time", ""))[:30],
                ),
            )
        except AppError as error:
            is_open = login_by_key_is_open()
            return self.show(request, error.http_status, is_open=is_open, problem=error.first_sentence)
        if found.done is not None:
            return entered(request, found)
        request.session[KEY_HELD_KEY] = {"key": str(found.key.pk), "at": time.time()}
        request.session["login_next"] = safe_next(request)
        return redirect_to(request, "login-ca-member")

    def show(self, request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
        """Without any CA that is accepted the page says so and asks for nothing."""
        frame = login_context(request) | {
            "way": "ca",
            "is_phone": is_phone(request),
            "agent": settings.KEY_AGENT_ADDRESS,
            "problem": "",
        }
        return self.page(request, status, **frame | context)


class CaChallengeView(PublicView):
    """Something to sign, for this browser."""

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            made = challenge_make(
                purpose=ChallengePurpose.USBKEY,
                browser=browser_mark(request),
                address=client_address(request),
            )
        except AppError as error:
            return JsonResponse({"error": error.first_sentence}, status=error.http_status)
        response = JsonResponse({"challenge": made})
        response["Cache-Control"] = "no-store"
        remember_browser(request, response)
        return response


class KeyMemberForm(SubmissionForm):
    """Whose the key is, and the code that was sent to that member's phone."""

    member = forms.ChoiceField(
        label="您是哪位成员",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择您是哪位成员", "invalid_choice": "请从名单中选择一位成员"},
    )
    code = CodeField()

    def __init__(self, *args: Any, members: list[EnterpriseMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), holder_words(one)) for one in members]
        self.fields["member"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["member"].initial = choices[0][0]


class CaMemberView(AccessView):
    """The first time of a key: how the enterprise stands, to read; and the member whose phone proves the binding."""

    template = "access/ca_member.html"
    key: EnterpriseKey
    members: list[EnterpriseMember]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for a key that this browser has just proved and that is nobody's yet."""
        key = held_key(request)
        if key is None or key_is_bound(key):
            messages.warning(request, AGAIN)
            return redirect_to(request, "login-ca")
        self.key = key
        holders = key_holders(enterprise_id=key.enterprise_id)
        self.members = [one for one in holders if key.meant_for_id in (None, one.user_id)]
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, KeyMemberForm(members=self.members))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Bind and log in."""
        form = KeyMemberForm(request.POST, members=self.members)
        if not form.is_valid():
            return self.show(request, form, 422)
        try:
            found = key_bind_and_login(
                actor=acting_as(request),
                key_id=self.key.pk,
                user=self.chosen(form.cleaned_data["member"]).user,
                browser=browser_mark(request),
                code=form.cleaned_data["code"],
                submission=form.cleaned_data["submission"],
            )
        except FieldErrors as error:
            form.add_field_errors(error)
            return self.show(request, form, 422)
        except AppError as error:
            form.add_error(None, error.first_sentence)
            return self.show(request, form, error.http_status)
        return entered(request, found)

    def chosen(self, member_id: str) -> EnterpriseMember:
        """One of those who may be chosen; the form has checked it."""
        return next(one for one in self.members if str(one.pk) == member_id)

    def show(self, request: HttpRequest, form: KeyMemberForm, status: int = 200) -> HttpResponse:
        """The form beside what an unbound key may read."""
        picked = next((one for one in self.members if str(one.pk) == str(form["member"].value())), None)
        phone = str(picked.user.phone) if picked is not None else ""
        return self.page(
            request,
            status,
            form=form,
            wait_s=code_wait_s(request, purpose=CodePurpose.KEY_BIND, phone=phone),
            enterprise=self.key.enterprise,
            serial=self.key.serial_hex[-6:],
            is_meant=self.key.meant_for_id is not None,
            has_members=bool(self.members),
            applications=_applications(self.key),
        )


class CaMemberCodeView(CaMemberView):
    """「获取验证码」: to the chosen member's phone; JSON for the script, the same form without one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A reload of the answer: back to the form."""
        return redirect_to(request, "login-ca-member")

    def post(self, request: HttpRequest) -> HttpResponse:
        picked = next((one for one in self.members if str(one.pk) == request.POST.get("member", "")), None)
        if picked is None:
            answer = CodeAnswer(422, error="请先选择您是哪位成员")
        else:
            answer = code_send(request, purpose=CodePurpose.KEY_BIND, phone=str(picked.user.phone))
        return code_json(request, answer) if wants_json(request) else self.again(request, answer)

    def again(self, request: HttpRequest, answer: CodeAnswer) -> HttpResponse:
        """The form with the words at its field."""
        data = request.POST.copy()
        data["proof"] = answer.proof
        data["submission"] = data.get("submission") or str(new_id())
        form = KeyMemberForm(data, members=self.members)
        keep_quiet(form, {} if answer.is_sent else {"code": answer.error})
        if answer.is_sent:
            form.fields["code"].help_text = answer.message
        return self.show(request, form, answer.status)


def held_key(request: HttpRequest) -> EnterpriseKey | None:
    """The key that this browser proved within the last quarter of an hour; it lies in the session, on the server."""
    held = request.session.get(KEY_HELD_KEY) if request.COOKIES else None
    if not isinstance(held, dict) or not 0 <= time.time() - held["at"] <= HELD_FOR_S:
        return None
    return key_get(UUID(held["key"]))


def entered(request: HttpRequest, found: KeyDone) -> HttpResponse:
    """Begin the session of the key's member in the key's enterprise."""
    if found.done is None:
        raise ValueError("nobody is logged in by an unbound key")
    target = safe_next(request) or str(request.session.pop("login_next", ""))
    return HttpResponseRedirect(finish_login(request, found.done, target, enterprise=found.key.enterprise))


def _decoded(request: HttpRequest, name: str) -> bytes:
    """Bytes of a Base64 field; empty for anything else."""
    try:
        return base64.b64decode(str(request.POST.get(name, ""))[:FIELD_CHARACTERS], validate=True)
    except (binascii.Error, ValueError):
        return b""


def _applications(key: EnterpriseKey) -> list[dict[str, str]]:
    """What an unbound key reads of the enterprise's newest applications: product, institution, state; no amounts, no people, and
    no drafts, which are the work of a person.
    """
    reader = Actor(
        kind=ActorKind.ENTERPRISE,
        organisation_id=key.enterprise_id,
        roles=frozenset({"enterprise:viewer"}),
    )
    rows = application_list_for_enterprise(actor=reader, filters=Filters())
    return [
        {
            "product": row.product_version.name,
            "institution": row.institution.short_name,
            "state": row.get_state_display(),
        }
        for row in rows
        if row.state != ApplicationState.DRAFT
    ]
