"""What an open gate dialog on the PC sees of the phone: scanned or not, and the step of the wizard (R4, R11).

Asked every 1.5 s, so one small query says whether anything has changed; only then the step is worked out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import OuterRef, Subquery

from yuzhengdai.domain.access.models import HandOver
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.agreements.models import AgreementConsent
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.verification.enums import GateState, WizardStep
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import gate_state, verification_editable_for
from yuzhengdai.domain.verification.wizard import wizard_progress, wizard_state
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now

SCANNED_LATELY = timedelta(minutes=10)
"""How long after the scan the dialog says 已扫码: as long as the QR itself lives."""
UNDER_WAY_FOR = timedelta(hours=1)
"""How long after the scan the step counts as going on at this moment."""


@dataclass(frozen=True, slots=True)
class GateWatch:
    """``mark`` changes whenever the phone's step may have; "" while no phone came and nothing was begun.

    ``session_epoch``: the user's, None where the user may not log in (any more); another one than a session began with ends it.
    """

    state: GateState
    is_scanned: bool
    is_under_way: bool
    mark: str
    session_epoch: int | None = None


@dataclass(frozen=True, slots=True)
class PhoneStep:
    """The step to go to now, and which of the parts of the bar it belongs to (1…)."""

    step: WizardStep
    number: int


def gate_watch(*, actor: Actor) -> GateWatch:
    """State of the dialog and mark of the phone's progress for this user and enterprise, in one query."""
    if actor.organisation_id is None or actor.user_id is None:
        return GateWatch(GateState.OPEN, is_scanned=False, is_under_way=False, mark="")
    attempts = Verification.objects.filter(user_id=actor.user_id, enterprise__uscc=OuterRef("uscc"))
    attempts = attempts.order_by("-created_at")
    consents = AgreementConsent.objects.filter(user_id=actor.user_id).order_by("-created_at")
    scans = HandOver.objects.filter(
        user_id=actor.user_id,
        enterprise_id=actor.organisation_id,
        opened_at__gt=now() - UNDER_WAY_FOR,
    ).order_by("-opened_at")
    users = User.objects.filter(pk=actor.user_id, is_active=True)
    found = (
        Enterprise.objects.filter(pk=actor.organisation_id)
        .values_list(
            "state",
            *(Subquery(attempts.values(name)[:1]) for name in ("state", "way", "completed_at")),
            *(Subquery(attempts.values(name)[:1]) for name in ("id", "version")),
            Subquery(consents.values("created_at")[:1]),
            Subquery(scans.values("opened_at")[:1]),
            Subquery(users.values("session_epoch")[:1]),
        )
        .first()
    )
    if found is None:
        return GateWatch(GateState.OPEN, is_scanned=False, is_under_way=False, mark="")
    state = gate_state(*found[:4])
    attempt_id, version, consented_at, opened_at, epoch = found[4:]
    is_scanned = opened_at is not None and opened_at > now() - SCANNED_LATELY
    is_begun = attempt_id is not None or opened_at is not None
    said = f"{attempt_id}.{version}.{consented_at}.{opened_at}.{is_scanned}"
    mark = hashlib.sha256(said.encode()).hexdigest()[:12] if is_begun else ""
    return GateWatch(
        state, is_scanned=is_scanned, is_under_way=opened_at is not None, mark=mark, session_epoch=epoch
    )


def phone_step(*, actor: Actor) -> PhoneStep | None:
    """Where the attempt that can be filled in stands, in at most twelve queries; None when there is none."""
    row = verification_editable_for(actor=actor)
    if row is None:
        return None
    state = wizard_state(verification=row)
    items = wizard_progress(verification=row, state=state)
    number = next((n for n, item in enumerate(items, 1) if item.state == "current"), len(items))
    return PhoneStep(state.place, number)
