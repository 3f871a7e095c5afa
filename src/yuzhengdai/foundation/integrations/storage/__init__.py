"""Where the encrypted bytes of uploads lie."""

from yuzhengdai.foundation.integrations.storage.base import Storage, StorageMissing, storage

__all__ = ["Storage", "StorageMissing", "storage"]
