"""The process around an engine, through its socket: queue, garbage, crash (brief decision 1)."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.engines import stub_service
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.inference.client import InferenceClient
from yuzhengdai.foundation.integrations.inference.frames import BadFrames, pack_frames, unpack_frames
from yuzhengdai.foundation.integrations.inference.place import (
    SOCKET_PATH_BYTES,
    engine_command,
    engine_environment,
    make_socket_folder,
    socket_path,
)

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]
FACTORY = "tests.engines.stub_service:factory"


def wait_for(condition: Callable[[], Any], seconds: float = 30) -> Any:
    """Return the first true answer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError("waited in vain")


@contextmanager
def serving(data_dir: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A service with the stub engine below a data directory."""
    path = socket_path(data_dir, "face")
    make_socket_folder(path)
    command = engine_command(stub_service.PLAN, path)
    command[-1] = FACTORY
    env = engine_environment(stub_service.PLAN, os.environ) | {
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        **environment,
    }
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(lambda: process.poll() is None and raw(path, "GET", "/ready")[0] == 200)
        yield process
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """A running service: `data_dir`, `path` of the socket, `hold` the file that holds slow requests."""
    data_dir = tmp_path_factory.mktemp("d")
    hold = data_dir / "hold"
    with serving(data_dir, HOLD_FILE=str(hold)):
        yield SimpleNamespace(data_dir=data_dir, path=socket_path(data_dir, "face"), hold=hold)


def raw(path: Path, method: str, target: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    """One request without our client."""
    connection = http.client.HTTPConnection("localhost")
    try:
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(20)
        connection.sock.connect(str(path))
        connection.request(method, target, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def test_frames_arrive_whole_and_in_order(place: SimpleNamespace) -> None:
    client = InferenceClient("face", place.data_dir)
    result = client.call("/measure", pack_frames([b"a", b"bb", b"c" * 50_000]), params={"embedding": "1"})
    assert [entry["length"] for entry in result] == [1, 2, 50_000]
    assert all(entry["embedding"] for entry in result)
    assert client.versions() == "stub-1"


@pytest.mark.parametrize(
    ("method", "target", "body", "status"),
    [
        ("POST", "/measure", b"\xff\xff\xff\xffabc", 400),
        ("POST", "/measure", b"\x00", 400),
        ("POST", "/measure", b"", 400),
        ("POST", "/measure", pack_frames([b"x"] * 25), 400),
        ("POST", "/portrait", b"x" * 100_001, 413),
        ("POST", "/portrait", b"bad", 422),
        ("POST", "/portrait", b"bug", 500),
        ("POST", "/read?kind=id_front", b"x", 404),
        ("POST", "/elsewhere", b"x", 404),
        ("GET", "/portrait", None, 405),
        ("POST", "/%00%ff?kind=%00", b"x", 404),
    ],
)
def test_garbage_is_answered_and_does_no_harm(
    place: SimpleNamespace, method: str, target: str, body: bytes | None, status: int
) -> None:
    assert raw(place.path, method, target, body)[0] == status
    assert raw(place.path, "GET", "/ready")[0] == 200


def test_what_is_no_http_does_no_harm(place: SimpleNamespace) -> None:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(place.path))
        line.sendall(os.urandom(4096))
    assert raw(place.path, "GET", "/ready")[0] == 200


def test_a_full_queue_says_busy_at_once_and_those_inside_are_served(place: SimpleNamespace) -> None:
    begun = place.hold.with_suffix(".begun")
    begun.unlink(missing_ok=True)
    place.hold.touch()
    client = InferenceClient("face", place.data_dir)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(client.call, "/portrait", b"slow")
        wait_for(begun.exists)
        rest = [pool.submit(client.call, "/portrait", b"quick") for _ in range(6)]
        wait_for(lambda: sum(call.done() for call in rest) == 6 - stub_service.PLAN.waiting)
        refused = [call.exception() for call in rest if call.done()]
        assert not first.done()
        assert raw(place.path, "GET", "/ready")[0] == 200
        place.hold.unlink()
        assert {call.result(20)["pid"] for call in [first, *rest] if call.exception(20) is None}
        served = [call for call in rest if call.exception(20) is None]
    assert len(served) == stub_service.PLAN.waiting
    for error in refused:
        assert isinstance(error, ExternalError)
        assert (error.code, error.transient) == ("face_busy", True)
        assert error.details["retry_after"] == "2"
        assert "请稍候再试" in error.sentence


def test_a_worker_that_dies_is_replaced(place: SimpleNamespace) -> None:
    client = InferenceClient("face", place.data_dir)
    before = client.call("/portrait", b"who")["pid"]
    with pytest.raises(ExternalError) as caught:
        client.call("/portrait", b"crash")
    assert caught.value.code == "face_unavailable"
    assert caught.value.transient
    wait_for(lambda: raw(place.path, "GET", "/ready")[0] == 200)
    assert client.call("/portrait", b"who")["pid"] != before


def test_a_computation_that_never_ends_ends_its_worker(tmp_path: Path) -> None:
    path = socket_path(tmp_path, "face")
    with serving(tmp_path, STUCK_S="1"):
        client = InferenceClient("face", tmp_path)
        before = client.call("/portrait", b"who")["pid"]
        with pytest.raises(ExternalError) as caught:
            client.call("/portrait", b"stuck")
        assert caught.value.transient
        wait_for(lambda: raw(path, "GET", "/ready")[0] == 200)
        assert client.call("/portrait", b"who")["pid"] != before


def test_an_engine_that_is_not_running_is_told_apart_from_a_bad_picture(
    place: SimpleNamespace, tmp_path: Path
) -> None:
    with pytest.raises(ExternalError) as caught:
        InferenceClient("ocr", tmp_path).call("/read", b"x")
    assert (caught.value.code, caught.value.transient) == ("ocr_unavailable", True)
    with pytest.raises(ExternalError) as caught:
        InferenceClient("face", place.data_dir).call("/portrait", b"bad")
    assert (caught.value.code, caught.value.permanent) == ("face_bad_picture", True)


def test_the_socket_is_for_its_owner_only(place: SimpleNamespace) -> None:
    assert place.path.stat().st_mode & 0o777 == 0o600
    assert place.path.parent.stat().st_mode & 0o777 == 0o700


def test_a_deep_data_directory_gets_a_short_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("深" * 60)
    path = socket_path(deep, "face")
    assert len(os.fsencode(path)) <= SOCKET_PATH_BYTES
    assert path == socket_path(deep, "face")
    assert path.parent != socket_path(tmp_path / ("浅" * 60), "face").parent


@pytest.mark.parametrize("body", [b"", b"\0\0\0\0", b"\0\0\0\2a", b"\0\0\0\1aX"])
def test_broken_frames_are_refused(body: bytes) -> None:
    with pytest.raises(BadFrames):
        unpack_frames(body, at_most=4)
    assert unpack_frames(pack_frames([b"a", b"b"]), at_most=2) == [b"a", b"b"]


def test_web_code_leads_to_no_model() -> None:
    """The client and the adapters load nothing that computes with pictures."""
    script = (
        "import sys; import yuzhengdai.foundation.integrations.inference.client; "
        "print([name for name in ('numpy', 'cv2', 'onnxruntime') if name in sys.modules])"
    )
    printed = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert printed.strip() == "[]"


def test_started_again_after_a_kill_it_clears_the_old_socket_away(tmp_path: Path) -> None:
    """What `make run` and a service manager do: the same command once more."""
    path = socket_path(tmp_path, "face")
    make_socket_folder(path)
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(path))
    script = (
        "import os, sys; from engines import run; from yuzhengdai.foundation.integrations.inference import place; "
        f"place.APPLICATION = {FACTORY!r}; run.main(['face'])"
    )
    env = {**os.environ, "DATA_DIR": str(tmp_path), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: process.poll() is None and raw(path, "GET", "/ready")[0] == 200)
    finally:
        process.terminate()
        process.wait(20)


def test_a_worker_whose_server_was_killed_ends(tmp_path: Path) -> None:
    """Else it would hold its models for ever."""
    path = socket_path(tmp_path, "face")
    with serving(tmp_path) as process:
        process.kill()
        process.wait(20)
        wait_for(lambda: raw(path, "GET", "/ready")[0] == 0)
