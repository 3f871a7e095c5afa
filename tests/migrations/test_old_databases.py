"""Databases of earlier versions migrate to head with nothing lost, as a demo and as production, on both engines.

``tests/assets/databases/<commit>/`` holds what that commit made: a small demo province with some acts by hand and sealed audit
events, as SQL of each engine, with its keys and audit anchors. A version that changes tables adds a folder of its own.
"""

from __future__ import annotations

import json
import lzma
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from tests.config.test_production import GOOD

ROOT = Path(__file__).resolve().parents[2]
DATABASES = ROOT / "tests" / "assets" / "databases"
TEST_DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "")

# Rows of the old databases, counted when they were made; no migration may lose one.
ROWS = {
    "cd6ab2c": {
        "accounts.User": 401,
        "agreements.AgreementConsent": 125,
        "applications.Application": 48,
        "applications.CreditApproval": 18,
        "applications.StatusChange": 296,
        "audit.AuditEvent": 18,  # 16, and the publications of 《窗口协办同意书》 and 《身份证号查询同意书》 that come with migrations
        "credit.DataAccess": 42,
        "credit.DataAuthorisation": 107,
        "demands.FinancingDemand": 110,
        "enterprises.Enterprise": 32,
        "enterprises.EnterpriseMember": 39,
        "feedback.Feedback": 60,
        "institutions.Officer": 361,
        "products.ProductVersion": 175,
        "verification.Verification": 30,
    },
    # Demands and offers in most of their states, rights and sessions of 窗口协办, a try of 活体检测 with each sign.
    "f9e1458": {
        "accounts.User": 403,
        "agreements.AgreementConsent": 116,
        "applications.Application": 48,
        "applications.CreditApproval": 18,
        "applications.StatusChange": 287,
        "audit.AuditEvent": 23,  # 22, and the publication of 《身份证号查询同意书》
        "credit.DataAuthorisation": 105,
        "demands.DemandChange": 169,
        "demands.FinancingDemand": 118,
        "demands.Offer": 36,
        "enterprises.Enterprise": 30,
        "enterprises.EnterpriseMember": 37,
        "feedback.Feedback": 60,
        "institutions.Officer": 361,
        "products.ProductVersion": 175,
        "verification.CounterRight": 3,
        "verification.CounterSession": 6,
        "verification.LivenessSession": 14,
        "verification.Verification": 28,
    },
}
NEW_ACCOUNTS = {"cd6ab2c": "梁静, 徐宏, 罗岚, 秦越, 贾宁, 高远, 秦岚", "f9e1458": "梁静, 徐宏, 罗岚, 秦越"}
"""Of staff, which ``demo_load`` adds to the demo of that version."""
# Every row of every model is loaded, each encrypted field opened; then the audit chain is walked.
READ_ALL = """
import json, django; django.setup()
from django.apps import apps
from django.core.management import call_command
counts = {}
for model in apps.get_models():
    rows = model._default_manager.all()
    names = [field.attname for field in model._meta.concrete_fields]
    counts[model._meta.label] = sum(1 for row in rows if [getattr(row, name) for name in names])
from yuzhengdai.domain.applications.models import CreditApproval
assert not CreditApproval.objects.filter(is_single_decision=False, proposal=None).exists()
from yuzhengdai.domain.institutions.models import Officer
old = Officer.objects.filter(role="officer", approval_limit_yuan__isnull=False)
assert all("approver" in officer.also_roles for officer in old)
call_command("audit_verify")
print("COUNTS " + json.dumps(counts))
"""


def _environment(kind: str, data_dir: Path, keys: dict[str, Any], database_url: str) -> dict[str, str]:
    common = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": f"yuzhengdai.config.settings.{kind}",
    }
    if kind == "demo":
        return common
    ring = ",".join(f"{version}:{key}" for version, key in keys["field_keys"].items())
    own = {"FIELD_KEYS": ring, "BLIND_INDEX_KEY": keys["blind_index_key"], "DATABASE_URL": database_url or "sqlite"}
    return {**GOOD, **common, **own}


