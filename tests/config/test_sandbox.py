"""Where the demo finds its sandbox."""

from pathlib import Path

import pytest

from yuzhengdai.config import sandbox


def test_address_and_key_are_left_for_their_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "run" / "sandbox.json"
    first = sandbox.write(path, port=12345)
    assert sandbox.read(path) == first
    assert first["url"] == "http://127.0.0.1:12345"
    assert path.stat().st_mode & 0o777 == 0o600
    assert sandbox.write(path, port=12345)["secret"] != first["secret"]
    assert [one.name for one in path.parent.iterdir()] == ["sandbox.json"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"url": 1}', "\x00"])
def test_without_a_sandbox_there_is_nobody(tmp_path: Path, content: str) -> None:
    path = tmp_path / "sandbox.json"
    assert sandbox.read(path) == sandbox.NOBODY
    path.write_text(content)
    assert sandbox.read(path) == sandbox.NOBODY
