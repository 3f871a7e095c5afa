"""The short form of `make soak`, on the database that the tests run on: twice sent, killed under way, nothing lost or doubled."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def database() -> Iterator[str]:
    """An empty database on the PostgreSQL of this run, or SQLite where the run has none."""
    url = os.environ.get("TEST_DATABASE_URL", "")
    if not url:
        yield "sqlite"
        return
    name = f"soak_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_nothing_is_lost_or_doubled(database: str) -> None:
    command = ["--light", "--submissions", "40", "--kills", "3", "--workers", "1", "--seed", "1"]
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.soak", *command, "--database", database],
        cwd=ROOT,
        env={**env, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
    assert "acknowledged                      40" in done.stdout
