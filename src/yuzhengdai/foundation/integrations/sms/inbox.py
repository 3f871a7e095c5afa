"""The demo's way of sending: the message goes to a writer that the settings name, which shows it on a page.

``SMS_INBOX_WRITER`` is the dotted path of a callable with the keyword arguments of ``SmsSender.send``.
Without one the last messages are kept in this process, for tests. Production refuses this adapter unless told
so in as many words.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.integrations.sms.base import SmsReceipt

Writer = Callable[..., object]


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message nobody else took."""

    phone_e164: str
    template_code: str
    params: Mapping[str, str]
    text: str
    message_id: str


#: The last messages of this process, newest last.
kept: deque[KeptMessage] = deque(maxlen=200)


class InboxSender:
    """Hands messages to the writer; always accepted."""

    name = "inbox"

    def __init__(self, writer: Writer | None = None) -> None:
        self._writer = writer

    def send(
        self, *, phone_e164: str, template_code: str, params: Mapping[str, str], text: str, message_id: str
    ) -> SmsReceipt:
        """See ``SmsSender.send``."""
        writer = self._writer or _configured_writer()
        writer(
            phone_e164=phone_e164,
            template_code=template_code,
            params=dict(params),
            text=text,
            message_id=message_id,
        )
        return SmsReceipt(self.name, message_id, clock.now())


def _keep(
    *, phone_e164: str, template_code: str, params: Mapping[str, str], text: str, message_id: str
) -> None:
    kept.append(KeptMessage(phone_e164, template_code, params, text, message_id))


def _configured_writer() -> Writer:
    path = getattr(settings, "SMS_INBOX_WRITER", "")
    if not path:
        return _keep
    writer: Writer = import_string(path)
    return writer
