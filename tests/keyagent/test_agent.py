"""The key agent as a process: whom it answers, what it signs, how it asks, with keys behind it that are real libraries."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from demo.usb_key.simulator import build, put_on_key
from demo.usb_key.sm2_pki import ENCRYPTION, Sm2Pki
from keyagent.server import allowed_origin
from keyagent.text import login_text
from tests.support.key_agent import PIN, ROOT, SOFTHSM, Running, agent, needs_compiler, needs_softhsm, softhsm
from tests.support.key_pki import Pki
from yuzhengdai.domain.certificates.checking import is_signed_by
from yuzhengdai.domain.certificates.services import key_text

ORIGIN = "https://finance.example.cn"
CHALLENGE = "abcdefghijklmnopqrstuvwxyz0123456789"


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Path]]:
    folder = tmp_path_factory.mktemp("skf")
    library, pki = build(folder / "library"), Sm2Pki(folder / "ca")
    subject = "/C=CN/O=郑州示例有限公司/serialNumber=91410100MA44444444"
    pki.certificate("sign", subject=subject)
    pki.certificate("encrypt", subject=subject, usage=ENCRYPTION)
    put_on_key(folder / "key", pki, sign="sign", encrypt="encrypt", pin=PIN)
    env = {"SKF_SIMULATOR_DIR": str(folder / "key")}
    with agent(folder, f"skf:{library}", allow=ORIGIN, env=env) as running:
        yield running, folder / "key"


def signed(running: Running, handle: str, **changed: Any) -> tuple[int, Any]:
    body = {"handle": handle, "challenge": CHALLENGE, **changed}
    status, _, answer = running.ask("POST", "/v1/sign", origin=ORIGIN, body=body)
    return status, answer


def listed(running: Running) -> list[dict[str, str]]:
    status, _, answer = running.ask("GET", "/v1/certificates", origin=ORIGIN)
    assert status == 200, answer
    return list(answer["certificates"])


def check(answer: dict[str, str]) -> None:
    """The platform's own text and check take what the agent signed."""
    certificate = x509.load_der_x509_certificate(base64.b64decode(answer["certificate"]))
    text = key_text(origin=ORIGIN, challenge=CHALLENGE, time=answer["time"])
    assert text == login_text(origin=ORIGIN, challenge=CHALLENGE, time=answer["time"])
    assert is_signed_by(certificate, signature=base64.b64decode(answer["signature"]), text=text)


@needs_compiler
def test_skf_lists_both_certificates_and_signs_with_sm2(simulator: tuple[Running, Path]) -> None:
    running, _ = simulator
    rows = listed(running)
    assert [row["use"] for row in rows] == ["sign", "encrypt"]
    assert {row["enterprise"] for row in rows} == {"郑州示例有限公司"}
    assert rows[0]["expires"].endswith("Z")
    status, answer = signed(running, rows[0]["handle"])
    assert status == 200
    check(answer)


@needs_compiler
def test_wrong_pins_count_down_and_lock(simulator: tuple[Running, Path]) -> None:
    running, key = simulator
    handle = listed(running)[0]["handle"]
    running.pin.write_text("000000")
    try:
        said = [signed(running, handle) for _ in range(7)]
        assert [one[1]["tries_left"] for one in said[:5]] == [5, 4, 3, 2, 1]
        assert {one[1]["error"] for one in said[:5]} == {"pin_incorrect"}
        assert [(status, answer["error"]) for status, answer in said[5:]] == [(423, "pin_locked")] * 2
        running.pin.write_text(PIN)
        assert signed(running, handle)[1]["error"] == "pin_locked"
    finally:
        running.pin.write_text(PIN)
        (key / "tries").write_text("6\n")
    assert signed(running, handle)[0] == 200


@needs_compiler
def test_no_pin_and_no_key(simulator: tuple[Running, Path]) -> None:
    running, key = simulator
    handle = listed(running)[0]["handle"]
    running.pin.write_text("")
    assert signed(running, handle)[1]["error"] == "pin_cancelled"
    running.pin.write_text(PIN)
    (key / "sign.der").rename(key / "gone")
    try:
        assert running.ask("GET", "/v1/certificates", origin=ORIGIN)[2]["error"] == "no_key"
        assert signed(running, handle)[1]["error"] == "no_key"
    finally:
        (key / "gone").rename(key / "sign.der")
    assert signed(running, "elsewhere")[1]["error"] == "no_key"


