"""「成员管理」: who works for the enterprise, requests to join, invitations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from yuzhengdai.domain.enterprises.enums import MemberRole, MemberScope, MemberState
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.enterprises.permissions import HEAD
from yuzhengdai.domain.enterprises.selectors import invitation_list, member_get, member_list
from yuzhengdai.domain.enterprises.services import (
    invitation_withdraw,
    join_request_decide,
    member_change,
    member_confirm,
    member_end,
    member_invite,
)
from yuzhengdai.foundation.core.errors import AppError, Conflict, FieldErrors, Refused
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.money import day, moment
from yuzhengdai.foundation.core.paging import PAGE_SIZE, page_of
from yuzhengdai.sites.web.fields import DayField, PhoneField
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.gates import ADMINS, EnterpriseView
from yuzhengdai.sites.web.reason_form import ReasonForm

HEADS = frozenset({HEAD})


class PlaceForm(SiteForm):
    """Role, ticks, end date."""

    use_required_attribute = False
    role = forms.ChoiceField(
        label="角色",
        choices=MemberRole.choices,
        widget=forms.RadioSelect,
        help_text="管理员可以管理成员、办理全部业务；经办人按勾选办理；只读只能查看",
    )
    scopes = forms.MultipleChoiceField(
        label="经办人可以",
        choices=MemberScope.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="只对经办人有效，逐项勾选",
    )
    ends_on = DayField(
        label="截止日期",
        required=False,
        help_text="过了这一天，权限自动结束。管理员不设截止日期",
    )

    def place(self) -> dict[str, Any]:
        """What the services take."""
        given = self.cleaned_data
        return {"role": given["role"], "scopes": given["scopes"], "ends_on": given["ends_on"]}


class InviteForm(PlaceForm):
    """Whom to invite, and to what."""

    phone = PhoneField(help_text="对方会收到短信，用这个手机号登录后选择加入或谢绝")
    field_order = ("phone", "role", "scopes", "ends_on")


class MemberForm(PlaceForm):
    """Another role for somebody; the version tells a stale page."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class MembersView(EnterpriseView):
    """The list, for every member; acts are the administrators'."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Members, requests first, and open invitations."""
        found = member_list(actor=self.request.actor)
        page = page_of(found, request.GET.get("page"))
        context = {
            "page": page,
            "rows": [_row(one, self.member) for one in page],
            "invitations": [
                {
                    "id": one.pk,
                    "phone": mask_phone(str(one.phone)),
                    "role": MemberRole(one.role).label,
                    "until": moment(one.expires_at),
                }
                for one in invitation_list(actor=self.request.actor)[:PAGE_SIZE]
            ],
            "is_admin": self.request.actor.has_role(*ADMINS),
            "is_head": self.request.actor.has_role(*HEADS),
            "waiting": found.filter(awaits_head_at__isnull=False).count(),
        }
        return render(request, "console/profile/members.html", context)


class InviteView(EnterpriseView):
    """「邀请成员」."""

    allowed_roles = ADMINS
    signs = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, InviteForm(initial={"role": MemberRole.AGENT}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = InviteForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, 422)
        try:
            member_invite(
                actor=self.request.actor,
                enterprise=self.enterprise,
                inviter=self.user,
                phone=form.cleaned_data["phone"],
                **form.place(),
            )
        except AppError as error:
            return self.page(request, told(form, error), error.http_status)
        messages.success(
            request, f"已邀请 {mask_phone(form.cleaned_data['phone'])}，对方 7 天内登录后可以加入或谢绝。"
        )
        return HttpResponseRedirect(reverse("console:members"))

    def page(self, request: HttpRequest, form: InviteForm, status: int = 200) -> HttpResponse:
        return render(request, "console/profile/invite.html", {"form": form}, status=status)


class MemberPage(EnterpriseView):
    """A page about one member of the own enterprise."""

    def found(self, member_id: UUID) -> EnterpriseMember:
        """The member, of the own enterprise and not gone."""
        try:
            member = member_get(actor=self.request.actor, member_id=member_id)
        except EnterpriseMember.DoesNotExist:
            raise Http404 from None
        if member.state == MemberState.ENDED:
            raise Http404
        return member


class MemberView(MemberPage):
    """Deciding about a request, or changing the place."""

    allowed_roles = ADMINS
    signs = True

    def get(self, request: HttpRequest, member_id: UUID) -> HttpResponse:
        member = self.found(member_id)
        is_request = member.state == MemberState.REQUESTED
        initial = {
            "role": MemberRole.AGENT if is_request else member.role,
            "scopes": member.scopes,
            "ends_on": member.ends_on,
            "version": member.version,
        }
        return self.page(request, member, MemberForm(initial=initial))

    def post(self, request: HttpRequest, member_id: UUID) -> HttpResponse:
        """Accept the request, or store the change."""
        member = self.found(member_id)
        form = MemberForm(request.POST)
        if not form.is_valid():
            return self.page(request, member, form, 422)
        try:
            if member.state == MemberState.REQUESTED:
                join_request_decide(
                    actor=self.request.actor,
                    enterprise=self.enterprise,
                    member_id=member.pk,
                    is_accepted=True,
                    **form.place(),
                )
                said = "已同意加入，对方会收到短信。"
            else:
                member_change(
                    actor=self.request.actor,
                    enterprise=self.enterprise,
                    member_id=member.pk,
                    expected_version=form.cleaned_data["version"],
                    **form.place(),
                )
                said = "成员权限已保存。"
        except AppError as error:
            return self.page(request, member, told(form, error), error.http_status)
        messages.success(request, said)
        return HttpResponseRedirect(reverse("console:members"))

    def page(
        self, request: HttpRequest, member: EnterpriseMember, form: MemberForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "form": form,
            "who": _row(member, self.member),
            "is_request": member.state == MemberState.REQUESTED,
        }
        return render(request, "console/profile/member.html", context, status=status)


