"""窗口协办: who holds the right at a bank and at the operator, whose right waits for the other side, and one session of the past."""

from __future__ import annotations

from datetime import timedelta

from demo.accounts import BY_KEY
from demo.rows import write
from demo.seed import LoadDay, demo_id
from yuzhengdai.domain.accounts.models import StaffPost, User, phone_index
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.domain.verification.counter.holders import operator_window
from yuzhengdai.domain.verification.counter_enums import CounterSampleState, CounterState, GivingSide
from yuzhengdai.domain.verification.enums import VerificationWay
from yuzhengdai.domain.verification.models import CounterRight, CounterSession, Verification

BANK_HOLDER, OPERATOR_HOLDER, WAITING = "colleague", "window", "officer"
"""Accounts: who holds the right at a bank and at the operator, and whose right the operator has proposed."""
_DAYS_AGO = 790
"""Before any enterprise of the province was proved at a counter."""


def load_counter_rights(day: LoadDay) -> None:
    """Give the rights that are not there yet; those of an older demo stay as people left them."""
    users = User.objects.in_bulk(
        [phone_index(account.phone_e164) for account in BY_KEY.values()], field_name="phone_index"
    )
    by_key = {key: users.get(phone_index(account.phone_e164)) for key, account in BY_KEY.items()}
    there = set(CounterRight.objects.values_list("user_id", flat=True))
    rows = [
        _right(day, key, by_key, sides, confirmed_by)
        for key, sides, confirmed_by in (
            (BANK_HOLDER, ("operator", GivingSide.OPERATOR), "manager"),
            (OPERATOR_HOLDER, ("system", GivingSide.SYSTEM_ADMINISTRATOR), "security"),
            (WAITING, ("operator", GivingSide.OPERATOR), ""),
        )
        if by_key.get(key) is not None and by_key[key].pk not in there  # type: ignore[union-attr]
    ]
    write(rows)


def load_counter_sessions() -> int:
    """A finished session of the operator's window for each attempt that passed at a counter; the newest waits for a second look."""
    post = StaffPost.objects.select_related("user").get(
        user__phone_index=phone_index(BY_KEY[OPERATOR_HOLDER].phone_e164)
    )
    found = Verification.objects.filter(way=VerificationWay.COUNTER).select_related("enterprise", "user")
    rows = [_session(row, post) for row in found.order_by("-decided_at")]
    for number, session in enumerate(rows):
        session.sample_state = CounterSampleState.WAITING if number == 0 else ""
    write(rows)
    return len(rows)


def _right(
    day: LoadDay,
    key: str,
    users: dict[str, User | None],
    proposer: tuple[str, GivingSide],
    confirmed_by: str,
) -> CounterRight:
    at = day.moment(_DAYS_AGO if confirmed_by else 1, 10)
    user = users[key]
    assert user is not None  # noqa: S101 - narrows the type
    post = Officer.objects.filter(user=user).first()
    name, side = proposer
    confirmer = users[confirmed_by] if confirmed_by else None
    return CounterRight(
        id=demo_id(at, "counter-right", key),
        created_at=at,
        user=user,
        institution_id=post.institution_id if post is not None else None,
        holder_name=BY_KEY[key].name,
        proposed_by=users[name],
        proposed_name=BY_KEY[name].name,
        proposed_side=side,
        confirmed_by=confirmer,
        confirmed_name=BY_KEY[confirmed_by].name if confirmed_by else "",
        confirmed_at=at + timedelta(hours=3) if confirmed_by else None,
    )


def _session(row: Verification, post: StaffPost) -> CounterSession:
    ended_at = row.decided_at
    assert ended_at is not None  # noqa: S101 - passed ones were decided
    began_at = ended_at - timedelta(minutes=18)
    return CounterSession(
        id=demo_id(began_at, "counter-session", row.pk),
        created_at=began_at,
        officer=post.user,
        officer_name=post.name,
        counter_name=operator_window(),
        state=CounterState.DONE,
        phone="",
        phone_index=row.user.phone_index,
        uscc=row.enterprise.uscc,
        enterprise_name=row.enterprise.name,
        entity_type=row.enterprise.entity_type,
        verification=row,
        consented_at=began_at + timedelta(minutes=4),
        confirmed_at=ended_at,
        expires_at=began_at + timedelta(minutes=64),
        ended_at=ended_at,
        outcome=row.state,
    )
