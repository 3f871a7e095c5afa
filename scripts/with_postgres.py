"""A PostgreSQL of one's own for tests, benchmarks and soak runs: a temporary cluster on a Unix socket.

As a library: `with postgres_server() as url: ...`. As a command: with_postgres.py [--durable] COMMAND..., which finds the
address in TEST_DATABASE_URL and DATABASE_URL. The server never runs as root: root starts it as `postgres` or `nobody`.
"""

import argparse
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "yuzhengdai"
# The oldest server whose behaviour the tests rely on.
OLDEST = 15
START_SECONDS = 60
# What is lost in a crash does not matter to tests; a benchmark and a soak run want the real thing.
THROWAWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


def binaries() -> Path:
    """Return the folder with initdb and postgres; as root, install Debian's package where there is none.

    Raises `RuntimeError` where there is none and it may not be installed.
    """
    found = _find()
    if found is None and os.getuid() == 0 and shutil.which("apt-get"):
        apt = ["apt-get", "-o", "DPkg::Lock::Timeout=300"]
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([*apt, "update", "-qq"], check=True, env=env, stdout=sys.stderr)
        subprocess.run([*apt, "install", "-y", "-qq", "postgresql"], check=True, env=env, stdout=sys.stderr)
        found = _find()
    if found is None:
        raise RuntimeError("PostgreSQL is missing: sudo apt-get install postgresql")
    return found


def _find() -> Path | None:
    """The newest of the system's servers that is new enough: Debian 12 brings 15, Debian 13 brings 17."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])
    )
    if installed and float(installed[-1].parts[-3]) >= OLDEST:
        return installed[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def _as_ordinary_user() -> tuple[list[str], int, int]:
    """Return the command prefix and the ids of the user that runs the server."""
    if os.getuid() != 0:
        return [], os.getuid(), os.getgid()
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    prefix = ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]
    return prefix, entry.pw_uid, entry.pw_gid


@contextmanager
def postgres_server(*, durable: bool = False, settings: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the address of a fresh server; stop it and remove its files afterwards.

    `durable` keeps fsync on; `settings` are further `name=value` pairs.
    """
    folder = Path(tempfile.mkdtemp(prefix="yzd-pg-"))
    prefix, uid, gid = _as_ordinary_user()
    server: subprocess.Popen[bytes] | None = None
    try:
        os.chown(folder, uid, gid)
        folder.chmod(0o755)
        bin_folder = binaries()
        _initialise(prefix, bin_folder, folder)
        server = _start(prefix, bin_folder, folder, [*([] if durable else THROWAWAY), *settings])
        yield f"postgresql://{USER}@/postgres?host={folder}"
    finally:
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.send_signal(signal.SIGQUIT)
                server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(prefix: list[str], bin_folder: Path, folder: Path) -> None:
    command = [
        *prefix, str(bin_folder / "initdb"), "--pgdata", str(folder / "data"), "--username", USER, "--auth", "trust",
        "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions",
    ]  # fmt: skip
    result = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if result.returncode:
        raise RuntimeError(f"initdb failed:\n{result.stdout}{result.stderr}")


def _start(prefix: list[str], bin_folder: Path, folder: Path, settings: list[str]) -> subprocess.Popen[bytes]:
    options = ["listen_addresses=", "max_connections=100", "shared_buffers=256MB", *settings]
    command = [*prefix, str(bin_folder / "postgres"), "-D", str(folder / "data"), "-k", str(folder)]
    for option in options:
        command += ["-c", option]
    log = folder / "log"
    with log.open("wb") as output:
        # A session of its own: Ctrl-C reaches us alone, and we stop the server in order.
        server = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    ready = [str(bin_folder / "pg_isready"), "--quiet", "--host", str(folder), "--username", USER]
    deadline = time.monotonic() + START_SECONDS
    while subprocess.run(ready, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.1)
    return server


def main() -> int:
    """Run the given command beside a server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--durable", action="store_true")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    with postgres_server(durable=options.durable) as url:
        env = {**os.environ, "TEST_DATABASE_URL": url, "DATABASE_URL": url}
        command = options.command[1:] if options.command[:1] == ["--"] else options.command
        return subprocess.run(command, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
