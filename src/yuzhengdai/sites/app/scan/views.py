"""「扫一扫」 (L5): the camera or a picture, what the code is, and confirming a login on the PC.

Opening an address changes nothing: a code counts as scanned only by a button, or by the camera of this page.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from yuzhengdai.domain.access.enums import ScanState
from yuzhengdai.domain.access.selectors import Choice, enterprise_choices
from yuzhengdai.domain.access.services import (
    ScanAsked,
    is_scan_token,
    phone_proof_waiting,
    scan_login_asked,
    scan_login_cancel,
    scan_login_confirm,
    scan_login_scan,
)
from yuzhengdai.foundation.core.clock import local
from yuzhengdai.foundation.core.errors import AppError, ExternalError, FieldErrors, NotFound, Refused
from yuzhengdai.foundation.files.checks import file_check
from yuzhengdai.foundation.files.enums import IMAGES
from yuzhengdai.foundation.integrations.inference.codes import codes_read
from yuzhengdai.sites.app.gates import AppUserView
from yuzhengdai.sites.app.scan.reading import FOREIGN, UNKNOWN_HERE, CodeKind, code_read
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY
from yuzhengdai.sites.web.browser import browser_mark, remember_browser
from yuzhengdai.sites.web.uploads import raise_refused_uploads

NOTHING_GIVEN = "请对准二维码，或选择一张有二维码的图片"
NO_READER = "现在不能识别图片，请稍后再试，或用相机对准二维码。"
NOTHING_FOUND = "这张图片里没有找到二维码，请把二维码拍清楚、拍完整后再试。"
_ASKED_AGAIN = 422
"""The page again with the reason; scripts show it in place."""
OVER = {
    ScanState.CANCELLED: "已取消，电脑没有登录。",
    ScanState.WRONG: "数字与电脑上显示的不一致，这个二维码已作废，电脑没有登录。",
    ScanState.EXPIRED: "这个二维码已失效，电脑没有登录。请在电脑上点「刷新二维码」后重新扫码。",
}


class ScanView(AppUserView):
    """The camera, and a picture where there is none."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """``?c=`` is what a code of ours holds, opened by another camera: a button takes it from there."""
        token = request.GET.get("c", "")
        return self.page(request, code=request.build_absolute_uri() if is_scan_token(token) else "")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Where the code leads, or what it is when it leads nowhere."""
        try:
            text = _text_of(request, self.user.pk)
            read = code_read(request, text)
            if read.kind == CodeKind.LOGIN:
                scan_id = scan_login_scan(
                    actor=self.request.actor, user=self.user, phone=browser_mark(request), token=read.token
                )
                response = HttpResponseRedirect(reverse("app:scan-login", args=[scan_id]))
                remember_browser(request, response)
                return response
        except AppError as error:
            return self.page(request, _ASKED_AGAIN, said=error.first_sentence)
        if read.kind == CodeKind.HAND_OVER:
            return HttpResponseRedirect(read.address)
        if read.kind == CodeKind.PAGE:
            return self.page(request, said="这是本平台的网页。", address=read.address)
        return self.page(
            request, _ASKED_AGAIN, said=UNKNOWN_HERE if read.kind == CodeKind.BROKEN else FOREIGN
        )

    def page(
        self, request: HttpRequest, status: int = 200, *, said: str = "", code: str = "", address: str = ""
    ) -> HttpResponse:
        """The page with what is to be said; it begins with the camera only where nothing is."""
        is_asked = phone_proof_waiting(user=self.user, phone=browser_mark(request)) is not None
        context = {"said": said, "code": code, "address": address, "is_asked": is_asked}
        response = render(request, "app/scan/scan.html", context, status=status)
        remember_browser(request, response)
        return response


