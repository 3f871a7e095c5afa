"""数据授权 of the applications. Nobody has read anything under them yet."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from demo.province.tape import Tape
from demo.seed import LoadDay, demo_id, stream
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.submit import application_purpose, asked_items
from yuzhengdai.domain.credit.covers import COVERS
from yuzhengdai.domain.credit.enums import AuthorisationState
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.credit.texts import VALID_DAYS, authorisation_text, text_hash
from yuzhengdai.foundation.core.clock import LOCAL_ZONE, local

ADDRESS = "203.0.113.10"
"""An address reserved for documentation."""


def grant(day: LoadDay, tape: Tape, application: Application, user: User) -> None:
    """What the applicant granted at submission, in the state it is in on the load day."""
    at = application.submitted_at
    if at is None:
        return
    rng = stream("grants", application.number)
    last_day = local(at).date() + timedelta(days=VALID_DAYS)
    until = datetime.combine(last_day, time(23, 59, 59), LOCAL_ZONE)
    for item, is_required in asked_items(application.product_version):
        if not is_required and rng.random() < 0.4:
            continue
        text = authorisation_text(
            item=item, enterprise_name=application.enterprise.name, institution_name=application.institution.name,
            purpose=application_purpose(application.number or ""), until=until,
        )  # fmt: skip
        state, ended_at = _state(day, application, until, rng.random())
        row = DataAuthorisation(
            id=demo_id(at, "grant", application.pk, item), created_at=at, enterprise=application.enterprise,
            institution=application.institution, item=item, covers=list(COVERS[item]),
            purpose=application_purpose(application.number or "")[:60],
            subject_kind="application", subject_id=application.pk, state=state, granted_by=user, granted_at=at,
            valid_until=until, ended_at=ended_at, text=text, text_sha256=text_hash(text), address=ADDRESS,
        )  # fmt: skip
        tape.authorisations.append(row)


def _state(
    day: LoadDay, application: Application, until: datetime, chance: float
) -> tuple[AuthorisationState, datetime | None]:
    ended_at = application.ended_at
    if ended_at is not None and ended_at <= until:
        return AuthorisationState.ENDED, ended_at
    if until < day.starts_at:
        return AuthorisationState.EXPIRED, until
    if chance < 0.01 and application.disbursed_at is not None:
        return AuthorisationState.REVOKED, application.disbursed_at + timedelta(hours=3)
    return AuthorisationState.ACTIVE, None
