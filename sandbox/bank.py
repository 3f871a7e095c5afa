"""The bank: transfers that its page shows, so that the demo's visitor can read the amount back."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from sandbox.contract import Question, Refusal

KEEP = 200
_FAILURES = {
    "0001": "户名与账号不符，请核对后重新填写",
    "0002": "收款账户状态异常，请联系开户银行，或改用其他账户",
}
_SOURCE = "银行打款（模拟）"


@dataclass(slots=True)
class Transfer:
    """One transfer. The account number is kept only as its digest and its last four digits."""

    request_id: str
    account_name: str
    last_four: str
    bank_name: str
    amount_yuan: str
    fingerprint: str
    state: str
    failure: str
    asked_at: float


class Bank:
    """Transfers by request id; kept in a file, so that a restart forgets none."""

    def __init__(self, path: Path | None = None, *, wall_clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._wall_clock = wall_clock
        self._lock = threading.Lock()
        self._transfers: dict[str, Transfer] = {}
        if path is not None and path.exists():
            rows = [Transfer(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
            self._transfers = {one.request_id: one for one in rows}

    def send(self, question: Question) -> dict[str, Any]:
        """POST /bank-transfer/send: the same request id is the same transfer."""
        request_id = question.text("request_id", pattern=r"[0-9A-Za-z_-]{1,64}")
        account_name = question.text("account_name")
        number = question.text("account_number", pattern=r"[0-9]{8,32}")
        bank_name = question.text("bank_name")
        amount = question.text("amount_yuan", pattern=r"0\.[0-9]{2}")
        if not Decimal("0.01") <= Decimal(amount) <= Decimal("0.99"):
            raise Refusal("bad_amount_yuan")
        fingerprint = sha256(f"{account_name}|{number}|{bank_name}|{amount}".encode()).hexdigest()
        with self._lock:
            known = self._transfers.get(request_id)
            if known is not None:
                if known.fingerprint != fingerprint:
                    raise Refusal("request_changed")
                return self._answer(known)
            failure = _FAILURES.get(number[-4:], "")
            state = "failed" if failure else ("accepted" if number[-4:] in {"0003", "0004"} else "paid")
            made = Transfer(
                request_id, account_name, number[-4:], bank_name, amount, fingerprint, state, failure,
                self._wall_clock(),
            )  # fmt: skip
            self._transfers[request_id] = made
            self._keep()
            return self._answer(made)

    def state(self, question: Question) -> dict[str, Any]:
        """POST /bank-transfer/state. Accounts that end in 0003 are paid by the time somebody asks."""
        request_id = question.text("request_id", pattern=r"[0-9A-Za-z_-]{1,64}")
        with self._lock:
            known = self._transfers.get(request_id)
            if known is None:
                raise Refusal("unknown_request")
            if known.state == "accepted" and known.last_four == "0003":
                known.state = "paid"
                self._keep()
            return self._answer(known)

    def newest(self, question: Question) -> dict[str, Any]:
        """What the bank's page shows: the newest first; ``account`` narrows to numbers that end so."""
        ending = question.text("account", pattern=r"[0-9]{1,32}", is_optional=True)[-4:]
        with self._lock:
            rows = sorted(self._transfers.values(), key=lambda one: one.asked_at, reverse=True)
            wanted = [one for one in rows if one.last_four.endswith(ending)][:50]
            shown = ("request_id", "account_name", "last_four", "bank_name", "amount_yuan", "state", "failure",
                     "asked_at")  # fmt: skip
            return {"transfers": [{name: asdict(one)[name] for name in shown} for one in wanted]}

    def _answer(self, one: Transfer) -> dict[str, Any]:
        reference = "BANK-" + re.sub(r"[^0-9A-Za-z]", "", one.request_id)[-12:]
        return {"state": one.state, "failure": one.failure, "reference": reference, "source": _SOURCE}

    def _keep(self) -> None:
        rows = sorted(self._transfers.values(), key=lambda one: one.asked_at)[-KEEP:]
        self._transfers = {one.request_id: one for one in rows}
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".draft")
        draft.write_text(json.dumps([asdict(one) for one in rows], ensure_ascii=False), encoding="utf-8")
        draft.replace(self._path)
