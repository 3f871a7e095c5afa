"""「登录设备」: where one is logged in; 「退出」 of one, 「退出全部设备」."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from yuzhengdai.domain.access.services import Device, devices_of, session_end
from yuzhengdai.domain.accounts.services import user_end_sessions
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.core.money import moment
from yuzhengdai.sites.member.entry import home_url, leave
from yuzhengdai.sites.web.gates import EnterpriseView
from yuzhengdai.sites.web.site import redirect_to, render_page, site_of

WAYS = {
    "code": "手机号登录",
    "registration": "注册后登录",
    "certificate": "证书密码登录",
    "hand_over": "扫认证二维码登录",
    "scan": "手机扫码登录",
    "usbkey": "CA登录",
    "platform": "认证平台登录",
}


class DevicesView(EnterpriseView):
    """The sessions of this person, on whichever enterprise they are."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = devices_of(user=self.user, session_key=request.session.session_key or "")
        context = {"rows": [_row(request, one) for one in found]}
        return render_page(request, "profile/devices.html", context)


class DeviceEndView(EnterpriseView):
    """「退出」 of one device."""

    def get(self, request: HttpRequest, session_id: UUID) -> HttpResponse:
        """A reload of the answer: back to the list."""
        return redirect_to(request, "devices")

    def post(self, request: HttpRequest, session_id: UUID) -> HttpResponse:
        try:
            session_end(actor=self.request.actor, user=self.user, session_id=session_id)
        except NotFound:
            raise Http404 from None
        messages.success(request, "那台设备已退出登录。")
        return redirect_to(request, "devices")


class DevicesEndView(EnterpriseView):
    """「退出全部设备」, this one too."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A reload of the answer: back to the list."""
        return redirect_to(request, "devices")

    def post(self, request: HttpRequest) -> HttpResponse:
        user_end_sessions(actor=self.request.actor, user=self.user)
        leave(request)
        messages.success(request, "全部设备已退出登录。")
        return HttpResponseRedirect(home_url(request))


def _row(request: HttpRequest, one: Device) -> dict[str, Any]:
    return {
        "browser": one.browser or "不详",
        "text": f"{moment(one.at)}，{WAYS.get(one.way, '其他方式登录')}，网络地址 {one.place or '不详'}",
        "is_here": one.is_here,
        "end_url": site_of(request).url("device-end", one.session_id),
    }
