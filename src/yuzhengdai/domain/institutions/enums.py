from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.db import models


class InstitutionKind(models.TextChoices):
    """机构类型."""

    POLICY_BANK = "policy_bank", "政策性银行"
    STATE_BANK = "state_bank", "国有银行"
    JOINT_STOCK_BANK = "joint_stock_bank", "股份制银行"
    CITY_BANK = "city_bank", "城商行"
    RURAL_BANK = "rural_bank", "农商行"
    VILLAGE_BANK = "village_bank", "村镇银行"
    GUARANTEE = "guarantee", "融资担保"
    LEASING = "leasing", "融资租赁"
    MICROCREDIT = "microcredit", "小贷公司"


class OfficerRole(models.TextChoices):
    """Roles inside an institution."""

    MANAGER = "manager", "业务主管"
    OFFICER = "officer", "客户经理"
    APPROVER = "approver", "审批人"
    CHECKER = "checker", "放款审核"
    VIEWER = "viewer", "查看"


class Power(StrEnum):
    """What a post may sign for where nobody gave it a limit of its own; with NEVER no limit is asked for at all."""

    ANY_AMOUNT = "any_amount"
    OWN_LIMIT_ONLY = "own_limit_only"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Post:
    """What a role may do besides the steps that the workflows name it for.

    ``works``: on files and offers; the others only look. ``leads``: sees every branch and answers for the institution, its people
    and its products. ``checks``: a 放款 that somebody else entered, before it counts.
    """

    works: bool
    leads: bool
    power: Power
    checks: bool = False


POSTS: Mapping[str, Post] = MappingProxyType(
    {
        OfficerRole.MANAGER.value: Post(works=True, leads=True, power=Power.ANY_AMOUNT, checks=True),
        OfficerRole.OFFICER.value: Post(works=True, leads=False, power=Power.NEVER),
        OfficerRole.APPROVER.value: Post(works=False, leads=False, power=Power.OWN_LIMIT_ONLY),
        OfficerRole.CHECKER.value: Post(works=False, leads=False, power=Power.NEVER, checks=True),
        OfficerRole.VIEWER.value: Post(works=False, leads=False, power=Power.NEVER),
    }
)
"""One row a role: a new one is asked for nowhere else."""

WORKERS = tuple(role for role, post in POSTS.items() if post.works)
LEADERS = tuple(role for role, post in POSTS.items() if post.leads)
WORKING_ROLES = frozenset(f"institution:{role}" for role in WORKERS)
LEADING_ROLES = frozenset(f"institution:{role}" for role in LEADERS)
APPROVING_ROLES = frozenset(
    f"institution:{role}" for role, post in POSTS.items() if post.power is not Power.NEVER
)
"""Posts that decide on what a 客户经理 proposes; never on a file that the same person proposed."""
CHECKING_ROLES = frozenset(f"institution:{role}" for role, post in POSTS.items() if post.checks)
"""Posts that check a 放款; never one that the same person entered, nor on a file that they proposed or decided on."""
ACTING_ROLES = WORKING_ROLES | APPROVING_ROLES | CHECKING_ROLES
"""Posts that do something with a file; the others only look."""
ALSO_ROLES = (OfficerRole.APPROVER, OfficerRole.CHECKER)
"""What a post may be beside its own role (兼任)."""
ALL_ROLES = frozenset(f"institution:{role}" for role in POSTS)


def officer_roles() -> list[tuple[str, str]]:
    """Choices of the column, named and not listed in migrations: a new value needs none."""
    return [(value, str(label)) for value, label in OfficerRole.choices]
