"""SM2 signatures (GB/T 32918.2, with SM3) through the system's OpenSSL 3: the kept cryptography package has no SM2 keys.

Only checking, with the public key of a certificate. Calls into libcrypto hold no state of ours and may run in threads.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from functools import cache
from typing import Any

SIGNER_ID = b"1234567812345678"
"""The signer's identity that GM/T 0009-2012 sets where two sides agreed on none."""
SIGNATURE_OID = "1.2.156.10197.1.501"
"""sm2-with-sm3, as certificates and lists name it (GM/T 0015)."""
_CURVE_DER = bytes.fromhex("06082a811ccf5501822d")
"""The curve's name (1.2.156.10197.1.301) as it stands in a public key."""
_POINTER = ctypes.c_void_p
_BYTES, _SIZE, _INT = ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int
_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "d2i_X509": (_POINTER, [_POINTER, ctypes.POINTER(_BYTES), ctypes.c_long]),
    "X509_free": (None, [_POINTER]),
    "X509_get0_pubkey": (_POINTER, [_POINTER]),
    "EVP_PKEY_is_a": (_INT, [_POINTER, _BYTES]),
    "EVP_MD_CTX_new": (_POINTER, []),
    "EVP_MD_CTX_free": (None, [_POINTER]),
    "EVP_MD_CTX_set_pkey_ctx": (None, [_POINTER, _POINTER]),
    "EVP_PKEY_CTX_new": (_POINTER, [_POINTER, _POINTER]),
    "EVP_PKEY_CTX_free": (None, [_POINTER]),
    "EVP_PKEY_CTX_set1_id": (_INT, [_POINTER, _BYTES, _INT]),
    "EVP_sm3": (_POINTER, []),
    "EVP_DigestVerifyInit": (_INT, [_POINTER, _POINTER, _POINTER, _POINTER, _POINTER]),
    "EVP_DigestVerify": (_INT, [_POINTER, _BYTES, _SIZE, _BYTES, _SIZE]),
    "ERR_clear_error": (None, []),
}


def has_sm2_curve(tbs: bytes) -> bool:
    """Whether this certificate content names the SM2 curve; what its key really is, libcrypto says when it is used."""
    return _CURVE_DER in tbs


def sm2_is_available() -> bool:
    """Whether this machine's OpenSSL checks SM2 at all."""
    return _crypto() is not None


def sm2_is_signed(certificate_der: bytes, *, signature: bytes, text: bytes) -> bool:
    """Whether ``text`` was signed (DER, r and s) by the SM2 key of this certificate. False for every other key and without OpenSSL 3."""
    crypto = _crypto()
    if crypto is None:
        return False
    start = ctypes.c_char_p(certificate_der)
    certificate = crypto.d2i_X509(None, ctypes.byref(start), len(certificate_der))
    if not certificate:
        crypto.ERR_clear_error()
        return False
    try:
        key = crypto.X509_get0_pubkey(certificate)
        return bool(key) and crypto.EVP_PKEY_is_a(key, b"SM2") == 1 and _verify(crypto, key, signature, text)
    finally:
        crypto.X509_free(certificate)
        crypto.ERR_clear_error()


def _verify(crypto: Any, key: Any, signature: bytes, text: bytes) -> bool:
    digest = crypto.EVP_MD_CTX_new()
    context = crypto.EVP_PKEY_CTX_new(key, None)
    try:
        crypto.EVP_MD_CTX_set_pkey_ctx(digest, context)
        return bool(
            crypto.EVP_PKEY_CTX_set1_id(context, SIGNER_ID, len(SIGNER_ID)) == 1
            and crypto.EVP_DigestVerifyInit(digest, None, crypto.EVP_sm3(), None, key) == 1
            and crypto.EVP_DigestVerify(digest, signature, len(signature), text, len(text)) == 1
        )
    finally:
        crypto.EVP_MD_CTX_free(digest)
        crypto.EVP_PKEY_CTX_free(context)


@cache
def _crypto() -> Any:
    """The system's libcrypto with the functions used here typed; None where there is none of version 3."""
    for name in (
        ctypes.util.find_library("crypto"),
        "libcrypto.so.3",
        "libcrypto.3.dylib",
        "libcrypto-3-x64.dll",
    ):
        try:
            library = ctypes.CDLL(name) if name else None
            for function, (result, arguments) in _FUNCTIONS.items() if library is not None else ():
                found = getattr(library, function)
                found.restype, found.argtypes = result, arguments
        except (OSError, AttributeError):
            continue
        if library is not None:
            return library
    return None
