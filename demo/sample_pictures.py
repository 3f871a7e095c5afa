"""Sample papers as JPEGs, drawn on request by a process of their own; portraits of visitors pass through and are kept nowhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from demo.sample_papers import Wanted, holder, paper_of

KINDS = {"id-front": "身份证人像面", "id-back": "身份证国徽面", "licence": "营业执照"}
_FACES = Path(__file__).parent / "assets" / "faces"
_ROOT = Path(__file__).resolve().parents[1]
_COMMAND = [sys.executable, "-m", "demo.specimens"]
_SECONDS = 30
# Drawing takes a core and a hundred megabytes for a second: one at a time in a web process.
_drawing = threading.Lock()


@lru_cache(maxsize=9)
def sample_jpeg(kind: str, wanted: Wanted) -> bytes:
    """One of ``KINDS`` for a visitor, with a built-in portrait. About a second of work; the newest few are remembered."""
    portrait = (_FACES / f"{wanted.face}.jpg").read_bytes() if kind == "id-front" else b""
    return _drawn(kind, wanted, portrait)


def front_with(wanted: Wanted, photograph: bytes) -> bytes:
    """The portrait side with a visitor's own photograph (checked bytes of a picture). Nothing is remembered of it."""
    return _drawn("id-front", wanted, photograph)


def _drawn(kind: str, wanted: Wanted, portrait: bytes) -> bytes:
    of = asdict(paper_of(wanted) if kind == "licence" else holder(wanted))
    asked = json.dumps({"kind": kind, "of": of}, default=str).encode() + b"\n"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT / "src"), str(_ROOT)])}
    with _drawing:
        done = subprocess.run(  # noqa: S603 - our own module, asked through its standard input
            _COMMAND,
            input=asked + portrait,
            capture_output=True,
            env=environment,
            check=True,
            timeout=_SECONDS,
        )
    return done.stdout
