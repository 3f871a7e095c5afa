"""No bank gateway is connected: 对公账户打款验证 cannot be done here."""

from __future__ import annotations

from decimal import Decimal

from yuzhengdai.foundation.integrations.bank_transfer.base import TransferReceipt
from yuzhengdai.foundation.integrations.unconnected import not_connected


class NoBankTransfer:
    name = "none"

    def transfer_send(
        self, *, request_id: str, account_name: str, account_number: str, bank_name: str, amount_yuan: Decimal
    ) -> TransferReceipt:
        """Raise: there is nobody to ask."""
        raise not_connected("bank_transfer", "对公账户打款服务")

    def transfer_state(self, *, request_id: str) -> TransferReceipt:
        """Raise: there is nobody to ask."""
        raise not_connected("bank_transfer", "对公账户打款服务")


def make() -> NoBankTransfer:
    return NoBankTransfer()
