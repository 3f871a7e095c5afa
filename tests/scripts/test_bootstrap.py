"""Set-up is skipped while its input is unchanged."""

import hashlib
import re
from pathlib import Path

import pytest

from scripts import bootstrap
from yuzhengdai.foundation.integrations.face import weights


def test_a_step_is_done_once_for_the_same_input(tmp_path: Path) -> None:
    done: list[str] = []
    for wanted in ("a", "a", "b"):
        bootstrap.step("work", tmp_path / "stamp", wanted, lambda wanted=wanted: done.append(wanted))
    assert done == ["a", "b"]


def test_a_step_that_failed_is_done_again(tmp_path: Path) -> None:
    def fail() -> None:
        raise SystemExit(1)

    with pytest.raises(SystemExit):
        bootstrap.step("work", tmp_path / "stamp", "a", fail)
    done: list[str] = []
    bootstrap.step("work", tmp_path / "stamp", "a", lambda: done.append("a"))
    assert done == ["a"]


def test_the_digest_follows_contents_and_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    (tmp_path / "folder").mkdir()
    file = tmp_path / "folder" / "a.ts"
    file.write_text("1")
    first = bootstrap.digest([tmp_path / "folder"], "3.11")
    assert bootstrap.digest([tmp_path / "folder"], "3.12") != first
    file.write_text("2")
    assert bootstrap.digest([tmp_path / "folder"], "3.11") != first
    file.write_text("1")
    file.rename(file.with_name("b.ts"))
    assert bootstrap.digest([tmp_path / "folder"], "3.11") != first


@pytest.mark.parametrize(
    ("printed", "accepted"), [("v20.19.0", True), ("v22.1.0", True), ("v20.18.3", False), ("v18.19.0", False)]
)
def test_old_node_is_refused_in_a_plain_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    printed: str,
    accepted: bool,
) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {printed}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    if accepted:
        assert bootstrap.check_node() == printed[1:]
        return
    with pytest.raises(SystemExit):
        bootstrap.check_node()
    assert "20.19" in capsys.readouterr().err


def test_locks_carry_hashes_and_no_addresses() -> None:
    """Nothing committed names where packages come from, and every package is pinned by hash."""
    for file in (*bootstrap.REQUIREMENTS, bootstrap.MODEL_TOOLS, bootstrap.WEIGHTS):
        text = file.read_text(encoding="utf-8")
        assert "://" not in text
        pinned = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
        assert pinned
        for entry in pinned:
            assert re.match(r"[a-z0-9-]+==[0-9]", entry)
            assert "--hash=sha256:" in entry
    lock = (bootstrap.ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock


def test_only_the_models_that_may_be_used_are_kept() -> None:
    """The file of 68 points that comes in the same archive excludes commercial use."""
    folder = weights.models_dir()
    if weights.missing(folder):
        pytest.skip("set-up has not run: python3 scripts/bootstrap.py --part models")
    assert {path.name for path in folder.iterdir()} - {".stamp"} == set(weights.SHA256)
    for name, wanted in weights.SHA256.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == wanted
