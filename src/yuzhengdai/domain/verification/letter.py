"""《授权书》 as a PDF with everything filled in that is known; printed, signed, sealed and handed in again (R8)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from yuzhengdai.domain.enterprises.enums import EntityType, MemberScope
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.core.fonts import missing_characters
from yuzhengdai.foundation.core.printing import pdf_of

_TEMPLATE = Path(__file__).resolve().parent / "letter.typ"
_NAMES = ("enterprise", "head_name", "agent_name")


def letter_pdf(*, verification: Verification) -> bytes:
    """The letter of one attempt, A4, one page. Raises ``ExternalError`` (permanent) where the font is not installed.

    What is not filled in yet is a line to write on, and so is a name with a character that the font does not have: an
    empty box in its place would be a wrong name.
    """
    return pdf_of(
        template=_TEMPLATE,
        data=json.dumps(_by_hand(_data(verification)), ensure_ascii=False),
        no_font="暂时不能生成授权书，请稍后再试，或按说明自行书写后上传。",
    )


def _data(row: Verification) -> dict[str, Any]:
    licence = row.licence
    head_title = EntityType(licence.get("entity_type") or row.enterprise.entity_type).head_title
    return {
        "head_title": head_title,
        "enterprise": str(licence.get("name") or row.enterprise.name),
        "uscc": str(licence.get("uscc") or row.enterprise.uscc),
        "head_name": str(licence.get("legal_representative_name", "")),
        "agent_name": str(row.person_name),
        "agent_number": row.id_number,
        "scopes": [
            {"label": str(scope.label), "is_on": scope.value in row.agent_scopes} for scope in MemberScope
        ],
        "ends_on": row.agent_ends_on.strftime("%Y 年 %-m 月 %-d 日") if row.agent_ends_on else "",
    }


def _by_hand(data: dict[str, Any]) -> dict[str, Any]:
    """Names that cannot be printed become empty; ``by_hand`` says that there are such."""
    missing = missing_characters("".join(data[name] for name in _NAMES))
    shown = {name: "" if missing & set(data[name]) else data[name] for name in _NAMES}
    return {**data, **shown, "by_hand": any(data[name] and not shown[name] for name in _NAMES)}
