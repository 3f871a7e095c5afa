"""/app/download (R5): how to get 豫正贷 onto this device; inside WeChat and the like, how to get out first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from yuzhengdai.domain.access.services import hand_over_phone, hand_over_shown
from yuzhengdai.sites.app.hand_over import PARAMETER, carry, opened, token_given
from yuzhengdai.sites.web.actors import current_user
from yuzhengdai.sites.web.gates import PublicView
from yuzhengdai.sites.web.qr import qr_path


@dataclass(frozen=True, slots=True)
class Guide:
    """How one kind of device installs a web app."""

    key: str
    name: str
    steps: tuple[tuple[str, str], ...]


GUIDES = (
    Guide(
        "android",
        "安卓手机",
        (
            ("用手机浏览器打开本页", "系统自带浏览器、Chrome、Edge 都可以"),
            ("打开浏览器菜单", "多数在右上角或底部的「⋮」「≡」"),
            ("选「添加到主屏幕」或「安装应用」", "主屏幕上会出现「豫正贷」"),
        ),
    ),
    Guide(
        "ios",
        "iPhone 和 iPad",
        (
            ("用 Safari 打开本页", "其他浏览器里看不到「添加到主屏幕」时请换 Safari"),
            ("点底部的分享按钮", "方框加向上箭头"),
            ("选「添加到主屏幕」", "主屏幕上会出现「豫正贷」"),
        ),
    ),
    Guide(
        "desktop",
        "电脑",
        (
            ("用手机扫描本页的二维码", "微信扫码后请选「在浏览器打开」"),
            ("在手机上按提示添加到主屏幕", "不安装也可以直接使用"),
            ("也可以安装到电脑", "Chrome、Edge 地址栏右侧有安装图标"),
        ),
    ),
)

_INSIDE_APPS = (
    ("MicroMessenger", "微信", "点右上角「···」，选「在浏览器打开」"),
    ("AlipayClient", "支付宝", "点右上角「···」，选「在浏览器中打开」"),
    ("DingTalk", "钉钉", "点右上角「···」，选「在浏览器打开」"),
)


def app_around(user_agent: str) -> tuple[str, str] | None:
    """(name of the app whose built-in browser this is, where its menu leads out), or None for a real browser."""
    for mark, name, way in _INSIDE_APPS:
        if mark.lower() in user_agent.lower():
            return name, way
    return None


def device_of(user_agent: str) -> str:
    """Key of the guide shown first."""
    agent = user_agent.lower()
    if "iphone" in agent or "ipad" in agent:
        return "ios"
    return "android" if "android" in agent or "harmony" in agent or "mobile" in agent else "desktop"


class DownloadView(PublicView):
    """The guide for the device at hand first, the others below."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Full-page 「请在浏览器中打开」 inside an app; else the guides.

        A hand-over token stays in the address inside an app, whose menu opens that address in the browser; there it is kept, and
        「继续为××公司认证」 stands first, installing second.
        """
        agent = request.headers.get("User-Agent", "")
        inside = app_around(agent)
        token = opened(request)
        if inside is not None:
            query = f"?{urlencode({PARAMETER: token})}" if token else ""
            address = f"{settings.SITE_BASE_URL}{reverse('app:download')}{query}"
            context: dict[str, Any] = {
                "app_name": inside[0],
                "way": inside[1],
                "address": address,
                "is_on_way": bool(token),
            }
            response = render(request, "app/open_in_browser.html", context)
        else:
            device = device_of(agent)
            address = f"{settings.SITE_BASE_URL}{reverse('app:download')}"
            path, size = qr_path(address)
            context = {
                "guides": sorted(GUIDES, key=lambda guide: guide.key != device),
                "device": device,
                "address": address,
                "qr_path": path,
                "qr_size": size,
            }
            context |= way_on(request, token or token_given(request), is_scanned=bool(token))
            response = render(request, "app/download.html", context)
            if token:
                carry(token, response)
                response["Cache-Control"] = "private, no-store"
        patch_vary_headers(response, ["User-Agent"])
        return response


def way_on(request: HttpRequest, token: str, *, is_scanned: bool) -> dict[str, Any]:
    """``shown``: what the token leads to, for the first button; ``is_over``: it was scanned and leads nowhere (any more).
    ``is_self``: the same person is logged in here and needs no code. Somebody else who is logged in sees the ordinary page.
    """
    shown = hand_over_shown(token=token)
    user = current_user(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    is_self = user is not None and str(user.phone) == hand_over_phone(token=token)
    if user is not None and not is_self:
        shown = None
    return {"shown": shown, "is_self": is_self, "is_over": is_scanned and shown is None and user is None}
