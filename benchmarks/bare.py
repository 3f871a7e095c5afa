"""The third yardstick: bare WSGI on the same server, the same bytes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

_FOLDER = Path(os.environ["DATA_DIR"]) / "yardsticks"
_KEPT: dict[str, bytes] = {}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer /<name> with the bytes of that name."""
    name = environ["PATH_INFO"].strip("/")
    if name not in _KEPT:
        _KEPT[name] = (_FOLDER / Path(name).name).read_bytes()
    body = _KEPT[name]
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]
