"""The enterprise's code in a certificate: where it stands is a setting of each CA. No database."""

from __future__ import annotations

import re

from cryptography import x509
from django.core.exceptions import ValidationError

from yuzhengdai.domain.certificates.enums import UsccPlace
from yuzhengdai.foundation.core.validators import clean_uscc

OID = re.compile(r"[0-2](\.(0|[1-9][0-9]{0,9})){2,15}")
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])")
_TEXT_TAGS = frozenset({0x04, 0x0C, 0x13, 0x14, 0x16, 0x1E})
"""OCTET STRING and the text types of DER: UTF8String, PrintableString, T61String, IA5String, BMPString."""


def uscc_of(certificate: x509.Certificate, *, place: str, oid: str) -> str:
    """The one 统一社会信用代码 that stands at this place, its check character right; "" where there is none or more than one.

    Words around it ("USCC-…") are passed over. Of an extension the value may be text itself or wrapped once more.
    """
    wanted = x509.ObjectIdentifier(oid)
    if place == UsccPlace.SUBJECT:
        texts = [str(one.value) for one in certificate.subject.get_attributes_for_oid(wanted)]
    else:
        texts = _extension_texts(certificate, wanted)
    codes = {code for text in texts for code in _CODE.findall(text.upper()) if _is_right(code)}
    return codes.pop() if len(codes) == 1 else ""


def enterprise_name_of(certificate: x509.Certificate) -> str:
    """What the certificate calls its enterprise: O, else CN; for showing."""
    for oid in (x509.NameOID.ORGANIZATION_NAME, x509.NameOID.COMMON_NAME):
        found = certificate.subject.get_attributes_for_oid(oid)
        if found:
            return str(found[0].value)[:100]
    return ""


def _is_right(code: str) -> bool:
    try:
        return clean_uscc(code) == code
    except ValidationError:
        return False


def _extension_texts(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> list[str]:
    try:
        value = certificate.extensions.get_extension_for_oid(oid).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return []
    raw = value.value if isinstance(value, x509.UnrecognizedExtension) else b""
    return [_text(raw)]


def _text(raw: bytes) -> str:
    """The text of a short DER value, unwrapped at most twice; of anything else the bytes themselves."""
    tag = 0
    for _ in range(2):
        if len(raw) >= 2 and raw[0] in _TEXT_TAGS and raw[1] == len(raw) - 2 < 128:
            tag, raw = raw[0], raw[2:]
    return raw.decode("utf-16-be" if tag == 0x1E else "utf-8", errors="replace")
