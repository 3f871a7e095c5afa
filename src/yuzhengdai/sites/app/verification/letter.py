"""法人授权书 of an 经办人: download the filled-in template, have it signed and sealed, upload it; an operator looks at it (R6)."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from yuzhengdai.domain.enterprises.enums import MemberScope
from yuzhengdai.domain.verification.enums import WizardStep
from yuzhengdai.domain.verification.letter import letter_pdf
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.domain.verification.services.papers import picture_keep
from yuzhengdai.domain.verification.wizard import wizard_state
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
from yuzhengdai.sites.app.verification.base import WizardView
from yuzhengdai.sites.app.verification.capture import Capture
from yuzhengdai.sites.app.verification.forms import PictureForm
from yuzhengdai.sites.web.typed_form import TypedForm
from yuzhengdai.sites.web.uploads import refused_upload_errors


class LetterView(Capture):
    """The powers once more, the template, the signed letter."""

    step = WizardStep.LETTER
    purpose = "letter"
    template = "letter"
    accepts_documents = True
    aspect = "0.707"

    def show(self, form: TypedForm | None = None, status: int = 200, **context: object) -> HttpResponse:
        """What is there, and the way to the signed letter."""
        files = verification_pictures(verification=self.row)
        form = form or PictureForm(documents=True, initial={"version": self.row.version})
        frame = {
            "kind": self.purpose,
            "aspect": self.aspect,
            "file": files.get(self.purpose),
            "scopes": [str(MemberScope(scope).label) for scope in self.row.agent_scopes],
        }
        return self.step_page("上传法人授权书", form, status, **frame)

    def save(self, **kwargs: object) -> HttpResponse:
        """Keep the letter; there is nothing to read."""
        form = PictureForm(self.request.POST, self.request.FILES, documents=True)
        upload = form.cleaned_data_of("picture")
        too_large = refused_upload_errors(self.request)
        try:
            if too_large:
                raise FieldErrors({"picture": next(iter(too_large.values()))})
            if isinstance(upload, UploadedFile):
                picture_keep(
                    actor=self.request.actor,
                    verification_id=self.row.pk,
                    kind=self.purpose,
                    picture=self.checked(upload),
                )
            elif self.purpose not in verification_pictures(verification=self.row):
                raise FieldErrors({"picture": "请上传盖章签字后的授权书"})
        except (FieldErrors, Refused) as error:
            return self.refused(form, error)
        return self.answer("done")


class LetterFileView(WizardView):
    """The template as PDF, filled in with the powers and their end."""

    def get(self, request: HttpRequest) -> HttpResponse:
        row = self.find()
        if row is None or WizardStep.LETTER not in wizard_state(verification=row).allowed:
            return redirect("app:verification")
        response = HttpResponse(letter_pdf(verification=row), content_type="application/pdf")
        response["Content-Disposition"] = content_disposition_header(True, "法人授权书.pdf") or "attachment"
        return response
