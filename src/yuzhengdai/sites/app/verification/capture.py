"""Photographing papers: both sides of the ID card, the licence. Kept first, then read; a lost connection loses nothing (R6, R8)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from yuzhengdai.domain.verification.enums import IdPaper, PictureKind, WizardStep
from yuzhengdai.domain.verification.selectors import verification_latest_for, verification_pictures
from yuzhengdai.domain.verification.services.papers import paper_read, paper_reread, picture_keep
from yuzhengdai.foundation.core.errors import AppError, ExternalError, FieldErrors, Refused
from yuzhengdai.foundation.files.checks import CheckedFile, file_check
from yuzhengdai.foundation.files.enums import DOCUMENTS, IMAGES
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.integrations.ocr.base import (
    PROBLEM_SENTENCES,
    PaperKind,
    PictureProblem,
)
from yuzhengdai.sites.app.verification.base import (
    BUSY_RETRY_S,
    KEPT,
    StepView,
    WizardView,
    refusal,
    wants_json,
)
from yuzhengdai.sites.app.verification.forms import PictureForm
from yuzhengdai.sites.shared.file_response import file_response
from yuzhengdai.sites.shared.typed_form import TypedForm
from yuzhengdai.sites.shared.uploads import refused_upload_errors

WAITING = "照片已保存，正在排队识别，请稍候"
NO_READER = "照片已保存。自动识别暂时不可用，请对照证件手工填写"


def problem_sentence(read: dict[str, Any] | None) -> str:
    """What to tell about a picture that was read badly; "" for a good one or one not read yet."""
    if not read:
        return ""
    problems = [PictureProblem(name) for name in read.get("problems", []) if name in set(PictureProblem)]
    if problems:
        return PROBLEM_SENTENCES[problems[0]]
    return "" if read.get("fields") else PROBLEM_SENTENCES[PictureProblem.UNREADABLE]


class CaptureView(StepView):
    """One paper. An island posts the picture and gets JSON; without scripts the form does the same."""

    kind: ClassVar[PaperKind]
    template = "capture"
    accepts_documents: ClassVar[bool] = False
    aspect: ClassVar[str] = "1.586"

    def heading(self) -> str:
        """Of the page."""
        raise NotImplementedError

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """What is there, and the way to a new picture."""
        files = verification_pictures(verification=self.row)
        read = self.row.read_data.get(self.kind.value)
        is_there = self.kind.value in files
        frame = {
            "kind": self.kind.value,
            "label": self.label(),
            "aspect": self.aspect,
            "files": files,
            "is_there": is_there,
            "is_read": bool(read and read.get("fields")),
            "is_waiting": is_there and read is None,
            "problem": problem_sentence(read) if is_there else "",
            "accepts_documents": self.accepts_documents,
            "onward": self.onward_after(),
            "is_resident_id": self.row.paper == IdPaper.RESIDENT_ID,
        }
        form = form or PictureForm(documents=self.accepts_documents, initial={"version": self.row.version})
        return self.step_page(self.heading(), form, status, **frame | context)

    def label(self) -> str:
        """Short name of what is photographed."""
        return {"id_front": "人像面", "id_back": "国徽面"}.get(self.kind.value, "营业执照")

    def onward_after(self) -> str:
        """Where 「继续」 leads: the step after this one."""
        return self.onward()

    def save(self, **kwargs: Any) -> HttpResponse:
        """Keep and read a new picture; read the kept one again where nothing new came."""
        form = PictureForm(self.request.POST, self.request.FILES, documents=self.accepts_documents)
        too_large = refused_upload_errors(self.request)
        upload = form.cleaned_data_of("picture")
        is_there = self.kind.value in verification_pictures(verification=self.row)
        try:
            if too_large:
                raise FieldErrors({"picture": next(iter(too_large.values()))})
            if isinstance(upload, UploadedFile):
                self._read_new(upload)
            elif not is_there:
                raise FieldErrors({"picture": "请先拍照，或选择照片"})
            elif self.kind.value in self.row.read_data and "reread" not in self.request.POST:
                return self._answer("done")
            else:
                paper_reread(actor=self.request.actor, verification_id=self.row.pk, kind=self.kind)
        except ExternalError as error:
            return self._no_reading(error)
        except (FieldErrors, Refused) as error:
            return self._refused(form, error)
        self.row = self.find() or self.row
        problem = problem_sentence(self.row.read_data.get(self.kind.value))
        return self._answer("unclear", problem) if problem else self._answer("done")

    def keep(self) -> HttpResponse:
        """「暂不认证」: a chosen picture is kept too."""
        form = PictureForm(self.request.POST, self.request.FILES, documents=self.accepts_documents)
        upload = form.cleaned_data_of("picture")
        try:
            if isinstance(upload, UploadedFile):
                picture_keep(
                    actor=self.request.actor,
                    verification_id=self.row.pk,
                    kind=self.kind.value,
                    picture=self._checked(upload),
                )
                messages.success(self.request, KEPT)
                return redirect(self.here())
        except (FieldErrors, Refused) as error:
            return self._refused(form, error)
        return super().keep()

    def _checked(self, upload: UploadedFile) -> CheckedFile:
        kinds = DOCUMENTS if self.accepts_documents else IMAGES
        try:
            return file_check(content=upload, name=upload.name or "", kinds=kinds)
        except FieldErrors as error:
            raise FieldErrors({"picture": error.sentence}) from None

    def _read_new(self, upload: UploadedFile) -> None:
        paper_read(
            actor=self.request.actor,
            verification_id=self.row.pk,
            kind=self.kind,
            picture=self._checked(upload),
        )

    def _answer(self, state: str, sentence: str = "") -> HttpResponse:
        go = self.onward()
        if wants_json(self.request):
            return JsonResponse({"state": state, "sentence": sentence, "go": go})
        return redirect(self.here() if state == "unclear" else go)

    def _no_reading(self, error: ExternalError) -> HttpResponse:
        """The picture is kept; somebody reads it later, or the applicant types."""
        self.row = self.find() or self.row
        if error.permanent:
            messages.warning(self.request, NO_READER)
            return self._answer("done")
        if wants_json(self.request):
            body = {"state": "waiting", "sentence": WAITING, "retry_s": BUSY_RETRY_S}
            return JsonResponse(body, status=HTTPStatus.ACCEPTED)
        return redirect(self.here())

    def _refused(self, form: PictureForm, error: AppError) -> HttpResponse:
        if wants_json(self.request):
            return refusal(error)
        if isinstance(error, FieldErrors):
            form.add_field_errors(error)
        else:
            form.add_error(None, error.sentence)
        return self.show(form, status=error.http_status)


class IdFrontView(CaptureView):
    """人像面."""

    step = WizardStep.ID_FRONT
    kind = PaperKind.ID_FRONT

    def heading(self) -> str:
        """Whose card it is."""
        if self.row.paper != IdPaper.RESIDENT_ID:
            return "拍摄您的证件"
        return f"拍摄{self.head_title if self.row.role != 'agent' else '经办人'}身份证"


class IdBackView(IdFrontView):
    """国徽面."""

    step = WizardStep.ID_BACK
    kind = PaperKind.ID_BACK


class LicenceView(CaptureView):
    """营业执照, a photograph or a PDF of one page."""

    step = WizardStep.LICENCE
    kind = PaperKind.LICENCE
    accepts_documents = True
    aspect = "0.75"

    def heading(self) -> str:
        """Of the page."""
        return "拍摄营业执照"


class PictureView(WizardView):
    """One of the applicant's own pictures; a PDF comes as a download."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """404 for everything that is not the own attempt's."""
        row = verification_latest_for(actor=self.request.actor)
        if row is None or kind not in PictureKind.values or kind == PictureKind.FACE_REFERENCE:
            raise Http404
        file: StoredFile | None = verification_pictures(verification=row).get(kind)
        if file is None:
            raise Http404
        return file_response(file, inline=True)