class ScanLoginView(AppUserView):
    """What the PC looks like, the three pairs of digits, 「确认登录」."""

    def get(self, request: HttpRequest, scan_id: UUID) -> HttpResponse:
        return self.show(request, scan_id)

    def post(self, request: HttpRequest, scan_id: UUID) -> HttpResponse:
        """Confirm. Nothing chosen: the page again; wrong digits: the code is over."""
        raw = str(request.POST.get("enterprise", ""))
        try:
            enterprise_id = UUID(raw) if raw else None
            scan_login_confirm(
                actor=self.request.actor,
                user=self.user,
                phone=browser_mark(request),
                scan_id=scan_id,
                digits=str(request.POST.get("digits", "")),
                enterprise_id=enterprise_id,
            )
        except (ValueError, NotFound):
            raise Http404 from None
        except FieldErrors as error:
            return self.show(request, scan_id, error.http_status, errors=dict(error.fields))
        except Refused:
            pass  # the page says how the code stands
        return HttpResponseRedirect(reverse("app:scan-login", args=[scan_id]))

    def show(
        self, request: HttpRequest, scan_id: UUID, status: int = 200, *, errors: dict[str, str] | None = None
    ) -> HttpResponse:
        """The page of the state that the code is in; 404 for who did not scan it on this phone."""
        try:
            asked = scan_login_asked(user=self.user, phone=browser_mark(request), scan_id=scan_id)
        except NotFound:
            raise Http404 from None
        if asked.state == ScanState.SCANNED:
            context = self.confirming(request, asked) | {"errors": errors or {}}
            return render(request, "app/scan/confirm.html", context, status=status)
        is_done = asked.state in {ScanState.CONFIRMED, ScanState.USED}
        context = {"is_done": is_done, "said": OVER.get(asked.state, "")}
        return render(request, "app/scan/ended.html", context, status=status)

    def confirming(self, request: HttpRequest, asked: ScanAsked) -> dict[str, Any]:
        """What stands on the page before 「确认登录」."""
        choices = enterprise_choices(user=self.user)
        rows = [
            {"key": "地点", "value": f"网络地址 {asked.place}" if asked.place else "不详"},
            {"key": "浏览器", "value": asked.browser},
            {"key": "时间", "value": local(asked.at).strftime("%Y-%m-%d %H:%M:%S")},
        ]
        if len(choices) < 2:
            name = choices[0].enterprise.name if choices else "还没有企业"
            rows.insert(0, {"key": "企业", "value": name})
        return {
            "scan_id": asked.scan_id,
            "rows": rows,
            "digits": [(one, one) for one in asked.choices],
            "picked_digits": str(request.POST.get("digits", "")),
            "enterprises": _offered(choices) if len(choices) > 1 else [],
            "picked": str(request.POST.get("enterprise") or request.session.get(ENTERPRISE_KEY, "")),
        }


class ScanCancelView(AppUserView):
    """「取消」: the code is over, the PC is told."""

    def get(self, request: HttpRequest, scan_id: UUID) -> HttpResponse:
        """A reload of the answer: back to the camera."""
        return HttpResponseRedirect(reverse("app:scan"))

    def post(self, request: HttpRequest, scan_id: UUID) -> HttpResponse:
        try:
            scan_login_cancel(
                actor=self.request.actor, user=self.user, phone=browser_mark(request), scan_id=scan_id
            )
        except NotFound:
            raise Http404 from None
        return HttpResponseRedirect(reverse("app:scan-login", args=[scan_id]))


def _text_of(request: HttpRequest, user_id: UUID) -> str:
    """The text that the camera read, or the one in the picture.

    Raises FieldErrors for neither, FileRefused for no picture, Refused where nobody reads it now.
    """
    text = str(request.POST.get("code", "")).strip()
    raise_refused_uploads(request)
    picture = request.FILES.get("picture")
    if text:
        return text
    if picture is None:
        raise FieldErrors({"picture": NOTHING_GIVEN})
    checked = file_check(content=picture.read(), name=picture.name or "", kinds=IMAGES, by=user_id)
    try:
        found = codes_read(checked.data, content_type=checked.content_type)
    except ExternalError as error:
        raise Refused("scan.no_reader", NO_READER) from error
    if not found:
        raise FieldErrors({"picture": NOTHING_FOUND})
    return found[0]


def _offered(choices: list[Choice]) -> list[tuple[str, str]]:
    return [(str(choice.enterprise.pk), choice.enterprise.name) for choice in choices]
