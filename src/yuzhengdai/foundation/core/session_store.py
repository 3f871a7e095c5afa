"""Sessions in the database under the hash of their key: whoever reads the table (a backup, a replica) cannot become anybody.

The key itself stands in the visitor's cookie alone. It is 32 random characters, so that a plain hash cannot be guessed back.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

STORED_PREFIX = "h$"
_STORED_CHARACTERS = 40
"""What Django's table has room for."""


def stored_key(session_key: str) -> str:
    """The name of a session in the table: 「h$」 and 152 bits of SHA-256."""
    digest = hashlib.sha256(f"yuzhengdai.session|{session_key}".encode()).hexdigest()
    return f"{STORED_PREFIX}{digest}"[:_STORED_CHARACTERS]


class SessionStore(DatabaseStore):
    """Django's store, with the hash wherever the table is asked or written."""

    # Django salts with the class name; one salt keeps sessions from before readable.
    key_salt = "django.contrib.sessions.SessionStore"

    def _get_session_from_db(self) -> Any:
        found = self._row(self.session_key) if self.session_key else None
        if found is None:
            self._session_key = None
        return found

    def _row(self, session_key: str) -> Any:
        """The live row of a key, or None."""
        return self.model.objects.filter(
            session_key=stored_key(session_key), expire_date__gt=timezone.now()
        ).first()

    def exists(self, session_key: str) -> bool:
        """Whether a key is taken."""
        return bool(self.model.objects.filter(session_key=stored_key(session_key)).exists())

    def create_model_instance(self, data: Any) -> Any:
        """The row of this session."""
        row = super().create_model_instance(data)
        row.session_key = stored_key(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """End a session, this one where no key is given."""
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=stored_key(key)).delete()
