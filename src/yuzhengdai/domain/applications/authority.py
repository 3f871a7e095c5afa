"""Who may approve what: the customer's exposure at the institution, its authority table, and the caps of persons.

分级审批 (商业银行法 art. 35): a role approves up to an exposure, by product kind and way of guaranteeing; the cap of a person
narrows it further.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, Sum

from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import Application, AuthorityLimit, CreditApproval
from yuzhengdai.domain.applications.services.inputs import given
from yuzhengdai.domain.applications.services.terms import ApprovalData
from yuzhengdai.domain.institutions.enums import POSTS, OfficerRole, Power
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import Forbidden
from yuzhengdai.foundation.core.money import wan

_WITH_CREDIT = (S.APPROVED, S.SIGNING, S.DISBURSED)
TAKERS_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Exposure:
    """客户敞口 in yuan: this file, other live credits at the institution, what is off the platform, related enterprises."""

    this_yuan: Decimal
    live_yuan: Decimal
    off_platform_yuan: Decimal
    related_yuan: Decimal

    @property
    def total_yuan(self) -> Decimal:
        """What the authority table is read against."""
        return self.this_yuan + self.live_yuan + self.off_platform_yuan + self.related_yuan


def exposure_of(application: Application, data: ApprovalData) -> Exposure:
    """The customer's exposure with these terms; what is not filled in yet counts as 0."""
    return Exposure(
        this_yuan=data.approved_amount_yuan or Decimal(0),
        live_yuan=live_credit_yuan(application),
        off_platform_yuan=data.off_platform_yuan or Decimal(0),
        related_yuan=data.related_yuan or Decimal(0),
    )


def live_credit_yuan(application: Application) -> Decimal:
    """Other credits of the enterprise at the institution, each once: the larger of its limit and what is outstanding.

    A limit whose validity has passed cannot be drawn any more: what is outstanding is left of it.
    """
    rows = (
        CreditApproval.objects.filter(
            application__enterprise_id=application.enterprise_id,
            application__institution_id=application.institution_id,
            application__state__in=_WITH_CREDIT,
        )
        .exclude(application_id=application.pk)
        .annotate(
            outstanding=Sum(
                "application__disbursements__amount_yuan",
                filter=Q(application__disbursements__settled_on__isnull=True),
            )
        )
    )
    total = Decimal(0)
    for approved, valid_until, outstanding in rows.values_list(
        "approved_amount_yuan", "valid_until", "outstanding"
    ):
        limit = approved if valid_until >= today() else Decimal(0)
        total += max(limit, outstanding or Decimal(0))
    return total


def may_not_approve(officer: Officer, application: Application, data: ApprovalData) -> str:
    """Why this post may not approve these terms, in a sentence; "" where it may. ``data``: checked."""
    return _cap_of_person(officer, given(data.approved_amount_yuan)) or _table(
        officer, application, data, authority_limits(application.institution_id)
    )


def require_approval_power(officer: Officer, application: Application, data: ApprovalData) -> None:
    """Raise Forbidden unless the person's cap and the institution's table both reach. ``data``: checked."""
    why = may_not_approve(officer, application, data)
    if why:
        raise Forbidden("application.above_limit", why)


def officers_who_may(application: Application, data: ApprovalData) -> list[Officer]:
    """People in office whose cap and whose role's row reach, those of the highest posts first; at most TAKERS_AT_MOST."""
    rows = Officer.objects.filter(
        institution_id=application.institution_id, is_active=True, user__is_active=True
    )
    rows = rows.filter(Q(branch__isnull=True) | Q(branch_id=application.branch_id))
    limits, found = authority_limits(application.institution_id), []
    exposure = exposure_of(application, data)
    for officer in rows.select_related("user", "branch").order_by("created_at"):
        if all(POSTS[role].power is Power.NEVER for role in officer.held_roles):
            continue
        if not _cap_of_person(officer, exposure.this_yuan) and not _table(
            officer, application, data, limits, exposure
        ):
            found.append(officer)
    return sorted(found, key=lambda officer: officer.role != OfficerRole.MANAGER)[:TAKERS_AT_MOST]


def authority_limits(institution_id: UUID) -> list[AuthorityLimit]:
    """The rows of an institution's table, in the order in which they are read."""
    rows = AuthorityLimit.objects.filter(institution_id=institution_id)
    return list(rows.order_by("role", "product_kind", "guarantee_mode"))


def _cap_of_person(officer: Officer, amount_yuan: Decimal) -> str:
    """The cap of the person: a 审批人 signs up to it, above it a manager; a manager may have one, too."""
    limit = officer.approval_limit_yuan
    if limit is None and POSTS[officer.role].power is Power.ANY_AMOUNT:
        return ""
    if limit is None:
        return "您没有审批权限，请由业务主管审批。"
    if amount_yuan > limit:
        return f"授信额度超过您的审批权限（{wan(limit)}），请由业务主管审批，或提交上级。"
    return ""


def _table(
    officer: Officer,
    application: Application,
    data: ApprovalData,
    limits: Iterable[AuthorityLimit],
    exposure: Exposure | None = None,
) -> str:
    """What the institution's table says; "" where it has no row at all."""
    rows = list(limits)
    if not rows:
        return ""
    ceiling = ceiling_of(
        officer.held_roles, rows, kind=application.product_version.kind, guarantee=data.guarantee_mode
    )
    total = (exposure or exposure_of(application, data)).total_yuan
    if ceiling is None:
        return "本机构的审批权限表没有给您的岗位这类业务的权限，请提交上级。"
    if total > ceiling:
        return f"客户敞口 {wan(total)}超过您岗位的权限（{wan(ceiling)}），请提交上级。"
    return ""


def ceiling_of(
    roles: Iterable[str], limits: Iterable[AuthorityLimit], *, kind: str, guarantee: str
) -> Decimal | None:
    """The highest exposure in yuan that these roles may approve; None where no row names them.

    A row that names the way of guaranteeing goes before one that names the product kind, and both before one for any: the
    bank that is stricter about 信用 says so in one row.
    """
    held = set(roles)
    best: dict[str, tuple[int, Decimal]] = {}
    for row in limits:
        if (
            row.role not in held
            or row.product_kind not in ("", kind)
            or row.guarantee_mode not in ("", guarantee)
        ):
            continue
        exactness = 2 * bool(row.guarantee_mode) + bool(row.product_kind)
        if row.role not in best or exactness > best[row.role][0]:
            best[row.role] = (exactness, row.up_to_yuan)
    return max((amount for _, amount in best.values()), default=None)
