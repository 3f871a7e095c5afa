"""From uploaded bytes to bytes that may be kept. What a file is, its content says; its name and type say nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO, Protocol
from uuid import UUID

from django.conf import settings

from yuzhengdai.foundation.core.errors import RateLimited
from yuzhengdai.foundation.core.text import normalise_line
from yuzhengdai.foundation.core.tries import thing_mark, tries_require
from yuzhengdai.foundation.files import pictures
from yuzhengdai.foundation.files.enums import PDF_HEADER, PDF_HEADER_WITHIN, FileKind
from yuzhengdai.foundation.files.errors import FileRefused

FILES_PER_HOUR = 120
"""Of one person, through all doors: a file may take seconds to decode, an honest day's work is some dozens."""
_HOUR = timedelta(hours=1)
VISITOR_MAX_PIXELS = 6_000_000
"""For who is not logged in: a screenshot or a photograph sent on by a messenger, not a camera's original."""
_SUFFIX = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
_NAME_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_MAX_NAME = 80
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
"""Brands of still pictures in HEIF, as phones write them; AVIF is another."""


class Chunked(Protocol):
    """Something like Django's UploadedFile."""

    def read(self, num_bytes: int = -1, /) -> bytes:
        """At most ``size`` bytes from where reading stopped; b"" at the end."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """Bytes that passed every check; made by ``file_check`` outside of a transaction, stored by ``file_store``."""

    data: bytes
    name: str
    content_type: str
    is_reencoded: bool
    pages: int = 1

    @property
    def sha256(self) -> str:
        """Of the bytes as kept."""
        return hashlib.sha256(self.data).hexdigest()


def file_check(
    *,
    content: bytes | BinaryIO | Chunked,
    name: str,
    kinds: Collection[FileKind],
    max_bytes: int | None = None,
    max_pixels: int | None = None,
    by: UUID | None = None,
) -> CheckedFile:
    """Check and, for pictures, encode anew. Slow (up to a second): call it before the transaction.

    ``max_bytes`` defaults to the setting UPLOAD_FILE_MAX_BYTES. ``max_pixels`` lowers the
    limit of pictures. ``by``: the user, who has FILES_PER_HOUR. Raises FileRefused with a sentence for the file field.
    """
    limit = max_bytes or settings.UPLOAD_FILE_MAX_BYTES
    data = content if isinstance(content, bytes) else content.read(limit + 1)
    if len(data) > limit:
        raise too_large(limit)
    if not data:
        raise FileRefused("file.empty", "这个文件是空的（0 字节），请核对后重新上传")
    kind, detail = sniff(data)
    if kind is None or kind not in kinds:
        raise FileRefused("file.kind", _kind_sentence(detail, kinds))
    if by is not None:
        _count(by)
    if kind is FileKind.PDF:
        start, pages = pictures.check_pdf(data, max_pages=settings.UPLOAD_PDF_MAX_PAGES)
        return CheckedFile(data[start:], clean_name(name, "application/pdf"), "application/pdf", False, pages)
    encoded, content_type = pictures.reencode(data, detail, max_pixels=max_pixels)
    return CheckedFile(encoded, clean_name(name, content_type), content_type, True)


def _count(by: UUID) -> None:
    """One more file of this person's. Raises FileRefused after FILES_PER_HOUR."""
    try:
        tries_require(kind="files.check", marks=[thing_mark(str(by))], at_most=FILES_PER_HOUR, within=_HOUR)
    except RateLimited as error:
        minutes = -(-error.retry_after_s // 60)
        sentence = f"一小时内上传的文件较多，请 {minutes} 分钟后再上传"
        raise FileRefused("file.too_many", sentence) from None


def too_large(limit_bytes: int) -> FileRefused:
    """The refusal of a file above the limit."""
    return FileRefused("file.size", f"这个文件超过 {limit_bytes // (1024 * 1024)} MB，请压缩或拆分后再上传")


def sniff(data: bytes) -> tuple[FileKind | None, str]:
    """(kind or None, Pillow's format or a word for what it seems to be) from the first bytes."""
    head = data[:16]
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.IMAGE, "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.IMAGE, "PNG"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return FileKind.IMAGE, "WEBP"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return FileKind.IMAGE, "HEIF"
    other = _other(data)
    if not other and PDF_HEADER in data[:PDF_HEADER_WITHIN]:
        return FileKind.PDF, "PDF"
    return None, other


def _other(data: bytes) -> str:
    head = data[:16]
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "OFFICE"
    if head.startswith((b"GIF8", b"BM", b"II*\x00", b"MM\x00*")):
        return "PICTURE"
    return ""


def _kind_sentence(detail: str, kinds: Collection[FileKind]) -> str:
    wanted = "JPG、PNG 图片或 PDF" if FileKind.PDF in kinds else "JPG 或 PNG 图片"
    return {
        "OFFICE": f"这是 Office 文档或压缩包，请另存为 PDF 后再上传（支持{wanted}）",
        "PDF": f"这里需要上传图片，PDF 请转存为图片后再上传（支持{wanted}）",
    }.get(detail, f"这个文件打不开，请换一{'个文件' if FileKind.PDF in kinds else '张照片'}（支持{wanted}）")


def clean_name(name: str, content_type: str) -> str:
    """A harmless file name with the suffix of what the file really is."""
    base = normalise_line(name.replace("\\", "/").rsplit("/", 1)[-1])
    base = _NAME_FORBIDDEN.sub("", base).strip(" .")
    stem = base.rsplit(".", 1)[0].strip(" .") if "." in base else base
    suffix = _SUFFIX[content_type]
    return (stem[: _MAX_NAME - len(suffix)].strip(" .") or "文件") + suffix
