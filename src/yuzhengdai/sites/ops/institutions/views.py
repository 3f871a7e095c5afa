"""机构管理: institutions and their branches."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yuzhengdai.domain.institutions.enums import InstitutionKind
from yuzhengdai.domain.institutions.models import Branch, Institution
from yuzhengdai.domain.institutions.selectors import (
    branch_for_actor,
    institution_for_actor,
    institution_list_for_actor,
    officer_list_for_actor,
)
from yuzhengdai.domain.institutions.services import (
    branch_create,
    branch_update,
    institution_create,
    institution_update,
)
from yuzhengdai.domain.institutions.words import limit_words
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.foundation.reference import regions
from yuzhengdai.sites.ops.form_page import FormPage
from yuzhengdai.sites.ops.institutions.forms import BranchForm, InstitutionForm
from yuzhengdai.sites.ops.shell import KEEPERS, DeskView
from yuzhengdai.sites.web.filters import choice
from yuzhengdai.sites.web.problems import or_404

PAGE_SIZE = 40
COLUMNS = (
    "name", "short_name", "kind", "slug", "seal", "tone", "sort_key", "phone", "address", "about", "is_active",
)  # fmt: skip


class InstitutionListView(DeskView):
    """All institutions, also those that are switched off."""

    nav = "institutions"
    allowed_roles = KEEPERS

    def get(self, request: HttpRequest) -> HttpResponse:
        keyword = request.GET.get("q", "")[:60].replace("\x00", "")
        kind = choice(request, "kind", InstitutionKind.values, label="机构类型")
        found = institution_list_for_actor(actor=self.request.actor)
        if keyword:
            found = found.filter(Q(name__icontains=keyword) | Q(short_name__icontains=keyword))
        if kind:
            found = found.filter(kind=kind)
        counted = found.annotate(
            branch_count=Count("branches", distinct=True), officer_count=Count("officers", distinct=True)
        )
        page = page_of(counted, request.GET.get("page"), size=PAGE_SIZE, total=found.count())
        return self.page(
            "institutions/list",
            rows=list(page),
            page=page,
            keyword=keyword,
            kinds=[("", "全部"), *InstitutionKind.choices],
            kind=kind,
        )


class OneInstitution(DeskView):
    """Pages about one institution."""

    nav = "institutions"
    allowed_roles = KEEPERS
    institution: Institution

    def find(self, institution_id: UUID) -> Institution:
        """404 for what is not there."""
        return or_404(lambda: institution_for_actor(actor=self.request.actor, institution_id=institution_id))


class InstitutionDetailView(OneInstitution):
    def get(self, request: HttpRequest, institution_id: UUID) -> HttpResponse:
        row = self.find(institution_id)
        officers = officer_list_for_actor(actor=self.request.actor, institution=row)
        return self.page(
            "institutions/detail",
            row=row,
            branches=[
                (b, regions.full_name(b.region_code))
                for b in row.branches.order_by("-is_head_office", "name")
            ],
            officers=[(o, mask_phone(str(o.user.phone))) for o in officers],
            limit_words=limit_words,
        )


class InstitutionForming(FormPage, OneInstitution):
    """A form about an institution or a new one."""

    nav = "institutions"
    allowed_roles = KEEPERS
    form_class = InstitutionForm

    def crumbs(self) -> list[tuple[str, str | None]]:
        return [("机构管理", reverse("ops:institution-list"))]


class InstitutionNewView(InstitutionForming):
    title = "新增机构"

    def initial(self) -> dict[str, Any]:
        """Shown from the start."""
        return {"is_active": True, "tone": 1, "sort_key": 100}

    def save(self, data: dict[str, Any]) -> str:
        row = institution_create(actor=self.request.actor, values={name: data[name] for name in COLUMNS})
        return reverse("ops:institution-detail", kwargs={"institution_id": row.pk})


class InstitutionEditView(InstitutionForming):
    """Change one; a second person's change is not overwritten."""

    title = "修改机构"

    def load(self, **kwargs: Any) -> None:
        self.institution = self.find(kwargs["institution_id"])

    def crumbs(self) -> list[tuple[str, str | None]]:
        """The list and the institution."""
        return [*super().crumbs(), (self.institution.name, _to(self.institution))]

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.institution, name) for name in (*COLUMNS, "version")}

    def form_kwargs(self) -> dict[str, Any]:
        return {"may_stop": self.institution.is_active}

    def save(self, data: dict[str, Any]) -> str:
        institution_update(
            actor=self.request.actor,
            institution_id=self.institution.pk,
            values={name: data[name] for name in COLUMNS},
            expected_version=data["version"],
            reason=data.get("reason", ""),
        )
        return _to(self.institution)


class BranchNewView(FormPage, OneInstitution):
    nav = "institutions"
    allowed_roles = KEEPERS
    form_class = BranchForm
    title = "新增网点"

    def load(self, **kwargs: Any) -> None:
        self.institution = self.find(kwargs["institution_id"])

    def crumbs(self) -> list[tuple[str, str | None]]:
        return [("机构管理", reverse("ops:institution-list")), (self.institution.name, _to(self.institution))]

    def save(self, data: dict[str, Any]) -> str:
        branch_create(actor=self.request.actor, institution=self.institution, **data)
        return _to(self.institution)


class BranchEditView(BranchNewView):
    title = "修改网点"
    branch: Branch

    def load(self, **kwargs: Any) -> None:
        """The branch and its institution."""
        self.branch = or_404(
            lambda: branch_for_actor(actor=self.request.actor, branch_id=kwargs["branch_id"])
        )
        self.institution = self.branch.institution

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.branch, name) for name in BranchForm.base_fields}

    def save(self, data: dict[str, Any]) -> str:
        branch_update(actor=self.request.actor, branch_id=self.branch.pk, **data)
        return _to(self.institution)


def _to(institution: Institution) -> str:
    return reverse("ops:institution-detail", kwargs={"institution_id": institution.pk})