def _run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def _sql(commit: str, engine: str) -> str:
    return lzma.decompress((DATABASES / commit / f"{engine}.sql.xz").read_bytes()).decode()


def _folder(tmp_path: Path, commit: str, engine: str) -> tuple[Path, dict[str, Any]]:
    """A data folder as that version left it: keys and audit anchors."""
    data_dir = tmp_path / "var"
    (data_dir / "audit").mkdir(parents=True)
    shutil.copy(DATABASES / commit / "keys.json", data_dir / "keys.json")
    (data_dir / "keys.json").chmod(0o600)
    shutil.copy(DATABASES / commit / f"{engine}.anchors.log", data_dir / "audit" / "anchors.log")
    return data_dir, json.loads((data_dir / "keys.json").read_text())


def _as_production(execute: Any, tables: list[str]) -> None:
    """What a demo has and a production database never had: its mark, its tables, their migrations."""
    for table in tables:
        execute(f'DROP TABLE "{table}"')
    execute("DELETE FROM core_sitemark WHERE key = 'demo'")
    execute("DELETE FROM django_migrations WHERE app = 'demo'")


def _check(environment: dict[str, str], commit: str) -> None:
    _run(environment, "manage.py", "migrate", "--verbosity", "0")
    _read(environment, commit)
    if "demo" in environment["DJANGO_SETTINGS_MODULE"]:
        # As `make run` does on an old demo folder: what came since is added, once; what people left stays.
        names = NEW_ACCOUNTS[commit]
        said = _run(environment, "manage.py", "demo_load")
        assert f"New accounts: {names}." in said if names else "New accounts" not in said
        assert "New accounts" not in _run(environment, "manage.py", "demo_load")


def _read(environment: dict[str, str], commit: str) -> None:
    line = next(part for part in _run(environment, "-c", READ_ALL).splitlines() if part.startswith("COUNTS "))
    counts = json.loads(line.removeprefix("COUNTS "))
    assert {name: counts[name] for name in ROWS[commit]} == ROWS[commit]


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("kind", ["demo", "production"])
@pytest.mark.parametrize("commit", sorted(ROWS))
def test_an_old_sqlite_database_migrates(tmp_path: Path, commit: str, kind: str) -> None:
    data_dir, keys = _folder(tmp_path, commit, "sqlite")
    connection = sqlite3.connect(data_dir / "yuzhengdai.sqlite3")
    connection.executescript(_sql(commit, "sqlite"))
    if kind == "production":
        _as_production(connection.execute, ["demo_demosms"])
    connection.commit()
    connection.close()
    _check(_environment(kind, data_dir, keys, ""), commit)


@pytest.fixture
def empty_postgresql() -> Iterator[str]:
    """The address of an empty database on the server of this test run."""
    name = f"old_{uuid4().hex[:12]}"
    parts = urlsplit(TEST_DATABASE_URL)
    with psycopg.connect(TEST_DATABASE_URL, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"'.encode())
    yield urlunsplit(parts._replace(path=f"/{name}"))
    with psycopg.connect(TEST_DATABASE_URL, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.skipif(not TEST_DATABASE_URL, reason="needs PostgreSQL")
@pytest.mark.parametrize("kind", ["demo", "production"])
@pytest.mark.parametrize("commit", sorted(ROWS))
def test_an_old_postgresql_database_migrates(
    tmp_path: Path, empty_postgresql: str, commit: str, kind: str
) -> None:
    data_dir, keys = _folder(tmp_path, commit, "postgresql")
    with psycopg.connect(empty_postgresql, autocommit=True) as connection:
        connection.execute(_sql(commit, "postgresql").encode())
        if kind == "production":
            connection.execute("SET search_path TO public")
            _as_production(lambda statement: connection.execute(statement.encode()), ["demo_demosms"])
    _check(_environment(kind, data_dir, keys, empty_postgresql), commit)

