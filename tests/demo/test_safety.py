"""Nothing of the demo reaches production."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.test_production import GOOD, ROOT, start

pytestmark = pytest.mark.once

RESOLVE = """
import django; django.setup()
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
for path in ("/sandbox/", "/sandbox/sms/", "/sandbox/sms.json", "/sandbox/totp.json", "/sandbox/components/",
             "/sandbox/bank/", "/sandbox/bank.json", "/sandbox/faults/", "/sandbox/papers/",
             "/sandbox/papers/id-front.jpg"):
    try:
        found = resolve(path)
    except Resolver404:
        continue
    print("FOUND", path, found.view_name)
from django.apps import apps
print("installed", apps.is_installed("demo"))
from django.core.management import get_commands
print("commands", [name for name in get_commands() if name.startswith("demo")])
print("writer", getattr(settings, "SMS_INBOX_WRITER", ""))
import sys
print("loaded", [name for name in sys.modules if name.startswith(("demo", "sandbox"))])
print("services", settings.OUTSIDE_SERVICES, hasattr(settings, "SANDBOX_FILE"))
print("stand-ins", [kind for kind, names in settings.ADAPTERS.items() if {"sandbox", "inbox", "fake"} & set(names)])
"""


def test_production_has_no_sandbox(tmp_path: Path) -> None:
    result = start(tmp_path, RESOLVE)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines == [
        "installed False",
        "commands []",
        "writer ",
        "loaded []",
        "services {} False",
        "stand-ins []",
    ]


def test_production_refuses_the_inbox_adapter(tmp_path: Path) -> None:
    result = start(tmp_path, SMS_VENDORS="inbox")
    assert result.returncode != 0
    assert "is a stand-in" in result.stderr


@pytest.mark.slow
def test_production_refuses_a_database_the_demo_was_loaded_into(tmp_path: Path) -> None:
    env = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DATABASE_URL": "",
    }
    env["DJANGO_SETTINGS_MODULE"] = "yuzhengdai.config.settings.demo"
    for command in (["migrate", "-v0"], ["demo_load"]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True
        )
    code = "import django; django.setup()\nfrom django.db import connection\nconnection.cursor()"
    result = start(tmp_path, code, **GOOD)
    assert result.returncode != 0
    assert "holds the demo" in result.stderr


def test_the_demo_listens_on_loopback_unless_told_otherwise(tmp_path: Path) -> None:
    code = "import django; django.setup()\nfrom django.conf import settings as s\nprint(s.HOST, s.LISTENS_BEYOND_LOOPBACK)"
    told = {}
    for host in ("", "0.0.0.0"):
        env = {key: value for key, value in os.environ.items() if key not in {"HOST", "DATABASE_URL"}}
        env |= {"DATA_DIR": str(tmp_path), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        env |= {
            "DJANGO_SETTINGS_MODULE": "yuzhengdai.config.settings.demo",
            **({"HOST": host} if host else {}),
        }
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, env=env, check=True, capture_output=True, text=True
        )
        told[host] = done.stdout.split()
    assert told[""] == ["127.0.0.1", "False"]
    assert told["0.0.0.0"] == ["0.0.0.0", "True"]
