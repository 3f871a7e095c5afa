"""Keys that speak SKF (GM/T 0016-2012 智能密码钥匙应用接口规范), through ctypes: most keys sold in China do, and sign with SM2.

Names and types are those of the standard (ULONG has 32 bits there, structures are packed). Only SM2 containers are used; a container
holds the 签名证书 and the 加密证书.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, byref, c_char_p, c_int32, c_ubyte, c_uint32, c_void_p
from typing import Any

from keyagent.drivers.base import KeyCertificate, KeyTrouble, Trouble

SAR_OK = 0
SAR_PIN_INCORRECT, SAR_PIN_LOCKED = 0x0A000024, 0x0A000025
SAR_PIN_INVALID, SAR_PIN_LEN_RANGE = 0x0A000026, 0x0A000027
SAR_DEVICE_REMOVED = 0x0A000023
_WRONG_PIN = frozenset({SAR_PIN_INCORRECT, SAR_PIN_INVALID, SAR_PIN_LEN_RANGE})
USER_TYPE = 1
SGD_SM3 = 1
SIGNER_ID = b"1234567812345678"
_HALF = 64
"""Bytes of a coordinate in the standard's blobs, the number at the right."""
_SIZE = POINTER(c_uint32)
_BYTES = POINTER(c_ubyte)
_CERTIFICATE_BYTES = 16_384


class EccPublicKey(ctypes.Structure):
    """ECCPUBLICKEYBLOB of the standard."""

    _pack_ = 1
    _fields_ = [("BitLen", c_uint32), ("X", c_ubyte * _HALF), ("Y", c_ubyte * _HALF)]


class EccSignature(ctypes.Structure):
    """ECCSIGNATUREBLOB of the standard."""

    _pack_ = 1
    _fields_ = [("r", c_ubyte * _HALF), ("s", c_ubyte * _HALF)]


_FUNCTIONS: dict[str, list[Any]] = {
    "SKF_EnumDev": [c_int32, c_void_p, _SIZE],
    "SKF_ConnectDev": [c_char_p, POINTER(c_void_p)],
    "SKF_DisConnectDev": [c_void_p],
    "SKF_EnumApplication": [c_void_p, c_void_p, _SIZE],
    "SKF_OpenApplication": [c_void_p, c_char_p, POINTER(c_void_p)],
    "SKF_CloseApplication": [c_void_p],
    "SKF_VerifyPIN": [c_void_p, c_uint32, c_char_p, _SIZE],
    "SKF_EnumContainer": [c_void_p, c_void_p, _SIZE],
    "SKF_OpenContainer": [c_void_p, c_char_p, POINTER(c_void_p)],
    "SKF_CloseContainer": [c_void_p],
    "SKF_ExportCertificate": [c_void_p, c_int32, _BYTES, _SIZE],
    "SKF_ExportPublicKey": [c_void_p, c_int32, c_void_p, _SIZE],
    "SKF_DigestInit": [c_void_p, c_uint32, POINTER(EccPublicKey), c_char_p, c_uint32, POINTER(c_void_p)],
    "SKF_Digest": [c_void_p, c_char_p, c_uint32, _BYTES, _SIZE],
    "SKF_CloseHandle": [c_void_p],
    "SKF_ECCSignData": [c_void_p, _BYTES, c_uint32, POINTER(EccSignature)],
}


