"""What else the phone's ways left behind: liveness sequences, a transfer, the personal consents. Nothing of it was measured."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from demo.rows import write
from demo.seed import demo_id, stream
from yuzhengdai.domain.agreements.models import Agreement, AgreementConsent, AgreementKind
from yuzhengdai.domain.verification.enums import (
    LivenessState,
    TransferCheckState,
    VerificationWay,
)
from yuzhengdai.domain.verification.liveness import Reason
from yuzhengdai.domain.verification.models import LivenessSession, TransferCheck, Verification

_ADDRESS = "203.0.113.10"
_FAILURES = (Reason.TOO_DARK, Reason.NOT_DONE, Reason.LEFT_FRAME)


@dataclass(slots=True)
class PhoneTraces:
    """Gathers the rows beside the attempts."""

    sessions: list[LivenessSession] = field(default_factory=list)
    transfers: list[TransferCheck] = field(default_factory=list)
    consents: dict[object, AgreementConsent] = field(default_factory=dict)
    texts: dict[str, Agreement] = field(default_factory=dict)

    def add(self, row: Verification, at: datetime, number: int) -> None:
        """Of one attempt that was handed in soon after ``at``."""
        self._consents(row, at)
        if row.way == VerificationWay.FACE:
            self._face(row, at, failures=_FAILURES[: number % 4])
        if row.way == VerificationWay.BANK_TRANSFER:
            self._transfer(row, at, number)

    def flush(self) -> None:
        """Write them; the attempts are there already."""
        write(self.sessions)
        write(self.transfers)
        write(self.consents.values())

    def _face(self, row: Verification, at: datetime, *, failures: tuple[Reason, ...]) -> None:
        for attempt, reason in enumerate([*failures, ""], start=1):
            began_at = at - timedelta(minutes=6 - attempt)
            self.sessions.append(
                LivenessSession(
                    id=demo_id(began_at, "liveness", row.pk, attempt), created_at=began_at, verification=row,
                    state=LivenessState.FAILED if reason else LivenessState.PASSED, attempt=attempt,
                    actions=["blink", "turn_left"] if attempt % 2 else ["mouth", "turn_right"], secret_hash="0" * 64,
                    expires_at=began_at + timedelta(minutes=2), decided_at=began_at + timedelta(seconds=20),
                    reason_code=str(reason), version=1,
                )
            )  # fmt: skip

    def _transfer(self, row: Verification, at: datetime, number: int) -> None:
        rng = stream("transfer", number)
        self.transfers.append(
            TransferCheck(
                id=demo_id(at, "transfer", row.pk), created_at=at - timedelta(hours=2), verification=row,
                state=TransferCheckState.CONFIRMED, account_number=f"6228{rng.randrange(10**12):012d}",
                bank_name="示例银行郑州分行", amount_yuan="0.37", second_amount_yuan="0.58",
                source="银行打款（模拟）", is_authoritative=True, reference=f"示例-{rng.randrange(10**6):06d}",
                expires_at=at + timedelta(hours=70), ended_at=at, version=2,
            )
        )  # fmt: skip

    def _consents(self, row: Verification, at: datetime) -> None:
        if not self.texts:
            self.texts = {text.kind: text for text in Agreement.objects.all()}
        kinds = [AgreementKind.IDENTITY_DATA]
        if row.way == VerificationWay.FACE:
            kinds.append(AgreementKind.FACE_DATA)
        for kind in kinds:
            key, given_at = (kind, row.user_id), at - timedelta(minutes=9)
            self.consents.setdefault(
                key,
                AgreementConsent(
                    id=demo_id(given_at, "consent", *key), created_at=given_at, agreement=self.texts[kind],
                    user=row.user, sha256=self.texts[kind].sha256, address=_ADDRESS,
                ),
            )  # fmt: skip
