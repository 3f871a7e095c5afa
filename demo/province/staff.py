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
    "auditor": StaffRoleKind.AUDITOR,
    "regulator": StaffRoleKind.REGULATOR,
    "system": StaffRoleKind.SYSTEM_ADMINISTRATOR,
    "security": StaffRoleKind.SECURITY_ADMINISTRATOR,
}
_WAITING_PHONE = "+8613800000096"
"""Of a post that the system administrator has proposed and nobody has confirmed: it cannot log in."""


def load_staff(day: LoadDay) -> None:
    """Write operator posts, and enrol the second factor of every staff account of the demo."""
    users = {key: make_user(day, BY_KEY[key].phone_e164, BY_KEY[key].name, 800) for key in _POSTS}
    write(users.values())
    write(
        StaffPost(
            id=demo_id(user.created_at, "post", key),
            created_at=user.created_at,
            user=user,
            role=_POSTS[key],
            name=BY_KEY[key].name,
            confirmed_at=user.created_at,
        )
        for key, user in users.items()
    )
    waiting = make_user(day, _WAITING_PHONE, "梁晨", 1)
    write([waiting])
    write(
        [
            StaffPost(
                id=demo_id(waiting.created_at, "post", "waiting"),
                created_at=waiting.created_at,
                user=waiting,
                role=StaffRoleKind.OPERATOR,
                name="梁晨",
                proposed_by=users["system"],
                proposed_role="operator:system_administrator",
            )
        ]
    )
    staff = [account for account in ACCOUNTS if account.needs_totp]
    by_index = User.objects.in_bulk([phone_index(a.phone_e164) for a in staff], field_name="phone_index")
    factors = []
    for account in staff:
        user = by_index[phone_index(account.phone_e164)]
        at = user.created_at
        factor_id = demo_id(at, "second-factor", account.phone)
        secret = totp_secret(account.phone)
        factors.append(SecondFactor(id=factor_id, created_at=at, user=user, secret=secret, confirmed_at=at))
    write(factors)
