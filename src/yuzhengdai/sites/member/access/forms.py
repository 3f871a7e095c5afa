"""Forms of registering and logging in."""

from __future__ import annotations

from typing import Any

from django import forms

from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.foundation.core.ids import new_id
from yuzhengdai.sites.web.fields import (
    CodeField,
    EnterpriseNameField,
    LineField,
    PhoneField,
    QuietField,
    UsccField,
)
from yuzhengdai.sites.web.forms import SiteForm


class SubmissionForm(SiteForm):
    """A form with a name of its own, so that a double click is one submission."""

    use_required_attribute = False
    submission = QuietField(limit=64)
    proof = QuietField(limit=2000)
    next = QuietField(limit=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = str(new_id())


class LoginForm(SubmissionForm):
    """「手机号登录」."""

    phone = PhoneField()
    code = CodeField()


class RegisterForm(SubmissionForm):
    """「注册」: the fields of R2."""

    name = EnterpriseNameField(help_text="与营业执照上的名称一致")
    uscc = UsccField(help_text="18 位，在营业执照上")
    entity_type = forms.ChoiceField(
        label="法人类型",
        choices=[("", "请选择"), *EntityType.choices],
        error_messages={"required": "请选择法人类型", "invalid_choice": "请从列表中选择法人类型"},
    )
    phone = PhoneField(help_text="用来登录和接收办理通知")
    code = CodeField()
    consent = forms.BooleanField(
        label="协议",
        error_messages={"required": "请阅读《用户服务协议》《隐私政策》，同意后勾选"},
    )


class PhoneForm(SiteForm):
    """The number alone, for 「获取验证码」."""

    phone = PhoneField()


class JoinForm(SiteForm):
    """「申请加入该企业」."""

    use_required_attribute = False
    name = LineField(label="您的姓名", limit=20, help_text="企业管理员据此核对是不是本单位人员")
    note = LineField(label="说明", limit=60, required=False, help_text="例如部门、职务")
