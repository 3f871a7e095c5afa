"""办理身份 and 拍摄证件: what the officer asks and photographs while the person stands there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from yuzhengdai.domain.enterprises.enums import MemberScope
from yuzhengdai.domain.verification.counter.filling import counter_paper, counter_save_role
from yuzhengdai.domain.verification.enums import PictureKind
from yuzhengdai.domain.verification.parts import field_part
from yuzhengdai.domain.verification.reading import read_fields
from yuzhengdai.domain.verification.selectors import pictures_needed, verification_papers
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, RateLimited, Refused
from yuzhengdai.foundation.files.checks import file_check
from yuzhengdai.foundation.files.enums import DOCUMENTS, IMAGES
from yuzhengdai.sites.staff.counter.base import OpenPage
from yuzhengdai.sites.staff.counter.forms import DOCUMENTS as ANY_DOCUMENT
from yuzhengdai.sites.staff.counter.forms import PICTURES, CounterRoleForm, PictureForm
from yuzhengdai.sites.web.codes import wants_json
from yuzhengdai.sites.web.file_response import file_response, picture_response
from yuzhengdai.sites.web.paper_problems import problem_sentence, wrong_paper
from yuzhengdai.sites.web.uploads import refused_upload_errors

_KINDS = {
    PictureKind.ID_FRONT.value: IMAGES,
    PictureKind.ID_BACK.value: IMAGES,
    PictureKind.LICENCE.value: DOCUMENTS,
    PictureKind.LETTER.value: DOCUMENTS,
}
_CARD, _PAGE = "1.586", "0.75"
"""Width to height of the frame in the viewfinder."""


class RoleView(OpenPage):
    """Who stands there for the enterprise, by which paper, and an agent's powers."""

    step = "role"

    def show(self, form: CounterRoleForm | None = None, status: int = 200, **kwargs: Any) -> HttpResponse:
        row = self.row
        form = form or CounterRoleForm(
            head_title=self.head_title,
            initial={
                "role": row.role,
                "paper": row.paper,
                "agent_scopes": row.agent_scopes or [MemberScope.SUBMIT_APPLICATION.value],
                "agent_ends_on": row.agent_ends_on.isoformat() if row.agent_ends_on else "",
                "version": row.version,
            },
        )
        form.show_version(row.version)
        return self.step_page("role", status, form=form, head_title=self.head_title)

    def save(self, **kwargs: Any) -> HttpResponse:
        form = CounterRoleForm(self.request.POST, head_title=self.head_title)
        try:
            counter_save_role(
                actor=self.request.actor,
                session_id=self.session.pk,
                data=form.typed,
                expected_version=form.shown_version,
            )
        except FieldErrors as error:
            form.add_field_errors(error)
            return self.show(form, 422)
        except Conflict as error:
            self.fresh()
            form.add_error(None, error.sentence)
            return self.show(form, error.http_status)
        return self.go_on()


class PapersView(OpenPage):
    """What is there, and a form for each."""

    step = "papers"

    def load(self) -> str:
        """Which papers are needed follows from the role."""
        return super().load() or ("" if self.row.role else self.link("counter-role", self.session.pk))

    def show(self, errors: dict[str, str] | None = None, status: int = 200, **kwargs: Any) -> HttpResponse:
        row, there = self.row, verification_papers(verification=self.row)
        said = errors or {}
        papers = [
            {
                "kind": kind,
                "label": str(PictureKind(kind).label),
                "file": there.get(kind),
                "accept": ANY_DOCUMENT if _KINDS[kind] == DOCUMENTS else PICTURES,
                "aspect": _CARD if _KINDS[kind] == IMAGES else _PAGE,
                "problem": _problem(row.read_data.get(kind), kind) if kind in there else "",
                "is_read": bool(read_fields(verification=row, paper=kind)),
                "may_be_read": kind != PictureKind.LETTER,
                "error": said.get(kind, ""),
            }
            for kind in pictures_needed(verification=row)
        ]
        return self.step_page(
            "papers", status, papers=papers, is_complete=all(paper["file"] for paper in papers)
        )

    def save(self, **kwargs: Any) -> HttpResponse:
        """「下一步」 leads to whatever lacks."""
        return self.go_on()


class PictureView(PapersView):
    """One photograph: GET shows it while the session is open, POST takes another. The viewfinder gets JSON, forms the page."""

    def show(self, errors: dict[str, str] | None = None, status: int = 200, **kwargs: Any) -> HttpResponse:
        if errors is not None or "kind" not in kwargs:
            return super().show(errors, status)
        file = verification_papers(verification=self.row).get(kwargs["kind"])
        if file is None:
            raise Http404
        return file_response(file, inline=True)

    def save(self, **kwargs: Any) -> HttpResponse:
        """Checked, kept, read; what cannot be used is said at its form."""
        kind = str(kwargs["kind"])
        if kind not in pictures_needed(verification=self.row):
            raise Http404
        upload = PictureForm(self.request.POST, self.request.FILES).cleaned_data_of("picture")
        too_large = refused_upload_errors(self.request)
        if too_large:
            return self._refused(kind, too_large.get("picture", next(iter(too_large.values()))))
        if upload is None:
            return self._refused(kind, f"请选择{PictureKind(kind).label}的照片")
        try:
            picture = file_check(
                content=upload.read(),
                name=upload.name or "",
                kinds=_KINDS[kind],
                by=self.request.actor.user_id,
            )
            silence = counter_paper(
                actor=self.request.actor, session_id=self.session.pk, kind=kind, picture=picture
            )
        except FieldErrors as error:
            return self._refused(kind, next(iter(error.fields.values())))
        except RateLimited as limited:
            return self._refused(kind, limited.sentence, limited.http_status)
        if silence:
            messages.warning(self.request, f"照片已保存，没有识别：{silence}")
        return self.go("counter-papers", self.session.pk)

    def post(self, request: HttpRequest, session_id: UUID, **kwargs: Any) -> HttpResponse:
        """As every page of an open session; a picture that is no picture at all is a field's mistake, not a refusal."""

        def take() -> HttpResponse:
            try:
                return self.save(**kwargs)
            except Refused as error:
                if error.code.startswith("counter."):
                    raise
                return self._refused(str(kwargs["kind"]), error.sentence)

        answer = self._guarded(session_id, take)
        if wants_json(request) and isinstance(answer, HttpResponseRedirect):
            return JsonResponse({"state": "done", "sentence": "", "go": answer.url})
        return answer

    def _refused(self, kind: str, sentence: str, status: int = 422) -> HttpResponse:
        if wants_json(self.request):
            return JsonResponse({"error": sentence}, status=status)
        return self.show({kind: sentence}, status)


class PartView(OpenPage):
    """The place on a photograph where a doubtful field was read, enlarged beside its box; as long as the session is open."""

    def show(self, **kwargs: Any) -> HttpResponse:
        part = field_part(verification=self.row, paper=str(kwargs["kind"]), field=str(kwargs["field"]))
        if part is None:
            raise Http404
        return picture_response(part)

    def save(self, **kwargs: Any) -> HttpResponse:
        """Nothing is sent here."""
        return self.go("counter-session", self.session.pk)


def _problem(read: dict[str, Any] | None, kind: str) -> str:
    """What is wrong with the newest photograph: another paper by its name, else the worst; "" where nothing is or it was not read."""
    return wrong_paper(read, kind) or problem_sentence(read)
