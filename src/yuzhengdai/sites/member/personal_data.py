"""「我的个人信息」: a copy as JSON or PDF, how to have it corrected, and 「注销账号」. Each takes a code to the own number first."""

from __future__ import annotations

import json
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header

from yuzhengdai.domain.feedback.models import FeedbackKind
from yuzhengdai.domain.personal_data import exporting
from yuzhengdai.domain.personal_data.closing import account_close
from yuzhengdai.domain.personal_data.exporting import PersonalData, personal_data_export
from yuzhengdai.domain.personal_data.obstacles import closing_obstacles
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import AppError, Refused
from yuzhengdai.foundation.core.printing import pdf_of, require_fonts
from yuzhengdai.sites.member.entry import home_url, leave
from yuzhengdai.sites.web.gates import UserView, needs_proof
from yuzhengdai.sites.web.site import redirect_to, render_page, site_of

_TEMPLATE = Path(exporting.__file__).resolve().parent / "copy.typ"
_NO_FONT = "暂时不能生成 PDF，请先导出 JSON，或稍后再试。"
FORMS = ("json", "pdf")
EFFECTS = (
    "马上退出全部设备，不能再用这个账号登录；同一个手机号以后可以重新注册，是一个新账号",
    "在各企业的权限、手机证书、认证平台账号同时结束",
    "身份证件照片、人脸照片立即删除",
    "姓名和手机号从页面上消失，依法需要留存的部分加密锁定，到期删除",
    "企业的申请、合同和授权记录属于企业和金融机构，不随账号删除",
)
"""What closing does, said before the button."""


class ProvedView(UserView):
    """Of the person alone, proved by a code within the last quarter of an hour, whichever way the session began."""

    def asks_proof(self, request: HttpRequest) -> bool:
        return needs_proof(request, always=True)


class PersonalDataPage(ProvedView):
    def get(self, request: HttpRequest) -> HttpResponse:
        """What there is to do with one's data."""
        site = site_of(request)
        context = {
            "correct_url": f"{site.url('feedback')}?direct=1&kind={FeedbackKind.CORRECTION}",
            "copies": exporting.COPIES_A_DAY,
        }
        return render_page(request, "personal_data/page.html", context)


class PersonalDataExportPage(UserView):
    """「导出」: a file, ``form`` json or pdf. The page asks for the proof: a file after it would leave the reader on the wrong page."""

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        if form not in FORMS:
            raise Http404
        if needs_proof(request, always=True):
            return redirect_to(request, "personal-data")
        try:
            if form == "pdf":
                # Before anything is on record: what cannot be printed was not taken out.
                require_fonts(no_font=_NO_FONT)
            found = personal_data_export(actor=self.request.actor, user=self.user, form=form)
            return _file(found, form)
        except AppError as error:
            messages.error(request, error.sentence)
            return redirect_to(request, "personal-data")


class AccountClosePage(ProvedView):
    """「注销账号」: what stands against it, or what it does and the button."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"obstacles": closing_obstacles(user=self.user), "effects": EFFECTS}
        return render_page(request, "personal_data/close.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Close it; a refusal is shown with everything that stands against it."""
        try:
            account_close(actor=self.request.actor, user=self.user)
        except Refused:
            return redirect_to(request, "account-close")
        leave(request)
        messages.success(request, "账号已注销，并已退出全部设备。")
        return HttpResponseRedirect(home_url(request))


def _file(found: PersonalData, form: str) -> HttpResponse:
    if form == "pdf":
        body, kind = (
            pdf_of(
                template=_TEMPLATE, data=json.dumps(found.as_dict(), ensure_ascii=False), no_font=_NO_FONT
            ),
            "application/pdf",
        )
    else:
        text = json.dumps(found.as_json(), ensure_ascii=False, indent=2)
        body, kind = text.encode(), "application/json; charset=utf-8"
    response = HttpResponse(body, content_type=kind)
    name = f"我的个人信息-{today():%Y%m%d}.{form}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
