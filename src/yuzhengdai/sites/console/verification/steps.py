"""The pages of filling in, each saved on its own; two tabs, a double click and a bad picture lose nothing."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect

from yuzhengdai.domain.verification.enums import PictureKind, VerificationRole
from yuzhengdai.domain.verification.selectors import invited_place, verification_pictures
from yuzhengdai.domain.verification.services.draft import verification_picture_attach
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
from yuzhengdai.foundation.core.masking import mask_id_number
from yuzhengdai.foundation.files.checks import file_check
from yuzhengdai.foundation.files.enums import DOCUMENTS, IMAGES
from yuzhengdai.sites.console.verification.base import PageView, bar
from yuzhengdai.sites.console.verification.forms import IdentityForm, LicenceForm, RoleForm
from yuzhengdai.sites.member.verification.base import KEPT
from yuzhengdai.sites.member.verification.steps import FormStep, IdentityStep, LicenceStep, RoleStep
from yuzhengdai.sites.web.typed_form import TypedForm
from yuzhengdai.sites.web.uploads import refused_upload_errors

_KINDS = {
    PictureKind.ID_FRONT.value: IMAGES,
    PictureKind.ID_BACK.value: IMAGES,
    PictureKind.LICENCE.value: DOCUMENTS,
    PictureKind.LETTER.value: DOCUMENTS,
}


class FormPage(PageView, FormStep):
    """A form with its pictures: what is right in it is kept, what is wrong is named at its field."""

    pictures: ClassVar[tuple[str, ...]] = ()

    def needed(self, typed: Mapping[str, Any]) -> tuple[str, ...]:
        """Pictures without which this page is not finished."""
        return self.pictures

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """The form with what was saved, or what was typed and kept."""
        row = self.row
        if form is None:
            kept = row.typed.get(self.step, {})
            form = self.make_form(initial={**self.saved(), **kept, "version": row.version})
        form.show_version(row.version)
        files, steps = verification_pictures(verification=row), bar(self.state, self.step)
        return self.page(self.step, status, row=row, form=form, files=files, steps=steps, **context)

    def save(self, **kwargs: Any) -> HttpResponse:
        """Save and go on; errors are named at their fields and nothing typed is lost."""
        form = self._sent()
        status = self.attempt(form)
        self._attach(form, is_confirmed=not status)
        there = verification_pictures(verification=self.row)
        for kind in self.needed(form.typed):
            if kind not in there and kind not in form.errors:
                form.add_error(kind, f"请上传{PictureKind(kind).label}")
        return self._again(form) if form.errors else self.go_on()

    def keep(self) -> HttpResponse:
        """「暂不认证」: chosen pictures are kept too."""
        form = self._sent()
        self.keep_typed(self.data(form))
        self._attach(form, is_confirmed=False)
        if form.errors:
            return self._again(form)
        messages.success(self.request, KEPT)
        return redirect(self.here())

    def _sent(self) -> TypedForm:
        form = self.make_form(self.request.POST, self.request.FILES)
        form.typed  # noqa: B018 - reads the fields before sentences are added
        for name, sentence in refused_upload_errors(self.request).items():
            form.add_error(name if name in form.fields else None, sentence)
        return form

    def _again(self, form: TypedForm) -> HttpResponse:
        self.row = self.find() or self.row
        return self.show(form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _attach(self, form: TypedForm, *, is_confirmed: bool) -> None:
        for kind in self.pictures:
            upload = form.cleaned_data.get(kind)
            if not isinstance(upload, UploadedFile) or kind not in self.needed(form.typed):
                continue
            try:
                picture = file_check(content=upload.read(), name=upload.name or "", kinds=_KINDS[kind])
                verification_picture_attach(
                    actor=self.request.actor,
                    verification_id=self.row.pk,
                    kind=kind,
                    picture=picture,
                    is_confirmed=is_confirmed,
                )
            except FieldErrors as error:
                form.add_error(kind, error.sentence)
            except Refused as error:
                form.add_error(None, error.sentence)


class RoleView(FormPage, RoleStep):
    """办理身份."""

    step = "role"
    pictures = (PictureKind.LETTER.value,)

    def make_form(self, *args: Any, **kwargs: Any) -> TypedForm:
        return RoleForm(*args, head_title=self.head_title, **kwargs)

    def needed(self, typed: Mapping[str, Any]) -> tuple[str, ...]:
        """An agent whom the verified head has not invited brings the letter."""
        is_agent = typed.get("role") == VerificationRole.AGENT
        return self.pictures if is_agent and invited_place(actor=self.request.actor) is None else ()


class IdentityView(FormPage, IdentityStep):
    """身份信息. The number is shown masked once it is saved; an empty field keeps it."""

    step = "identity"
    pictures = (PictureKind.ID_FRONT.value, PictureKind.ID_BACK.value)

    def make_form(self, *args: Any, **kwargs: Any) -> TypedForm:
        return IdentityForm(*args, **kwargs)

    def saved(self) -> dict[str, Any]:
        row = self.row
        until = row.id_valid_until.isoformat() if row.id_valid_until else ""
        names = ("person_name", "id_address", "id_is_long_term")
        return {name: getattr(row, name) for name in names} | {"id_valid_until": until}

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """The saved or kept number appears only masked, as a hint."""
        number = self._number()
        if form is None:
            kept = {k: v for k, v in self.row.typed.get(self.step, {}).items() if k != "id_number"}
            form = self.make_form(initial={**self.saved(), **kept, "version": self.row.version})
        form.fields["id_number"].help_text = (
            f"已填写 {mask_id_number(number)}，不修改可以留空" if number else "18 位公民身份号码"
        )
        return super().show(form, status, **context)

    def data(self, form: TypedForm) -> dict[str, Any]:
        """An empty number means the one that is there."""
        return {**form.typed, "id_number": str(form.typed.get("id_number") or "").strip() or self._number()}

    def _number(self) -> str:
        return str(self.row.typed.get("identity", {}).get("id_number") or self.row.id_number)


class LicenceView(FormPage, LicenceStep):
    """营业执照. Prefilled from registration."""

    step = "licence"
    pictures = (PictureKind.LICENCE.value,)

    def make_form(self, *args: Any, **kwargs: Any) -> TypedForm:
        """The licence and its picture."""
        return LicenceForm(*args, head_title=self.head_title, **kwargs)

    def saved(self) -> dict[str, Any]:
        """The licence as saved, what is missing from registration and from the step before."""
        return {**self.registered(), **{name: value for name, value in self.row.licence.items() if value}}
