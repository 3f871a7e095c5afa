"""A report's document as a PDF (typst), with PDF/UA-1 and PDF/A-2a switched on. Knows no key: see ``services.printing``."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import segno
import typst
from django.conf import settings

from yuzhengdai.domain.credit_reports.document import Document
from yuzhengdai.foundation.core.fonts import missing_characters
from yuzhengdai.foundation.core.printing import pdf_of

_TEMPLATE = Path(__file__).resolve().parent / "report.typ"
_STANDARDS = ("ua-1", "a-2a")
_IN_PLACE = "〓"
"""Printed in the place of a character that the font does not have; the report says so."""


def document_pdf(*, document: Document, number: str, made_at: datetime, verify_url: str) -> bytes:
    """The whole report on A4. The same document and instant give the same bytes. Raises ExternalError without the font."""
    data = {
        **asdict(document),
        "title": "企业信用报告",
        "issuer": settings.SITE_NAME,
        "number": number,
        "qr": _qr(verify_url),
        "missing": False,
    }
    text = json.dumps(data, ensure_ascii=False)
    try:
        return _compiled(text, made_at)
    except typst.TypstError:
        # The standards forbid a box in the place of a character: such a text does not compile.
        missing = missing_characters(text)
        if not missing:
            raise
        table = str.maketrans(dict.fromkeys(missing, _IN_PLACE))
        text = json.dumps({**data, "missing": True}, ensure_ascii=False).translate(table)
        return _compiled(text, made_at)


def _compiled(data: str, made_at: datetime) -> bytes:
    return pdf_of(
        template=_TEMPLATE,
        data=data,
        no_font="暂时不能生成 PDF，请稍后再试。",
        standards=_STANDARDS,
        made_at=made_at,
    )


def _qr(text: str) -> str:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode()
