"""Form fields of several sites: they take what people type and give the canonical form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yuzhengdai.foundation.core.days import clean_day
from yuzhengdai.foundation.core.figures import TYPED_AT_MOST, Unit, read_figure, write_figure
from yuzhengdai.foundation.core.text import (
    clean_line,
    clean_text,
    has_control_characters,
    one_time_code,
)
from yuzhengdai.foundation.core.validators import clean_enterprise_name, clean_phone, clean_uscc

_TYPED_AT_MOST = 300
"""Characters looked at in a short field; more is no typing."""


class ShortField(forms.CharField):
    """A short text whose check is one function of core; widths and spaces are normalised there."""

    def __init__(self, *, attrs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs or {}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Canonical text, or ValidationError with a Chinese sentence."""
        typed = str(value or "")
        if not typed.strip() and not self.required:
            return ""
        if len(typed) > _TYPED_AT_MOST:
            raise ValidationError(f"{self.label}太长，请核对")
        if has_control_characters(typed, multiline=True):
            raise ValidationError(f"{self.label}含有无法识别的字符，请重新输入")
        return self.check_typed(typed)

    def check_typed(self, typed: str) -> str:
        raise NotImplementedError


class PhoneField(ShortField):
    """A mainland mobile as E.164."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "手机号")
        attrs = {"inputmode": "tel", "autocomplete": "tel-national", **kwargs.pop("attrs", {})}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)
        self.widget.input_type = "tel"

    def check_typed(self, typed: str) -> str:
        return clean_phone(typed)


class CodeField(ShortField):
    """A one-time code; whether it is right is the service's business."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "短信验证码")
        super().__init__(**kwargs)

    def check_typed(self, typed: str) -> str:
        code = one_time_code(typed)
        if not code:
            raise ValidationError("请填写短信验证码")
        if len(code) != 6 or not code.isascii() or not code.isdigit():
            raise ValidationError("验证码是 6 位数字，请核对短信")
        return code


class UsccField(ShortField):
    """A 统一社会信用代码."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "统一社会信用代码")
        super().__init__(attrs={"autocomplete": "off", **kwargs.pop("attrs", {})}, **kwargs)

    def check_typed(self, typed: str) -> str:
        return clean_uscc(typed)


class EnterpriseNameField(ShortField):
    """An enterprise's name as on its licence: 2 to 100 characters, at least one letter or Chinese character."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "企业名称")
        super().__init__(attrs={"autocomplete": "organization", **kwargs.pop("attrs", {})}, **kwargs)

    def check_typed(self, typed: str) -> str:
        return clean_enterprise_name(typed, label=str(self.label))


class DayField(forms.DateField):
    """A day however people write it (core.days), in a plain text field: native pickers speak the browser's language."""

    def __init__(self, *, attrs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        shown = {"placeholder": "例如 2026-03-20", "autocomplete": "off", **(attrs or {})}
        kwargs.setdefault("widget", forms.DateInput(attrs=shown, format="%Y-%m-%d"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """The day; None for an empty field."""
        if isinstance(value, date):
            return value
        typed = str(value or "")
        if not typed.strip():
            return None
        return clean_day(typed[:_TYPED_AT_MOST], label=str(self.label))


class LineField(ShortField):
    """One line of prose of at most ``limit`` characters."""

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        self.limit = limit
        attrs = {"maxlength": str(limit), **kwargs.pop("attrs", {})}
        super().__init__(attrs=attrs, **kwargs)

    def check_typed(self, typed: str) -> str:
        return clean_line(typed, label=str(self.label), max_length=self.limit)


class ProseField(forms.CharField):
    """Several lines of ``least`` to ``limit`` characters."""

    def __init__(self, *, limit: int, least: int = 1, **kwargs: Any) -> None:
        self.limit, self.least = limit, least
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": "6"}))
        super().__init__(max_length=limit, **kwargs)

    def clean(self, value: Any) -> str:
        """Canonical text, or ValidationError with a Chinese sentence."""
        typed = str(value or "")
        if not typed.strip() and not self.required:
            return ""
        return clean_text(typed, label=str(self.label), max_length=self.limit, min_length=self.least)


class QuietField(forms.CharField):
    """A hidden value that our own page wrote: anything that it did not write is simply empty, never an error."""

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(widget=forms.HiddenInput, required=False, **kwargs)

    def clean(self, value: Any) -> str:
        """The value, or "" for rubbish."""
        typed = str(value or "")
        return "" if len(typed) > self.limit or has_control_characters(typed) else typed


class FigureField(forms.CharField):
    """An amount, rate, term or count as people type it (core.figures), in what is kept: yuan for money; None when empty.

    Whole units give an int. Whether an empty one is missed is the service's business, unless ``is_needed``. ``said``: the
    label in sentences, where the one on the page names the unit.
    """

    def __init__(self, unit: Unit, *, said: str = "", is_needed: bool = False, **kwargs: Any) -> None:
        self.unit, self.said, self.is_needed = unit, said, is_needed
        attrs = {"inputmode": "text" if unit.may_be_negative else "decimal", "autocomplete": "off"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(max_length=TYPED_AT_MOST, **kwargs)

    def validate(self, value: Any) -> None:
        """Empty is told by ``clean`` or the service."""

    def prepare_value(self, value: Any) -> Any:
        """A kept figure as it is typed; a text stays as it was typed."""
        return write_figure(value, self.unit) if isinstance(value, Decimal | int) else value

    def clean(self, value: Any) -> Any:
        """Decimal, int for whole units, or None; ValidationError with a sentence."""
        label = self.said or str(self.label or "这里")
        found = read_figure(str(super().clean(value) or ""), self.unit, label=label)
        if found is None and self.is_needed:
            raise ValidationError(f"请填写{label}")
        return int(found) if found is not None and self.unit.step == self.unit.own == 1 else found
