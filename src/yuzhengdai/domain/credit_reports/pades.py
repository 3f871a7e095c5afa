"""Signing a PDF (PAdES baseline B-B) with a key of the platform; no change of the file is allowed afterwards.

Slow to import, and needed by the worker alone: who uses it imports it there.
"""

from __future__ import annotations

import io

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509 import load_pem_x509_certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "PlatformIssued"
REASON = "平台出具"


def pdf_signed(*, pdf: bytes, number: str, certificate_pem: str, private_key_pem: str) -> bytes:
    """The same file with an invisible signature over all of it; the mark that people see is printed on the cover.

    ``number`` stands in the signature in plain letters, so that an altered file still says which report it was.
    """
    certificate = load_pem_x509_certificate(certificate_pem.encode()).public_bytes(Encoding.DER)
    key = load_pem_private_key(private_key_pem.encode(), None)
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(certificate),
        signing_key=keys.PrivateKeyInfo.load(
            key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=REASON,
        location=number,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    signed = io.BytesIO()
    signers.PdfSigner(metadata, signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=signed)
    return signed.getvalue()