class MemberEndView(MemberPage):
    """「结束权限」 by an administrator, or leaving; asks first."""

    signs = True

    def get(self, request: HttpRequest, member_id: UUID) -> HttpResponse:
        return self.ask(request, self.endable(member_id), why_form())

    def post(self, request: HttpRequest, member_id: UUID) -> HttpResponse:
        member = self.endable(member_id)
        form = why_form(request.POST)
        try:
            member_end(
                actor=self.request.actor,
                enterprise=self.enterprise,
                member_id=member.pk,
                reason=form.data.get("reason", ""),
            )
        except AppError as error:
            return self.ask(request, member, told(form, error), error.http_status)
        if member.pk == self.member.pk:
            messages.success(request, "您已退出该企业。")
            return HttpResponseRedirect(reverse("portal:choose-enterprise"))
        messages.success(request, "已结束该成员的权限，对方会收到短信。")
        return HttpResponseRedirect(reverse("console:members"))

    def endable(self, member_id: UUID) -> EnterpriseMember:
        """A member whose place this person may end: anybody's as an administrator, else one's own."""
        member = self.found(member_id)
        if member.pk != self.member.pk and not self.request.actor.has_role(*ADMINS):
            raise PermissionDenied("只有管理员可以管理成员，请联系本企业管理员。")
        return member

    def ask(
        self, request: HttpRequest, member: EnterpriseMember, form: ReasonForm, status: int = 200
    ) -> HttpResponse:
        context = {"who": _row(member, self.member), "form": form}
        return render(request, "console/profile/member_end.html", context, status=status)


class MemberConfirmView(MemberPage):
    """「确认」 by the 法定代表人, of a member from before their own 认证."""

    allowed_roles = HEADS
    signs = True

    def get(self, request: HttpRequest, member_id: UUID) -> HttpResponse:
        """A reload: back to the list."""
        return HttpResponseRedirect(reverse("console:members"))

    def post(self, request: HttpRequest, member_id: UUID) -> HttpResponse:
        """Let the place stand."""
        member = self.found(member_id)
        try:
            member_confirm(actor=self.request.actor, enterprise=self.enterprise, member_id=member.pk)
        except AppError as error:
            messages.warning(request, error.sentence)
        else:
            messages.success(request, "已确认，该成员可以按角色办理业务。")
        return HttpResponseRedirect(reverse("console:members"))


class RequestRefuseView(EnterpriseView):
    """「拒绝」 of a request."""

    allowed_roles = ADMINS

    def get(self, request: HttpRequest, member_id: UUID) -> HttpResponse:
        """A reload: back to the request."""
        return HttpResponseRedirect(reverse("console:member", args=[member_id]))

    def post(self, request: HttpRequest, member_id: UUID) -> HttpResponse:
        try:
            join_request_decide(
                actor=self.request.actor,
                enterprise=self.enterprise,
                member_id=member_id,
                is_accepted=False,
            )
        except (Refused, Conflict) as error:
            messages.warning(request, error.sentence)
        else:
            messages.success(request, "已拒绝加入申请，对方会收到短信。")
        return HttpResponseRedirect(reverse("console:members"))


class InvitationWithdrawView(EnterpriseView):
    """「撤回邀请」."""

    allowed_roles = ADMINS

    def get(self, request: HttpRequest, invitation_id: UUID) -> HttpResponse:
        """A reload: back to the list."""
        return HttpResponseRedirect(reverse("console:members"))

    def post(self, request: HttpRequest, invitation_id: UUID) -> HttpResponse:
        try:
            invitation_withdraw(
                actor=self.request.actor, enterprise=self.enterprise, invitation_id=invitation_id
            )
        except (Refused, Conflict) as error:
            messages.warning(request, error.sentence)
        else:
            messages.success(request, "邀请已撤回。")
        return HttpResponseRedirect(reverse("console:members"))


def why_form(data: Any = None) -> ReasonForm:
    """Why somebody's place ends; who leaves is not asked."""
    return ReasonForm(data, label="结束原因", help_text="本企业的成员在「消息中心」看到，对方的短信不写原因")


def told(form: Any, error: AppError) -> Any:
    """The form with a service's words at their fields, or above it."""
    if isinstance(error, FieldErrors):
        form.add_field_errors(error)
    else:
        form.add_error(None, error.sentence)
    return form


def _row(member: EnterpriseMember, me: EnterpriseMember) -> dict[str, Any]:
    scopes = [MemberScope(scope).label for scope in member.scopes if scope in MemberScope.values]
    return {
        "id": member.pk,
        "name": str(member.name) or "未填写姓名",
        "phone": mask_phone(str(member.user.phone)),
        "role": MemberRole(member.role).label,
        "scopes": "、".join(scopes),
        "until": day(member.ends_on) if member.ends_on else "",
        "is_request": member.state == MemberState.REQUESTED,
        "is_head": member.is_legal_representative,
        "awaits_head": member.awaits_head_at is not None,
        "is_me": member.pk == me.pk,
        "asked_at": moment(member.created_at),
    }
