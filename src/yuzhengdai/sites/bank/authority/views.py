"""审批权限表: its rows, one form that adds or changes a row, and taking a row out."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yuzhengdai.domain.applications.authority import authority_limits
from yuzhengdai.domain.applications.models import AuthorityLimit
from yuzhengdai.domain.applications.services.authority import (
    APPROVING_POSTS,
    authority_remove,
    authority_set,
    limit_name,
)
from yuzhengdai.domain.institutions.enums import LEADING_ROLES, OfficerRole
from yuzhengdai.domain.products.enums import GuaranteeMode, ProductKind
from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.foundation.core.figures import WAN
from yuzhengdai.foundation.core.money import wan
from yuzhengdai.foundation.core.reasons import REASON_LENGTH
from yuzhengdai.sites.web.fields import FigureField
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.gates import OfficerView

_FROM_SERVICE = {"up_to_yuan": "up_to_wan"}


class AuthorityForm(SiteForm):
    """One row; one for the same role, product kind and guarantee is replaced."""

    use_required_attribute = False
    role = forms.ChoiceField(
        label="岗位", choices=[(role, str(OfficerRole(role).label)) for role in APPROVING_POSTS]
    )
    product_kind = forms.ChoiceField(
        label="产品类型", required=False, choices=[("", "任何产品"), *ProductKind.choices]
    )
    guarantee_mode = forms.ChoiceField(
        label="担保方式", required=False, choices=[("", "任何担保方式"), *GuaranteeMode.choices]
    )
    up_to_wan = FigureField(WAN, label="客户敞口上限", help_text="不超过这个数的，这个岗位可以审批")
    reason = forms.CharField(
        label="原因", max_length=REASON_LENGTH, help_text="记入审计，并告知本机构的业务主管"
    )


class ReasonForm(SiteForm):
    """Why a row is taken out, for the audit log and the other managers."""

    use_required_attribute = False
    reason = forms.CharField(
        label="原因", max_length=REASON_LENGTH, help_text="记入审计，并告知本机构的业务主管"
    )


class AuthorityView(OfficerView):
    """The table and the form below it, for managers."""

    allowed_roles: ClassVar[frozenset[str]] = LEADING_ROLES

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(AuthorityForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Write the row, or the page again with what was typed."""
        form = AuthorityForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        filled = dict(form.cleaned_data)
        try:
            authority_set(actor=self.request.actor, up_to_yuan=filled.pop("up_to_wan"), **filled)
        except FieldErrors as error:
            form.add_field_errors(
                FieldErrors({_FROM_SERVICE.get(name, name): text for name, text in error.fields.items()})
            )
            return self.page(form, status=422)
        messages.success(request, "已保存，本机构的业务主管会收到通知。")
        return redirect("bank:authority")

    def page(self, form: AuthorityForm, *, status: int = 200) -> HttpResponse:
        """The rows in the order in which they are read."""
        limits = authority_limits(self.officer.institution_id)
        context: dict[str, Any] = {
            "page_title": "审批权限表",
            "nav": "authority",
            "form": form,
            "rows": [_row(limit) for limit in limits],
        }
        return render(self.request, "bank/authority/table.html", context, status=status)


class AuthorityRemoveView(OfficerView):
    """GET asks why, POST takes the row out."""

    allowed_roles: ClassVar[frozenset[str]] = LEADING_ROLES

    def get(self, request: HttpRequest, limit_id: UUID) -> HttpResponse:
        return self.page(self.find(limit_id), ReasonForm())

    def post(self, request: HttpRequest, limit_id: UUID) -> HttpResponse:
        """Take it out, or the question again."""
        limit, form = self.find(limit_id), ReasonForm(request.POST)
        if not form.is_valid():
            return self.page(limit, form, status=422)
        try:
            authority_remove(actor=self.request.actor, limit_id=limit.pk, reason=form.cleaned_data["reason"])
        except FieldErrors as error:
            form.add_field_errors(error)
            return self.page(limit, form, status=422)
        messages.success(request, "已删除，本机构的业务主管会收到通知。")
        return redirect("bank:authority")

    def find(self, limit_id: UUID) -> AuthorityLimit:
        """A row of the own institution; others do not exist."""
        found = [row for row in authority_limits(self.officer.institution_id) if row.pk == limit_id]
        if not found:
            raise Http404
        return found[0]

    def page(self, limit: AuthorityLimit, form: ReasonForm, *, status: int = 200) -> HttpResponse:
        """The row in words, and the reason."""
        context = {
            "page_title": "删除审批权限",
            "nav": "authority",
            "form": form,
            "name": f"{limit_name(limit)}，{wan(limit.up_to_yuan)}以内",
        }
        return render(self.request, "bank/authority/remove.html", context, status=status)


def _row(limit: AuthorityLimit) -> dict[str, Any]:
    role, kind, guarantee = limit_name(limit).split("，")
    return {
        "id": limit.pk,
        "role": role,
        "kind": kind,
        "guarantee": guarantee,
        "up_to": wan(limit.up_to_yuan),
    }
