"""Starts the demo: database, web server, worker, the engines that read papers and faces, and the sandbox of outside systems.

Usage: run.py [--no-setup]
Environment: HOST (127.0.0.1), PORT (8000), DATA_DIR (var), HTTPS=1, DATABASE_URL, WEB_WORKERS (2), ENGINES (ocr,face).
An engine that ends is started again; the platform works without it. Web or worker ending ends all.
Ctrl-C or SIGTERM stops everything that was started here, by its process id.
"""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuzhengdai.config.settings.demo")
os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
os.chdir(ROOT)

import django  # noqa: E402
from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command, get_commands  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from engine_processes import engine_start, engines_to_start, tell_when_ready  # noqa: E402
from outside import identity_platform_start, sandbox_start  # noqa: E402

from yuzhengdai.config.addresses import display_host  # noqa: E402
from yuzhengdai.config.demo_certificate import load_or_make as demo_certificate  # noqa: E402

STOP_SECONDS = 10
READY_SECONDS = 60
# Of each web process: more than may wait for uploads at once (settings.BODIES_AT_ONCE), so that pages are always served.
THREADS = "16"
# Pause before an engine is started again; doubled each time it did not last a minute.
REVIVE_SECONDS = 1
REVIVE_SECONDS_AT_MOST = 60
LASTED_SECONDS = 60


@dataclass
class Revived:
    """What starts an optional process again."""

    command: list[str]
    env: Mapping[str, str]
    started: float = 0.0
    pause: float = REVIVE_SECONDS
    due: float | None = None


@dataclass
class Children:
    """Processes started here; the first that ends by itself ends all, those that may be revived apart."""

    processes: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    revived: dict[str, Revived] = field(default_factory=dict)
    is_stopping: bool = False
    # Set by tests: a test run that was killed must not leave servers behind.
    parent: int = os.getppid() if os.environ.get("STOP_WITH_PARENT") else 0

    def start(self, name: str, command: list[str], env: Mapping[str, str], *, revive: bool = False) -> None:
        """Start a process whose lines are printed behind its name."""
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(env), text=True, errors="replace",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self.processes[name] = process
        if revive:
            self.revived.setdefault(name, Revived(command, env)).started = time.monotonic()
        threading.Thread(target=self._copy, args=(name, process), daemon=True).start()

    @staticmethod
    def _copy(name: str, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            print(f"{name:<7}| {line.rstrip()}", flush=True)

    def needed(self) -> dict[str, subprocess.Popen[str]]:
        """Return the processes without which nothing works."""
        return {name: process for name, process in self.processes.items() if name not in self.revived}

    def wait(self) -> int:
        """Wait until told to stop or until one ends; return the exit status for the shell."""
        while not self.is_stopping and self.parent in {0, os.getppid()}:
            for name, process in self.needed().items():
                status = process.poll()
                if status is not None:
                    print(f"run    | {name} ended with status {status}; stopping the rest", flush=True)
                    return 1
            self.revive(time.monotonic())
            time.sleep(0.2)
        return 0

    def revive(self, now: float) -> None:
        """Start ended optional processes again, each after its pause."""
        for name, plan in self.revived.items():
            status = self.processes[name].poll()
            if status is None:
                continue
            if plan.due is None:
                lasted = now - plan.started > LASTED_SECONDS
                plan.pause = REVIVE_SECONDS if lasted else min(plan.pause * 2, REVIVE_SECONDS_AT_MOST)
                plan.due = now + plan.pause
                print(f"run    | {name} ended with status {status}; again in {plan.pause:.0f} s", flush=True)
            elif now >= plan.due:
                plan.due = None
                self.start(name, plan.command, plan.env, revive=True)

    def stop(self) -> None:
        """Ask every process to end, wait, and end by force what does not, with what it started itself."""
        for process in self.processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            # Each is the head of a group of its own.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def prepare_database() -> None:
    """Apply missing migrations; load the demo province into a new database, add to an older demo what came since."""
    executor = MigrationExecutor(connection)
    is_behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if is_behind:
        print("[setup] database ...", flush=True)
        call_command("migrate", verbosity=0)
    if "demo_load" in get_commands() and (is_behind or not _is_loaded()):
        started = time.monotonic()
        print("[setup] demo province ...", flush=True)
        call_command("demo_load")
        print(f"[setup] demo province: {time.monotonic() - started:.0f} s", flush=True)
    connection.close()


def _is_loaded() -> bool:
    marks: Any = apps.get_model("core", "SiteMark")
    return bool(marks.objects.filter(key="demo").exists())


def require_free_port(host: str, port: int) -> None:
    """End with a plain sentence where something else listens on the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            print(f"Cannot listen on {host}:{port} ({error.strerror}). Choose another: PORT=8001 make run")
            raise SystemExit(1) from error


def web_command() -> list[str]:
    """Return granian's command line for the settings."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", settings.HOST.strip("[]"),
        "--port", str(settings.PORT), "--workers", os.environ.get("WEB_WORKERS", "2"),
        "--blocking-threads", THREADS, "--no-ws", "--log-level", "warning", "--respawn-failed-workers",
        "--workers-kill-timeout", "5",
    ]  # fmt: skip
    if settings.HTTPS and settings.IS_DEMO:
        certificate, key = demo_certificate(settings.DATA_DIR / "tls", [display_host(settings.HOST)])
        command += ["--ssl-certificate", str(certificate), "--ssl-keyfile", str(key)]
    return [*command, "yuzhengdai.config.wsgi:application"]


