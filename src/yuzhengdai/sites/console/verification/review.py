"""核对提交: everything once more, then handed in."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from yuzhengdai.domain.verification.enums import PictureKind, VerificationRole
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import pictures_needed, verification_pictures
from yuzhengdai.domain.verification.services.submit import verification_submit
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Refused
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.sites.console.verification.base import PageView, bar, page_url
from yuzhengdai.sites.member.verification.base import KEPT
from yuzhengdai.sites.member.verification.rows import (
    checked_row,
    identity_rows,
    licence_rows,
    role_rows,
    shown_rows,
)
from yuzhengdai.sites.web.typed_form import TypedForm


class ReviewView(PageView):
    """核对提交."""

    step = "review"
    signs = True

    def elsewhere(self) -> str:
        """Everything may be looked at, whatever is missing and whatever was consented to."""
        away = super().elsewhere()
        return away if not hasattr(self, "row") else ""

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """Everything once more, the number masked."""
        row = self.row
        files = verification_pictures(verification=row)
        frame = {
            "row": row,
            "problems": [],
            "sections": _sections(row, files, self.head_title),
            "is_agent": row.role == VerificationRole.AGENT,
            "needed": pictures_needed(verification=row),
            "files": files,
            "steps": bar(self.state, self.step),
        }
        return self.page(self.step, status, **frame | context)

    def save(self, **kwargs: Any) -> HttpResponse:
        """Hand in; a second click finds it handed in."""
        try:
            verification_submit(
                actor=self.request.actor,
                verification_id=self.row.pk,
                expected_version=TypedForm(self.request.POST).shown_version,
                by_hand=True,
            )
        except FieldErrors as error:
            items = [{"text": text, "href": _page_of(name)} for name, text in error.fields.items()]
            return self.show(status=HTTPStatus.UNPROCESSABLE_ENTITY, problems=items)
        except (Refused, Conflict) as error:
            fresh = self.find()
            if fresh is None:
                return redirect(self.front())
            self.row = fresh
            return self.show(status=HTTPStatus.CONFLICT, problems=[{"text": error.sentence, "href": ""}])
        return redirect(self.front())

    def keep(self) -> HttpResponse:
        """Everything is kept already."""
        messages.success(self.request, KEPT)
        return redirect(self.here())


def _sections(row: Verification, files: Mapping[str, StoredFile], head_title: str) -> list[dict[str, Any]]:
    letter = ("letter",) if row.role == VerificationRole.AGENT else ()
    return [
        _section("办理身份", "role", role_rows(row, head_title), letter if row.role else (), files),
        _section("身份信息", "identity", *_person(row), files),
        _section("营业执照", "licence", *_licence(row, head_title), files),
    ]


def _person(row: Verification) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    if row.person_from:
        return [("姓名", row.person_name), checked_row(row)], ()
    return identity_rows(row), ("id_front", "id_back")


def _licence(row: Verification, head_title: str) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    if row.licence_from:
        return shown_rows(row, head_title), ()
    return licence_rows(row, head_title), ("licence",)


def _section(
    title: str,
    step: str,
    rows: list[tuple[str, str]],
    kinds: tuple[str, ...],
    files: Mapping[str, StoredFile],
) -> dict[str, Any]:
    pictures = [
        {"kind": kind, "label": str(PictureKind(kind).label), "file": files.get(kind)} for kind in kinds
    ]
    return {
        "title": title,
        "href": page_url(step),
        "rows": rows,
        "pictures": pictures,
    }


def _page_of(field: str) -> str:
    by_field = {"role": "role", "letter": "role", "licence": "licence", "name": "licence"}
    return page_url(by_field.get(field, "identity"))
