"""PDFs: opened, counted and searched for anything that acts. They are kept as they came and never shown inline."""

from __future__ import annotations

import io
import logging
from typing import Any

from django.conf import settings
from pypdf import PasswordType, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from yuzhengdai.foundation.files.errors import FileRefused

MAX_OBJECTS = 60_000
HEADER = b"%PDF-"
HEADER_WITHIN = 1024
"""Bytes in which readers look for the header."""
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/XFA"})
_ACTIVE_ACTIONS = frozenset(
    {
        *("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/ResetForm", "/Rendition"),
        *("/GoToE", "/GoToR", "/Movie", "/Sound", "/GoTo3DView", "/RichMediaExecute"),
    }
)
"""Refused wherever they stand, whether anything leads to them or not."""
_ALLOWED_ACTIONS = frozenset({"/GoTo", "/Named"})
"""What may happen by itself: moving within this document."""
_ALLOWED_CLICKS = _ALLOWED_ACTIONS | {"/URI"}
"""What may happen when a reader clicks a link."""
_ALLOWED_NAMED = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
_ALLOWED_SCHEMES = ("http://", "https://", "mailto:", "tel:")
_MOST_REFERENCES = 20
_ACTIVE_SUBTYPES = frozenset({"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
_EMBEDDED_KEYS = frozenset({"/EmbeddedFiles", "/EF", "/AF"})

_BROKEN = "这个 PDF 无法打开，可能不完整或已损坏，请重新导出后再上传"


def check(data: bytes) -> tuple[bytes, int]:
    """(bytes to keep, number of pages). Raises FileRefused with the reason: broken, locked, too long, or not just a document.

    What stands before the header (a byte order mark, blank lines, the head of a mail) is left out where the file opens
    without it, as offsets are then counted from the header; else it stays.
    """
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    start = max(data[:HEADER_WITHIN].find(HEADER), 0)
    pages = _pages(data[start:])
    kept = data[start:]
    if pages is None and start:
        pages, kept = _pages(data), data
    if pages is None:
        raise FileRefused("file.pdf_broken", _BROKEN)
    return kept, pages


def _pages(data: bytes) -> int | None:
    """The number of pages of what passes every check; None for what does not open at all."""
    try:
        return _checked_pages(data)
    except FileRefused:
        raise
    except Exception:  # the parser raises whatever a crafted file leads it to, RecursionError among them
        return None


def _checked_pages(data: bytes) -> int:
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
    except NotImplementedError:  # a security handler other than the standard one
        raise _locked() from None
    if reader.is_encrypted:
        _unlock(reader)
    pages = len(reader.pages)
    if pages == 0:
        raise FileRefused("file.pdf_empty", "这个 PDF 没有任何页面，请核对后再上传")
    limit: int = settings.UPLOAD_PDF_MAX_PAGES
    if pages > limit:
        raise FileRefused(
            "file.pdf_pages", f"这个 PDF 有 {pages} 页，最多 {limit} 页，请拆分或只保留需要的部分"
        )
    _search(reader)
    return pages


def _unlock(reader: PdfReader) -> None:
    """Open with the empty password: bank statements come with rights for printing and none to open.

    Raises FileRefused for what asks for a password or is encrypted in a way that nobody reads.
    """
    try:
        is_open = reader.decrypt("") != PasswordType.NOT_DECRYPTED
    except Exception:  # foreign security handlers end up in all kinds of errors
        is_open = False
    if not is_open:
        raise _locked()


def _locked() -> FileRefused:
    return FileRefused("file.pdf_locked", "这个 PDF 要输入密码才能打开，请解除密码后再上传")


def _search(reader: PdfReader) -> None:
    """Look at every object of the file, whether a page leads to it or not."""
    ids = [(number, generation) for generation, table in reader.xref.items() for number in table]
    ids += [(number, 0) for number in reader.xref_objStm]
    if len(ids) > MAX_OBJECTS:
        raise FileRefused("file.pdf_complex", "这个 PDF 的结构太复杂，请用“打印为 PDF”另存后再上传")
    _walk(reader.trailer)
    for number, generation in ids:
        if number:
            _walk(reader.get_object(IndirectObject(number, generation, reader)))


def _walk(start: Any) -> None:
    stack = [start]
    while stack:
        found = stack.pop()
        if isinstance(found, DictionaryObject):
            _check_dictionary(found)
            stack.extend(found.raw_get(key) for key in found)
        elif isinstance(found, ArrayObject):
            stack.extend(list.__iter__(found))


def _value(found: DictionaryObject, key: str) -> Any:
    """The value of a key with every reference followed: what a viewer sees, wherever it stands. None where there is none."""
    value: Any = found.raw_get(key) if key in found else None
    for _ in range(_MOST_REFERENCES):
        if not isinstance(value, IndirectObject):
            return value
        value = value.get_object()
    raise FileRefused("file.pdf_broken", _BROKEN)


def _check_actions(found: DictionaryObject) -> None:
    """What a viewer does by itself (opening, turning pages, leaving) and on a click must be on the lists of what is allowed."""
    _check_action(_value(found, "/OpenAction"), _ALLOWED_ACTIONS)
    occasions = _value(found, "/AA")
    if isinstance(occasions, DictionaryObject):
        for occasion in occasions:
            _check_action(_value(occasions, occasion), _ALLOWED_ACTIONS)
    _check_action(_value(found, "/A"), _ALLOWED_CLICKS)
    if _value(found, "/Type") == "/Action":
        _check_action(found, _ALLOWED_CLICKS)
    following = _value(found, "/Next")
    for one in following if isinstance(following, ArrayObject) else [following]:
        _check_action(one, _ALLOWED_CLICKS if "/S" in found else _ALLOWED_ACTIONS)


def _check_action(action: Any, allowed: frozenset[str]) -> None:
    if isinstance(action, IndirectObject):
        action = action.get_object()
    if not isinstance(action, DictionaryObject):
        return  # a place in this document, or nothing
    kind = _value(action, "/S")
    if kind is None and _value(action, "/Type") != "/Action":
        return  # an attribute of the structure, the next entry of an outline
    is_allowed = isinstance(kind, str) and kind in allowed
    if kind == "/Named":
        is_allowed = is_allowed and _value(action, "/N") in _ALLOWED_NAMED
    if kind == "/URI":
        address = _value(action, "/URI")
        text = address.decode("latin-1") if isinstance(address, bytes) else str(address or "")
        is_allowed = is_allowed and text.strip().lower().startswith(_ALLOWED_SCHEMES)
    if not is_allowed:
        raise _active()


def _active() -> FileRefused:
    return FileRefused("file.pdf_active", "这个 PDF 含有脚本或自动操作，请用“打印为 PDF”另存后再上传")


def _check_dictionary(found: DictionaryObject) -> None:
    if not _EMBEDDED_KEYS.isdisjoint(found) or _value(found, "/Type") == "/EmbeddedFile":
        raise FileRefused("file.pdf_embedded", "这个 PDF 里夹带了其他文件，请用“打印为 PDF”另存后再上传")
    is_active = (
        not _ACTIVE_KEYS.isdisjoint(found)
        or _is_one_of(_value(found, "/S"), _ACTIVE_ACTIONS)
        or (_is_one_of(_value(found, "/Subtype"), _ACTIVE_SUBTYPES) and "/Rect" in found)
    )
    if is_active:
        raise _active()
    _check_actions(found)


def _is_one_of(value: Any, names: frozenset[str]) -> bool:
    return isinstance(value, str) and value in names
