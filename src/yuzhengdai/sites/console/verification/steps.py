"""The pages of filling in, each saved on its own; two tabs, a double click and a bad picture lose nothing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yuzhengdai.domain.verification.enums import PictureKind, VerificationRole
from yuzhengdai.domain.verification.reading import licence_words
from yuzhengdai.domain.verification.selectors import invited_place, verification_pictures
from yuzhengdai.foundation.core.errors import ExternalError, FieldErrors, RateLimited, Refused
from yuzhengdai.foundation.core.masking import mask_id_number
from yuzhengdai.sites.console.verification.base import PageView, bar
from yuzhengdai.sites.console.verification.forms import IdentityForm, LicenceForm, RoleForm
from yuzhengdai.sites.console.verification.reading import (
    parts_of,
    picture_reread,
    picture_take,
    read_values,
    told_of,
)
from yuzhengdai.sites.member.verification.base import KEPT
from yuzhengdai.sites.member.verification.presenting import licence_platform
from yuzhengdai.sites.member.verification.rows import shown_rows
from yuzhengdai.sites.member.verification.steps import FormStep, IdentityStep, LicenceStep, RoleStep
from yuzhengdai.sites.web.forms import add_sentences
from yuzhengdai.sites.web.paper_problems import wrong_paper
from yuzhengdai.sites.web.typed_form import TypedForm
from yuzhengdai.sites.web.uploads import refused_upload_errors

SAME_PICTURE = "verification.same_picture"
READ = "照片已识别，请对照证件核对下面的内容"
NOTHING_TO_READ = "还没有照片，请先选择照片"


class FormPage(PageView, FormStep):
    """A form with its pictures: what is right in it is kept, what is wrong is named at its field."""

    pictures: ClassVar[tuple[str, ...]] = ()

    def initial(self) -> dict[str, Any]:
        """What was typed and kept wins over what was saved, that over what was read."""
        saved = {name: value for name, value in self.saved().items() if value}
        kept = {name: value for name, value in self.row.typed.get(self.step, {}).items() if value}
        return {**read_values(self.row, self.pictures), **saved, **kept, "version": self.row.version}

    def needed(self, typed: Mapping[str, Any]) -> tuple[str, ...]:
        """Pictures without which this page is not finished."""
        return self.pictures

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """The form with what was saved, or what was typed and kept."""
        row = self.row
        if form is None:
            form = self.make_form(initial=self.initial())
        form.show_version(row.version)
        context.setdefault("parts", parts_of(row, self.pictures, list(form.fields)))
        files, steps = verification_pictures(verification=row), bar(self.state, self.step)
        return self.page(self.step, status, row=row, form=form, files=files, steps=steps, **context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """「识别照片」 is one more thing that the form does."""
        away = self.elsewhere()
        return self._read() if "read" in request.POST and not away else super().post(request, **kwargs)

    def save(self, **kwargs: Any) -> HttpResponse:
        """Save and go on; errors are named at their fields and nothing typed is lost."""
        form = self._sent()
        status = self.attempt(form)
        self._attach(form, is_confirmed=not status)
        self._read_quietly(form)
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
        add_sentences(form, refused_upload_errors(self.request))
        return form

    def _again(self, form: TypedForm) -> HttpResponse:
        self.row = self.find() or self.row
        return self.show(form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _attach(self, form: TypedForm, *, is_confirmed: bool, is_told: bool = False) -> None:
        """Keep and read what was uploaded; ``is_told`` names at its field what is wrong with it."""
        for kind in self.pictures:
            upload = form.cleaned_data.get(kind)
            if not isinstance(upload, UploadedFile) or kind not in self.needed(form.typed):
                continue
            try:
                picture_take(
                    actor=self.request.actor,
                    row=self.row,
                    kind=kind,
                    upload=upload,
                    is_confirmed=is_confirmed,
                )
            except FieldErrors as error:
                form.add_error(kind, error.sentence)
            except Refused as error:
                form.add_error(kind if error.code == SAME_PICTURE else None, error.sentence)
        self.row = self.find() or self.row
        for kind in self.pictures if is_told else ():
            sentence = told_of(self.row, kind)
            if sentence and kind not in form.errors:
                form.add_error(kind, sentence)

    def _read_quietly(self, form: TypedForm) -> None:
        """What came without 「识别照片」 is read too, for the desk; only another paper is told."""
        with suppress(ExternalError, RateLimited, Refused):
            for kind in self.pictures:
                picture_reread(actor=self.request.actor, row=self.row, kind=kind)
        self.row = self.find() or self.row
        for kind in self.pictures:
            sentence = wrong_paper(self.row.read_data.get(kind), kind)
            if sentence and kind not in form.errors:
                form.add_error(kind, sentence)

    def _read(self) -> HttpResponse:
        """「识别照片」: read what is chosen or kept and not read yet, keep what was typed, show what was found."""
        form = self._sent()
        self.keep_typed({name: value for name, value in self.data(form).items() if value})
        self._attach(form, is_confirmed=False, is_told=True)
        try:
            for kind in self.pictures:
                picture_reread(actor=self.request.actor, row=self.row, kind=kind)
        except (ExternalError, RateLimited, Refused) as error:
            form.add_error(None, error.sentence)
        if form.errors:
            return self._again(form)
        if not any(kind in verification_pictures(verification=self.row) for kind in self.pictures):
            messages.warning(self.request, NOTHING_TO_READ)
        else:
            messages.success(self.request, READ)
        return redirect(self.here())


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
            initial = self.initial()
            if number:
                initial.pop("id_number", None)
            form = self.make_form(initial=initial)
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

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """What an 电子营业执照 said is not typed over: it is there to be read, and to be put away."""
        if self.row.licence_from and form is None:
            frame: dict[str, Any] = {
                "rows": shown_rows(self.row, self.head_title),
                "steps": bar(self.state, self.step),
            }
            return self.page("licence_shown", row=self.row, onward=self.onward(), **frame)
        seen = licence_words(verification=self.row)
        return super().show(form, status, licence_platform=licence_platform(), seen=seen, **context)

    def saved(self) -> dict[str, Any]:
        """The licence as saved; before that what no picture shows comes from registration and from the step before."""
        registered = self.registered()
        if self.row.licence_confirmed_at is None:
            read = read_values(self.row, self.pictures)
            registered = {name: value for name, value in registered.items() if not read.get(name)}
        return {**registered, **{name: value for name, value in self.row.licence.items() if value}}
