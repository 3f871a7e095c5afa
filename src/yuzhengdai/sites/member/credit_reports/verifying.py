"""「核验企业信用报告」: for everybody, by code or by file; tells what a report is worth and nothing that stands in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from yuzhengdai.domain.credit_reports.services.verifying import (
    Verdict,
    Worth,
    report_verify_code,
    report_verify_file,
)
from yuzhengdai.domain.signing.models import KeyPurpose
from yuzhengdai.domain.signing.selectors import signing_certificates
from yuzhengdai.foundation.core.errors import RateLimited
from yuzhengdai.foundation.core.money import moment
from yuzhengdai.sites.web.fields import LineField
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.gates import PublicView
from yuzhengdai.sites.web.site import render_page
from yuzhengdai.sites.web.uploads import refused_upload_errors

_SAID = {
    Worth.GENUINE: ("这份报告由平台出具", "ok"),
    Worth.ALTERED: ("这个文件被改动过", "bad"),
    Worth.UNKNOWN: ("没有查到这份报告", "warn"),
}
_BY_CODE = "请核对编号和生成时间与您手中的一致。要核对全部内容有没有改动，请上传 PDF 文件。"
_BY_FILE = "文件的每一个字节都与平台签发的一致。"
_ALTERED = "文件里有平台报告的编号，但文件与平台签发的不一致，请不要采用，可以请企业重新提供。"
_UNKNOWN_CODE = "请核对验证码；仍然查不到的，可能不是平台出具的报告。"
_UNKNOWN_FILE = "这个文件不是平台签发的 PDF。另存、打印再扫描或转换过的文件也查不到，请用原来的文件。"
_REPAIRED = "其中的信息此后已修复，请以企业新生成的报告为准。"


class VerifyForm(SiteForm):
    """Either of the two; where both are given the file counts, since it says more."""

    use_required_attribute = False
    half_width_fields = ("code",)
    code = LineField(label="验证码", limit=40, required=False, help_text="报告封面上的 16 位字母和数字")
    file = forms.FileField(label="报告的 PDF 文件", required=False, help_text="10 MB 以内，不保存")

    def __init__(self, *args: Any, refused: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._refused = refused or {}

    def clean(self) -> dict[str, Any]:
        """One of the two must be there, and a file must be a PDF."""
        cleaned = super().clean() or self.cleaned_data
        for name, sentence in self._refused.items():
            if name in self.fields:
                self.add_error(name, sentence)
        if self.errors:
            return cleaned
        file = cleaned.get("file")
        if file is None and not cleaned.get("code"):
            self.add_error("code", "请填写验证码，或者选择报告的 PDF 文件")
        if file is not None:
            start = file.read(5)
            file.seek(0)
            if start != b"%PDF-":
                self.add_error("file", "请选择报告的 PDF 文件")
        return cleaned


class VerifyView(PublicView):
    """GET shows the form; the code of an address (from the QR code) is filled in, not sent."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Nothing is looked up before the button is pressed."""
        return self.page(request, VerifyForm(initial={"code": str(request.GET.get("code", ""))[:40]}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """One answer: genuine, altered or unknown."""
        data, files = request.POST, request.FILES
        form = VerifyForm(data, files, refused=refused_upload_errors(request))
        if not form.is_valid():
            return self.page(request, form, 422)
        file, actor = form.cleaned_data["file"], self.request.actor
        try:
            verdict = (
                report_verify_file(actor=actor, data=file.read())
                if file is not None
                else report_verify_code(actor=actor, code=form.cleaned_data["code"])
            )
        except RateLimited as error:
            form.add_error(None, forms.ValidationError(error.sentence))
            return self.page(request, form, error.http_status)
        return self.page(request, form, verdict=verdict_of(verdict, by_file=file is not None))

    def page(
        self, request: HttpRequest, form: VerifyForm, status: int = 200, verdict: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Never kept by anybody: the next asker gets an answer of his own."""
        response = render_page(request, "verify.html", {"form": form, "verdict": verdict}, status=status)
        response["Cache-Control"] = "private, no-store"
        return response


class CertificatesView(PublicView):
    """All certificates of the platform's signing keys, as PEM: what offline checks of reports and receipts trust."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Newest first, those of retired keys too: what they signed still stands."""
        found = [one for purpose in KeyPurpose.values for one in signing_certificates(purpose=purpose)]
        response = HttpResponse("".join(found), content_type="application/x-pem-file")
        response["Content-Disposition"] = 'attachment; filename="certificates.pem"'
        return response


def verdict_of(verdict: Verdict, *, by_file: bool) -> dict[str, Any]:
    """Title, mark, sentence and the two facts that are told."""
    title, mark = _SAID[verdict.worth]
    sentences = {
        Worth.GENUINE: _BY_FILE if by_file else _BY_CODE,
        Worth.ALTERED: _ALTERED,
        Worth.UNKNOWN: _UNKNOWN_FILE if by_file else _UNKNOWN_CODE,
    }
    rows = [("报告编号", verdict.number)] if verdict.number else []
    if verdict.made_at is not None and verdict.worth is Worth.GENUINE:
        rows.append(("生成时间", moment(verdict.made_at)))
    return {
        "title": title,
        "mark": mark,
        "text": sentences[verdict.worth],
        "rows": rows,
        "repaired": _REPAIRED if verdict.is_repaired else "",
    }
