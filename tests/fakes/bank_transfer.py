"""A bank gateway that accepts; `settle` says what became of a transfer."""

from __future__ import annotations

from decimal import Decimal

from tests.fakes.common import Fake
from yuzhengdai.foundation.integrations.bank_transfer.base import TransferReceipt, TransferState


class FakeBankTransfer(Fake):
    """`amounts[request_id]` is what was paid; `state` and `failure` what it answers."""

    def __init__(self) -> None:
        super().__init__()
        self.amounts: dict[str, Decimal] = {}
        self.state = TransferState.ACCEPTED
        self.failure = ""
        self.is_authoritative = True

    def settle(self, state: TransferState, failure: str = "") -> None:
        """From now on transfers stand so."""
        self.state, self.failure = state, failure

    def transfer_send(
        self, *, request_id: str, account_name: str, account_number: str, bank_name: str, amount_yuan: Decimal
    ) -> TransferReceipt:
        """Note the amount; the same request_id is the same transfer."""
        self.called("transfer_send", request_id=request_id, account_name=account_name, bank_name=bank_name)
        self.amounts.setdefault(request_id, amount_yuan)
        return TransferReceipt(
            self.state, f"fake-{request_id}", "fake", self.may_count(self.is_authoritative), self.failure
        )

    def transfer_state(self, *, request_id: str) -> TransferReceipt:
        """Where it stands."""
        self.called("transfer_state", request_id=request_id)
        return TransferReceipt(
            self.state, f"fake-{request_id}", "fake", self.may_count(self.is_authoritative), self.failure
        )


def make() -> FakeBankTransfer:
    """For the registry."""
    return FakeBankTransfer()
