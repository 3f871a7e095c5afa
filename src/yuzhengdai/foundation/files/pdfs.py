"""PDFs: opened, counted and searched for anything that acts. They are kept as they came and never shown inline.

Runs in the process of ``picture_worker`` alone, which has no Django: a parser written for documents meets what attackers write.
"""

from __future__ import annotations

import io
import logging
import re
from typing import Any

from pypdf import PasswordType, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from yuzhengdai.foundation.files.enums import PDF_HEADER, PDF_HEADER_WITHIN
from yuzhengdai.foundation.files.errors import FileRefused, pdf_refused

MAX_OBJECTS = 60_000
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
_ELSEWHERE_KEYS = frozenset({"/Ref", "/OPI"})
"""Of a picture that stands for a page of another file."""
_WRITTEN_OUT = re.compile(rb"/(JavaScript|Launch|SubmitForm|ImportData|RichMedia)(?![A-Za-z])")
"""Long enough not to come about by chance in the bytes of a picture; what is compressed is looked at object by object."""
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_EMBEDDED_KEYS = frozenset({"/EmbeddedFiles", "/EF", "/AF"})


class TooLongError(Exception):
    """More pages than are taken; ``pages`` is how many."""

    def __init__(self, pages: int) -> None:
        super().__init__(pages)
        self.pages = pages


def check(data: bytes, *, max_pages: int) -> tuple[int, int]:
    """(where the document begins, number of pages). Raises FileRefused with the reason, TooLongError.

    What stands before the header (a byte order mark, blank lines, the head of a mail) is left out where the file opens
    without it, as offsets are then counted from the header; else it stays.
    """
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    start = max(data[:PDF_HEADER_WITHIN].find(PDF_HEADER), 0)
    pages = _pages(data[start:], max_pages)
    if pages is None and start:
        start, pages = 0, _pages(data, max_pages)
    if pages is None:
        raise pdf_refused("file.pdf_broken")
    return start, pages


def _pages(data: bytes, max_pages: int) -> int | None:
    """The number of pages of what passes every check; None for what does not open at all."""
    try:
        return _checked_pages(data, max_pages)
    except (FileRefused, TooLongError):
        raise
    except Exception:  # the parser raises whatever a crafted file leads it to, RecursionError among them
        return None


def _checked_pages(data: bytes, max_pages: int) -> int:
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
    except NotImplementedError:  # a security handler other than the standard one
        raise pdf_refused("file.pdf_locked") from None
    if reader.is_encrypted:
        _unlock(reader)
    pages = len(reader.pages)
    if pages == 0:
        raise pdf_refused("file.pdf_empty")
    if pages > max_pages:
        raise TooLongError(pages)
    _search(reader)
    _search_bytes(data)
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
        raise pdf_refused("file.pdf_locked")


def _search(reader: PdfReader) -> None:
    """Look at every object of the file, whether a page leads to it or not."""
    ids = [(number, generation) for generation, table in reader.xref.items() for number in table]
    ids += [(number, 0) for number in reader.xref_objStm]
    if len(ids) > MAX_OBJECTS:
        raise pdf_refused("file.pdf_complex")
    _walk(reader.trailer)
    for number, generation in ids:
        if number:
            _walk(reader.get_object(IndirectObject(number, generation, reader)))


def _search_bytes(data: bytes) -> None:
    """Look for acts in objects that the file's own table does not know: a viewer that mends the table finds them, our parser does not."""
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)
    if _WRITTEN_OUT.search(data) or _WRITTEN_OUT.search(plain):
        raise pdf_refused("file.pdf_active")


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
    raise pdf_refused("file.pdf_broken")


def _check_actions(found: DictionaryObject) -> None:
    """What a viewer does by itself (opening, turning pages, leaving) and on a click must be on the lists of what is allowed."""
    _check_action(_value(found, "/OpenAction"), _ALLOWED_ACTIONS)
    occasions = _value(found, "/AA")
    if isinstance(occasions, DictionaryObject):
        for occasion in occasions:
            _check_action(_value(occasions, occasion), _ALLOWED_ACTIONS)
    for clicked in ("/A", "/PA"):
        _check_action(_value(found, clicked), _ALLOWED_CLICKS)
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
        raise pdf_refused("file.pdf_active")


def _check_dictionary(found: DictionaryObject) -> None:
    if not _EMBEDDED_KEYS.isdisjoint(found) or _value(found, "/Type") == "/EmbeddedFile":
        raise pdf_refused("file.pdf_embedded")
    is_active = (
        not _ACTIVE_KEYS.isdisjoint(found)
        or _is_one_of(_value(found, "/S"), _ACTIVE_ACTIONS)
        or (_is_one_of(_value(found, "/Subtype"), _ACTIVE_SUBTYPES) and "/Rect" in found)
    )
    if is_active or _lies_elsewhere(found):
        raise pdf_refused("file.pdf_active")
    _check_actions(found)


def _lies_elsewhere(found: DictionaryObject) -> bool:
    """Whether a viewer would fetch what is shown here from a share or an address, which tells who opens the file."""
    if not isinstance(found, StreamObject):
        return False
    where = _value(found, "/F")
    return isinstance(where, str | bytes | DictionaryObject) or not _ELSEWHERE_KEYS.isdisjoint(found)


def _is_one_of(value: Any, names: frozenset[str]) -> bool:
    return isinstance(value, str) and value in names
