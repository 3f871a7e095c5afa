"""核对提交: everything once more, then handed in."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from yuzhengdai.domain.enterprises.enums import EntityType, MemberScope
from yuzhengdai.domain.verification.enums import PictureKind, VerificationRole
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import pictures_needed, verification_pictures
from yuzhengdai.domain.verification.services.submit import verification_submit
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Refused
from yuzhengdai.foundation.core.masking import mask_id_number
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.reference import regions
from yuzhengdai.sites.console.verification.base import PageView, bar, page_url
from yuzhengdai.sites.member.verification.base import KEPT
from yuzhengdai.sites.web.typed_form import TypedForm


class ReviewView(PageView):
    """核对提交."""

    step = "review"

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
    licence = row.licence
    role: list[tuple[str, str]] = [("办理身份", f"我是{head_title}" if row.role != "agent" else "我是经办人")]
    if row.role == VerificationRole.AGENT:
        labels = "、".join(str(MemberScope(scope).label) for scope in row.agent_scopes)
        ends_on = row.agent_ends_on.isoformat() if row.agent_ends_on else ""
        role += [("授权内容", labels), ("授权截止日期", ends_on)]
    until = "长期" if row.id_is_long_term else (row.id_valid_until.isoformat() if row.id_valid_until else "")
    identity = [
        ("姓名", row.person_name),
        ("身份证号", mask_id_number(row.id_number) if row.id_number else ""),
        ("住址", row.id_address),
        ("有效期截止日", until),
    ]
    entity_type = licence.get("entity_type", "")
    papers = [
        ("企业名称", licence.get("name", "")),
        ("统一社会信用代码", licence.get("uscc", "")),
        ("法人类型", str(EntityType(entity_type).label) if entity_type in EntityType.values else ""),
        (f"{head_title}姓名", licence.get("legal_representative_name", "")),
        ("住所", licence.get("registered_address", "")),
        ("成立日期", licence.get("established_on", "")),
        ("所属地区", regions.full_name(licence.get("region_code", ""))),
    ]
    letter = ("letter",) if row.role == VerificationRole.AGENT else ()
    return [
        _section("办理身份", "role", role, letter if row.role else (), files),
        _section("身份信息", "identity", identity, ("id_front", "id_back"), files),
        _section("营业执照", "licence", papers, ("licence",), files),
    ]


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
