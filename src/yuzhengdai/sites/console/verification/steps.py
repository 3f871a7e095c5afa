"""The steps of filling in, each saved on its own; two tabs, a double click and a bad picture lose nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, ClassVar

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yuzhengdai.domain.verification import checks
from yuzhengdai.domain.verification.enums import PictureKind, VerificationRole
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.domain.verification.services.draft import (
    verification_keep_typed,
    verification_picture_attach,
    verification_save_identity,
    verification_save_licence,
    verification_save_role,
)
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Refused
from yuzhengdai.foundation.core.masking import mask_id_number
from yuzhengdai.foundation.files.checks import file_check
from yuzhengdai.foundation.files.enums import DOCUMENTS, IMAGES
from yuzhengdai.foundation.reference.regions import city_of
from yuzhengdai.sites.console.verification.base import (
    EDITABLE,
    VerificationBase,
    first_open_step,
    step_states,
    to_step,
)
from yuzhengdai.sites.console.verification.forms import (
    IdentityForm,
    LicenceForm,
    RoleForm,
)
from yuzhengdai.sites.console.verification.views import KEPT
from yuzhengdai.sites.web.typed_form import TypedForm
from yuzhengdai.sites.web.uploads import refused_upload_errors

_KINDS = {
    PictureKind.ID_FRONT.value: IMAGES,
    PictureKind.ID_BACK.value: IMAGES,
    PictureKind.LICENCE.value: DOCUMENTS,
    PictureKind.LETTER.value: DOCUMENTS,
}


class StepView(VerificationBase):
    """One step: GET shows what is there, POST saves it and goes on, or keeps it with 「暂不认证」."""

    step: ClassVar[str] = ""
    pictures: ClassVar[tuple[str, ...]] = ()

    def make_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> TypedForm:
        """The form of this step."""
        raise NotImplementedError

    def initial(self, row: Verification) -> dict[str, Any]:
        """What is saved."""
        raise NotImplementedError

    def save(self, row: Verification, typed: Mapping[str, Any], version: int | None) -> Verification:
        """Call the service. Raises FieldErrors, Conflict, Refused."""
        raise NotImplementedError

    def canonical(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """What ``typed`` means, for telling a double click from a second tab. Raises FieldErrors."""
        raise NotImplementedError

    def saved(self, row: Verification) -> dict[str, Any]:
        """What is saved, in the shape of ``canonical``."""
        raise NotImplementedError

    def complete(self, row: Verification, typed: Mapping[str, Any]) -> dict[str, Any]:
        """What was typed, with what the page did not show again."""
        return dict(typed)

    def needed(self, typed: Mapping[str, Any]) -> tuple[str, ...]:
        """Pictures without which this step is not finished."""
        return self.pictures

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form with what was saved, or what was typed and kept."""
        row = self.row_or_none()
        if row is None:
            return redirect("console:verification")
        if not self.has_consented():
            return to_step("start")
        kept = row.typed.get(self.step)
        initial = {**self.initial(row), **(kept or {}), "version": row.version}
        return self.show(request, row, self.make_form(initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save and go on; errors are named at their fields and nothing typed is lost."""
        row = self.row_or_none()
        if row is None:
            return redirect("console:verification")
        if not self.has_consented():
            return to_step("start")
        form = self.make_form(request.POST, request.FILES)
        typed = form.typed
        for name, sentence in refused_upload_errors(request).items():
            form.add_error(name if name in form.fields else None, sentence)
        if "later" in request.POST:
            return self._keep(request, row, form)
        row = self._save(row, form, typed)
        self._attach(row, form, typed)
        there = verification_pictures(verification=row)
        for kind in self.needed(typed):
            if kind not in there and kind not in form.errors:
                form.add_error(kind, f"请上传{PictureKind(kind).label}")
        if form.errors:
            return self.show(request, self.row_or_none() or row, form, status=422)
        return to_step(first_open_step(row))

    def row_or_none(self) -> Verification | None:
        """The attempt under way if it may be filled in now."""
        row = self.open_row()
        return row if row is not None and row.state in EDITABLE else None

    def show(
        self, request: HttpRequest, row: Verification, form: TypedForm, status: int = 200
    ) -> HttpResponse:
        """The page of the step."""
        form.show_version(row.version)
        context = {"row": row, "form": form, "files": verification_pictures(verification=row)}
        return self.page(request, self.step, status, steps=step_states(row, self.step), **context)

    def _save(self, row: Verification, form: TypedForm, typed: Mapping[str, Any]) -> Verification:
        whole = self.complete(row, typed)
        try:
            return self.save(row, whole, form.shown_version)
        except FieldErrors as error:
            form.add_field_errors(error)
        except Conflict as error:
            fresh = self.row_or_none()
            if fresh is not None and self._is_saved(fresh, whole):
                return fresh  # the same click a second time
            form.add_error(None, error.sentence)
        except Refused as error:
            form.add_error(None, error.sentence)
        return row

    def _is_saved(self, row: Verification, typed: Mapping[str, Any]) -> bool:
        try:
            return self.canonical(typed) == self.saved(row)
        except FieldErrors:
            return False

    def _keep(self, request: HttpRequest, row: Verification, form: TypedForm) -> HttpResponse:
        verification_keep_typed(
            actor=self.request.actor,
            verification_id=row.pk,
            step=self.step,
            typed=self.complete(row, form.typed),
        )
        self._attach(row, form, form.typed)
        if form.errors:
            return self.show(request, self.row_or_none() or row, form, status=422)
        messages.success(request, KEPT)
        return to_step(self.step)

    def _attach(self, row: Verification, form: TypedForm, typed: Mapping[str, Any]) -> None:
        for kind in self.pictures:
            upload = form.cleaned_data.get(kind)
            if not isinstance(upload, UploadedFile) or kind not in self.needed(typed):
                continue
            try:
                picture = file_check(content=upload.read(), name=upload.name or "", kinds=_KINDS[kind])
                verification_picture_attach(
                    actor=self.request.actor, verification_id=row.pk, kind=kind, picture=picture
                )
            except FieldErrors as error:
                form.add_error(kind, error.sentence)
            except Refused as error:
                form.add_error(None, error.sentence)


class RoleView(StepView):
    """办理身份."""

    step = "role"
    pictures = (PictureKind.LETTER.value,)

    def make_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> TypedForm:
        """The form."""
        return RoleForm(data, files, head_title=self.head_title, **kwargs)

    def initial(self, row: Verification) -> dict[str, Any]:
        """What is saved."""
        ends_on = row.agent_ends_on.isoformat() if row.agent_ends_on else ""
        return {"role": row.role, "agent_scopes": row.agent_scopes, "agent_ends_on": ends_on}

    def needed(self, typed: Mapping[str, Any]) -> tuple[str, ...]:
        """An agent brings the letter."""
        return self.pictures if typed.get("role") == VerificationRole.AGENT else ()

    def save(self, row: Verification, typed: Mapping[str, Any], version: int | None) -> Verification:
        """Save."""
        return verification_save_role(
            actor=self.request.actor, verification_id=row.pk, data=typed, expected_version=version
        )

    def canonical(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Checked."""
        return checks.check_role(typed)

    def saved(self, row: Verification) -> dict[str, Any]:
        """Saved."""
        return {"role": row.role, "agent_scopes": row.agent_scopes, "agent_ends_on": row.agent_ends_on}


class IdentityView(StepView):
    """身份信息. The number is shown masked once it is saved; an empty field keeps it."""

    step = "identity"
    pictures = (PictureKind.ID_FRONT.value, PictureKind.ID_BACK.value)

    def make_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> TypedForm:
        """The form."""
        return IdentityForm(data, files, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """As every step, without the number."""
        return super().get(request)

    def initial(self, row: Verification) -> dict[str, Any]:
        """What is saved, the number aside."""
        until = row.id_valid_until.isoformat() if row.id_valid_until else ""
        return {
            "person_name": row.person_name,
            "id_address": row.id_address,
            "id_valid_until": until,
            "id_is_long_term": row.id_is_long_term,
        }

    def show(
        self, request: HttpRequest, row: Verification, form: TypedForm, status: int = 200
    ) -> HttpResponse:
        """The saved or kept number appears only masked, as a hint."""
        number = self._number(row)
        if not form.is_bound:
            form.initial.pop("id_number", None)
        if number:
            form.fields["id_number"].help_text = f"已填写 {mask_id_number(number)}，不修改可以留空"
        else:
            form.fields["id_number"].help_text = "18 位公民身份号码"
        return super().show(request, row, form, status)

    def complete(self, row: Verification, typed: Mapping[str, Any]) -> dict[str, Any]:
        """An empty number means the one that is there."""
        return {**typed, "id_number": str(typed.get("id_number") or "").strip() or self._number(row)}

    @staticmethod
    def _number(row: Verification) -> str:
        return str(row.typed.get("identity", {}).get("id_number") or row.id_number)

    def save(self, row: Verification, typed: Mapping[str, Any], version: int | None) -> Verification:
        """Save."""
        return verification_save_identity(
            actor=self.request.actor, verification_id=row.pk, data=typed, expected_version=version
        )

    def canonical(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Checked."""
        return asdict(checks.check_identity(typed))

    def saved(self, row: Verification) -> dict[str, Any]:
        """Saved."""
        return {item.name: getattr(row, item.name) for item in fields(checks.Identity)}


class LicenceView(StepView):
    """营业执照. Prefilled from registration."""

    step = "licence"
    pictures = (PictureKind.LICENCE.value,)

    def make_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> TypedForm:
        """The form."""
        return LicenceForm(data, files, head_title=self.head_title, **kwargs)

    def initial(self, row: Verification) -> dict[str, Any]:
        """The licence as saved, what is missing from registration and from the step before."""
        city = city_of(self.enterprise.region_code or self.enterprise.uscc[2:8])
        known = {
            "name": self.enterprise.name,
            "uscc": self.enterprise.uscc,
            "entity_type": self.enterprise.entity_type,
            "registered_address": self.enterprise.registered_address,
            "region_code": city.code if city else "",
        }
        if row.role == VerificationRole.LEGAL_REPRESENTATIVE:
            known["legal_representative_name"] = row.person_name
        return {**known, **{name: value for name, value in row.licence.items() if value}}

    def save(self, row: Verification, typed: Mapping[str, Any], version: int | None) -> Verification:
        """Save."""
        return verification_save_licence(
            actor=self.request.actor, verification_id=row.pk, data=typed, expected_version=version
        )

    def canonical(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Checked."""
        return checks.check_licence(typed, registered_uscc=self.enterprise.uscc)

    def saved(self, row: Verification) -> dict[str, Any]:
        """Saved."""
        return dict(row.licence)
