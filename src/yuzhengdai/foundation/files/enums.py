from enum import StrEnum


class FileKind(StrEnum):
    """What an upload may be; ``kinds`` of ``file_store`` takes a set of these."""

    IMAGE = "image"
    PDF = "pdf"


IMAGES = frozenset({FileKind.IMAGE})
DOCUMENTS = frozenset({FileKind.IMAGE, FileKind.PDF})
"""Pictures and PDFs: what documents of an application may be."""

PDF_HEADER = b"%PDF-"
PDF_HEADER_WITHIN = 1024
"""Bytes in which readers look for the header."""
