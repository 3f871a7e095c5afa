"""PDFs by typst, in the font that production names in FONT_DIRS."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.core.fonts import font_folders


def require_fonts(*, no_font: str) -> tuple[str, ...]:
    """Folders with the font. Raises ExternalError (permanent) with the sentence ``no_font`` where it is not installed."""
    folders = tuple(font_folders())
    if not folders:
        raise ExternalError("printing.font", no_font, permanent=True, source="printing")
    return folders


def pdf_of(
    *,
    template: Path,
    data: str,
    no_font: str,
    standards: Sequence[Any] = (),
    made_at: datetime | None = None,
) -> bytes:
    """One document: the typst file with ``data`` (JSON) in ``sys.inputs.data``. The same data and ``made_at`` give the same bytes.

    ``standards``: as typst names them ("ua-1", "a-2a"). Raises as ``require_fonts``, and ``typst.TypstError`` for what the
    standards forbid.
    """
    more: dict[str, Any] = {}
    if standards:
        more["pdf_standards"] = list(standards)
    if made_at is not None:
        more["timestamp"] = int(made_at.timestamp())
    compiled: object = typst.compile(
        template.read_bytes(),
        font_paths=_fonts(require_fonts(no_font=no_font)),
        sys_inputs={"data": data},
        **more,
    )
    if not isinstance(compiled, bytes):
        raise TypeError("one document was expected")
    return compiled


@cache
def _fonts(folders: tuple[str, ...]) -> typst.Fonts:
    """Read once a process: parsing a Chinese font takes longer than most documents."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))
