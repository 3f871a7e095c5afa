"""《授权书》 as a PDF with everything filled in that is known; printed, signed, sealed and handed in again (R8)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from yuzhengdai.domain.enterprises.enums import EntityType, MemberScope
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.core.errors import ExternalError

_TEMPLATE = Path(__file__).resolve().parent / "letter.typ"
_FONT_SUFFIXES = {".ttf", ".otf", ".ttc"}


def letter_pdf(*, verification: Verification) -> bytes:
    """The letter of one attempt, A4, one page. Raises ``ExternalError`` (permanent) where the font is not installed.

    What is not filled in yet is a line to write on.
    """
    folders = [str(folder) for folder in settings.FONT_DIRS if _has_font(Path(folder))]
    if not folders:
        raise ExternalError(
            "letter.font",
            "暂时不能生成授权书，请稍后再试，或按说明自行书写后上传",
            permanent=True,
            source="letter",
        )
    # The stub leaves a type variable open.
    compiled: object = typst.compile(  # type: ignore[misc]
        _TEMPLATE.read_bytes(),
        font_paths=folders,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_data(verification), ensure_ascii=False)},
    )
    if not isinstance(compiled, bytes):
        raise TypeError("the letter is one document")
    return compiled


def _data(row: Verification) -> dict[str, Any]:
    licence = row.licence
    head_title = EntityType(licence.get("entity_type") or row.enterprise.entity_type).head_title
    return {
        "head_title": head_title,
        "enterprise": str(licence.get("name") or row.enterprise.name),
        "uscc": str(licence.get("uscc") or row.enterprise.uscc),
        "head_name": str(licence.get("legal_representative_name", "")),
        "agent_name": row.person_name,
        "agent_number": row.id_number,
        "scopes": [
            {"label": str(scope.label), "is_on": scope.value in row.agent_scopes} for scope in MemberScope
        ],
        "ends_on": row.agent_ends_on.strftime("%Y 年 %-m 月 %-d 日") if row.agent_ends_on else "",
    }


def _has_font(folder: Path) -> bool:
    return folder.is_dir() and any(path.suffix.lower() in _FONT_SUFFIXES for path in folder.iterdir())
