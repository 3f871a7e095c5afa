"""Several vendors as one: the first that takes the message, remembering which of them are down."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.sms.base import MESSAGE_REFUSED, SmsReceipt, SmsSender

logger = logging.getLogger(__name__)


@dataclass
class _Circuit:
    failures: int = 0
    open_until: datetime | None = None


class FailoverSender:
    """Tries vendors in order.

    A message that is itself at fault is not tried elsewhere. After ``threshold`` failures in a row a vendor
    rests for ``rest``; then one message tries it again. When all rest, all are tried: better late than never.
    A vendor that timed out may have sent: the reader may get a message twice, never none. The memory is this
    process's.
    """

    name = "failover"

    def __init__(
        self, senders: Sequence[SmsSender], *, threshold: int = 3, rest: timedelta = timedelta(seconds=60)
    ) -> None:
        if not senders:
            raise ValueError("at least one vendor")
        self._senders = tuple(senders)
        self._threshold = threshold
        self._rest = rest
        self._lock = threading.Lock()
        self._circuits = {sender.name: _Circuit() for sender in senders}

    def send(
        self, *, phone_e164: str, template_code: str, params: Mapping[str, str], text: str, message_id: str
    ) -> SmsReceipt:
        """See ``SmsSender.send``. Raises the last vendor's error; a transient one if any vendor's was."""
        errors: list[ExternalError] = []
        for sender in self._order():
            try:
                receipt = sender.send(
                    phone_e164=phone_e164,
                    template_code=template_code,
                    params=params,
                    text=text,
                    message_id=message_id,
                )
            except ExternalError as error:
                if error.code == MESSAGE_REFUSED:
                    self._note(sender, failed=False)
                    raise
                self._note(sender, failed=True)
                logger.warning("SMS vendor %s failed: %s", sender.name, error.code)
                errors.append(error)
            else:
                self._note(sender, failed=False)
                return receipt
        raise next((error for error in errors if error.transient), errors[-1])

    def resting(self) -> tuple[str, ...]:
        """Names of the vendors that rest now, for health pages."""
        now = clock.now()
        with self._lock:
            return tuple(name for name, circuit in self._circuits.items() if _rests(circuit, now))

    def _order(self) -> tuple[SmsSender, ...]:
        resting = self.resting()
        awake = tuple(sender for sender in self._senders if sender.name not in resting)
        return awake or self._senders

    def _note(self, sender: SmsSender, *, failed: bool) -> None:
        with self._lock:
            circuit = self._circuits[sender.name]
            circuit.failures = circuit.failures + 1 if failed else 0
            is_open = circuit.failures >= self._threshold
            circuit.open_until = clock.now() + self._rest if is_open else None


def _rests(circuit: _Circuit, now: datetime) -> bool:
    return circuit.open_until is not None and now < circuit.open_until
