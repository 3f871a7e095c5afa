"""《授权书》 as a PDF with everything filled in that is known; printed, signed, sealed and handed in again (R8)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from PIL import ImageFont

from yuzhengdai.domain.enterprises.enums import EntityType, MemberScope
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.core.errors import ExternalError

_TEMPLATE = Path(__file__).resolve().parent / "letter.typ"
_FONT_SUFFIXES = {".ttf", ".otf", ".ttc"}
_NAMES = ("enterprise", "head_name", "agent_name")
_NO_CHARACTER = "\U0010ffff"
"""A code point that no font has."""


def letter_pdf(*, verification: Verification) -> bytes:
    """The letter of one attempt, A4, one page. Raises ``ExternalError`` (permanent) where the font is not installed.

    What is not filled in yet is a line to write on, and so is a name with a character that the font does not have: an
    empty box in its place would be a wrong name.
    """
    folders = [str(folder) for folder in settings.FONT_DIRS if _has_font(Path(folder))]
    if not folders:
        raise ExternalError(
            "letter.font",
            "暂时不能生成授权书，请稍后再试，或按说明自行书写后上传。",
            permanent=True,
            source="letter",
        )
    # The stub leaves a type variable open.
    compiled: object = typst.compile(  # type: ignore[misc]
        _TEMPLATE.read_bytes(),
        font_paths=folders,
        ignore_system_fonts=True,
        sys_inputs={
            "data": json.dumps(_by_hand(_data(verification), _fonts_in(folders)), ensure_ascii=False)
        },
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
        "agent_name": str(row.person_name),
        "agent_number": row.id_number,
        "scopes": [
            {"label": str(scope.label), "is_on": scope.value in row.agent_scopes} for scope in MemberScope
        ],
        "ends_on": row.agent_ends_on.strftime("%Y 年 %-m 月 %-d 日") if row.agent_ends_on else "",
    }


def _by_hand(data: dict[str, Any], fonts: list[ImageFont.FreeTypeFont]) -> dict[str, Any]:
    """Names that cannot be printed become empty; ``by_hand`` says that there are such."""
    shown = {name: data[name] if _is_printable(data[name], fonts) else "" for name in _NAMES}
    return {**data, **shown, "by_hand": any(data[name] and not shown[name] for name in _NAMES)}


def _fonts_in(folders: list[str]) -> list[ImageFont.FreeTypeFont]:
    paths = [path for folder in folders for path in sorted(Path(folder).iterdir())]
    return [ImageFont.truetype(path, 20) for path in paths if path.suffix.lower() in _FONT_SUFFIXES]


def _is_printable(text: str, fonts: list[ImageFont.FreeTypeFont]) -> bool:
    """Whether every character has a sign of its own in every weight, not the box of what is missing."""
    for font in fonts:
        missing = bytes(font.getmask(_NO_CHARACTER))
        if any(bytes(font.getmask(char)) == missing for char in set(text) if not char.isspace()):
            return False
    return True


def _has_font(folder: Path) -> bool:
    return folder.is_dir() and any(path.suffix.lower() in _FONT_SUFFIXES for path in folder.iterdir())
