"""An engine without models, served as the real ones are: `factory` is granian's factory in these tests.

The body says what it does: ``slow`` holds until the file named by HOLD_FILE is gone, ``stuck`` holds for ever
(the worker ends after STUCK_S), ``crash`` ends the process, ``bad`` is no picture,
``bug`` raises.
"""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engines.contract import BadPicture
from engines.service import Service, watched
from yuzhengdai.foundation.integrations.inference.place import EnginePlan

PLAN = EnginePlan(
    "face",
    waiting=2,
    wait_s=20.0,
    stuck_s=float(os.environ.get("STUCK_S", "60")),
    rss_mib=400,
    body_bytes=100_000,
)
HOLD = Path(os.environ.get("HOLD_FILE", "/nonexistent"))


class StubEngine:
    """Answers with what it got."""

    versions = "stub-1"

    def warm_up(self) -> None:
        """Nothing to warm."""

    def measure(self, *, frames: Sequence[bytes], with_embedding: bool) -> list[dict[str, Any]]:
        """One entry a frame."""
        return [{"length": len(frame), "embedding": with_embedding} for frame in frames]

    def portrait(self, *, picture: bytes) -> dict[str, Any]:
        """Do what the body says."""
        if picture == b"slow":
            HOLD.with_suffix(".begun").touch()
            deadline = time.monotonic() + 30
            while HOLD.exists() and time.monotonic() < deadline:
                time.sleep(0.01)
        while picture == b"stuck":
            time.sleep(0.05)
        if picture == b"crash":
            os._exit(3)
        if picture == b"bad":
            raise BadPicture("no picture")
        if picture == b"bug":
            raise ZeroDivisionError("a mistake")
        return {"pid": os.getpid()}


def factory() -> Service:
    """As `service.make_application`."""
    return watched(Service(PLAN, StubEngine()))
