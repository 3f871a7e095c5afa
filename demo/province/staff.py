"""The operator side: posts and second factors of everybody who works with one."""

from __future__ import annotations

from demo.accounts import ACCOUNTS, BY_KEY, totp_secret
from demo.province.institutions import make_user
from demo.rows import write
from demo.seed import LoadDay, demo_id
from yuzhengdai.domain.accounts.enums import StaffRoleKind
from yuzhengdai.domain.accounts.models import SecondFactor, StaffPost, User, phone_index

_POSTS = {
    "operator": StaffRoleKind.OPERATOR,
    "window": StaffRoleKind.OPERATOR,
    "auditor": StaffRoleKind.AUDITOR,
    "regulator": StaffRoleKind.REGULATOR,
    "system": StaffRoleKind.SYSTEM_ADMINISTRATOR,
    "security": StaffRoleKind.SECURITY_ADMINISTRATOR,
}
_WAITING = "+8613800000096"
"""Of a post that the system administrator has proposed and nobody has confirmed: it cannot log in."""


def load_staff(day: LoadDay) -> list[str]:
    """Write the operator posts that are not there yet and enrol the second factor of every staff account of the demo.

    Returns the names of the posts written: all of them in a new database, in an older one those that came since.
    """
    wanted = [_WAITING, *(BY_KEY[key].phone_e164 for key in _POSTS)]
    there = set(_users(wanted))
    users = {
        key: make_user(day, BY_KEY[key].phone_e164, BY_KEY[key].name, 800)
        for key in _POSTS
        if phone_index(BY_KEY[key].phone_e164) not in there
    }
    write(users.values())
    write(_post(key, user) for key, user in users.items())
    if phone_index(_WAITING) not in there:
        _write_waiting(day)
    _enrol_second_factors()
    return [str(user.name) for user in users.values()]


def _users(phones: list[str]) -> dict[str, User]:
    return User.objects.in_bulk([phone_index(phone) for phone in phones], field_name="phone_index")


def _post(key: str, user: User) -> StaffPost:
    return StaffPost(
        id=demo_id(user.created_at, "post", key),
        created_at=user.created_at,
        user=user,
        role=_POSTS[key],
        name=BY_KEY[key].name,
        confirmed_at=user.created_at,
    )


def _write_waiting(day: LoadDay) -> None:
    """A post that waits for another person's yes."""
    proposer = _users([BY_KEY["system"].phone_e164])
    waiting = make_user(day, _WAITING, "梁晨", 1)
    write([waiting])
    write(
        [
            StaffPost(
                id=demo_id(waiting.created_at, "post", "waiting"),
                created_at=waiting.created_at,
                user=waiting,
                role=StaffRoleKind.OPERATOR,
                name="梁晨",
                proposed_by=next(iter(proposer.values())),
                proposed_role="operator:system_administrator",
            )
        ]
    )


def _enrol_second_factors() -> None:
    staff = [account for account in ACCOUNTS if account.needs_totp]
    by_index = _users([account.phone_e164 for account in staff])
    enrolled = set(SecondFactor.objects.filter(user__in=by_index.values()).values_list("user_id", flat=True))
    factors = []
    for account in staff:
        user = by_index.get(phone_index(account.phone_e164))
        if user is None or user.pk in enrolled:
            continue
        at = user.created_at
        factor_id = demo_id(at, "second-factor", account.phone)
        secret = totp_secret(account.phone)
        factors.append(SecondFactor(id=factor_id, created_at=at, user=user, secret=secret, confirmed_at=at))
    write(factors)
