"""Files of the demo province, kept as uploads are: encrypted, bound to their row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from demo.rows import write
from demo.seed import demo_id
from yuzhengdai.foundation.core import keyring
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.files.services import BYTES_TAG
from yuzhengdai.foundation.integrations.storage import Storage, storage
from yuzhengdai.foundation.integrations.storage.local import LocalStorage


@dataclass(frozen=True, slots=True)
class Paper:
    """What a file belongs to and what it is."""

    subject_kind: str
    subject_id: UUID
    purpose: str
    name: str
    content_type: str
    data: bytes
    uploaded_by: UUID
    at: datetime


class Cabinet:
    """Gathers files; ``flush`` writes their rows. The bytes of a load that was undone are swept as orphans."""

    def __init__(self) -> None:
        self._rows: list[StoredFile] = []
        self._storage: Storage = storage()

    def keep(self, paper: Paper) -> StoredFile:
        """Encrypt and put the bytes; the row follows with ``flush``."""
        file_id = demo_id(paper.at, "file", paper.subject_id, paper.purpose, paper.name)
        key = f"{file_id.hex[-2:]}/{file_id.hex[-4:-2]}/{file_id.hex}"
        self._put(key, keyring.encrypt(paper.data, tag=BYTES_TAG, row_id=file_id))
        row = StoredFile(
            id=file_id, created_at=paper.at, subject_kind=paper.subject_kind, subject_id=paper.subject_id,
            purpose=paper.purpose, name=paper.name, content_type=paper.content_type, size_bytes=len(paper.data),
            sha256=hashlib.sha256(paper.data).hexdigest(), storage_key=key,
            is_reencoded=paper.content_type.startswith("image/"), uploaded_by=paper.uploaded_by,
        )  # fmt: skip
        self._rows.append(row)
        return row

    def _put(self, key: str, data: bytes) -> None:
        kept = self._storage
        if isinstance(kept, LocalStorage):
            # Not synced one by one as uploads are: a load that a crash undid is simply done again.
            target = kept.root / key
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            target.write_bytes(data)
            target.chmod(0o600)
            return
        kept.delete(key)
        kept.put(key, data)

    def flush(self) -> int:
        """Write the rows; how many."""
        return len(write(self._rows))
