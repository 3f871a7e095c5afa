"""`make run` keeps its engines alive and ends with what is needed."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.once

SCRIPT = """
import sys, time
sys.path.insert(0, "scripts")
import run
children = run.Children()
run.REVIVE_SECONDS = 0.05
children.start("web", [sys.executable, "-c", "import time; time.sleep(float(sys.argv[1]))".replace("sys.argv[1]", "{web}")], {{}})
children.start("face", [sys.executable, "-c", "print('here')"], {{}}, revive=True)
status = children.wait()
children.stop()
print("status", status)
"""


def outcome(web_seconds: float, data_dir: Path) -> list[str]:
    """Return what is printed while web lives `web_seconds` and an engine ends at once, again and again."""
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(web=web_seconds)],
        cwd=ROOT,
        env={
            **os.environ,
            "DATA_DIR": str(data_dir),
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "PYTHONUNBUFFERED": "1",
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return result.stdout.splitlines()


def test_an_engine_that_ends_is_started_again_and_web_ending_ends_all(tmp_path: Path) -> None:
    started = time.monotonic()
    lines = outcome(3, tmp_path)
    assert sum(line.endswith("here") for line in lines) >= 2
    assert any("face ended with status 0; again in" in line for line in lines)
    assert any("web ended with status 0; stopping the rest" in line for line in lines)
    assert lines[-1] == "status 1"
    assert time.monotonic() - started < 30


def test_missing_models_are_named_and_the_rest_starts(tmp_path: Path) -> None:
    """`make serve` in a checkout that was never set up."""
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.path.insert(0, 'scripts'); import engine_processes; print(engine_processes.engines_to_start())",
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "MODELS_DIR": str(tmp_path),
            "ENGINES": "ocr,face",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert "no face engine: detector.onnx, mesh.onnx, sface.onnx, yunet.onnx" in result.stdout
    assert "make setup" in result.stdout
    assert "'face'" not in result.stdout.splitlines()[-1]


def test_what_does_not_end_is_ended_with_its_children(tmp_path: Path) -> None:
    """A worker of a server that had to be killed would stay for ever."""
    script = """
import sys, time, os
sys.path.insert(0, "scripts")
import run
run.STOP_SECONDS = 0.5
children = run.Children()
stubborn = "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); " \\
    "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True); time.sleep(60)"
children.start("web", [sys.executable, "-c", stubborn], dict(os.environ))
time.sleep(1.5)
children.stop()
"""
    result = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={
            **os.environ,
            "DATA_DIR": str(tmp_path),
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "PYTHONUNBUFFERED": "1",
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=40,
    )
    child = int(next(line for line in result.stdout.splitlines() if line.startswith("web")).split("|")[1])
    deadline = time.monotonic() + 10
    while _lives(child):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
