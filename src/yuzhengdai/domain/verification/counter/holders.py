"""Who holds the right 「窗口协办」, who gives it, and which counters there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from yuzhengdai.domain.accounts.enums import StaffRoleKind
from yuzhengdai.domain.accounts.models import StaffPost
from yuzhengdai.domain.institutions.enums import LEADING_ROLES, WORKERS, WORKING_ROLES
from yuzhengdai.domain.institutions.models import Branch, Institution, Officer
from yuzhengdai.domain.verification.counter_enums import CounterRightState, GivingSide
from yuzhengdai.domain.verification.counter_models import CounterRight
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import Forbidden

OPERATOR_ROLE = "operator:operator"
NO_RIGHT = (
    "您没有「窗口协办」权限。银行的权限由本机构业务主管和平台运营人员共同给出，"
    "平台的权限由系统管理员和安全管理员共同给出。"
)
LISTED = 500
"""Rights and counters that one list shows at most."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody with the right works. ``name`` as it stands in messages and records, at most 60 characters."""

    name: str
    institution: Institution | None = None
    branch: Branch | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter as it is told to everybody; address and phone are "" where nobody wrote them down."""

    name: str
    address: str
    phone: str
    region_code: str = ""


def acting_user(actor: Actor) -> UUID:
    """The user who acts. Raises Forbidden for the system and visitors, who stand at no counter."""
    if actor.user_id is None:
        raise Forbidden("counter.no_right", NO_RIGHT)
    return actor.user_id


def right_state(right: CounterRight) -> CounterRightState:
    """Waiting for the other side, in force, or ended."""
    if right.ended_at is not None:
        return CounterRightState.ENDED
    return CounterRightState.WAITING if right.confirmed_at is None else CounterRightState.LIVE


def place_of(*, actor: Actor) -> Place | None:
    """The counter at which this actor may prove people now, or None. The right, the post and its role must all stand."""
    if actor.user_id is None:
        return None
    live = CounterRight.objects.filter(
        user_id=actor.user_id, confirmed_at__isnull=False, ended_at__isnull=True
    )
    if actor.kind == ActorKind.OPERATOR and actor.has_role(OPERATOR_ROLE):
        return Place(operator_window()) if live.filter(institution__isnull=True).exists() else None
    if (
        actor.kind != ActorKind.INSTITUTION
        or not actor.roles & WORKING_ROLES
        or actor.organisation_id is None
    ):
        return None
    if not live.filter(institution_id=actor.organisation_id).exists():
        return None
    officer = (
        Officer.objects.select_related("institution", "branch")
        .filter(
            user_id=actor.user_id,
            institution_id=actor.organisation_id,
            is_active=True,
            institution__is_active=True,
            role__in=WORKERS,
        )
        .first()
    )
    if officer is None:
        return None
    return Place(_counter_name(officer.institution, officer.branch)[:60], officer.institution, officer.branch)


def place_require(*, actor: Actor) -> Place:
    """As ``place_of``. Raises Forbidden without the right."""
    place = place_of(actor=actor)
    if place is None:
        raise Forbidden("counter.no_right", NO_RIGHT)
    return place


def giving_side(*, actor: Actor, institution_id: UUID | None) -> GivingSide | None:
    """The side on which this actor gives rights at an institution (None: at the operator's windows), or None."""
    if institution_id is None:
        if actor.has_role("operator:system_administrator"):
            return GivingSide.SYSTEM_ADMINISTRATOR
        return (
            GivingSide.SECURITY_ADMINISTRATOR if actor.has_role("operator:security_administrator") else None
        )
    if actor.has_role(OPERATOR_ROLE):
        return GivingSide.OPERATOR
    is_manager = actor.has_role(*LEADING_ROLES) and actor.organisation_id == institution_id
    return GivingSide.INSTITUTION if is_manager else None


def rights_visible_to(actor: Actor) -> QuerySet[CounterRight]:
    """A 业务主管 those of the own institution, operators those of all institutions, the two administrators the operator's own."""
    rights = CounterRight.objects.select_related("institution", "user")
    if actor.has_role(OPERATOR_ROLE):
        return rights.filter(institution__isnull=False)
    if actor.has_role("operator:system_administrator", "operator:security_administrator"):
        return rights.filter(institution__isnull=True)
    is_manager = actor.kind == ActorKind.INSTITUTION and actor.has_role(*LEADING_ROLES)
    if is_manager and actor.organisation_id is not None:
        return rights.filter(institution_id=actor.organisation_id)
    return rights.none()


def candidates(*, actor: Actor) -> list[tuple[str, str]]:
    """(id of the post, words) of whom this actor may propose: in office, with a working role, without a right or a proposal."""
    taken = CounterRight.objects.filter(ended_at__isnull=True).values("user_id")
    if actor.has_role("operator:system_administrator", "operator:security_administrator"):
        posts = StaffPost.objects.filter(
            role=StaffRoleKind.OPERATOR, is_active=True, confirmed_at__isnull=False, user__is_active=True
        ).exclude(user_id__in=taken)
        return [(str(post.pk), post.name) for post in posts.order_by("created_at")[:LISTED]]
    officers = Officer.objects.filter(
        is_active=True, institution__is_active=True, role__in=WORKERS, user__is_active=True
    ).exclude(user_id__in=taken)
    is_manager = actor.kind == ActorKind.INSTITUTION and actor.has_role(*LEADING_ROLES)
    if is_manager and actor.organisation_id is not None:
        officers = officers.filter(institution_id=actor.organisation_id)
    elif not actor.has_role(OPERATOR_ROLE):
        return []
    rows = officers.exclude(user_id=acting_user(actor)).select_related("institution", "branch")
    return [
        (str(row.pk), f"{row.name}，{_counter_name(row.institution, row.branch)}")
        for row in rows.order_by("institution__sort_key", "institution_id", "created_at")[:LISTED]
    ]


def counters_public() -> list[Counter]:
    """Every counter where somebody in office holds the right, the operator's window first, where it has an address to go to.

    Three queries.
    """
    holders = CounterRight.objects.filter(
        confirmed_at__isnull=False, ended_at__isnull=True, user__is_active=True
    )
    officers = Officer.objects.filter(
        user_id__in=holders.filter(institution__isnull=False).values("user_id"),
        is_active=True,
        role__in=WORKERS,
        institution__is_active=True,
    ).select_related("institution", "branch")
    out: list[Counter] = []
    posts = StaffPost.objects.filter(
        user_id__in=holders.filter(institution__isnull=True).values("user_id"),
        role=StaffRoleKind.OPERATOR,
        is_active=True,
        confirmed_at__isnull=False,
    )
    if settings.COUNTER_WINDOW_ADDRESS and posts.exists():
        out.append(Counter(operator_window(), settings.COUNTER_WINDOW_ADDRESS, settings.COUNTER_WINDOW_PHONE))
    rows = officers.order_by("institution__sort_key", "institution_id", "branch__region_code", "branch__name")
    return out + list(_once(rows[:LISTED]))


def operator_window() -> str:
    """What the operator's own counter is called."""
    return str(settings.COUNTER_WINDOW_NAME)[:60]


def _once(officers: Iterable[Officer]) -> Iterable[Counter]:
    seen: set[tuple[UUID, UUID | None]] = set()
    for row in officers:
        key = (row.institution_id, row.branch_id)
        if key in seen:
            continue
        seen.add(key)
        where: Branch | Institution = row.branch or row.institution
        region = row.branch.region_code if row.branch is not None else ""
        yield Counter(
            _counter_name(row.institution, row.branch),
            where.address,
            where.phone or row.institution.phone,
            region,
        )


def _counter_name(institution: Institution, branch: Branch | None) -> str:
    """「中原银行 郑州分行」; a branch that bears the institution's name is not named twice."""
    if branch is None:
        return institution.name
    own = branch.name.removeprefix(institution.name).removeprefix(institution.short_name).strip()
    return f"{institution.short_name} {own or branch.name}"
