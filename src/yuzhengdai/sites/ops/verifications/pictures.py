"""Opening what is masked: pictures, and the values of a person. Each for a reason, each on record."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from yuzhengdai.domain.verification.desk import may_open_picture
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.domain.verification.services.review import (
    verification_number_reveal,
    verification_picture_open,
)
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.sites.ops.verifications.case import VerificationBase
from yuzhengdai.sites.ops.verifications.opened import is_open, keep_open
from yuzhengdai.sites.staff.look_form import LookReasonForm
from yuzhengdai.sites.web.file_response import file_response


class NumberRevealView(VerificationBase):
    """「查看」: number, address and account in clear for a reason; the answer to the POST shows them, nothing else does."""

    def get(self, request: HttpRequest, verification_id: UUID) -> HttpResponse:
        """Back to the case."""
        return redirect("ops:verification-detail", verification_id=self.find(verification_id).pk)

    def post(self, request: HttpRequest, verification_id: UUID) -> HttpResponse:
        row = self.find(verification_id)
        form = LookReasonForm(request.POST, auto_id="reveal-%s")
        if not form.is_valid():
            return self.show(row, 422, reveal_form=form)
        verification_number_reveal(actor=self.request.actor, verification_id=row.pk, reason=form.stated)
        return self.show(row, is_revealed=True)


class PictureOpenView(VerificationBase):
    """Opens a picture: the reason is recorded first, then it is shown for ten minutes in this session."""

    def get(self, request: HttpRequest, verification_id: UUID, kind: str) -> HttpResponse:
        """Back to the case."""
        return redirect("ops:verification-detail", verification_id=self.find(verification_id).pk)

    def post(self, request: HttpRequest, verification_id: UUID, kind: str) -> HttpResponse:
        row = self.find(verification_id)
        form = LookReasonForm(request.POST, auto_id="open-%s")
        if not form.is_valid():
            return self.show(row, 422, open_form=form)
        try:
            file = verification_picture_open(
                actor=self.request.actor, verification_id=row.pk, kind=kind, reason=form.stated
            )
        except Refused as error:
            return self.show(row, 409, stale=error.sentence)
        keep_open(request, row.pk, kind, form.sent)
        if not file.is_reencoded:
            return redirect("ops:verification-picture", verification_id=row.pk, kind=kind)
        target = reverse("ops:verification-detail", kwargs={"verification_id": row.pk})
        return redirect(f"{target}#picture-{kind}")


class PictureView(VerificationBase):
    """The bytes of a picture that was opened in this session; 404 otherwise, and for a live face after the review."""

    def get(self, request: HttpRequest, verification_id: UUID, kind: str) -> HttpResponse:
        """Inline when we encoded it ourselves, else as a download."""
        row = self.find(verification_id)
        file = verification_pictures(verification=row).get(kind)
        if file is None or not is_open(request, row.pk, kind):
            raise Http404
        if not may_open_picture(verification=row, kind=kind):
            raise Http404
        return file_response(file, inline=True)
