"""The demo as a subprocess, with its own data directory and port."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 300
MANIFEST = ROOT / "src" / "yuzhengdai" / "static" / "dist" / "manifest.json"


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class DemoServer:
    """Web and worker of one demo; `url` is its address."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.key_agent_port = free_port()
        self.lines: list[str] = []
        self.codes_told: set[str] = set()
        self._short_cuts: subprocess.Popen[str] | None = None
        self._ready = threading.Event()
        env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "DJANGO_"))}
        env |= {
            "DATA_DIR": str(data_dir),
            "PORT": str(self.port),
            "KEY_AGENT_PORT": str(self.key_agent_port),
            "HOST": "127.0.0.1",
            "DATABASE_URL": "",
            "HTTPS": "",
            "SITE_BASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "yuzhengdai.config.settings.demo",
            "PYTHONUNBUFFERED": "1",
            "STOP_WITH_PARENT": "1",
        }
        self.env = env
        self._process = subprocess.Popen(
            [sys.executable, "scripts/run.py"],
            cwd=ROOT,
            env=env,
            text=True,
            errors="replace",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._ready.wait(START_SECONDS) or self._process.poll() is not None:
            self.stop()
            raise RuntimeError("the demo did not start:\n" + "\n".join(self.lines[-60:]))

    @property
    def pid(self) -> int:
        """Of the process that started all the others."""
        return self._process.pid

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self.lines.append(line.rstrip())
            if "| ready after" in line:
                self._ready.set()
        self._ready.set()

    def short_cut(self, *request: str) -> Any:
        """What short_cuts.py answers; raises RuntimeError with its traceback."""
        if self._short_cuts is None:
            self._short_cuts = subprocess.Popen(
                [sys.executable, "-m", "tests.e2e.short_cuts"],
                cwd=ROOT,
                env={**self.env, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        assert self._short_cuts.stdin is not None
        assert self._short_cuts.stdout is not None
        self._short_cuts.stdin.write(json.dumps(request) + "\n")
        self._short_cuts.stdin.flush()
        line = self._short_cuts.stdout.readline()
        answer = json.loads(line) if line else {"error": "short_cuts.py has ended"}
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["result"]

    def session_cookie(self, phone: str, side: str) -> dict[str, str]:
        """Return name and value of a session cookie for a demo account; `side` is enterprise or staff."""
        cookie: dict[str, str] = self.short_cut("session", phone, side)
        return cookie

    def stop(self) -> None:
        """Stop web and worker."""
        if self._short_cuts is not None:
            # The end of its input is the end of it.
            self._short_cuts.communicate()
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def copy_data(source: Path, target: Path) -> None:
    """Copy a stopped demo's data directory."""
    # The sockets of the processes for the models are of the stopped demo.
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.sock"))
