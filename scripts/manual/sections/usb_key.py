"""The USBKEY of 1.2: the documented demo key, and the key agent of the PC with its PIN typed by a program."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from scripts.manual.sections.on_the_phone import camera_of
from tests.e2e.server import ROOT

if TYPE_CHECKING:
    from scripts.manual.stage import Stage

PIN = "123456"
"""Of the demo's key."""
MAKING_S, STARTING_S, STOPPING_S = 120, 20, 10


def plug_in(page: Page, stage: Stage) -> None:
    """Make the key, start the agent, open the page. Raises LookupError where no simulator can be built (gcc, libssl-dev, openssl)."""
    server = camera_of(stage).server
    made = subprocess.run(
        [sys.executable, "manage.py", "demo_usb_key"],
        cwd=ROOT, env=server.env, capture_output=True, text=True, check=False, timeout=MAKING_S,
    )  # fmt: skip
    if made.returncode:
        raise LookupError(f"no demo key: {made.stderr.strip()}")
    port = int(server.env["KEY_AGENT_PORT"])
    at = stage.clock.at.isoformat()
    stage.ends.enter_context(_agent(server.data_dir, stage.url, at=at, port=port))
    stage.open(page, "/login/ca/")
    expect(page.locator("form[data-ready]")).to_be_visible()


def see_certificates(page: Page, _: Stage) -> None:
    """The key has one to sign and one to encrypt; the first is for logging in."""
    expect(page.get_by_role("radio")).to_have_count(2)


@contextmanager
def _agent(data_dir: Path, origin: str, *, at: str, port: int) -> Iterator[None]:
    """The key agent of this PC, for pages of ``origin``; a program types the PIN."""
    key = data_dir / "usb-key"
    types_pin = data_dir.parent / "types-pin.py"
    types_pin.write_text(f"print({PIN!r}, end='')\n", encoding="ascii")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "scripts.manual.agent_at", at, "--allow", origin),
            *("--driver", f"skf:{key / 'libskfsim.so'}", "--allow-simulator"),
            *("--port", str(port), "--pin-program", f"{sys.executable} {types_pin}"),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SKF_SIMULATOR_DIR": str(key / "key")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(process, port)
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOPPING_S)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Until the agent listens. Raises LookupError when it ends instead, as where something else listens on its port."""
    until = time.monotonic() + STARTING_S
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise LookupError(f"no key agent on port {port}")
