"""「成员邀请」: who invites to what, with 「加入」 and 「谢绝」. The one way an invitation is taken up."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.enums import (
    EnterpriseState,
    EntityType,
    MemberRole,
    MemberScope,
    MemberState,
)
from yuzhengdai.domain.enterprises.models import EnterpriseMember, MemberInvitation
from yuzhengdai.domain.enterprises.selectors import invitations_for
from yuzhengdai.domain.enterprises.services import invitation_accept, invitation_decline
from yuzhengdai.foundation.core.errors import Conflict, Refused
from yuzhengdai.foundation.core.masking import mask_name, mask_phone
from yuzhengdai.foundation.core.money import day, moment
from yuzhengdai.sites.member.access.base import AccessView
from yuzhengdai.sites.member.entry import acting_as, choose, home_url, safe_next
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY, current_enterprise
from yuzhengdai.sites.web.gates import UserView
from yuzhengdai.sites.web.site import site_of


class InvitationsView(UserView, AccessView):
    """What this number was invited to and has not answered."""

    template = "access/invitations.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, with who invites, to which role, until when."""
        user = self.user
        found = list(invitations_for(user=user)[:50])
        return self.page(
            request,
            invitations=_rows(request, found),
            next=safe_next(request),
            onward=safe_next(request) or home_url(request),
            phone_number=mask_phone(str(user.phone)),
        )


class InvitationAnswerView(UserView, AccessView):
    """One answer; a reload of it leads back to the list."""

    template = "access/invitations.html"

    def get(self, request: HttpRequest, invitation_id: UUID) -> HttpResponse:
        """Back to the list."""
        return HttpResponseRedirect(invitations_url(request))

    def post(self, request: HttpRequest, invitation_id: UUID) -> HttpResponse:
        """Answer, then the next invitation, or on to where one was going."""
        target = safe_next(request)
        user = self.user
        try:
            said = self.answer(request, user, invitation_id)
        except (Refused, Conflict) as error:
            messages.warning(request, error.sentence)
            return HttpResponseRedirect(invitations_url(request, target))
        messages.success(request, said)
        if invitations_for(user=user).exists():
            return HttpResponseRedirect(invitations_url(request, target))
        if ENTERPRISE_KEY not in request.session:
            choice = site_of(request).url("choose-enterprise")
            return HttpResponseRedirect(f"{choice}?{urlencode({'next': target})}" if target else choice)
        return HttpResponseRedirect(target or home_url(request))

    def answer(self, request: HttpRequest, user: User, invitation_id: UUID) -> str:
        """Do it; what to say."""
        raise NotImplementedError


class InvitationAcceptView(InvitationAnswerView):
    signs = True

    def answer(self, request: HttpRequest, user: User, invitation_id: UUID) -> str:
        """Join; somebody without an enterprise acts for this one from now on."""
        member = invitation_accept(actor=acting_as(request), user=user, invitation_id=invitation_id)
        if current_enterprise(request) is None:
            choose(request, member.enterprise_id)
        return f"您已加入{member.enterprise.name}。"


class InvitationDeclineView(InvitationAnswerView):
    def answer(self, request: HttpRequest, user: User, invitation_id: UUID) -> str:
        invitation_decline(actor=acting_as(request), user=user, invitation_id=invitation_id)
        return "已谢绝这次邀请，对方会在消息中看到。"


def invitations_url(request: HttpRequest, target: str = "") -> str:
    """The list, which leads on to ``target`` afterwards."""
    url = site_of(request).url("invitations")
    return f"{url}?{urlencode({'next': target})}" if target else url


def _rows(request: HttpRequest, found: list[MemberInvitation]) -> list[dict[str, Any]]:
    places = EnterpriseMember.objects.filter(
        enterprise__in=[one.enterprise_id for one in found],
        user__in=[one.invited_by_id for one in found],
        state=MemberState.ACTIVE,
    )
    inviters = {(place.enterprise_id, place.user_id): place for place in places}
    return [
        _row(one, inviters.get((one.enterprise_id, one.invited_by_id)))
        | {
            "accept_url": site_of(request).url("invitation-accept", one.pk),
            "decline_url": site_of(request).url("invitation-decline", one.pk),
        }
        for one in found
    ]


def _row(one: MemberInvitation, inviter: EnterpriseMember | None) -> dict[str, Any]:
    scopes = [MemberScope(scope).label for scope in one.scopes if scope in MemberScope.values]
    enterprise = one.enterprise
    who = mask_phone(str(one.invited_by.phone))
    if inviter is not None:
        name = mask_name(str(inviter.name))
        title = EntityType(enterprise.entity_type).head_title
        role = title if inviter.is_legal_representative else MemberRole(inviter.role).label
        who = f"{role}{name}（{who}）"
    rows = {
        "统一社会信用代码": enterprise.uscc,
        "企业状态": EnterpriseState(enterprise.state).label,
        "邀请人": who,
        "加入后的角色": MemberRole(one.role).label,
        "可以办理": _powers(one.role, scopes),
        "权限有效期至": day(one.ends_on) if one.ends_on else "长期",
        "请在此前答复": moment(one.expires_at),
    }
    return {
        "name": enterprise.name,
        "rows": [{"key": key, "value": value} for key, value in rows.items()],
    }


def _powers(role: str, scopes: list[str]) -> str:
    if role == MemberRole.ADMIN:
        return "全部业务，并管理成员"
    return "、".join(scopes) if role == MemberRole.AGENT and scopes else "只能查看"
