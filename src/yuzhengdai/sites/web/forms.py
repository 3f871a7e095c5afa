"""What all forms of the sites have in common: plain Chinese words at the field, tidy text.

The sentences name the field, so that they make sense in the error summary too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict

from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.foundation.core.text import UNREADABLE
from yuzhengdai.foundation.core.validators import NOT_KEPT, PERSONAL_NUMBER

_CHOOSE = (forms.ChoiceField, forms.ModelChoiceField)
_NUMBER = (forms.DecimalField, forms.IntegerField, forms.FloatField)
_DATE = (forms.DateField, forms.DateTimeField)


def _sentences(field: forms.Field) -> dict[str, str]:
    """What each kind of mistake is called at this field."""
    label = str(field.label or "这一项")
    if isinstance(field, forms.BooleanField):
        return {"required": "请阅读并勾选后继续"}
    if isinstance(field, forms.FileField):
        return {
            "required": f"请上传{label}",
            "empty": "上传的文件是空的，请重新选择",
            "missing": f"请上传{label}",
            "invalid": "文件没有上传成功，请重新选择",
        }
    if isinstance(field, _CHOOSE):
        missing = f"请选择{label}"
        return {"required": missing, "invalid_choice": missing, "invalid_list": missing}
    return {
        "required": f"请填写{label}",
        "invalid": _invalid(field, label),
        "max_length": f"{label}不超过 %(limit_value)s 个字，现在是 %(show_value)s 个",
        "min_length": f"{label}至少 %(limit_value)s 个字",
        "max_value": f"{label}不能大于 %(limit_value)s",
        "min_value": f"{label}不能小于 %(limit_value)s",
        "max_digits": f"{label}的位数太多，请核对",
        "max_whole_digits": f"{label}的位数太多，请核对",
        "max_decimal_places": f"{label}最多 %(max)s 位小数",
        "null_characters_not_allowed": f"{label}含有无法保存的字符，请重新输入",
    }


def _invalid(field: forms.Field, label: str) -> str:
    if isinstance(field, _NUMBER):
        return f"{label}请填写数字"
    if isinstance(field, _DATE):
        return f"{label}请按 2026-03-19 的格式填写日期"
    return f"{label}无法识别，请核对后重新填写"


def _shipped(field: forms.Field) -> dict[str, Any]:
    """Django's own sentences for this class of field."""
    messages: dict[str, Any] = {}
    for cls in reversed(type(field).__mro__):
        messages.update(getattr(cls, "default_error_messages", None) or {})
    return messages


class SiteForm(forms.Form):
    """A form of the sites. A sentence given to a field as `error_messages` wins over the common one."""

    half_width_fields: ClassVar[Collection[str]] = ()
    """Text fields whose full-width letters, digits and points become half-width before anything else looks at them."""

    service_checked: ClassVar[Collection[str]] = ()
    """Fields that the service asks for: not required by the form, and yet not told to be optional."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            shipped = _shipped(field)
            for code, sentence in _sentences(field).items():
                if field.error_messages.get(code) == shipped.get(code):
                    field.error_messages[code] = sentence

    def full_clean(self) -> None:
        """Clean everything; full-width input is half-width from here on, also when the form is shown again."""
        if self.is_bound and self.half_width_fields:
            data: Any = self.data
            self.data = data = data.copy()
            for name in self.half_width_fields:
                key = self.add_prefix(name)
                if isinstance(value := data.get(key), str):
                    data[key] = unicodedata.normalize("NFKC", value).strip()
        super().full_clean()
        if self.is_bound:
            self._refuse_unreadable()
            self._forget_personal_numbers()

    def _forget_personal_numbers(self) -> None:
        """Somebody's ID number in the field of an enterprise's number is not sent back to the page either."""
        for name in [name for name in self.errors if name in self.fields]:
            if self.errors[name].as_data()[0].code == PERSONAL_NUMBER:
                forget_typed(self, name)

    def _refuse_unreadable(self) -> None:
        """Texts with the sign of what could not be read (a NUL, see nul.py) are told at the field."""
        for name, field in self.fields.items():
            typed = self.data.get(self.add_prefix(name))
            if not isinstance(field, forms.CharField) or not isinstance(typed, str) or field.widget.is_hidden:
                continue
            if UNREADABLE in typed and name not in self.errors:
                self.add_error(name, f"{field.label or '这里'}含有无法保存的字符，请重新输入")

    def add_field_errors(self, error: FieldErrors) -> None:
        """See ``add_sentences``."""
        add_sentences(self, error.fields)


def add_sentences(form: forms.Form, sentences: Mapping[str, str]) -> None:
    """Put sentences at their fields; those of unknown fields go above the form."""
    for name, sentence in sentences.items():
        form.add_error(name if name in form.fields else None, sentence)
        if name in form.fields and sentence.endswith(NOT_KEPT):
            forget_typed(form, name)


def forget_typed(form: forms.Form, name: str) -> None:
    """Show the form again with this field empty."""
    data: Any = form.data
    form.data = data = data.copy()
    data[form.add_prefix(name)] = ""


def keep_quiet(form: forms.Form, errors: Mapping[str, str]) -> None:
    """Bound, so that what was typed shows, but with no other errors than these: for a button that sends no form yet."""
    form._errors = ErrorDict()  # type: ignore[attr-defined]
    form.cleaned_data = {}
    for field, sentence in errors.items():
        form.add_error(field, sentence)
