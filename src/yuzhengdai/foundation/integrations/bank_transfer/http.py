"""A bank gateway over signed HTTP: POST /bank-transfer/send and /bank-transfer/state (docs/integrations.md)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from yuzhengdai.foundation.integrations.answers import Answer
from yuzhengdai.foundation.integrations.authority import stand_in_counts
from yuzhengdai.foundation.integrations.bank_transfer.base import TransferReceipt, TransferState
from yuzhengdai.foundation.integrations.signed_http import SignedClient, client_for

_READ_S = 8.0
_UNNAMED_FAILURE = "银行未能完成这笔打款，请核对户名、账号和开户银行"


class HttpBankTransfer:
    """The gateway repeats nothing: the same ``request_id`` is the same transfer.

    ``may_be_authoritative`` False: nobody moved real money, so its receipts prove nothing by themselves.
    """

    def __init__(
        self, client: SignedClient, *, name: str = "http", may_be_authoritative: bool = True
    ) -> None:
        self.name = name
        self._client = client
        self._may_be_authoritative = may_be_authoritative

    def transfer_send(
        self, *, request_id: str, account_name: str, account_number: str, bank_name: str, amount_yuan: Decimal
    ) -> TransferReceipt:
        """Pay ``amount_yuan`` (0.01–0.99) to the account."""
        question = {
            "request_id": request_id,
            "account_name": account_name,
            "account_number": account_number,
            "bank_name": bank_name,
            "amount_yuan": f"{amount_yuan:.2f}",
        }
        return self._receipt("/bank-transfer/send", question)

    def transfer_state(self, *, request_id: str) -> TransferReceipt:
        """Ask where it stands."""
        return self._receipt("/bank-transfer/state", {"request_id": request_id})

    def _receipt(self, path: str, question: Mapping[str, str]) -> TransferReceipt:
        answer = Answer(self._client.call(path, question), self._client.source)
        state = answer.choice("state", TransferState)
        failure = answer.text("failure", default="")
        return TransferReceipt(
            state=state,
            reference=answer.text("reference", limit=80),
            source=answer.text("source", limit=60, default=self.name),
            is_authoritative=answer.boolean("authoritative", default=True) and self._may_be_authoritative,
            failure=(failure or _UNNAMED_FAILURE) if state == TransferState.FAILED else "",
        )


def make() -> HttpBankTransfer:
    """For the registry: the gateway of a bank."""
    return HttpBankTransfer(client_for("bank_transfer", read_s=_READ_S))


def make_sandbox() -> HttpBankTransfer:
    """For the registry: the sandbox, whose word counts where the site says so."""
    client = client_for("sandbox", read_s=_READ_S, source="bank_transfer")
    return HttpBankTransfer(client, name="sandbox", may_be_authoritative=stand_in_counts())
