"""The engines' processes for `run.py`: which can start, with what command, when they are ready.

Environment: ENGINES (ocr,face; empty for none), MODELS_DIR.
"""

import http.client
import os
import socket
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from engines.contract import MODULES
from yuzhengdai.foundation.integrations.face import weights
from yuzhengdai.foundation.integrations.inference.place import PLANS, socket_path

READY_SECONDS = 120


def engines_to_start() -> list[str]:
    """Return the engines that can start; say plainly of the others what is missing and what that means."""
    names = [name.strip() for name in os.environ.get("ENGINES", ",".join(PLANS)).split(",") if name.strip()]
    if "face" in names and (files := weights.missing(weights.models_dir())):
        names.remove("face")
        print(
            f"run    | no face engine: {', '.join(files)} not in {weights.models_dir()} (`make setup` fetches them). "
            "企业认证 goes on by 对公打款 or 人工审核.",
            flush=True,
        )
    return [name for name in names if name in PLANS and find_spec(MODULES[name])]


def engine_start(name: str, data_dir: Path) -> tuple[list[str], dict[str, str]]:
    """Return command line and environment; started again, it clears away the socket of the one before."""
    command = [sys.executable, "-m", "engines.run", name]
    return command, {**os.environ, "DATA_DIR": str(data_dir)}


def is_engine_ready(path: Path, seconds: float) -> bool:
    """Return whether the engine answers that it is warm; waits at most `seconds` for the answer."""
    connection = http.client.HTTPConnection("localhost")
    try:
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(seconds)
        connection.sock.connect(str(path))
        connection.request("GET", "/ready")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def tell_when_ready(name: str, data_dir: Path) -> None:
    """Print once that an engine takes work, or that it does not yet (in a thread of its own)."""
    started = time.monotonic()
    while time.monotonic() - started < READY_SECONDS:
        if is_engine_ready(socket_path(data_dir, name), READY_SECONDS):
            print(f"run    | {name} engine ready after {time.monotonic() - started:.1f} s", flush=True)
            return
        time.sleep(0.2)
    print(f"run    | {name} engine not ready after {READY_SECONDS} s", flush=True)
