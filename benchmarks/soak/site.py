"""The site under load: web server and background workers as `make run` starts them, killed and started again.

As in production a supervisor starts again what ended (systemd's Restart=always, see docs/deployment.md): granian itself gives up
when the same worker dies twice within seconds.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from benchmarks.cpu import descendants
from benchmarks.server import ROOT, free_port

START_SECONDS = 90
SUPERVISOR_S = 0.5
VICTIMS = ("web worker", "background worker", "web server")


class Site:
    """One data directory and database; `port` stays the same over restarts."""

    def __init__(self, folder: Path, database_url: str, *, workers: int = 1) -> None:
        self.folder = folder
        self.port = free_port()
        self.log_path = folder / "soak.log"
        self.env = {
            **{key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")},
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            "HTTPS": "",
            "SITE_BASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "yuzhengdai.config.settings.demo",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "PYTHONUNBUFFERED": "1",
        }
        self._lock = threading.Lock()
        self._log = self.log_path.open("ab")
        self._web: subprocess.Popen[bytes] | None = None
        self._background: list[subprocess.Popen[bytes] | None] = [None] * workers
        self._stopping = threading.Event()
        self.restarts = 0

    def run(self, *command: str, given: str = "") -> str:
        """A helper process on this site's data; its standard output. Raises RuntimeError with what it said."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.env,
            input=given,
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        return done.stdout

    def start(self) -> None:
        """Start everything; returns when the port answers."""
        self._start_web()
        for place in range(len(self._background)):
            self._start_background(place)
        self.wait_until_listening()
        threading.Thread(target=self._supervise, daemon=True).start()

    def _supervise(self) -> None:
        while not self._stopping.wait(SUPERVISOR_S):
            with self._lock:
                if self._stopping.is_set():
                    return
                if self._web is not None and self._web.poll() is not None:
                    self._kill_group(self._web)
                    self._start_web()
                    self.restarts += 1
                for place, process in enumerate(self._background):
                    if process is not None and process.poll() is not None:
                        self._start_background(place)
                        self.restarts += 1

    def kill(self, victim: str, rng: random.Random) -> None:
        """SIGKILL one of VICTIMS, without any warning, and see that it comes back."""
        with self._lock:
            if victim == "background worker":
                place = rng.randrange(len(self._background))
                self._kill_group(self._background[place])
                self._start_background(place)
            elif victim == "web server":
                self._kill_group(self._web)
                self._start_web()
            elif self._web is not None:
                # The web server itself starts another worker in its place.
                children = descendants(self._web.pid)[1:]
                if children:
                    os.kill(rng.choice(children), signal.SIGKILL)

    def stop(self) -> None:
        """Ask all to end, wait, end by force what does not."""
        self._stopping.set()
        with self._lock:
            self._stop_all()

    def _stop_all(self) -> None:
        running = [one for one in (self._web, *self._background) if one is not None and one.poll() is None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                self._kill_group(process)
        self._log.flush()

    def wait_until_listening(self) -> None:
        """Raises RuntimeError after a minute and a half."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"the site does not listen:\n{self.log_tail()}")

    def errors(self) -> list[str]:
        """Lines of the log that tell of faults of our own."""
        lines = self.log_path.read_text(errors="replace").splitlines()
        return [_fault(line) for line in lines if '"ERROR"' in line or '"CRITICAL"' in line]

    def log_tail(self) -> str:
        """The last lines that the processes wrote."""
        return "\n".join(self.log_path.read_text(errors="replace").splitlines()[-30:])

    def _start_web(self) -> None:
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
            "--respawn-failed-workers", "--workers-kill-timeout", "5", "yuzhengdai.config.wsgi:application",
        ]  # fmt: skip
        self._web = self._popen(command)

    def _start_background(self, place: int) -> None:
        self._background[place] = self._popen([sys.executable, "manage.py", "worker"])

    def _popen(self, command: list[str]) -> subprocess.Popen[bytes]:
        # A session of its own: its children can be killed together with it, by the id we know.
        return subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdout=self._log, stderr=self._log, start_new_session=True
        )

    @staticmethod
    def _kill_group(process: subprocess.Popen[bytes] | None) -> None:
        if process is None:
            return
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _fault(line: str) -> str:
    """What a line of the log says in short: the message, what it is about, where and what was raised."""
    try:
        entry = json.loads(line)
    except ValueError:
        return line
    trace = [part.strip() for part in str(entry.get("exception", "")).splitlines() if part.strip()]
    places = [part.partition("src/")[2] for part in trace if "src/yuzhengdai" in part]
    words = [entry.get("time"), entry.get("message"), entry.get("job"), *places[-2:], *trace[-3:]]
    return " | ".join(str(word) for word in words if word)
