"""What the platform writes is read by its own user alone: database, WAL, uploads, anchors, logs."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

UMASK = 0o077
_FOLDERS = ("files", "audit", "logs", "run")
_DATABASE = "yuzhengdai.sqlite3"


def keep_private(data_dir: Path) -> None:
    """From now on new files of this process are its user's alone; what an older version left open in ``data_dir`` is closed.

    ``collectstatic`` sets the modes of what it copies itself: a web server of another user may read those.
    """
    os.umask(UMASK)
    files = [data_dir / f"{_DATABASE}{ending}" for ending in ("", "-wal", "-shm", "-journal")]
    for path, mode in [*((file, 0o600) for file in files), *((data_dir / name, 0o700) for name in _FOLDERS)]:
        # Another user's file, or none: the one who made it has to see to it.
        with contextlib.suppress(OSError):
            path.chmod(mode)
