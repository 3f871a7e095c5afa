"""The sandboxes' processes for `run.py`: the stand-ins for 工商, 电力, 社保, identity and a bank, and a login platform (demo only)."""

import os
import socket
import sys
from pathlib import Path

from yuzhengdai.config import identity_platforms, sandbox

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


def identity_platform_start(
    file: Path, *, host: str, shown_host: str, site: str, port: int, accounts: list[dict[str, str]]
) -> tuple[list[str], dict[str, str], str]:
    """Leave what the site must know in the file; return command line, environment and address of the login platform.

    It listens where the site does, since browsers go there: on ``port`` or, where that is taken, on the next free one.
    """
    address = identity_platforms.write(
        file, host=host, shown_host=shown_host, port=_free_port(host, port), site=site, accounts=accounts
    )
    command = ["node", str(ROOT / "sandbox" / "identity_platform" / "server.mjs")]
    names = ("PATH", "HOME", "LANG")
    env = {name: os.environ[name] for name in names if name in os.environ}
    return command, env | {"IDENTITY_PLATFORM_FILE": str(file)}, address


def _free_port(host: str, first: int) -> int:
    for port in range(first, first + 50):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host.strip("[]"), port))
            except OSError:
                continue
            return port
    raise SystemExit(f"No free port from {first} on for the login platform of the demo.")
