"""Where a demo's sandbox listens: scripts/run.py leaves address and key in a file that only its user may read."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

#: Nobody listens on port 1: without a sandbox every call ends as with a source that is down.
NOBODY = {"url": "http://127.0.0.1:1", "key_id": "none", "secret": "none"}


def read(path: Path) -> dict[str, str]:
    """Address and key of the running sandbox, or of nobody."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(found[name]) for name in ("url", "key_id", "secret")}
    except (OSError, ValueError, KeyError, TypeError):
        return dict(NOBODY)


def write(path: Path, *, port: int) -> dict[str, str]:
    """Make a key for a sandbox that will listen on a loopback port; leave both in the file (mode 600)."""
    service = {"url": f"http://127.0.0.1:{port}", "key_id": "demo", "secret": secrets.token_urlsafe(32)}
    leave(path, service)
    return service


def leave(path: Path, content: object) -> None:
    """Write a file of JSON that only its user may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file)
    draft.replace(path)
