"""The demo's login platform as a real process, and a browser that logs in there."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

from yuzhengdai.config.identity_platforms import DEMO_PAPERS, paper_client, paper_row, row_of_stand_in
from yuzhengdai.foundation.core.codes import make_id_number, make_uscc

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "henan-2026"
NEW_USCC, NEW_NAME = "91350100M000100Y43", "福州示例精密铸造有限公司"
ACCOUNTS: list[dict[str, str]] = [
    {"login": "legal", "subject": "hn-legal", "uscc": NEW_USCC, "enterprise_name": NEW_NAME},
    {"login": "person", "subject": "hn-person"},
    {"login": "refused", "subject": "hn-refused", "behaviour": "refused"},
    {"login": "down", "subject": "hn-down", "behaviour": "down"},
]
SHOWN_USCC, SHOWN_NAME = make_uscc("91", "410105", seed="shown"), "郑州示例轻工机械有限公司"
HEAD_NAME, HEAD_NUMBER = "李示例", make_id_number(seed=7)
_LICENCE = {
    "paper": "licence",
    "uscc": SHOWN_USCC,
    "enterprise_name": SHOWN_NAME,
    "legal_rep": HEAD_NAME,
    "address": "郑州市金水区示例路 6 号",
    "established_on": "2016-08-17",
}
PAPERS: list[dict[str, str]] = [
    {"login": "head", "subject": "lic-head", "holder": "FR", "holder_name": HEAD_NAME, **_LICENCE},
    {"login": "manager", "subject": "lic-manager", "holder": "GL", "holder_name": "王示例", **_LICENCE},
    {"login": "clerk", "subject": "lic-clerk", "holder": "BS", "holder_name": "王示例", **_LICENCE},
    {"login": "revoked", "subject": "lic-revoked", "holder": "FR", **_LICENCE, "register_state": "3"},
    {"login": "torn", "subject": "lic-torn", "holder": "XX", **_LICENCE},
    {
        "login": "me",
        "subject": "net-me",
        "paper": "person",
        "person_name": HEAD_NAME,
        "id_number": HEAD_NUMBER,
    },
    {"login": "other", "subject": "net-other", "paper": "person", "person_name": "王示例"},
    {
        "login": "faceless",
        "subject": "net-faceless",
        "paper": "person",
        "person_name": HEAD_NAME,
        "face": "no",
    },
]
"""Shown without a password: licences of ``SHOWN_USCC`` and persons."""


@dataclass
class StandIn:
    """A running platform; ``rows`` are settings of both kinds, ``oidc`` and ``ticket`` (and a second one, ``other``)."""

    address: str
    rows: dict[str, dict[str, Any]]
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def log_in(self, address: str, login: str, *, password: str = PASSWORD, press: str = "") -> str:
        """Follow ``address`` with a new browser, fill in the form; the address of ours that it comes back to."""
        with httpx.Client(timeout=10) as browser:
            answer = browser.get(address)
            while answer.is_redirect:
                target = urljoin(str(answer.request.url), answer.headers["location"])
                answer = browser.get(target)
            typed = {"login": login, "password": password}
            hidden = dict(parse_qsl(urlsplit(str(answer.request.url)).query))
            typed |= {"cancel": "1"} if press == "cancel" else {}
            answer = browser.post(str(answer.request.url).partition("?")[0], data={**hidden, **typed})
            while answer.is_redirect:
                target = urljoin(str(answer.request.url), answer.headers["location"])
                if not target.startswith(self.address):
                    return target
                answer = browser.get(target)
            return f"{answer.status_code}: {answer.text}"


@contextmanager
def running(folder: Path, *, site: str, accounts: list[dict[str, str]] | None = None) -> Iterator[StandIn]:
    """Start it for a site at this address; ended afterwards by its process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    ways = [f"{site}{prefix}/login/platforms" for prefix in ("", "/app")]
    told = {
        "issuer": address,
        "host": "127.0.0.1",
        "port": port,
        "client_id": "yuzhengdai",
        "secret": secrets.token_urlsafe(32),
        "redirect_uris": [f"{way}/oidc/back/" for way in ways],
        "leave_uris": [f"{site}/", f"{site}/app/"],
        "ticket_clients": [
            {"client_id": f"yzd-{key}", "secret": secrets.token_urlsafe(32), "return_prefixes": [f"{site}/"]}
            for key in ("ticket", "other")
        ]
        + [paper_client(key, proves, site) for key, proves in DEMO_PAPERS.items()],
        "accounts": [
            {"password": PASSWORD, "note": one["login"], "behaviour": "", **one}
            for one in [*(accounts or ACCOUNTS), *PAPERS]
        ],
    }
    file = folder / "identity-platform.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    env = {"PATH": os.environ["PATH"], "IDENTITY_PLATFORM_FILE": str(file)}
    process = subprocess.Popen(["node", str(ROOT / "sandbox/identity_platform/server.mjs")], env=env)
    try:
        _wait(address, process)
        rows = {"oidc": row_of_stand_in(told)}
        for one, name in zip(told["ticket_clients"], ("河南政务服务网（票据）", "另一个平台"), strict=False):
            rows[one["client_id"].removeprefix("yzd-")] = _ticket_row(address, name, one)
        for one in told["ticket_clients"][2:]:
            rows[one["client_id"].removeprefix("yzd-")] = paper_row(address, one)
        yield StandIn(address, rows)
    finally:
        process.terminate()
        process.wait(10)


def _ticket_row(address: str, name: str, client: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "seal": "政",
        "kind": "ticket",
        "address": address,
        "login_address": f"{address}/ticket/login",
        "logout_address": f"{address}/ticket/logout",
        "client_id": client["client_id"],
        "secret": client["secret"],
        "claims": {
            "subject": "subject",
            "account_kind": "account_type",
            "enterprise_name": "corp_name",
            "uscc": "corp_code",
        },
        "enterprise_values": ["legal"],
        "allow_plain_http": True,
        "is_stand_in": True,
    }


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{address}/ready", timeout=1).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise RuntimeError("the login platform did not start")
