"""The SKF simulator: its library built from source, and its folder, which is the key."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from demo.usb_key.sm2_pki import Sm2Pki

SOURCE = Path(__file__).with_name("skf_simulator.c")
TRIES = 6
_LIMIT_S = 120
PACKAGES = ("gcc", "libc6-dev", "libssl-dev", "openssl")
"""Debian packages that building and making keys needs."""


class NotPossible(RuntimeError):
    """What is missing, in a sentence."""


def build(folder: Path) -> Path:
    """The library, built in ``folder`` unless it is there and newer than its source. Raises NotPossible."""
    made = folder / "libskfsim.so"
    if made.exists() and made.stat().st_mtime >= SOURCE.stat().st_mtime:
        return made
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not Sm2Pki.is_possible():
        raise NotPossible(f"需要编译器和 OpenSSL：apt-get install {' '.join(PACKAGES)}")
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(  # noqa: S603 - our own words
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(made), str(SOURCE), "-lcrypto"],
        capture_output=True,
        text=True,
        check=False,
        timeout=_LIMIT_S,
    )
    if done.returncode:
        raise NotPossible(f"模拟库编译失败，需要：apt-get install {' '.join(PACKAGES)}\n{done.stderr[-600:]}")
    return made


def put_on_key(key: Path, pki: Sm2Pki, *, sign: str, encrypt: str = "", pin: str) -> None:
    """Make ``key`` (a folder) the USBKEY that holds these certificates of the CA."""
    key.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(pki.folder / f"{sign}.key", key / "sign.key")
    (key / "sign.key").chmod(0o600)
    (key / "pin").write_text(f"{pin}\n", encoding="ascii")
    (key / "tries").write_text(f"{TRIES}\n", encoding="ascii")
    if encrypt:
        (key / "enc.der").write_bytes(pki.der(encrypt))
    # Last: from now on the key is plugged in.
    (key / "sign.der").write_bytes(pki.der(sign))
