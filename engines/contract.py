"""What an engine offers to the service. Engines live in ``integrations/<kind>/engine`` and are made once per process.

Their answers are plain dicts that JSON can hold. Pictures are bytes as they came; an engine decodes them itself and bounds
what it decodes.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any, Final, Protocol, cast

MODULES: Final = {
    "ocr": "engines.ocr",
    "face": "engines.face",
}


class BadPicture(Exception):
    """The bytes are no picture that an engine can work on."""


class Engine(Protocol):
    #: Names and versions of the models, as kept with each result.
    versions: str

    def warm_up(self) -> None:
        """Work through one picture, so that the first request is as fast as the others."""
        ...


class OcrEngine(Engine, Protocol):
    def read(self, *, kind: str, picture: bytes, content_type: str) -> dict[str, Any]:
        """Read one picture (or one-page PDF) of the paper ``kind``."""
        ...

    def codes(self, *, picture: bytes) -> list[str]:
        """The texts of the QR codes in one picture."""
        ...


class FaceEngine(Engine, Protocol):
    def measure(self, *, frames: Sequence[bytes], with_embedding: bool) -> list[dict[str, Any]]:
        """Measure frames of one camera, in order."""
        ...

    def portrait(self, *, picture: bytes) -> dict[str, Any]:
        """Find the portrait on a card."""
        ...


def make_engine(name: str) -> Engine:
    """Load an engine by name: seconds of work and hundreds of megabytes, in a process of its own only.

    By name and not by import, so that nothing that a web process imports leads to the models.
    """
    return cast(Engine, importlib.import_module(MODULES[name]).make())
