"""Forms that carry what was typed as it is: what must be true of the values, the services say (one rule in one place)."""

from __future__ import annotations

from typing import Any

from django import forms

from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.sites.web.forms import add_sentences


class TypedForm(forms.Form):
    """Takes what was typed as it is; sentences come from the services by ``add_field_errors``."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def full_clean(self) -> None:
        """No cleaning here: one rule in one place."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        if self.is_bound:
            for name, field in self.fields.items():
                self.cleaned_data[name] = field.widget.value_from_datadict(
                    self.data, self.files, self.add_prefix(name)
                )

    @property
    def typed(self) -> dict[str, Any]:
        """Field → what was typed, files and the version aside."""
        self.errors  # noqa: B018 - fills cleaned_data
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "version" and not isinstance(self.fields[name], forms.FileField)
        }

    @property
    def shown_version(self) -> int | None:
        """The version of the row that the page was made from."""
        raw = str(self.data.get(self.add_prefix("version"), ""))
        return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None

    def show_version(self, version: int) -> None:
        """When shown again, the page belongs to this version of the row."""
        if self.is_bound:
            data: Any = self.data
            self.data = data = data.copy()
            data[self.add_prefix("version")] = str(version)

    def add_field_errors(self, error: FieldErrors) -> None:
        """See ``add_sentences``."""
        add_sentences(self, error.fields)

    def cleaned_data_of(self, name: str) -> Any:
        """What came for one field, an upload for instance; None where nothing came."""
        self.errors  # noqa: B018 - fills cleaned_data
        return self.cleaned_data.get(name)
