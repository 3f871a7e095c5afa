"""运营人员 (system and security administrator, one proposes and the other confirms) and 动态口令 (security administrator)."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from yuzhengdai.domain.accounts.enums import StaffRoleKind
from yuzhengdai.domain.accounts.models import StaffPost, User
from yuzhengdai.domain.accounts.selectors import second_factor_holders, staff_post_get, staff_post_list
from yuzhengdai.domain.accounts.services.staff import (
    staff_post_confirm,
    staff_post_decline,
    staff_post_propose,
    staff_post_set_active,
    staff_second_factor_reset,
)
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.foundation.core.validators import clean_phone
from yuzhengdai.sites.ops.form_page import FormPage, StopPage
from yuzhengdai.sites.ops.shell import ADMINISTRATORS, SECURITY_ADMINISTRATOR, DeskView
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.problems import or_404

PAGE_SIZE = 30


class StaffForm(SiteForm):
    """A post for a phone."""

    half_width_fields = ("phone",)
    phone = forms.CharField(label="手机号", max_length=40)
    name = forms.CharField(label="姓名", max_length=40)
    role = forms.ChoiceField(label="岗位", choices=[("", "请选择"), *StaffRoleKind.choices])

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])


class StaffListView(DeskView):
    nav = "staff"
    allowed_roles = ADMINISTRATORS

    def get(self, request: HttpRequest) -> HttpResponse:
        posts = staff_post_list(actor=self.request.actor)[:500]
        return self.page("system/staff", rows=[_post_row(post, self.request.actor) for post in posts])


class StaffNewView(FormPage):
    nav = "staff"
    allowed_roles = ADMINISTRATORS
    form_class = StaffForm
    title = "新增人员"
    submit_label = "提出岗位"
    done = "已提出，等待另一位管理员确认。"
    note = (
        "系统管理员提出的岗位由安全管理员确认，安全管理员提出的由系统管理员确认，确认前本人不能登录。"
        "系统管理员、安全管理员、审计员应由不同的人担任。"
    )

    def crumbs(self) -> list[tuple[str, str | None]]:
        return [("运营人员", reverse("ops:staff-list"))]

    def save(self, data: dict[str, Any]) -> str:
        staff_post_propose(actor=self.request.actor, **data)
        return reverse("ops:staff-list")


class StaffActiveView(StopPage):
    """停用 with a reason, at once; 启用 is proposed."""

    nav = "staff"
    allowed_roles = ADMINISTRATORS
    title = "停用人员"
    submit_label = "停用"
    reason_help = "记入审计日志。本人会收到短信，短信不写原因"
    done = "已停用，该人员已退出登录。"
    row: StaffPost

    def load(self, **kwargs: Any) -> None:
        """The post, which stands in the note."""
        self.row = or_404(lambda: staff_post_get(actor=self.request.actor, post_id=kwargs["post_id"]))
        self.note = f"{self.row.name}，{self.row.get_role_display()}。"

    def crumbs(self) -> list[tuple[str, str | None]]:
        return [("运营人员", reverse("ops:staff-list"))]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Only what is stopped is asked about."""
        if request.POST.get("active") != "1":
            return super().post(request, **kwargs)
        self.load(**kwargs)
        return self.act(
            lambda: staff_post_set_active(actor=self.request.actor, post_id=self.row.pk, is_active=True),
            done="已提出启用，等待另一位管理员确认。",
            back="ops:staff-list",
        )

    def save(self, data: dict[str, Any]) -> str:
        staff_post_set_active(
            actor=self.request.actor, post_id=self.row.pk, is_active=False, reason=data["reason"]
        )
        return reverse("ops:staff-list")


class StaffAnswerView(DeskView):
    """An answer to a post that was proposed."""

    nav = "staff"
    allowed_roles = ADMINISTRATORS
    done: ClassVar[str]

    def post(self, request: HttpRequest, post_id: UUID) -> HttpResponse:
        row = or_404(lambda: staff_post_get(actor=self.request.actor, post_id=post_id))
        return self.act(lambda: self.answer(row.pk), done=self.done, back="ops:staff-list")

    def answer(self, post_id: UUID) -> object:
        raise NotImplementedError


