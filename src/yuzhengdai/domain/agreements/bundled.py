"""The texts that come with the software, as files: the present ones, and which ones came with it before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

TEXTS = Path(__file__).resolve().parent / "texts"


@dataclass(frozen=True, slots=True)
class BundledText:
    """``body`` as it is published; ``note`` says what changed since the version before, "" in a first one."""

    kind: str
    title: str
    version: str
    note: str
    body: str

    @property
    def sha256(self) -> str:
        return body_hash(self.body)


def bundled_text(*, kind: str) -> BundledText:
    """The present text. A file is: title, version, perhaps a note, an empty line, the body."""
    head, body = (TEXTS / f"{kind}.md").read_text(encoding="utf-8").split("\n\n", 1)
    lines = dict(line.split(": ", 1) for line in head.splitlines())
    return BundledText(kind, lines["title"], lines["version"], lines.get("note", ""), body.strip() + "\n")


def was_bundled(*, kind: str, sha256: str) -> bool:
    """Whether a text of this kind with this hash ever came with the software."""
    return any(line[0] == kind and line[2] == sha256 for line in _published())


def is_listed(text: BundledText) -> bool:
    """Whether this very version with this very body is in the list; a test demands it of every present text."""
    return [text.kind, text.version, text.sha256] in _published()


def body_hash(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _published() -> list[list[str]]:
    lines = (TEXTS / "published.txt").read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]
