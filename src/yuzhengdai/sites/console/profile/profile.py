"""「个人中心」: 「基本信息」「认证信息」「其他信息」 (C2–C5)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from yuzhengdai.domain.accounts.services import user_rename
from yuzhengdai.domain.certificates.enums import CertificateState
from yuzhengdai.domain.certificates.selectors import certificate_own
from yuzhengdai.domain.enterprises.enums import EnterpriseSize, EnterpriseState, EntityType, MemberRole
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseChange
from yuzhengdai.domain.enterprises.selectors import change_list
from yuzhengdai.domain.enterprises.services import enterprise_details_change
from yuzhengdai.domain.verification.enums import VerificationRole
from yuzhengdai.domain.verification.selectors import verification_standing
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Refused
from yuzhengdai.foundation.core.masking import mask_name, mask_phone
from yuzhengdai.foundation.core.money import day, moment, wan
from yuzhengdai.foundation.reference import industries, regions
from yuzhengdai.sites.member.verification.card import standing_chip, verification_card
from yuzhengdai.sites.web.fields import LineField
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.gates import ADMINS, EnterpriseView

_FIELD_NAMES = {
    "state": "状态",
    "control": "管理权",
    "name": "企业名称",
    "legal_representative_name": "法定代表人",
    "registered_address": "注册地址",
    "region_code": "所在地区",
    "industry_code": "所属行业",
    "size": "企业规模",
    "established_on": "成立日期",
    "registered_capital_yuan": "注册资本（元）",
    "electricity_account_number": "电力户号",
    "social_insurance_unit_number": "社保号",
}
_HISTORY_ROWS = 20


class ConsoleHomeView(EnterpriseView):
    """The back office opens with 「个人中心」."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """To the first entry of the navigation."""
        return HttpResponseRedirect(reverse("console:profile-basic"))


class NameForm(SiteForm):
    """The name that one's own enterprise sees."""

    use_required_attribute = False
    name = LineField(label="姓名", limit=20, help_text="本企业成员可以看到")


class BasicView(EnterpriseView):
    """「基本信息」: phone and name."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Masked, with 「修改」."""
        context = {
            "phone": mask_phone(str(self.user.phone)),
            "person": str(self.member.name) or str(self.user.name),
            "role": MemberRole(self.member.role).label,
            "enterprise": self.enterprise,
            "until": day(self.member.ends_on) if self.member.ends_on else "",
        }
        return render(request, "console/profile/basic.html", context)


class NameView(EnterpriseView):
    """Changing one's own name."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, NameForm(initial={"name": str(self.user.name)}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NameForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, 422)
        user_rename(actor=self.request.actor, user=self.user, name=form.cleaned_data["name"])
        messages.success(request, "姓名已保存。")
        return HttpResponseRedirect(reverse("console:profile-basic"))

    def page(self, request: HttpRequest, form: NameForm, status: int = 200) -> HttpResponse:
        return render(request, "console/profile/name.html", {"form": form}, status=status)


class VerificationView(EnterpriseView):
    """「认证信息」: what is known of the enterprise, and the way to 人工认证 (C4)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        enterprise = self.enterprise
        changes = [_change_row(one) for one in change_list(actor=self.request.actor)[:_HISTORY_ROWS]]
        card = verification_card(request) if enterprise.state != EnterpriseState.FROZEN else None
        state, turn = standing_chip(enterprise, card)
        context = {
            "enterprise": enterprise,
            "state": state,
            "turn": turn,
            "verify": card,
            "rows": _facts(enterprise),
            "verified_on": day(enterprise.verified_at) if enterprise.verified_at else "",
            "standing": _standing(self.request.actor) if enterprise.verified_at else [],
            "changes": changes,
            "is_admin": self.request.actor.has_role(*ADMINS),
        }
        return render(request, "console/profile/verification.html", context)


