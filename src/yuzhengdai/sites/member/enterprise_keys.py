"""「USBKEY」 in 个人中心: which keys have logged in for the enterprise and whose they are; meant for whom, and unbound (L4)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from yuzhengdai.domain.certificates.models import EnterpriseKey
from yuzhengdai.domain.certificates.reading import certificate_of
from yuzhengdai.domain.certificates.selectors import keys_visible_to
from yuzhengdai.domain.certificates.services import key_is_bound, key_meant_for, key_unbind
from yuzhengdai.domain.certificates.uscc import enterprise_name_of
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.enterprises.selectors import key_holders
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import AppError
from yuzhengdai.foundation.core.masking import mask_name, mask_phone
from yuzhengdai.foundation.core.money import day, moment
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.gates import EnterpriseView
from yuzhengdai.sites.web.site import redirect_to, render_page

ROWS = 50
ADMINISTRATOR = frozenset({"enterprise:admin"})


class KeyMemberForm(SiteForm):
    """Whom a key is meant for."""

    member = forms.ChoiceField(
        label="给哪位成员用",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一位成员", "invalid_choice": "请从名单中选择一位成员"},
    )

    def __init__(self, *args: Any, members: list[EnterpriseMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), holder_words(one)) for one in members]
        self.fields["member"].choices = choices  # type: ignore[attr-defined]


class KeyListView(EnterpriseView):
    def get(self, request: HttpRequest) -> HttpResponse:
        """An administrator sees all keys of the enterprise, other members their own."""
        actor = self.request.actor
        found = keys_visible_to(actor).select_related("user", "meant_for", "ca").order_by("-used_at")[:ROWS]
        is_administrator = bool(ADMINISTRATOR & actor.roles)
        rows = [_row(key) for key in found]
        return render_page(request, "keys/list.html", {"rows": rows, "is_administrator": is_administrator})


class KeyView(EnterpriseView):
    """One key of the enterprise. ``signs``: who may log in for the enterprise is nothing for a session begun by a scan."""

    signs = True

    def key(self, key_id: UUID) -> EnterpriseKey:
        """404 for what this member does not see."""
        found = keys_visible_to(self.request.actor).select_related("user", "meant_for", "ca", "enterprise")
        row = found.filter(pk=key_id).first()
        if row is None:
            raise Http404
        return row


class KeyMeantView(KeyView):
    """「指定成员」: the key is bound once that member logs in with it and proves the phone."""

    allowed_roles = ADMINISTRATOR

    def get(self, request: HttpRequest, key_id: UUID) -> HttpResponse:
        row = self.key(key_id)
        if key_is_bound(row):
            return redirect_to(request, "keys")
        return self.show(request, row, KeyMemberForm(members=self.members()))

    def post(self, request: HttpRequest, key_id: UUID) -> HttpResponse:
        row, members = self.key(key_id), self.members()
        form = KeyMemberForm(request.POST, members=members)
        if not form.is_valid():
            return self.show(request, row, form, 422)
        user_id = next(one.user_id for one in members if str(one.pk) == form.cleaned_data["member"])
        try:
            key_meant_for(actor=self.request.actor, key_id=row.pk, user_id=user_id)
        except AppError as error:
            form.add_error(None, error.first_sentence)
            return self.show(request, row, form, error.http_status)
        messages.success(request, "已指定。这位成员第一次用它登录时，用本人手机收到的验证码绑定。")
        return redirect_to(request, "keys")

    def members(self) -> list[EnterpriseMember]:
        return list(key_holders(enterprise_id=self.enterprise.pk))

    def show(
        self, request: HttpRequest, row: EnterpriseKey, form: KeyMemberForm, status: int = 200
    ) -> HttpResponse:
        return render_page(request, "keys/meant.html", {"row": _row(row), "form": form}, status)


class KeyUnbindView(KeyView):
    """「解除绑定」: asks first."""

    def get(self, request: HttpRequest, key_id: UUID) -> HttpResponse:
        row = self.key(key_id)
        if row.user_id is None and row.meant_for_id is None:
            return redirect_to(request, "keys")
        return render_page(request, "keys/unbind.html", {"row": _row(row)})

    def post(self, request: HttpRequest, key_id: UUID) -> HttpResponse:
        """Undo it; where this very session was begun by the key, it is over with the next page."""
        row = self.key(key_id)
        key_unbind(actor=self.request.actor, key_id=row.pk)
        messages.success(request, "已解除绑定，用这把 USBKEY 登录的已退出。")
        return redirect_to(request, "keys")


def holder_words(member: EnterpriseMember) -> str:
    """A member as one chooses them: name and number masked."""
    name = mask_name(str(member.name)) if member.name else member.get_role_display()
    return f"{name}，{mask_phone(str(member.user.phone))}"


def _row(key: EnterpriseKey) -> dict[str, Any]:
    is_bound = key_is_bound(key)
    certificate = certificate_of(key.certificate_pem)
    return {
        "id": key.pk,
        "name": f"USBKEY（序号尾号 {key.serial_hex[-6:]}）",
        "issuer": key.ca.name,
        "holder_on_it": enterprise_name_of(certificate) if certificate is not None else "",
        "until": day(key.not_after),
        "is_over": key.not_after <= now(),
        "used_at": moment(key.used_at),
        "bound_to": mask_phone(str(key.user.phone)) if is_bound and key.user is not None else "",
        "bound_at": moment(key.bound_at) if is_bound and key.bound_at is not None else "",
        "meant_for": mask_phone(str(key.meant_for.phone)) if key.meant_for is not None else "",
        "may_end": key.user_id is not None or key.meant_for_id is not None,
    }
