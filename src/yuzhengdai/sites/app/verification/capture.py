"""Photographing papers: both sides of the ID card, the licence. Kept first, then read; a lost connection loses nothing (R6, R8)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect

from yuzhengdai.domain.verification.enums import IdPaper, WizardStep
from yuzhengdai.domain.verification.limits import readings_left_require
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.domain.verification.services.papers import paper_read, paper_reread, picture_keep
from yuzhengdai.foundation.core.errors import (
    AppError,
    ExternalError,
    FieldErrors,
    RateLimited,
    Refused,
)
from yuzhengdai.foundation.files.checks import CheckedFile, file_check
from yuzhengdai.foundation.files.enums import DOCUMENTS, IMAGES
from yuzhengdai.foundation.integrations.ocr.base import PaperKind
from yuzhengdai.sites.app.verification.base import (
    BUSY_RETRY_S,
    StepView,
    refusal,
    step_url,
    wants_json,
)
from yuzhengdai.sites.app.verification.forms import PictureForm
from yuzhengdai.sites.member.verification.base import KEPT
from yuzhengdai.sites.member.verification.presenting import licence_platform
from yuzhengdai.sites.member.verification.rows import shown_rows
from yuzhengdai.sites.web.paper_problems import problem_sentence, wrong_paper
from yuzhengdai.sites.web.typed_form import TypedForm
from yuzhengdai.sites.web.uploads import refused_upload_errors

WAITING = "照片已保存，正在排队识别，请稍候"
NO_READER = "照片已保存。自动识别暂时不可用，请对照证件手工填写"


class Capture(StepView):
    """Something to be photographed. An island posts the picture and gets JSON; without scripts the form does the same."""

    purpose: ClassVar[str] = ""
    accepts_documents: ClassVar[bool] = False
    aspect: ClassVar[str] = "1.586"

    def keep(self) -> HttpResponse:
        """「暂不认证」: a chosen picture is kept too."""
        form = PictureForm(self.request.POST, self.request.FILES, documents=self.accepts_documents)
        upload = form.cleaned_data_of("picture")
        if not isinstance(upload, UploadedFile):
            return super().keep()
        try:
            picture_keep(
                actor=self.request.actor,
                verification_id=self.row.pk,
                kind=self.purpose,
                picture=self.checked(upload),
            )
        except (FieldErrors, Refused) as error:
            return self.refused(form, error)
        messages.success(self.request, KEPT)
        return redirect(self.here())

    def checked(self, upload: UploadedFile[Any]) -> CheckedFile:
        """The upload, checked and encoded anew. Raises FieldErrors."""
        kinds = DOCUMENTS if self.accepts_documents else IMAGES
        try:
            return file_check(
                content=upload, name=upload.name or "", kinds=kinds, by=self.request.actor.user_id
            )
        except FieldErrors as error:
            raise FieldErrors({"picture": error.sentence}) from None

    def answer(self, state: str, sentence: str = "") -> HttpResponse:
        """On to the next place, or here again with what was read badly."""
        go = self.onward()
        if wants_json(self.request):
            return JsonResponse({"state": state, "sentence": sentence, "go": go})
        return redirect(self.here() if state == "unclear" else go)

    def same_page(self) -> HttpResponse:
        """Here again, drawn anew."""
        if wants_json(self.request):
            return JsonResponse({"state": "done", "sentence": "", "go": self.here()})
        return redirect(self.here())

    def refused(self, form: PictureForm, error: AppError) -> HttpResponse:
        """What is wrong, at the field or to the island."""
        if wants_json(self.request):
            return refusal(error)
        if isinstance(error, FieldErrors):
            form.add_field_errors(error)
        else:
            form.add_error(None, error.sentence)
        return self.show(form, status=error.http_status)


class PaperView(Capture):
    """One paper that is read."""

    kind: ClassVar[PaperKind]
    template = "capture"

    def heading(self) -> str:
        raise NotImplementedError

    def label(self) -> str:
        """Short name of what is photographed."""
        return {"id_front": "人像面", "id_back": "国徽面"}.get(self.purpose, "营业执照")

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """What is there, and the way to a new picture."""
        files = verification_pictures(verification=self.row)
        read = self.row.read_data.get(self.purpose)
        is_there = self.purpose in files
        frame = {
            "kind": self.purpose,
            "label": self.label(),
            "aspect": self.aspect,
            "files": files,
            "is_there": is_there,
            "is_read": bool(read and read.get("fields")),
            "is_waiting": is_there and read is None,
            "problem": problem_sentence(read) if is_there else "",
            "wrong": wrong_paper(read, self.purpose) if is_there else "",
            "onward": step_url(self.state.place),
            **self.licence_frame(),
            "is_resident_id": self.row.paper == IdPaper.RESIDENT_ID,
        }
        form = form or PictureForm(documents=self.accepts_documents, initial={"version": self.row.version})
        return self.step_page(self.heading(), form, status, **frame | context)

    def licence_frame(self) -> dict[str, Any]:
        """The 电子营业执照 that may be shown instead, and what one has said."""
        is_licence = self.kind == PaperKind.LICENCE
        is_shown = is_licence and self.row.licence_from
        return {
            "licence_platform": licence_platform() if is_licence else None,
            "shown_rows": shown_rows(self.row, self.head_title) if is_shown else [],
        }

    def save(self, **kwargs: Any) -> HttpResponse:
        """Keep and read a new picture; read the kept one again where nothing new came."""
        form = PictureForm(self.request.POST, self.request.FILES, documents=self.accepts_documents)
        try:
            state = self._read(form)
        except ExternalError as error:
            return self._no_reading(error)
        except (FieldErrors, RateLimited, Refused) as error:
            return self.refused(form, error)
        self.row = self.find() or self.row
        found = self.row.read_data.get(self.purpose)
        if state == "read" and wrong_paper(found, self.purpose):
            # Nothing to go on with: the page says what it is and has one button.
            return self.same_page()
        problem = problem_sentence(found) if state == "read" else ""
        return self.answer("unclear", problem) if problem else self.answer("done")

    def _read(self, form: PictureForm) -> str:
        too_large = refused_upload_errors(self.request)
        upload = form.cleaned_data_of("picture")
        if too_large:
            raise FieldErrors({"picture": next(iter(too_large.values()))})
        actor, pk = self.request.actor, self.row.pk
        is_read = self.row.paper == IdPaper.RESIDENT_ID or self.kind == PaperKind.LICENCE
        if isinstance(upload, UploadedFile):
            if is_read:
                readings_left_require(actor=actor)  # before the picture is decoded, which costs too
            picture = self.checked(upload)
            if not is_read:
                # Papers that no reader knows: an operator reads them.
                picture_keep(actor=actor, verification_id=pk, kind=self.purpose, picture=picture)
                return "kept"
            paper_read(actor=actor, verification_id=pk, kind=self.kind, picture=picture)
            return "read"
        if self.kind == PaperKind.LICENCE and self.row.licence_from:
            return "as it is"
        if self.purpose not in verification_pictures(verification=self.row):
            raise FieldErrors({"picture": "请先拍照，或选择照片"})
        if self.purpose in self.row.read_data and "reread" not in self.request.POST:
            return "as it is"
        paper_reread(actor=actor, verification_id=pk, kind=self.kind)
        return "read"

    def _no_reading(self, error: ExternalError) -> HttpResponse:
        """The picture is kept; somebody reads it later, or the applicant types."""
        if error.permanent:
            messages.warning(self.request, NO_READER)
            return self.answer("done")
        if wants_json(self.request):
            body = {"state": "waiting", "sentence": WAITING, "retry_s": BUSY_RETRY_S}
            return JsonResponse(body, status=HTTPStatus.ACCEPTED)
        messages.warning(self.request, WAITING)
        return redirect(self.here())


class IdFrontView(PaperView):
    step = WizardStep.ID_FRONT
    kind = PaperKind.ID_FRONT
    purpose = PaperKind.ID_FRONT.value

    def heading(self) -> str:
        """Whose card it is."""
        if self.row.paper != IdPaper.RESIDENT_ID:
            return "拍摄您的证件"
        return f"拍摄{self.head_title if self.row.role != 'agent' else '经办人'}身份证"


class IdBackView(IdFrontView):
    step = WizardStep.ID_BACK
    kind = PaperKind.ID_BACK
    purpose = PaperKind.ID_BACK.value


class LicenceView(PaperView):
    """营业执照, a photograph or a PDF of one page."""

    step = WizardStep.LICENCE
    kind = PaperKind.LICENCE
    purpose = PaperKind.LICENCE.value
    accepts_documents = True
    aspect = "0.75"

    def heading(self) -> str:
        return "营业执照" if self.row.licence_from else "拍摄营业执照"
