"""The sandbox's process for `run.py`: the stand-ins for 工商, 电力, 社保, identity and a bank (demo only)."""

import os
import socket
import sys
from pathlib import Path

from yuzhengdai.config import sandbox

ROOT = Path(__file__).resolve().parents[1]


def sandbox_start(file: Path, data_dir: Path) -> tuple[list[str], dict[str, str]]:
    """Choose a free loopback port, leave address and a new key in the file; return command line and environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    sandbox.write(file, port=port)
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "16", "--no-ws", "--log-level", "critical",
        "--respawn-failed-workers", "--workers-kill-timeout", "2", "sandbox.app:application",
    ]  # fmt: skip
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "DATABASE_"))}
    env |= {"PYTHONPATH": str(ROOT), "SANDBOX_FILE": str(file), "SANDBOX_DATA": str(data_dir / "sandbox")}
    return command, env
