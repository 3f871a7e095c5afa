"""Where the engines' processes listen, and how they are started. Standard library only; nothing heavy is imported here.

Two engines: ``ocr`` reads papers, ``face`` measures faces. Each is one granian process on a Unix socket below the data
directory, with one worker that holds one set of models.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: The longest path a Unix socket may have on Linux, without its closing NUL.
SOCKET_PATH_BYTES: Final = 107
APPLICATION: Final = "engines.service:make_application"


@dataclass(frozen=True, slots=True)
class EnginePlan:
    """How one engine's process is run.

    ``waiting`` requests may wait beside the one that runs, each at most ``wait_s``; more are told that it is busy. A computation
    that lasts longer than ``stuck_s`` is taken for one that never ends: its worker ends and a fresh one takes over. So does a worker
    above ``rss_mib`` (resident, sampled every 30 s), whose successor takes over when it is warm. ``body_bytes`` is the largest request.
    """

    name: str
    waiting: int
    wait_s: float
    stuck_s: float
    rss_mib: int
    body_bytes: int


PLANS: Final[Mapping[str, EnginePlan]] = {
    "ocr": EnginePlan("ocr", waiting=4, wait_s=10.0, stuck_s=60.0, rss_mib=900, body_bytes=11 * 1024 * 1024),
    "face": EnginePlan(
        "face", waiting=12, wait_s=5.0, stuck_s=20.0, rss_mib=450, body_bytes=11 * 1024 * 1024
    ),
}


def socket_path(data_dir: Path, engine: str) -> Path:
    """The socket of an engine. A data directory too deep for a socket's path gets a short one in the temporary folder."""
    path = data_dir.resolve() / "run" / f"{engine}.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_BYTES:
        return path
    mark = hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"yuzhengdai-{os.getuid()}-{mark}" / f"{engine}.sock"


def make_socket_folder(path: Path) -> None:
    """Make the folder of a socket, for its owner only; ``PermissionError`` where somebody else made it."""
    folder = path.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    folder.chmod(0o700)


def engine_command(plan: EnginePlan, socket: Path, *, python: str = sys.executable) -> list[str]:
    """granian's command line. More threads than places, so that the one that says "busy" never waits itself."""
    return [
        python, "-m", "granian", "--interface", "wsgi", "--uds", str(socket), "--uds-permissions", "0600",
        "--workers", "1", "--blocking-threads", str(plan.waiting + 5), "--backpressure", str(plan.waiting * 4 + 16),
        "--no-ws", "--http", "1", "--log-level", "error", "--respawn-failed-workers",
        "--workers-max-rss", str(plan.rss_mib), "--workers-kill-timeout", "4", "--factory", APPLICATION,
    ]  # fmt: skip


def engine_environment(plan: EnginePlan, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of an engine's process: one thread of computing, one arena of memory."""
    return {
        **environment,
        "ENGINE": plan.name,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        # Each request comes in another thread; glibc would keep freed memory once per arena, and one thread computes at a time.
        "MALLOC_ARENA_MAX": "1",
    }
