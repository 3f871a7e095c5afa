"""Finding files of a thing. The caller has already found that thing through its own selector."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from yuzhengdai.foundation.files.models import StoredFile


def files_of(*, subject_kind: str, subject_id: UUID) -> QuerySet[StoredFile]:
    """All files of one subject, oldest first."""
    return StoredFile.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("created_at")