@needs_compiler
@pytest.mark.parametrize("path", ["/v1/certificates", "/v1/sign"])
def test_pages_of_other_origins_and_foreign_hosts_get_nothing(
    simulator: tuple[Running, Path], path: str
) -> None:
    running, _ = simulator
    for method in ("GET", "POST", "OPTIONS"):
        for origin, host in (
            ("https://evil.example", ""),
            (f"{ORIGIN}.evil.example", ""),
            ("null", ""),
            (None, ""),
            # A name of a foreign page that was made to point at this PC (DNS rebinding).
            (ORIGIN, "evil.example"),
            (ORIGIN, f"evil.example:{running.port}"),
            (ORIGIN, "127.0.0.1:1"),
        ):
            body = {"handle": "x", "challenge": CHALLENGE} if method == "POST" else None
            status, headers, answer = running.ask(method, path, origin=origin, host=host, body=body)
            assert (status, answer) == (403, {"error": "origin_not_allowed"})
            assert "access-control-allow-origin" not in headers


@needs_compiler
def test_the_browsers_question_before_a_request(simulator: tuple[Running, Path]) -> None:
    running, _ = simulator
    asks = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Private-Network": "true",
        "Access-Control-Request-Local-Network": "true",
    }
    status, headers, _ = running.ask("OPTIONS", "/v1/sign", origin=ORIGIN, headers=asks)
    assert status == 204
    assert headers["access-control-allow-origin"] == ORIGIN
    assert headers["access-control-allow-private-network"] == "true"
    assert headers["access-control-allow-local-network"] == "true"
    assert headers["vary"] == "Origin"
    assert headers["cache-control"] == "no-store"


@needs_compiler
def test_nothing_but_a_login_is_signed(simulator: tuple[Running, Path]) -> None:
    running, _ = simulator
    handle = listed(running)[0]["handle"]
    for challenge in ("", "short", "line\nbreak" * 4, "a" * 101, "汉字" * 20):
        assert signed(running, handle, challenge=challenge)[0] == 400
    bad: list[tuple[Any, dict[str, str]]] = [
        (b"{", {}),
        (b"[]", {}),
        (b"x" * 5000, {}),
        ({"handle": handle}, {}),
    ]
    for body, headers in bad:
        status, _, _ = running.ask("POST", "/v1/sign", origin=ORIGIN, body=body, headers=headers)
        assert status == 400
    plain = {"Content-Type": "text/plain"}
    assert running.ask("POST", "/v1/sign", origin=ORIGIN, body=b"{}", headers=plain)[0] == 415
    assert running.ask("GET", "/etc/passwd", origin=ORIGIN)[0] == 404


@needs_softhsm
def test_pkcs11_signs_with_rsa_and_p256(tmp_path: Path) -> None:
    pki = Pki()
    keys = [pki.issue("91410100MA44444444", is_rsa=True), pki.issue("91410100MA44444444")]
    env = softhsm(tmp_path, *keys)
    with agent(tmp_path, f"pkcs11:{SOFTHSM}", allow=ORIGIN, env=env) as running:
        rows = listed(running)
        assert len(rows) == 2
        for row in rows:
            status, answer = signed(running, row["handle"])
            assert status == 200, answer
            check(answer)
        running.pin.write_text("000000")
        assert signed(running, rows[0]["handle"])[1]["error"] == "pin_incorrect"


@needs_compiler
def test_the_simulator_is_taken_only_when_asked_for(tmp_path: Path) -> None:
    done = start("--driver", f"skf:{build(tmp_path)}", "--allow", ORIGIN, "--pin", "terminal")
    assert done.returncode == 2
    assert "simulator" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--driver", "skf:/nowhere", "--allow", ORIGIN],
        ["--driver", "other:/nowhere", "--allow", ORIGIN],
        ["--driver", "skf:/nowhere"],
        ["--driver", "skf:/nowhere", "--allow", "http://finance.example.cn"],
    ],
)
def test_what_it_cannot_do_is_said_at_the_start(arguments: list[str]) -> None:
    done = start(*arguments, "--pin", "terminal")
    assert done.returncode == 2
    assert done.stderr.startswith("keyagent: ")


def start(*arguments: str) -> subprocess.CompletedProcess[str]:
    """An agent that is to end by itself."""
    return subprocess.run(
        [sys.executable, "-m", "keyagent", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "KEYAGENT_ALLOW": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


@pytest.mark.parametrize(
    "origin", ["https://finance.example.cn", "https://a.cn:8443", "http://127.0.0.1:8000"]
)
def test_origins_that_may_be_allowed(origin: str) -> None:
    assert allowed_origin(origin) == origin


@pytest.mark.parametrize(
    "origin",
    ["", "*", "https://*", "http://a.cn", "https://a.cn/", "https://u@a.cn", "file://x", "https://a.cn?x=1"],
)
def test_origins_that_may_not(origin: str) -> None:
    with pytest.raises(ValueError, match="not an origin"):
        allowed_origin(origin)
