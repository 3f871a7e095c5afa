"""A self-signed certificate for trying the demo with a real phone (HTTPS=1)."""

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

VALID_DAYS = 365


def load_or_make(folder: Path, names: list[str]) -> tuple[Path, Path]:
    """Return the paths of certificate and key for `names`, made anew where they are missing or name other hosts."""
    certificate_path, key_path, names_path = folder / "demo.crt", folder / "demo.key", folder / "names"
    wanted = "\n".join(sorted({*names, "localhost", "127.0.0.1"}))
    if key_path.exists() and names_path.exists() and names_path.read_text(encoding="utf-8") == wanted:
        return certificate_path, key_path
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate_path.write_bytes(_certificate(key, wanted.split("\n")))
    descriptor = os.open(key_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    names_path.write_text(wanted, encoding="utf-8")
    return certificate_path, key_path


def _certificate(key: ec.EllipticCurvePrivateKey, names: list[str]) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "yuzhengdai demo")])
    # A certificate's dates are the machine's, not those of a frozen demo clock.
    today = datetime.now(tz=UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name.strip("[]")))
    except ValueError:
        return x509.DNSName(name)
