"""Officers of institutions: a phone gets a post, a role, a branch and a limit."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yuzhengdai.domain.accounts.services import user_ensure
from yuzhengdai.domain.institutions.models import Branch, Institution, Officer
from yuzhengdai.domain.institutions.selectors import (
    branch_list_public,
    institution_for_actor,
    officer_for_actor,
)
from yuzhengdai.domain.institutions.services import officer_create, officer_set_active, officer_update
from yuzhengdai.sites.ops.form_page import FormPage, StopPage
from yuzhengdai.sites.ops.institutions.forms import OfficerForm
from yuzhengdai.sites.ops.shell import KEEPERS
from yuzhengdai.sites.web.problems import or_404


class OfficerNewView(FormPage):
    """A post for a phone; the user is made if there is none, the second factor at the first login."""

    nav = "institutions"
    allowed_roles = KEEPERS
    form_class = OfficerForm
    title = "新增人员"
    note = "首次登录机构工作台时，本人用短信验证码登录并绑定动态口令。"
    institution: Institution
    with_phone = True

    def load(self, **kwargs: Any) -> None:
        self.institution = or_404(
            lambda: institution_for_actor(actor=self.request.actor, institution_id=kwargs["institution_id"])
        )

    def crumbs(self) -> list[tuple[str, str | None]]:
        return [("机构管理", reverse("ops:institution-list")), (self.institution.name, self.back())]

    def back(self) -> str:
        return reverse("ops:institution-detail", kwargs={"institution_id": self.institution.pk})

    def form_kwargs(self) -> dict[str, Any]:
        """Branches to choose from."""
        self.branches: list[Branch] = branch_list_public(institution=self.institution)
        return {"branches": self.branches, "with_phone": self.with_phone}

    def values(self, data: dict[str, Any]) -> dict[str, Any]:
        """What both services take."""
        branch = next((b for b in self.branches if str(b.pk) == data["branch"]), None)
        return {
            "name": data["name"],
            "role": data["role"],
            "also_roles": data["also_roles"],
            "branch": branch,
            "approval_limit_yuan": data["approval_limit_wan"],
        }

    def save(self, data: dict[str, Any]) -> str:
        """User and post in one transaction: nothing half-made."""
        with transaction.atomic():
            user, _ = user_ensure(phone=data["phone"], actor=self.request.actor)
            officer_create(
                actor=self.request.actor, institution=self.institution, user=user, **self.values(data)
            )
        return self.back()


class OfficerEditView(OfficerNewView):
    """Change role, branch, limit or name."""

    title = "修改人员"
    note = ""
    with_phone = False
    officer_row: Officer

    def load(self, **kwargs: Any) -> None:
        """The officer and the institution."""
        self.officer_row = or_404(
            lambda: officer_for_actor(actor=self.request.actor, officer_id=kwargs["officer_id"])
        )
        self.institution = self.officer_row.institution

    def initial(self) -> dict[str, Any]:
        row = self.officer_row
        return {
            "name": row.name,
            "role": row.role,
            "also_roles": row.also_roles,
            "branch": str(row.branch_id or ""),
            "approval_limit_wan": row.approval_limit_yuan,
        }

    def save(self, data: dict[str, Any]) -> str:
        officer_update(actor=self.request.actor, officer_id=self.officer_row.pk, **self.values(data))
        return self.back()


class OfficerActiveView(StopPage):
    """停用 with a reason; 启用 at once."""

    nav = "institutions"
    allowed_roles = KEEPERS
    title = "停用人员"
    submit_label = "停用"
    reason_help = "机构的业务主管会看到，本人会收到短信，短信不写原因"
    done = "已停用，该人员不能再登录机构工作台。"
    officer_row: Officer

    def load(self, **kwargs: Any) -> None:
        """The officer, who stands in the note."""
        row = or_404(lambda: officer_for_actor(actor=self.request.actor, officer_id=kwargs["officer_id"]))
        self.officer_row = row
        self.note = f"{row.name}，{row.post_words}，{row.institution.name}。"

    def crumbs(self) -> list[tuple[str, str | None]]:
        return [
            ("机构管理", reverse("ops:institution-list")),
            (self.officer_row.institution.name, self.back()),
        ]

    def back(self) -> str:
        return reverse("ops:institution-detail", args=[self.officer_row.institution_id])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Only what is stopped is asked about."""
        if request.POST.get("active") != "1":
            return super().post(request, **kwargs)
        self.load(**kwargs)
        return self.act(
            lambda: officer_set_active(
                actor=self.request.actor, officer_id=self.officer_row.pk, is_active=True
            ),
            done="已启用。",
            back=self.back(),
        )

    def save(self, data: dict[str, Any]) -> str:
        officer_set_active(
            actor=self.request.actor,
            officer_id=self.officer_row.pk,
            is_active=False,
            reason=data["reason"],
        )
        return self.back()