class StaffConfirmView(StaffAnswerView):
    """「确认」 a post that somebody else proposed."""

    done = "已确认，本人会收到短信，现在可以登录。"

    def answer(self, post_id: UUID) -> object:
        return staff_post_confirm(actor=self.request.actor, post_id=post_id)


class StaffDeclineView(StaffAnswerView):
    """「不同意」, or taking one's own proposal back."""

    done = "已从名单中去掉。"

    def answer(self, post_id: UUID) -> object:
        return staff_post_decline(actor=self.request.actor, post_id=post_id)


class SecondFactorListView(DeskView):
    """Who has a second factor; by phone."""

    nav = "second-factors"
    allowed_roles = frozenset({SECURITY_ADMINISTRATOR})

    def get(self, request: HttpRequest) -> HttpResponse:
        typed, error, phone = request.GET.get("phone", "")[:40], "", ""
        if typed:
            try:
                phone = clean_phone(typed)
            except ValidationError as problem:
                error = problem.messages[0]
        found = second_factor_holders(actor=self.request.actor, phone=phone)
        if error:
            found = found.none()
        page = page_of(found, request.GET.get("page"), size=PAGE_SIZE)
        factors = list(page)
        officers = Officer.objects.filter(user__in=[f.user_id for f in factors]).select_related("institution")
        by_user = {officer.user_id: officer for officer in officers}
        rows = [_holder(factor, by_user.get(factor.user_id)) for factor in factors]
        return self.page(
            "system/second_factors",
            rows=rows,
            page=page,
            typed=typed,
            error=error,
        )


class SecondFactorResetView(StopPage):
    """「重置」: enrolled anew at the next login."""

    nav = "second-factors"
    allowed_roles = frozenset({SECURITY_ADMINISTRATOR})
    title = "重置动态口令"
    submit_label = "重置"
    reason_label = "重置原因"
    reason_help = "写明怎样核对了本人身份，记入审计日志。本人会收到短信"
    done = "已重置。本人下次登录时重新绑定动态口令。"
    user_id: UUID

    def load(self, **kwargs: Any) -> None:
        """Whose it is; 404 where there is none."""
        self.user_id = kwargs["user_id"]
        holders = second_factor_holders(actor=self.request.actor, phone="").filter(user_id=self.user_id)
        found = holders.first()
        if found is None:
            raise Http404
        officer = Officer.objects.filter(user=self.user_id).select_related("institution").first()
        self.note = f"{mask_phone(str(found.user.phone))}，{_holder(found, officer)['where']}。"

    def crumbs(self) -> list[tuple[str, str | None]]:
        return [("动态口令", reverse("ops:second-factors"))]

    def save(self, data: dict[str, Any]) -> str:
        staff_second_factor_reset(actor=self.request.actor, user_id=self.user_id, reason=data["reason"])
        return reverse("ops:second-factors")


def _post_row(post: StaffPost, actor: Actor) -> dict[str, Any]:
    """One post; who proposed and who confirmed it, and what this administrator may do with it."""
    waits = post.confirmed_at is None
    by_me = actor.user_id in (post.proposed_by_id, post.user_id)
    return {
        "post": post,
        "phone": mask_phone(str(post.user.phone)),
        "state": ("待确认", "you") if waits else (("在岗", "ok") if post.is_active else ("已停用", "end")),
        "waits": waits,
        "may_confirm": waits and not by_me and post.proposed_role not in actor.roles,
        "is_mine": post.user_id == actor.user_id,
        "proposed": _by(post.proposed_role, post.proposed_by),
        "confirmed": _by("", post.confirmed_by),
    }


def _by(role: str, user: User | None) -> str:
    if user is None:
        return "命令行" if role == "system" else "—"
    post = next(iter(user.staff_posts.all()), None)
    return post.name if post is not None else mask_phone(str(user.phone))


def _holder(factor: Any, officer: Officer | None) -> dict[str, Any]:
    posts = list(factor.user.staff_posts.all())
    where = [f"运营：{post.name}，{post.get_role_display()}" for post in posts]
    if officer is not None:
        where.append(f"{officer.institution.short_name}：{officer.name}，{officer.get_role_display()}")
    return {
        "user_id": factor.user_id,
        "phone": mask_phone(str(factor.user.phone)),
        "where": "；".join(where) or "没有岗位",
        "confirmed_at": factor.confirmed_at,
        "blocked_until": factor.blocked_until,
    }