class DetailsForm(SiteForm):
    """What changes at once."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    region_code = forms.ChoiceField(label="所在地区", required=False)
    industry_code = forms.ChoiceField(label="所属行业", required=False)
    size = forms.ChoiceField(
        label="企业规模",
        required=False,
        choices=[("", "请选择"), *EnterpriseSize.choices],
        help_text="按《中小企业划型标准规定》",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = dict(regions.choices())
        # A county that came with the licence stays to be chosen.
        present = str(self.initial.get("region_code", "") or self.data.get("region_code", ""))
        if present and present not in places and regions.region(present) is not None:
            places[present] = regions.full_name(present)
        _field(self, "region_code").choices = [("", "请选择"), *places.items()]
        _field(self, "industry_code").choices = [("", "请选择"), *industries.choices()]


class DetailsView(EnterpriseView):
    allowed_roles = ADMINS

    def get(self, request: HttpRequest) -> HttpResponse:
        enterprise = self.enterprise
        trade = industries.industry(enterprise.industry_code)
        initial = {
            "version": enterprise.version,
            "region_code": enterprise.region_code,
            "industry_code": trade.code if trade is not None else "",
            "size": enterprise.size,
        }
        return self.page(request, DetailsForm(initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Store; a stale page is told."""
        form = DetailsForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, 422)
        given = form.cleaned_data
        try:
            enterprise_details_change(
                actor=self.request.actor,
                enterprise=self.enterprise,
                region_code=given["region_code"],
                industry_code=given["industry_code"],
                size=given["size"],
                expected_version=given["version"],
            )
        except FieldErrors as error:
            form.add_field_errors(error)
            return self.page(request, form, 422)
        except (Conflict, Refused) as error:
            form.add_error(None, error.sentence)
            return self.page(request, form, 409)
        messages.success(request, "企业信息已保存。")
        return HttpResponseRedirect(reverse("console:profile-verification"))

    def page(self, request: HttpRequest, form: DetailsForm, status: int = 200) -> HttpResponse:
        return render(request, "console/profile/details.html", {"form": form}, status=status)


def _facts(enterprise: Enterprise) -> list[tuple[str, str]]:
    head = str(enterprise.legal_representative_name)
    capital = enterprise.registered_capital_yuan
    trade = industries.industry(enterprise.industry_code)
    title = EntityType(enterprise.entity_type).head_title
    return [
        ("企业名称", enterprise.name),
        ("统一社会信用代码", enterprise.uscc),
        ("法人类型", EntityType(enterprise.entity_type).label),
        (title, mask_name(head) if head else "认证后显示"),
        ("注册地址", enterprise.registered_address or "认证后显示"),
        ("成立日期", day(enterprise.established_on) if enterprise.established_on else "认证后显示"),
        ("注册资本", wan(capital) if capital is not None else "认证后显示"),
        ("所在地区", regions.full_name(enterprise.region_code) if enterprise.region_code else "未填写"),
        ("所属行业", trade.name if trade is not None else "未填写"),
        ("企业规模", EnterpriseSize(enterprise.size).label if enterprise.size else "未填写"),
    ]


def _standing(actor: Actor) -> list[tuple[str, str]]:
    """How the enterprise was verified, and one's own certificate."""
    passed = verification_standing(actor=actor)
    rows = []
    if passed is not None:
        rows.append(("认证方式", str(passed.get_way_display())))
        rows.append(("办理人", "法定代表人本人" if passed.role != VerificationRole.AGENT else "经办人"))
        rows.append(("通过时间", moment(passed.decided_at) if passed.decided_at else "—"))
    own = certificate_own(actor=actor)
    if own is None:
        rows.append(("我的手机证书", "还没有，可在手机豫正贷办理"))
    elif own.state == CertificateState.REVOKED:
        rows.append(("我的手机证书", f"已吊销，{own.get_revocation_reason_display()}"))
    else:
        is_over = own.not_after <= now()
        rows.append(("我的手机证书", f"{'已过期，' if is_over else '有效至 '}{day(own.not_after)}"))
    return rows


def _change_row(change: EnterpriseChange) -> dict[str, str]:
    before, after = _shown(change.field, str(change.before)), _shown(change.field, str(change.after))
    return {
        "at": moment(change.created_at),
        "field": _FIELD_NAMES.get(change.field, change.field),
        "before": before,
        "after": after,
    }


def _shown(field: str, value: str) -> str:
    """How a stored value of the history reads; the head's name stays masked."""
    if not value:
        return "—"
    if field == "state":
        return EnterpriseState(value).label if value in EnterpriseState.values else value
    if field == "control":
        return "法定代表人重新认证"
    if field == "legal_representative_name":
        return mask_name(value)
    if field == "region_code":
        return regions.full_name(value)
    if field == "industry_code":
        trade = industries.industry(value)
        return trade.name if trade is not None else value
    if field == "size":
        return EnterpriseSize(value).label if value in EnterpriseSize.values else value
    return value


def _field(form: forms.Form, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    return field
