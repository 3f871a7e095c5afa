"""协议版本: what is in force, earlier versions, publishing a new one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yuzhengdai.domain.agreements.models import Agreement, AgreementKind
from yuzhengdai.domain.agreements.selectors import (
    agreement_newer_bundled,
    agreement_paragraphs,
    agreement_versions,
)
from yuzhengdai.domain.agreements.services import agreement_publish
from yuzhengdai.foundation.core.text import clean_text
from yuzhengdai.sites.ops.form_page import FormPage
from yuzhengdai.sites.ops.shell import DeskView
from yuzhengdai.sites.web.filters import choice
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.problems import or_404


class AgreementForm(SiteForm):
    """A new version. A published version never changes."""

    half_width_fields = ("version",)
    kind = forms.ChoiceField(label="协议", choices=AgreementKind.choices)
    version = forms.RegexField(
        label="版本号", regex=r"^[0-9]{1,3}(\.[0-9]{1,3}){1,2}$", max_length=12, help_text="例如 3.2",
        error_messages={"invalid": "版本号请写成 3.2 这样的数字"},
    )  # fmt: skip
    title = forms.CharField(label="标题", max_length=80)
    change_note = forms.CharField(label="修改说明", max_length=300, help_text="用户会看到，写明改了什么")
    body = forms.CharField(
        label="正文", max_length=60_000, widget=forms.Textarea(attrs={"rows": 18}),
        help_text="纯文本；「# 」「## 」开头的行是标题，「- 」开头的行是列表",
    )  # fmt: skip
    requires_new_consent = forms.BooleanField(
        label="需要重新征得同意", required=False, help_text="实质性修改必须勾选；只改错别字可以不勾选"
    )

    def clean_body(self) -> str:
        """Line ends as on the server, no control characters."""
        return clean_text(self.cleaned_data["body"], label="正文", max_length=60_000, min_length=20) + "\n"


class AgreementListView(DeskView):
    """Every kind with its versions."""

    nav = "agreements"

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = choice(request, "kind", AgreementKind.values, label="协议")
        kind = AgreementKind(chosen) if chosen else AgreementKind.PLATFORM
        versions = list(agreement_versions(kind=kind).defer("body")[:100])
        return self.page(
            "agreements/list",
            kind=kind,
            kinds=AgreementKind.choices,
            versions=versions,
            newer=agreement_newer_bundled(kind=kind),
        )


class AgreementDetailView(DeskView):
    """The text of one version."""

    nav = "agreements"

    def get(self, request: HttpRequest, agreement_id: UUID) -> HttpResponse:
        row = or_404(lambda: Agreement.objects.get(pk=agreement_id))
        return self.page("agreements/detail", row=row, paragraphs=agreement_paragraphs(body=row.body))


class AgreementNewView(FormPage):
    """Publish a version; in force at once."""

    nav = "agreements"
    form_class = AgreementForm
    title = "发布新版本"
    submit_label = "发布"
    done = "已发布，立即生效。"
    note = "发布后立即生效，不能再修改；勾选「需要重新征得同意」后，用户下次办理时会重新阅读并同意。"

    def crumbs(self) -> list[tuple[str, str | None]]:
        return [("协议版本", reverse("ops:agreement-list"))]

    def initial(self) -> dict[str, Any]:
        """The text in force, to be changed."""
        chosen = self.request.GET.get("kind", "")
        kind = AgreementKind(chosen) if chosen in AgreementKind.values else AgreementKind.PLATFORM
        current = agreement_versions(kind=kind).first()
        text = {"title": current.title, "body": current.body} if current else {}
        return {"kind": kind.value, "requires_new_consent": True, **text}

    def save(self, data: dict[str, Any]) -> str:
        row = agreement_publish(actor=self.request.actor, **data)
        return reverse("ops:agreement-detail", kwargs={"agreement_id": row.pk})
