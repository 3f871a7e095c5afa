"""Model fields that are encrypted at rest and bound to their row.

The row's UUID must exist before the save, which is why every model makes its key on the client (core.ids.new_id).
Reading decrypts lazily; saving encrypts in ``pre_save``, where the instance is known. ``QuerySet.update`` cannot know the
row and is refused.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from yuzhengdai.foundation.core import keyring


class Ciphertext(bytes):
    """Bytes as stored, not yet opened."""


class _EncryptedAttribute(DeferredAttribute):
    """Opens the stored bytes on first reading and keeps the plain value on the instance."""

    field: EncryptedField

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Ciphertext):
            value = self.field.open(value, instance)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
else:  # Django's Field cannot be subscripted at run time
    _Field = models.Field


class EncryptedField(_Field):
    """Base of the encrypted fields. ``tag`` is stable for ever: renaming the model must not change it."""

    descriptor_class = _EncryptedAttribute
    empty_strings_allowed = True

    def __init__(self, *args: Any, tag: str, **kwargs: Any) -> None:
        self.tag = tag
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["tag"] = self.tag
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "BinaryField"

    def dumps(self, value: Any) -> bytes:
        """Plain value to bytes."""
        raise NotImplementedError

    def loads(self, data: bytes) -> Any:
        """Bytes to plain value."""
        raise NotImplementedError

    def open(self, stored: Ciphertext, instance: models.Model) -> Any:
        """Decrypt for this row. Raises keyring.DecryptionFailed."""
        if not stored:
            return self.loads(b"")
        return self.loads(keyring.decrypt(bytes(stored), tag=self.tag, row_id=_row_id(instance)))

    def from_db_value(
        self, value: Any, expression: Any, connection: BaseDatabaseWrapper
    ) -> Ciphertext | None:
        return None if value is None else Ciphertext(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Ciphertext):
            return value
        plain = self.dumps(value)
        if not plain:
            return Ciphertext(b"")
        return Ciphertext(keyring.encrypt(plain, tag=self.tag, row_id=_row_id(model_instance)))

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value is None:
            return None
        if isinstance(value, bytes) and not value:
            value = Ciphertext()  # a migration that adds the column: nothing stored yet
        if not isinstance(value, Ciphertext):
            raise TypeError(f"{self.tag} is encrypted per row: save the instance, or look up its blind index")
        return connection.Database.Binary(bytes(value))  # type: ignore[attr-defined]

    def get_default(self) -> Any:
        return super().get_default() if self.has_default() else self.loads(b"")


class EncryptedTextField(EncryptedField):
    """Text; "" is stored as no bytes."""

    def dumps(self, value: Any) -> bytes:
        return str(value).encode()

    def loads(self, data: bytes) -> str:
        return data.decode()


class EncryptedJSONField(EncryptedField):
    """A JSON object; {} is stored as no bytes."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, default=str).encode() if value else b""

    def loads(self, data: bytes) -> dict[str, Any]:
        return dict(json.loads(data)) if data else {}


def _row_id(instance: models.Model) -> UUID:
    pk = instance.pk
    if not isinstance(pk, UUID):
        raise TypeError("an encrypted field needs a row whose key is a UUID made before saving")
    return pk
