"""The real key agent in a process of its own, with the SKF simulator or SoftHSM2 behind it."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from demo.usb_key.sm2_pki import Sm2Pki
from tests.support.key_pki import Key

PIN = "135790"
ROOT = Path(__file__).resolve().parents[2]
SOFTHSM = next(
    (
        path
        for path in map(Path, ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm.so"))
        if path.exists()
    ),
    None,
)
HAS_COMPILER = bool(
    shutil.which("cc") and Path("/usr/include/openssl/ec.h").exists() and Sm2Pki.is_possible()
)
needs_compiler = pytest.mark.skipif(
    not HAS_COMPILER, reason="gcc, libssl-dev or openssl is not installed: the SKF simulator cannot be built"
)
needs_softhsm = pytest.mark.skipif(
    SOFTHSM is None or not shutil.which("softhsm2-util"), reason="softhsm2 is not installed"
)
_START_S = 20


@dataclass
class Running:
    """An agent that listens. ``pin`` is the file whose content its PIN program prints."""

    port: int
    pin: Path

    def ask(
        self,
        method: str,
        path: str,
        *,
        origin: str | None = "http://localhost:9",
        host: str = "",
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, dict[str, str], Any]:
        """Status, headers (lower case) and JSON of one request, with these headers or none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        given = {
            "Host": host or f"127.0.0.1:{self.port}",
            **({"Origin": origin} if origin else {}),
            **(headers or {}),
        }
        raw = None
        if body is not None:
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            given.setdefault("Content-Type", "application/json")
        try:
            connection.request(method, path, body=raw, headers=given)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        said = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, said, json.loads(text) if text else None


@contextmanager
def agent(
    folder: Path, driver: str, *, allow: str, env: dict[str, str] | None = None, port: int = 0
) -> Iterator[Running]:
    """The agent with a PIN program that prints the content of a file; ended at the end. ``port`` 0: one that is free."""
    pin = folder / "typed-pin"
    pin.write_text(PIN, encoding="ascii")
    program = folder / "pin-program.py"
    program.write_text(f"print(open({str(pin)!r}).read(), end='')\n", encoding="utf-8")
    port = port or _free_port()
    with (folder / "agent.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(
                    sys.executable,
                    "-m",
                    "keyagent",
                    "--driver",
                    driver,
                    "--allow",
                    allow,
                    "--port",
                    str(port),
                ),
                *("--pin-program", f"{sys.executable} {program}", "--allow-simulator"),
            ],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        try:
            _wait_for(process, port, folder / "agent.log")
            yield Running(port, pin)
        finally:
            process.kill()
            process.wait(timeout=10)


def softhsm(folder: Path, *keys: Key) -> dict[str, str]:
    """A SoftHSM2 token with these keys; the environment in which it is found."""
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(
        f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    env = {"SOFTHSM2_CONF": str(conf)}
    _run(
        ["softhsm2-util", "--init-token", "--free", "--label", "test", "--pin", PIN, "--so-pin", "12345678"],
        env,
    )
    for number, key in enumerate(keys, start=1):
        pem, der = folder / f"{number}.pem", folder / f"{number}.der"
        pem.write_bytes(key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        der.write_bytes(key.der)
        is_known = isinstance(key.private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
        assert is_known
        _run(
            [
                "softhsm2-util",
                "--import",
                str(pem),
                "--token",
                "test",
                "--label",
                f"k{number}",
                "--id",
                f"0{number}",
                "--pin",
                PIN,
            ],
            env,
        )
        _run([sys.executable, "-c", _PUT_CERTIFICATE, str(SOFTHSM), PIN, str(der), f"0{number}"], env)
    return env


_PUT_CERTIFICATE = """
import sys, pkcs11
from pkcs11 import Attribute, CertificateType, ObjectClass
library, pin, der, number = sys.argv[1:]
token = pkcs11.lib(library).get_token(token_label="test")
from pkcs11.util.x509 import decode_x509_certificate
with token.open(rw=True, user_pin=pin) as session:
    made = decode_x509_certificate(open(der, "rb").read())
    made |= {Attribute.TOKEN: True, Attribute.ID: bytes.fromhex(number)}
    session.create_object(made)
"""


def _run(command: list[str], env: dict[str, str]) -> None:
    done = subprocess.run(
        command, env={**os.environ, **env}, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"the key agent did not start: {log.read_text(encoding='utf-8', errors='replace')}")
