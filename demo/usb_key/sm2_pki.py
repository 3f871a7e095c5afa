"""A small SM2 CA in a folder, by the ``openssl`` command: for the demo's USBKEY and for tests. Its private keys lie there in the clear."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

SIGNER_ID = "distid:1234567812345678"
DEMO_UNIT = "YUZHENGDAI DEMO ONLY"
_LIMIT_S = 30
_CONFIG = """
[ca]
default_ca = d
[d]
database = index.txt
serial = serial
crlnumber = crlnumber
new_certs_dir = .
default_md = sm3
unique_subject = no
policy = p
[p]
countryName = optional
organizationName = optional
organizationalUnitName = optional
commonName = optional
serialNumber = optional
"""
_ROOT = (
    "basicConstraints=critical,CA:TRUE",
    "keyUsage=critical,keyCertSign,cRLSign",
    "subjectKeyIdentifier=hash",
    "authorityKeyIdentifier=keyid",
)
SIGNING = "critical,digitalSignature,nonRepudiation"
"""Key usage of the 签名证书."""
ENCRYPTION = "critical,keyEncipherment,dataEncipherment,keyAgreement"
"""Key usage of the 加密证书."""


class Sm2Pki:
    """The CA of a folder, made at first use. Names of keys and certificates are those of their files there."""

    def __init__(
        self, folder: Path, *, name: str = "豫正贷演示 USBKEY CA", at: datetime | None = None
    ) -> None:
        """``at``: the present instant where the platform's clock is not this machine's; roots and lists begin an hour before."""
        self.folder = folder
        self.begins_at = (at or datetime.now(UTC)) - timedelta(hours=1)
        if (folder / "ca.crt").exists():
            return
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for file, text in (
            ("ca.cnf", _CONFIG),
            ("index.txt", ""),
            ("serial", "1001\n"),
            ("crlnumber", "01\n"),
        ):
            (folder / file).write_text(text, encoding="ascii")
        self.key("ca")
        self._run(
            *("req", "-new", "-key", "ca.key", "-sm3", "-sigopt", SIGNER_ID, "-utf8", "-out", "ca.csr"),
            *("-subj", f"/C=CN/O=豫正贷演示/OU={DEMO_UNIT}/CN={name}"),
        )
        (folder / "ca.ext").write_text("\n".join(_ROOT) + "\n", encoding="utf-8")
        start, end = (
            f"{one:%Y%m%d%H%M%SZ}" for one in (self.begins_at, self.begins_at + timedelta(days=3650))
        )
        self._run(
            *("ca", "-batch", "-selfsign", "-config", "ca.cnf", "-keyfile", "ca.key", "-md", "sm3"),
            *("-sigopt", SIGNER_ID, "-vfyopt", SIGNER_ID, "-utf8", "-preserveDN", "-notext"),
            *("-startdate", start, "-enddate", end, "-extfile", "ca.ext", "-in", "ca.csr", "-out", "ca.crt"),
        )

    @staticmethod
    def is_possible() -> bool:
        """Whether this machine has the command."""
        return shutil.which("openssl") is not None

    def key(self, name: str) -> Path:
        """A new SM2 key in PEM."""
        made = self.folder / f"{name}.key"
        self._run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out", made.name)
        made.chmod(0o600)
        return made

    def certificate(
        self,
        name: str,
        *,
        subject: str,
        usage: str = SIGNING,
        extra: str = "",
        validity: tuple[datetime, datetime] | None = None,
    ) -> Path:
        """A new key with its certificate (PEM). ``subject`` as ``/O=…/serialNumber=…``; ``extra``: further extension lines."""
        self.key(name)
        self._run(
            *("req", "-new", "-key", f"{name}.key", "-sm3", "-sigopt", SIGNER_ID, "-utf8"),
            *("-subj", subject, "-out", f"{name}.csr"),
        )
        lines = ["basicConstraints=CA:FALSE", f"keyUsage={usage}", "subjectKeyIdentifier=hash", extra]
        (self.folder / f"{name}.ext").write_text("\n".join(lines) + "\n", encoding="utf-8")
        times = ["-days", "365"]
        if validity is not None:
            start, end = (f"{one:%Y%m%d%H%M%SZ}" for one in validity)
            times = ["-startdate", start, "-enddate", end]
        self._run(
            *("ca", "-batch", "-config", "ca.cnf", "-cert", "ca.crt", "-keyfile", "ca.key", "-md", "sm3"),
            *("-sigopt", SIGNER_ID, "-vfyopt", SIGNER_ID, "-utf8", "-preserveDN", "-notext", *times),
            *("-extfile", f"{name}.ext", "-in", f"{name}.csr", "-out", f"{name}.crt"),
        )
        return self.folder / f"{name}.crt"

    def revoke(self, name: str) -> None:
        """Its next list names this certificate."""
        self._run(
            "ca", "-config", "ca.cnf", "-cert", "ca.crt", "-keyfile", "ca.key", "-revoke", f"{name}.crt"
        )

    def revocation_list(self, *, days: int = 365) -> bytes:
        """A fresh list in DER."""
        self._run(
            *("ca", "-config", "ca.cnf", "-gencrl", "-cert", "ca.crt", "-keyfile", "ca.key", "-md", "sm3"),
            *("-sigopt", SIGNER_ID, "-crl_lastupdate", f"{self.begins_at:%Y%m%d%H%M%SZ}"),
            *("-crl_nextupdate", f"{self.begins_at + timedelta(days=days):%Y%m%d%H%M%SZ}", "-out", "ca.crl"),
        )
        self._run("crl", "-in", "ca.crl", "-outform", "DER", "-out", "ca.crl.der")
        return (self.folder / "ca.crl.der").read_bytes()

    def der(self, name: str) -> bytes:
        """A certificate of the folder in DER."""
        self._run("x509", "-in", f"{name}.crt", "-outform", "DER", "-out", f"{name}.crt.der")
        return (self.folder / f"{name}.crt.der").read_bytes()

    def sign(self, name: str, text: bytes) -> bytes:
        """What the key of this name signs, SM2 with SM3, DER."""
        (self.folder / "text").write_bytes(text)
        self._run("dgst", "-sm3", "-sign", f"{name}.key", "-sigopt", SIGNER_ID, "-out", "signature", "text")
        return (self.folder / "signature").read_bytes()

    def _run(self, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 - our own words
            [shutil.which("openssl") or "openssl", *arguments],
            cwd=self.folder,
            check=True,
            capture_output=True,
            timeout=_LIMIT_S,
        )
