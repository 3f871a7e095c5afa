"""Checks a receipt of 「数据授权」 offline: `python verify_receipt.py receipt.json [certificates.pem]`.

Needs Python and the package `cryptography`, no network. certificates.pem holds the platform's certificates, got from the
platform itself (/verify/certificates/): without it only the receipt's own certificate is checked, which anybody could have made.
Exit status: 0 genuine, 1 not genuine or not readable.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import Certificate, load_pem_x509_certificate, load_pem_x509_certificates


def fail(why: str) -> None:
    """Say why and stop."""
    print(f"NOT GENUINE: {why}")
    sys.exit(1)


def certificate_of(text: str, trusted: str | None) -> Certificate:
    """The certificate in the receipt, which must be among the trusted ones where these are given."""
    found = load_pem_x509_certificate(text.encode())
    if trusted is not None:
        known = {one.fingerprint(SHA256()) for one in load_pem_x509_certificates(Path(trusted).read_bytes())}
        if found.fingerprint(SHA256()) not in known:
            fail("it is signed with a certificate that is not the platform's")
    return found


def check(receipt: dict, trusted: str | None) -> tuple[dict, Certificate]:
    """The statement and who signed it; ends the program where the signature does not fit."""
    statement, signature = receipt["statement"], receipt["signature"]
    certificate = certificate_of(signature["certificate"], trusted)
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or signature["algorithm"] != "RSASSA-PKCS1-v1_5 SHA-256":
        fail("it is signed in a way that this program does not know")
    signed = json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    try:
        key.verify(base64.b64decode(signature["value"], validate=True), signed, padding.PKCS1v15(), SHA256())
    except InvalidSignature:
        fail("its contents were changed after it was signed")
    notice = statement["notice"]
    if hashlib.sha256(notice["text"].encode()).hexdigest() != notice["sha256"]:
        fail("the text of the grant is not the one that was agreed to")
    return statement, certificate


def main() -> None:
    """Read, check, print."""
    if len(sys.argv) not in {2, 3}:
        print(__doc__)
        sys.exit(1)
    try:
        receipt = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
        statement, certificate = check(receipt, sys.argv[2] if len(sys.argv) == 3 else None)
    except (OSError, ValueError, KeyError, TypeError) as error:
        fail(f"it cannot be read ({type(error).__name__})")
    processing, event = statement["processing"], statement["event"]
    print("GENUINE" if len(sys.argv) == 3 else "SIGNATURE FITS, certificate not compared with the platform's")
    print("certificate SHA-256:", certificate.fingerprint(SHA256()).hex())
    print("from:", statement["pii_principal"]["name"], statement["pii_principal"]["identifier"])
    print("to:", "; ".join(one["name"] for one in statement["recipients"]))
    print("data:", processing["item"], "/", ", ".join(processing["data_categories"]))
    print("purpose:", processing["purpose"], "until", processing["valid_until"])
    print("event:", event["state"], event["time"])


if __name__ == "__main__":
    main()
