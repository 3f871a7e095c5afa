"""/sandbox/papers/: sample papers for walking 企业认证 without real documents (settings of the demo only)."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from demo.outside import ENDED
from demo.sample_papers import (
    FACES,
    FEMALE,
    MALE,
    VARIANTS,
    Wanted,
    example,
    holder,
    paper_of,
    unverified,
)
from demo.sample_pictures import KINDS, front_with, sample_jpeg
from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.foundation.files.checks import file_check
from yuzhengdai.foundation.files.enums import IMAGES
from yuzhengdai.sites.web.fields import EnterpriseNameField, LineField, UsccField
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.uploads import refused_upload_errors

_JPEG = "image/jpeg"


class WantedForm(SiteForm):
    """What the papers say. What was not sent is filled in from ``example``."""

    enterprise = EnterpriseNameField()
    code = UsccField()
    head = LineField(label="法定代表人（经营者、负责人）", limit=20, help_text="印在营业执照上")
    person = LineField(
        label="持证人姓名", limit=20, help_text="印在身份证上；走经办人一路时，与法定代表人不同。号码自动生成"
    )
    sex = forms.ChoiceField(label="性别", choices=[(FEMALE, FEMALE), (MALE, MALE)], widget=forms.RadioSelect)
    variant = forms.ChoiceField(label="哪一种", choices=list(VARIANTS.items()))
    face = forms.ChoiceField(label="身份证上的头像", choices=list(FACES.items()), widget=forms.RadioSelect)

    @property
    def wanted(self) -> Wanted:
        return Wanted(**{name: self.cleaned_data[name] for name in Wanted.__dataclass_fields__})


def _form(sent: Any) -> WantedForm:
    first = asdict(example(str(sent.get("code", ""))[:40].strip().upper()))
    given = {name: sent[name] for name in first if name in sent}
    if given.get("person") and "head" not in given:
        first["head"] = given["person"]
    return WantedForm(first | given)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def papers(request: HttpRequest) -> HttpResponse:
    """Choose and see; a POST with a photograph answers with the portrait side that carries it."""
    form = _form(request.POST if request.method == "POST" else request.GET)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _attachment(front_with(form.wanted, _photograph(request)), "id-front", form.wanted)
        except FieldErrors as error:
            problem = error.fields["photo"]
    is_good = form.is_valid() and not problem
    context: dict[str, Any] = {"form": form, "photo_problem": problem, "set": None}
    if form.is_valid():
        context["set"] = _set(form.wanted)
    rows = [("演示账号里还没有认证的企业", unverified()), ("登记已终止的企业（看平台怎样拒绝）", ENDED)]
    context["choices"] = [
        (title, [(one.name, _query(one)) for one in found]) for title, found in rows if found
    ]
    status = HTTPStatus.OK if is_good else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "demo/papers.html", context, status=status)


def _query(one: Any) -> str:
    return urlencode(
        {"code": one.uscc, "enterprise": one.name, "head": one.head_name, "person": one.head_name}
    )


def _set(wanted: Wanted) -> dict[str, Any]:
    """What the page shows of a set: the pictures' addresses, and what is printed on them."""
    query = urlencode(asdict(wanted))
    person, paper = holder(wanted), paper_of(wanted)
    until = "长期" if person.valid_until is None else person.valid_until.isoformat()
    return {
        "wanted": asdict(wanted),
        "pictures": [
            {
                "label": label,
                "address": f"{reverse('sandbox:paper', args=[kind])}?{query}",
                "file_name": _file_name(kind, wanted),
                "is_tall": kind == "licence",
            }
            for kind, label in KINDS.items()
        ],
        "facts": [
            ("姓名", person.name),
            ("证件号码", person.number),
            ("有效期限", f"{person.valid_from.isoformat()} 至 {until}"),
            ("企业名称", paper.name),
            ("信用代码", paper.uscc),
            ("负责人", paper.representative),
        ],
    }


def _photograph(request: HttpRequest) -> bytes:
    """The visitor's picture, checked and encoded anew in memory. Raises FieldErrors."""
    upload = request.FILES.get("photo")
    too_large = refused_upload_errors(request)
    if too_large:
        raise FieldErrors({"photo": next(iter(too_large.values()))})
    if not isinstance(upload, UploadedFile):
        raise FieldErrors({"photo": "请选择一张照片，或用摄像头拍一张"})
    try:
        return file_check(content=upload, name=upload.name or "", kinds=IMAGES).data
    except FieldErrors as error:
        raise FieldErrors({"photo": error.sentence}) from None


@require_safe
def paper(request: HttpRequest, kind: str) -> HttpResponse:
    """One picture as a JPEG; 404 for what is no set of papers."""
    form = _form(request.GET)
    if kind not in KINDS or not form.is_valid():
        raise Http404
    response = HttpResponse(sample_jpeg(kind, form.wanted), content_type=_JPEG)
    response["Cache-Control"] = "private, max-age=600"
    return response


def _attachment(data: bytes, kind: str, wanted: Wanted) -> HttpResponse:
    response = HttpResponse(data, content_type=_JPEG)
    response["Cache-Control"] = "private, no-store"
    name = _file_name(kind, wanted)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _file_name(kind: str, wanted: Wanted) -> str:
    of = wanted.enterprise if kind == "licence" else wanted.person
    return f"示例-{KINDS[kind]}-{of}.jpg"
