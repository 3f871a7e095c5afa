"""The sandbox as scripts/run.py starts it, with a small province of its own."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.test import override_settings

from yuzhengdai.foundation.core.codes import make_id_number, make_uscc
from yuzhengdai.foundation.integrations.breaker import Breaker
from yuzhengdai.foundation.integrations.signed_http import SignedClient

ROOT = Path(__file__).resolve().parents[2]
SALT = "salt-of-the-tests"
HEAD_ID = make_id_number(seed=11)
KNOWN = {
    "uscc": make_uscc(seed="known"), "name": "郑州登记示例有限公司", "state": "active", "entity_type": "企业法人",
    "registered_address": "郑州市示例路 1 号", "established_on": "2016-08-17", "head_name": "李登记",
    "head_id": HEAD_ID, "electricity": "4100000017", "payer_name": "郑州登记示例有限公司",
    "payer_phone": "13812346021", "social_insurance": "41010000017",
}  # fmt: skip
CANCELLED = {
    **KNOWN,
    "uscc": make_uscc(seed="gone"),
    "state": "cancelled",
    "electricity": "",
    "social_insurance": "",
}


def digest(value: str) -> str:
    return hashlib.sha256(f"{SALT}|{value}".encode()).hexdigest() if value else ""


def _row(one: dict[str, str]) -> dict[str, str]:
    return one | {name: digest(one[name]) for name in ("head_name", "head_id", "payer_phone")}


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Address and key of a running sandbox."""
    spec = importlib.util.spec_from_file_location("outside", ROOT / "scripts" / "outside.py")
    assert spec is not None
    assert spec.loader is not None
    outside = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(outside)
    folder = tmp_path_factory.mktemp("sandbox")
    (folder / "sandbox").mkdir()
    content = {
        "salt": SALT,
        "enterprises": [_row(KNOWN), _row(CANCELLED)],
        "people": {digest(HEAD_ID): digest("李登记")},
    }
    (folder / "sandbox" / "province.json").write_text(json.dumps(content), encoding="utf-8")
    command, env = outside.sandbox_start(folder / "run" / "sandbox.json", folder)
    assert (folder / "run" / "sandbox.json").stat().st_mode & 0o777 == 0o600
    env["SANDBOX_ITEMS"] = str(Path(__file__).with_name("items"))
    process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    told: dict[str, str] = json.loads((folder / "run" / "sandbox.json").read_text())
    try:
        _wait_until_ready(told["url"], process)
        yield told
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/ready", timeout=2, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            os.sched_yield()
    raise RuntimeError("the sandbox did not start")


class Door:
    """Asks the sandbox directly, without a breaker and with little patience."""

    def __init__(self, service: dict[str, str]) -> None:
        quick = Breaker("test", failures=1000)
        self.client = SignedClient("test", **service, read_s=10, breaker=quick)
        self.hurried = SignedClient("test", **service, read_s=0.3, breaker=quick)

    def __call__(self, path: str, **question: Any) -> dict[str, Any]:
        return self.client.call(path, question)

    def fault(self, source: str, fault: str) -> None:
        self.client.call("/control/faults", {"source": source, "fault": fault})


@pytest.fixture
def door(service: dict[str, str]) -> Iterator[Door]:
    asking = Door(service)
    yield asking
    asking.fault("all", "off")


@pytest.fixture
def connected(service: dict[str, str]) -> Iterator[None]:
    """The platform's adapters speak to this sandbox, as in the demo."""
    kinds = {kind: ["sandbox"] for kind in ("identity", "gov_data", "bank_transfer")}
    with override_settings(ADAPTERS={**settings.ADAPTERS, **kinds}, OUTSIDE_SERVICES={"sandbox": service}):
        yield
