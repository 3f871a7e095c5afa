"""Forms of 机构管理."""

from __future__ import annotations

from typing import Any

from django import forms

from yuzhengdai.domain.institutions.enums import ALSO_ROLES, InstitutionKind, OfficerRole
from yuzhengdai.domain.institutions.models import Branch
from yuzhengdai.foundation.core.figures import WAN
from yuzhengdai.foundation.core.validators import clean_phone
from yuzhengdai.foundation.reference import regions
from yuzhengdai.sites.web.fields import FigureField
from yuzhengdai.sites.web.forms import SiteForm


class InstitutionForm(SiteForm):
    half_width_fields = ("slug", "phone")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="机构名称", max_length=80)
    short_name = forms.CharField(label="机构简称", max_length=20)
    kind = forms.ChoiceField(label="机构类型", choices=[("", "请选择"), *InstitutionKind.choices])
    slug = forms.SlugField(label="网址标识", max_length=40, help_text="小写字母、数字和短横，发布后请勿改动")
    seal = forms.CharField(label="标志字", max_length=1, help_text="列表里代表机构的一个字")
    tone = forms.IntegerField(label="标志颜色", min_value=1, max_value=6, help_text="1 至 6")
    sort_key = forms.IntegerField(label="排序", min_value=0, max_value=1_000_000, help_text="数字小的在前")
    phone = forms.CharField(label="客服电话", max_length=30, required=False)
    address = forms.CharField(label="地址", max_length=120, required=False)
    about = forms.CharField(label="机构介绍", max_length=2000, required=False, widget=forms.Textarea)
    is_active = forms.BooleanField(
        label="在平台展示并受理申请",
        required=False,
        help_text="取消后，产品不再出现在列表里，进行中的申请不受影响",
    )
    service_checked = ("reason",)
    reason = forms.CharField(
        label="停止展示的原因",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="取消上面的勾选时填写，机构的业务主管会看到",
    )

    def __init__(self, *args: Any, may_stop: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_stop:
            del self.fields["reason"]


class BranchForm(SiteForm):
    name = forms.CharField(label="网点名称", max_length=80)
    region_code = forms.ChoiceField(label="所在地区", choices=[("", "请选择"), *regions.choices()])
    is_head_office = forms.BooleanField(label="总部", required=False)
    phone = forms.CharField(label="电话", max_length=30, required=False)
    address = forms.CharField(label="地址", max_length=120, required=False)


class OfficerForm(SiteForm):
    """An officer; the phone is asked only for a new one."""

    half_width_fields = ("phone",)
    phone = forms.CharField(label="手机号", max_length=40, help_text="登录工作台用的手机号")
    name = forms.CharField(label="姓名", max_length=40)
    role = forms.ChoiceField(label="岗位", choices=[("", "请选择"), *OfficerRole.choices])
    also_roles = forms.MultipleChoiceField(
        label="兼任",
        required=False,
        choices=[(str(role), str(role.label)) for role in ALSO_ROLES],
        widget=forms.CheckboxSelectMultiple,
        help_text="可以一人兼任；同一笔申请里，提出授信建议的人不能审批",
    )
    branch = forms.ChoiceField(label="网点", required=False, help_text="不选即负责全机构")
    approval_limit_wan = FigureField(
        WAN,
        label="审批限额（万元）",
        said="审批限额",
        required=False,
        help_text="审批人不填即不能审批，超过限额的由业务主管审批；业务主管不填即不限额",
    )

    def __init__(self, *args: Any, branches: list[Branch], with_phone: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["branch"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "全机构"), *((str(branch.pk), branch.name) for branch in branches)]
        if not with_phone:
            del self.fields["phone"]

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])
