"""Small forms of applying. The long one is checked by ``applications.validation``, which drafts use too."""

from __future__ import annotations

from django import forms

from yuzhengdai.sites.web.fields import CodeField, PhoneField


class ContactPhoneForm(forms.Form):
    """New number and its code."""

    contact_phone = PhoneField(label="新手机号")
    code = CodeField()
