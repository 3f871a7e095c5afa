"""The contract of a storage, and which one serves. It sees ciphertext only and knows no names of files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol

from django.conf import settings

from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.storage.local import LocalStorage


class StorageMissing(ExternalError):
    """No bytes lie under this key. Permanent: another try will not find them either."""

    def __init__(self) -> None:
        super().__init__(
            "storage.missing", "这个文件暂时无法打开，请联系平台客服", permanent=True, source="storage"
        )


class Storage(Protocol):
    """Bytes under keys of the form "ab/cd/<32 hex digits>"."""

    def put(self, key: str, data: bytes) -> None:
        """Write durably, or not at all. The same key twice is an error (FileExistsError)."""

    def get(self, key: str) -> bytes:
        """What was put. FileNotFoundError for an unknown key."""

    def delete(self, key: str) -> None:
        """Take away; an unknown key is no error."""

    def entries(self) -> Iterator[tuple[str, datetime]]:
        """Every key with the instant it was written, in no order."""


_MAKERS: dict[str, Callable[[], Storage]] = {
    "local": lambda: LocalStorage(settings.MEDIA_ROOT),
}


def storage() -> Storage:
    """The storage that the setting ADAPTERS["storage"] names. ValueError for an unknown name."""
    name = settings.ADAPTERS["storage"][0]
    try:
        return _MAKERS[name]()
    except KeyError:
        raise ValueError(f"unknown storage adapter {name!r} (known: {', '.join(_MAKERS)})") from None