class SkfDriver:
    """One vendor's library. A simulator, which says so by a name it exports, is taken only where that was asked for."""

    def __init__(self, library: str, *, allow_simulator: bool = False) -> None:
        # 32-bit Windows libraries are __stdcall; elsewhere there is one convention.
        loader = getattr(ctypes, "WinDLL", ctypes.CDLL) if sys.platform == "win32" else ctypes.CDLL
        self._library = loader(library)
        if hasattr(self._library, "YZD_SKF_SIMULATOR") and not allow_simulator:
            raise ValueError("this library is the simulator; start with --allow-simulator to try it")
        for name, arguments in _FUNCTIONS.items():
            function = getattr(self._library, name)
            function.restype, function.argtypes = c_uint32, arguments

    def certificates(self) -> list[KeyCertificate]:
        """The signing and the encryption certificate of every container."""
        found = []
        for device_name in self._names("SKF_EnumDev", c_int32(1)):
            with self._device(device_name) as device:
                for path, container in self._containers(device, device_name):
                    for use, flag in (("sign", 1), ("encrypt", 0)):
                        der = self._certificate(container, flag)
                        if der:
                            found.append(KeyCertificate(f"{path}/{use}", der))
        return found

    def sign(self, handle: str, text: bytes, pin: str) -> bytes:
        """As the driver's interface says; always by the signing key of the container."""
        device_name, application_name, container_name = _parts(handle)
        if device_name not in self._names("SKF_EnumDev", c_int32(1)):
            raise KeyTrouble(Trouble.NO_KEY)
        with (
            self._device(device_name) as device,
            self._opened("Application", device, application_name) as application,
        ):
            self._verify(application, pin)
            with self._opened("Container", application, container_name) as container:
                return self._signature(device, container, text)

    def _verify(self, application: c_void_p, pin: str) -> None:
        left = c_uint32(0)
        answer = self._library.SKF_VerifyPIN(application, USER_TYPE, pin.encode(), byref(left))
        if answer == SAR_PIN_LOCKED or (answer in _WRONG_PIN and left.value == 0):
            raise KeyTrouble(Trouble.PIN_LOCKED)
        if answer in _WRONG_PIN:
            raise KeyTrouble(Trouble.PIN_INCORRECT, tries_left=left.value)
        _check(answer)

    def _signature(self, device: c_void_p, container: c_void_p, text: bytes) -> bytes:
        public, size = EccPublicKey(), c_uint32(ctypes.sizeof(EccPublicKey))
        _check(self._library.SKF_ExportPublicKey(container, 1, byref(public), byref(size)))
        digest, length = (c_ubyte * 32)(), c_uint32(32)
        hashing = c_void_p()
        begun = self._library.SKF_DigestInit(
            device, SGD_SM3, byref(public), SIGNER_ID, len(SIGNER_ID), byref(hashing)
        )
        _check(begun)
        try:
            _check(self._library.SKF_Digest(hashing, text, len(text), digest, byref(length)))
        finally:
            self._library.SKF_CloseHandle(hashing)
        made = EccSignature()
        _check(self._library.SKF_ECCSignData(container, digest, length.value, byref(made)))
        return der_signature(int.from_bytes(bytes(made.r)), int.from_bytes(bytes(made.s)))

    def _certificate(self, container: c_void_p, flag: int) -> bytes:
        """Empty where the container has none of this use."""
        room, size = (c_ubyte * _CERTIFICATE_BYTES)(), c_uint32(_CERTIFICATE_BYTES)
        answer = self._library.SKF_ExportCertificate(container, flag, room, byref(size))
        return bytes(room[: size.value]) if answer == SAR_OK else b""

    def _containers(self, device: c_void_p, device_name: str) -> Iterator[tuple[str, c_void_p]]:
        for application_name in self._names("SKF_EnumApplication", device):
            with self._opened("Application", device, application_name) as application:
                for name in self._names("SKF_EnumContainer", application):
                    with self._opened("Container", application, name) as container:
                        yield _path(device_name, application_name, name), container

    @contextmanager
    def _device(self, name: str) -> Iterator[c_void_p]:
        handle = c_void_p()
        _check(self._library.SKF_ConnectDev(name.encode(), byref(handle)))
        try:
            yield handle
        finally:
            self._library.SKF_DisConnectDev(handle)

    @contextmanager
    def _opened(self, kind: str, parent: c_void_p, name: str) -> Iterator[c_void_p]:
        handle = c_void_p()
        _check(getattr(self._library, f"SKF_Open{kind}")(parent, name.encode(), byref(handle)))
        try:
            yield handle
        finally:
            getattr(self._library, f"SKF_Close{kind}")(handle)

    def _names(self, function: str, about: Any) -> list[str]:
        """A list of names as the standard gives it: each ended by NUL, the list by another; asked for its size first."""
        size = c_uint32(0)
        _check(getattr(self._library, function)(about, None, byref(size)))
        if size.value == 0:
            return []
        room = ctypes.create_string_buffer(size.value + 2)
        _check(getattr(self._library, function)(about, room, byref(size)))
        return [name.decode("utf-8", "replace") for name in room.raw[: size.value].split(b"\0") if name]


def der_signature(r: int, s: int) -> bytes:
    """SEQUENCE of two INTEGERs."""
    body = b"".join(
        b"\x02" + bytes([len(raw)]) + raw for raw in (n.to_bytes(n.bit_length() // 8 + 1) for n in (r, s))
    )
    return b"\x30" + bytes([len(body)]) + body


def _path(*names: str) -> str:
    return "/".join(name.encode().hex() for name in names)


def _parts(handle: str) -> tuple[str, str, str]:
    try:
        device, application, container, _ = handle.split("/")
        names = [bytes.fromhex(part).decode() for part in (device, application, container)]
    except ValueError:
        raise KeyTrouble(Trouble.NO_CERTIFICATE) from None
    return names[0], names[1], names[2]


def _check(answer: int) -> None:
    if answer == SAR_DEVICE_REMOVED:
        raise KeyTrouble(Trouble.NO_KEY)
    if answer != SAR_OK:
        raise KeyTrouble(Trouble.DRIVER, detail=f"SKF 0x{answer:08X}")


def make(library: str, *, allow_simulator: bool) -> SkfDriver:
    return SkfDriver(library, allow_simulator=allow_simulator)
