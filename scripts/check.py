"""The checks behind `make test`, `make test-fast` and `make lint`; stops at the first that fails.

Usage: check.py all|fast|lint
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import playwright
from with_postgres import postgres_server

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
ENV = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    "npm_config_loglevel": "error",
}
WORKERS = str(min(os.cpu_count() or 2, 4))
# libatomic1 is for the Node.js inside the playwright package; the fonts are for what the pages are written in.
CHROMIUM_PACKAGES = ["chromium", "fonts-noto-cjk", "libatomic1"]
# The key agent's tests: a compiler for the SKF simulator, a PKCS#11 token in software.
KEY_PACKAGES = ["gcc", "libc6-dev", "libssl-dev", "openssl", "softhsm2"]


def run(*command: str | Path, env: Mapping[str, str] | None = None) -> None:
    """Run a command in the checkout; end with its status where it fails."""
    status = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env={**ENV, **(env or {})}, check=False
    ).returncode
    if status:
        raise SystemExit(status)


def python(*arguments: str | Path, env: Mapping[str, str] | None = None) -> None:
    """Run Python of the virtual environment."""
    run(sys.executable, *arguments, env=env)


def pytest(*arguments: str, env: Mapping[str, str] | None = None) -> None:
    """Run pytest on all cores."""
    python("-m", "pytest", "-n", WORKERS, "--dist", "worksteal", *arguments, env=env)


def linters() -> None:
    """Ruff, Prettier (`make format` mends what both say), sizes, import rules."""
    run(BIN / "ruff", "check", "--quiet", ".")
    run(BIN / "ruff", "format", "--quiet", "--check", ".")
    run("npx", "prettier", "--log-level", "warn", "--check", "frontend", "vite.config.ts")
    python("scripts/check_structure.py")
    run(BIN / "lint-imports", "--no-logo")


def types() -> None:
    """Mypy, and TypeScript's own checker."""
    run(BIN / "mypy")
    run(BIN / "mypy", "-p", "sandbox")
    run(BIN / "mypy", "-p", "keyagent")
    run("npx", "tsc", "--noEmit")


def migrations() -> None:
    """No model without its migration; Django's own checks."""
    test_settings = {"DJANGO_SETTINGS_MODULE": "yuzhengdai.config.settings.test"}
    python("manage.py", "makemigrations", "--check", "--dry-run", env=test_settings)
    python("manage.py", "check", env=test_settings)


def front_end() -> None:
    """Unit tests of the TypeScript islands."""
    run("npx", "vitest", "run", "--passWithNoTests", "--reporter=dot")


def tests_on_sqlite() -> None:
    """Everything but the browser."""
    pytest("-m", "not e2e")


def has_key_tools() -> bool:
    """Whether the key agent's tests can run here."""
    commands = ("cc", "openssl", "softhsm2-util")
    return all(shutil.which(name) for name in commands) and Path("/usr/include/openssl/ec.h").exists()


def key_tools() -> None:
    """What the tests with USBKEYs need, installed where it is missing."""
    if not has_key_tools():
        install(KEY_PACKAGES)


def fast_tests() -> None:
    """What is quick, on SQLite."""
    if not has_key_tools():
        print(
            f"   left out: tests with USBKEYs; they need {' '.join(KEY_PACKAGES)} (`make test` installs them)"
        )
    pytest("-m", "not e2e and not slow and not postgres")


def tests_on_postgresql() -> None:
    """What touches the database, on a PostgreSQL of our own."""
    with postgres_server() as url:
        pytest("-m", "not e2e and not once", env={"TEST_DATABASE_URL": url})


def browser_tests() -> None:
    """In Debian's Chromium against a server of our own."""
    browsers = ("chromium", "chromium-browser", "google-chrome")
    driver = Path(playwright.__file__).parent / "driver" / "node"
    runs = subprocess.run([str(driver), "--version"], check=False, capture_output=True).returncode == 0
    if not runs or not any(shutil.which(name) for name in browsers):
        install(CHROMIUM_PACKAGES)
    # By name, so that an output that ends early still says what failed and what was running. A failure is tried once more, by name in
    # the summary (R): a busy machine can upset one of two hundred walks. More than three of them fail the run (tests/e2e/conftest.py).
    pytest("-v", "-rR", "--reruns", "1", "-m", "e2e", "tests/e2e")


def install(packages: list[str]) -> None:
    """Install Debian packages where we may; say what is missing where not."""
    if os.getuid() != 0 or not shutil.which("apt-get"):
        print(f"Missing: sudo apt-get install {' '.join(packages)}", file=sys.stderr)
        raise SystemExit(2)
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=300"]
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    run(*apt, "update", "-qq", env=env)
    run(*apt, "install", "-y", "-qq", "--no-install-recommends", *packages, env=env)


Check = Callable[[], None]
LINT: list[Check] = [linters, types, migrations]
# The largest run comes last, so that its summary closes the output.
CHECKS: dict[str, list[Check]] = {
    "lint": LINT,
    "fast": [linters, migrations, fast_tests],
    "all": [*LINT, key_tools, front_end, browser_tests, tests_on_postgresql, tests_on_sqlite],
}


def main() -> None:
    """Run the checks of the set named on the command line."""
    times: list[str] = []
    checks = CHECKS[sys.argv[1] if len(sys.argv) > 1 else "all"]
    for check in checks:
        name = check.__name__.replace("_", " ")
        print(f"== {name}", flush=True)
        if check is checks[-1] and times:
            print(f"   so far: {', '.join(times)}", flush=True)
        started = time.monotonic()
        check()
        times.append(f"{name} {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
