"""对公账户打款验证: a small random amount to the enterprise's account, which its owner reads back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class TransferState(StrEnum):
    """Where a transfer stands at the gateway."""

    ACCEPTED = "accepted"
    PAID = "paid"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TransferReceipt:
    """``reference`` is the gateway's number; ``failure`` a plain sentence for the applicant when FAILED.

    ``is_authoritative``: a bank moved real money to a real account; only then may a verification pass by it alone.
    """

    state: TransferState
    reference: str
    source: str
    is_authoritative: bool
    failure: str = ""


class BankTransferProvider(Protocol):
    """Raises ``ExternalError``. ``request_id`` makes a repeated call the same transfer."""

    name: str

    def transfer_send(
        self, *, request_id: str, account_name: str, account_number: str, bank_name: str, amount_yuan: Decimal
    ) -> TransferReceipt:
        """Pay ``amount_yuan`` (0.01–0.99) to the account."""
        ...

    def transfer_state(self, *, request_id: str) -> TransferReceipt:
        """Ask where it stands."""
        ...
