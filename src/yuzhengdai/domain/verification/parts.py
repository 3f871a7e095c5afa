"""The part of a photograph on which a field was read, enlarged: what a person compares a doubtful field with (R6, R8)."""

from __future__ import annotations

from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.reading import read_fields
from yuzhengdai.domain.verification.selectors import verification_papers
from yuzhengdai.foundation.files import pictures
from yuzhengdai.foundation.files.errors import FileRefused
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.files.services import file_read


def doubtful_parts(*, verification: Verification, paper: str) -> frozenset[str]:
    """Names of the fields of one paper that were read without certainty and can be shown; none of a PDF."""
    found = read_fields(verification=verification, paper=paper)
    names = frozenset(name for name, one in found.items() if one.get("box") and not one.get("is_sure"))
    return names if names and _photograph(verification, paper) is not None else frozenset()


def field_part(*, verification: Verification, paper: str, field: str) -> bytes | None:
    """A JPEG of the place of a doubtful field on the kept photograph, upright; None where there is no such part.

    Whoever calls may see the photograph. Raises StorageMissing.
    """
    file = _photograph(verification, paper)
    if file is None or field not in doubtful_parts(verification=verification, paper=paper):
        return None
    left, top, right, bottom = read_fields(verification=verification, paper=paper)[field]["box"]
    turned = int(verification.read_data[paper].get("rotated_by", 0))
    try:
        return pictures.part_of(
            file_read(file), file.content_type, box=(left, top, right, bottom), turned_degrees=turned
        )
    except FileRefused:
        return None


def _photograph(verification: Verification, paper: str) -> StoredFile | None:
    """The picture that was read, where it is one that we encoded ourselves and still the newest."""
    file = verification_papers(verification=verification).get(paper)
    read = verification.read_data.get(paper, {})
    return file if file is not None and file.is_reencoded and read.get("file") == str(file.pk) else None