def wait_until_listening(children: Children) -> bool:
    """Return whether the web server took a connection within a minute."""
    host = "127.0.0.1" if settings.HOST in {"0.0.0.0", "::"} else settings.HOST.strip("[]")  # noqa: S104
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and not children.is_stopping:
        if any(process.poll() is not None for process in children.needed().values()):
            return False
        try:
            socket.create_connection((host, settings.PORT), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def print_addresses(platform: str) -> None:
    """Tell where to go and which accounts there are."""
    base = settings.SITE_BASE_URL
    lines = [
        "",
        f"{settings.SITE_NAME} · 豫正贷",
        f"  门户 Portal          {base}/",
        f"  银行工作台 Bank       {base}/bank/",
        f"  平台运营 Operator     {base}/ops/",
    ]
    if settings.IS_DEMO:
        lines.append(f"  演示短信 SMS inbox    {base}/sandbox/sms/")
        lines.append(f"  演示入口 Sandbox      {base}/sandbox/")
    if platform:
        lines.append(f"  认证平台 Login platform {platform}/")
    if settings.LISTENS_BEYOND_LOOPBACK:
        lines.append(
            "  注意：HOST 使本演示可被其他机器访问；演示账号和验证码是公开的，请只在可信网络中使用。"
        )
    print("\n".join(lines), flush=True)
    if "demo_accounts" in get_commands():
        call_command("demo_accounts")
    print("\n  Ctrl-C 停止\n", flush=True)


def start_engines(children: Children) -> None:
    """Start the engines that can run, beside what is needed; a thread tells when each is ready."""
    for name in engines_to_start():
        command, env = engine_start(name, settings.DATA_DIR)
        children.start(name, command, env, revive=True)
        threading.Thread(target=tell_when_ready, args=(name, settings.DATA_DIR), daemon=True).start()


def start_sandbox(children: Children) -> None:
    """Start the stand-ins for outside systems; before the web server, which reads their address."""
    if settings.IS_DEMO:
        from demo.outside import province_export, province_file

        # A database loaded by an older version has handed nothing over yet.
        if not province_file().exists():
            province_export(province_file())
            connection.close()
        command, env = sandbox_start(settings.SANDBOX_FILE, settings.DATA_DIR)
        children.start("sandbox", command, env, revive=True)


def start_identity_platform(children: Children) -> str:
    """Start the stand-in for 河南政务服务网, where the site listens; return its address. Before the web server, as above."""
    if not settings.IS_DEMO:
        return ""
    from demo.identity_accounts import platform_accounts

    command, env, address = identity_platform_start(
        settings.IDENTITY_PLATFORM_FILE,
        host=settings.HOST,
        shown_host=display_host(settings.HOST),
        site=settings.SITE_BASE_URL,
        port=settings.PORT + 1,
        accounts=platform_accounts(),
    )
    connection.close()
    children.start("login", command, env, revive=True)
    return address


def main() -> int:
    """Prepare, start, wait, stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-setup", action="store_true", help="only start; migrate and load nothing")
    options = parser.parse_args()
    started = time.monotonic()
    django.setup()
    require_free_port(settings.HOST, settings.PORT)
    if not options.no_setup:
        prepare_database()

    children = Children()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        children.is_stopping = True

    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)
    try:
        start_sandbox(children)
        platform = start_identity_platform(children)
        children.start("web", web_command(), os.environ)
        if "worker" in get_commands():
            children.start("worker", [sys.executable, "manage.py", "worker"], os.environ)
        start_engines(children)
        if wait_until_listening(children):
            print_addresses(platform)
            print(f"run    | ready after {time.monotonic() - started:.1f} s", flush=True)
        return children.wait()
    finally:
        children.stop()


if __name__ == "__main__":
    sys.exit(main())
