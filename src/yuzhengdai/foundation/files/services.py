"""Keeping, reading and taking away files.

Bytes are written before the row and taken away after it, so that a crash leaves at worst bytes without a row; a job
(``files_sweep_orphans``) removes those.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core import clock, keyring
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.ids import new_id
from yuzhengdai.foundation.files.audit_actions import FileAudit
from yuzhengdai.foundation.files.checks import CheckedFile, Chunked, file_check
from yuzhengdai.foundation.files.enums import DOCUMENTS, FileKind
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.integrations.storage import StorageMissing, storage

BYTES_TAG = "files.file.bytes"
ORPHAN_AGE = timedelta(hours=24)
"""How long bytes may lie without a row: longer than any request that is still about to write its row."""
_BATCH = 500


def file_store(
    *,
    actor: Actor,
    content: bytes | BinaryIO | Chunked | CheckedFile,
    name: str = "",
    subject_kind: str,
    subject_id: UUID | None,
    purpose: str,
    kinds: Collection[FileKind] = DOCUMENTS,
    retain_until: datetime | None = None,
    max_bytes: int | None = None,
) -> StoredFile:
    """Check, encrypt and keep one upload; raises FileRefused (a FieldErrors) with a sentence for the file field.

    Callers that already are in a transaction pass what ``checks.file_check`` made before it, since checking a picture
    is slow. The row is written in the caller's transaction or one of its own; who may see the file is decided by the
    selectors of its subject.
    """
    checked = (
        content
        if isinstance(content, CheckedFile)
        else file_check(content=content, name=name, kinds=kinds, max_bytes=max_bytes)
    )
    file_id = new_id()
    key = _storage_key(file_id)
    storage().put(key, keyring.encrypt(checked.data, tag=BYTES_TAG, row_id=file_id))
    with transaction.atomic():
        stored = StoredFile.objects.create(
            id=file_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            purpose=purpose,
            name=checked.name,
            content_type=checked.content_type,
            size_bytes=len(checked.data),
            sha256=checked.sha256,
            storage_key=key,
            is_reencoded=checked.is_reencoded,
            uploaded_by=actor.user_id,
            retain_until=retain_until,
        )
        audit_record(
            actor=actor,
            action=FileAudit.STORE,
            object_kind="file",
            object_id=file_id,
            detail={"subject": subject_kind, "purpose": purpose, "bytes": len(checked.data)},
        )
    return stored


def file_copy(*, actor: Actor, file: StoredFile, subject_kind: str, subject_id: UUID) -> StoredFile:
    """The same bytes once more, for another subject, encrypted for the new row. Whoever calls may read the first."""
    checked = CheckedFile(
        data=file_read(file),
        name=str(file.name),
        content_type=file.content_type,
        is_reencoded=file.is_reencoded,
    )
    return file_store(
        actor=actor,
        content=checked,
        subject_kind=subject_kind,
        subject_id=subject_id,
        purpose=file.purpose,
        retain_until=file.retain_until,
    )


def file_read(file: StoredFile) -> bytes:
    """The bytes as kept. Raises StorageMissing, and keyring.DecryptionFailed where bytes and row do not belong together.

    Whoever calls has found the file through the selectors of its subject.
    """
    try:
        sealed = storage().get(file.storage_key)
    except FileNotFoundError:
        raise StorageMissing from None
    return keyring.decrypt(sealed, tag=BYTES_TAG, row_id=file.pk)


def file_delete(*, actor: Actor, file: StoredFile) -> None:
    """Take the row away now and the bytes once that is committed."""
    with transaction.atomic():
        audit_record(
            actor=actor,
            action=FileAudit.DELETE,
            object_kind="file",
            object_id=file.pk,
            detail={"subject": file.subject_kind, "purpose": file.purpose},
        )
        key = file.storage_key
        file.delete()
        transaction.on_commit(lambda: storage().delete(key))


def file_retain(*, file: StoredFile, until: datetime | None) -> None:
    """Set or lift the day after which the purge takes the file away."""
    StoredFile.objects.filter(pk=file.pk).update(retain_until=until)


def files_purge_due() -> int:
    """Take away files whose retention has ended; how many. What a row still points at (PROTECT) stays."""
    purged = 0
    due = StoredFile.objects.filter(retain_until__lte=clock.now()).order_by("retain_until")[:_BATCH]
    for file in due:
        try:
            file_delete(actor=SYSTEM, file=file)
        except ProtectedError:
            continue
        purged += 1
    return purged


def files_sweep_orphans() -> int:
    """Take away bytes that no row knows and that are older than ORPHAN_AGE; how many."""
    kept = storage()
    before = clock.now() - ORPHAN_AGE
    swept = 0
    batch: list[str] = []
    for key, written_at in kept.entries():
        if written_at < before:
            batch.append(key)
        if len(batch) >= _BATCH:
            swept += _sweep(batch)
            batch = []
    return swept + _sweep(batch)


def _sweep(keys: list[str]) -> int:
    known = set(StoredFile.objects.filter(storage_key__in=keys).values_list("storage_key", flat=True))
    kept = storage()
    orphans = [key for key in keys if key not in known]
    for key in orphans:
        kept.delete(key)
    return len(orphans)


def _storage_key(file_id: UUID) -> str:
    # The end of a version 7 UUID is random, its beginning is the time: fan out by the end.
    digits = file_id.hex
    return f"{digits[-2:]}/{digits[-4:-2]}/{digits}"
