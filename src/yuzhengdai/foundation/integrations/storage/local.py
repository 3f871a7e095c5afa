"""A folder of this machine, with two levels of fan-out."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}")
_TEMPORARY = ".part"


class LocalStorage:
    """Files under one root, written to a temporary name, synced and then renamed: a crash leaves no half file."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)

    def put(self, key: str, data: bytes) -> None:
        target = self._path(key)
        if target.exists():
            raise FileExistsError(key)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = target.with_name(f"{target.name}.{secrets.token_hex(4)}{_TEMPORARY}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.rename(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)

    def get(self, key: str) -> bytes:
        """Read. FileNotFoundError for an unknown key."""
        return self._path(key).read_bytes()

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def entries(self) -> Iterator[tuple[str, datetime]]:
        """Every key and when it was written; left-over temporary files count as keys that no row knows."""
        if not self.root.exists():
            return
        for path in self.root.glob("*/*/*"):
            try:
                written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            except FileNotFoundError:
                continue
            yield path.relative_to(self.root).as_posix(), written_at

    def _path(self, key: str) -> Path:
        # Keys are ours, yet a path is never built from anything that was not checked.
        bare, _, rest = key.partition(".")
        if not _KEY.fullmatch(bare) or (rest and not re.fullmatch(r"[0-9a-f]{8}\.part", rest)):
            raise FileNotFoundError(key)
        return self.root / key


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
