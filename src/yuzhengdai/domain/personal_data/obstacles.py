"""What stands against closing an account: each thing with the sentence that says what to do first."""

from __future__ import annotations

from yuzhengdai.domain.accounts.models import StaffPost, User
from yuzhengdai.domain.applications.enums import ENDED_STATES
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.demands.enums import HELD_STATES, LIVE_STATES
from yuzhengdai.domain.demands.models import FinancingDemand
from yuzhengdai.domain.enterprises.enums import EnterpriseState, MemberRole, MemberState
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.domain.enterprises.services.shared import has_another_admin
from yuzhengdai.domain.institutions.models import Officer

_OPEN_DEMANDS = (*LIVE_STATES, *HELD_STATES)
"""What its owner can still close; one that led to an application (已达成) is answered for by that application."""


def closing_obstacles(*, user: User) -> list[str]:
    """Sentences, none where the account can be closed.

    What an enterprise has open binds the person only while nobody else there is an administrator: with another the enterprise goes on.
    """
    found = []
    if (
        StaffPost.objects.filter(user=user, is_active=True).exists()
        or Officer.objects.filter(user=user, is_active=True).exists()
    ):
        found.append("这个手机号还有金融机构或平台运营的岗位，请先由该单位停用岗位。")
    for enterprise in _where_alone(user):
        found += _open_business(enterprise)
    return found


def _where_alone(user: User) -> list[Enterprise]:
    """Verified or frozen enterprises of which this person is the only administrator."""
    mine = EnterpriseMember.objects.filter(
        user=user,
        state=MemberState.ACTIVE,
        role=MemberRole.ADMIN,
        enterprise__state__in=[EnterpriseState.VERIFIED, EnterpriseState.FROZEN],
    ).select_related("enterprise")
    return [
        member.enterprise
        for member in mine
        if not has_another_admin(enterprise=member.enterprise, besides=member)
    ]


def _open_business(enterprise: Enterprise) -> list[str]:
    name, found = enterprise.name, []
    if enterprise.state == EnterpriseState.FROZEN:
        found.append(f"{name}已被冻结，请先通过「说明情况」解除冻结。")
    applications = Application.objects.filter(enterprise=enterprise)
    loans = applications.filter(state=S.DISBURSED).count()
    under_way = applications.exclude(state__in=[*ENDED_STATES, S.DRAFT, S.DISBURSED]).count()
    if under_way:
        found.append(f"{name}还有 {under_way} 笔融资申请没有办完，请先撤回，或等机构办结。")
    if loans:
        found.append(f"{name}还有 {loans} 笔贷款没有结清，请在结清以后办理。")
    demands = FinancingDemand.objects.filter(
        enterprise=enterprise, state__in=_OPEN_DEMANDS, deleted_at=None
    ).count()
    if demands:
        found.append(f"{name}还有 {demands} 条融资需求没有结束，请先在「管理需求」撤回或删除。")
    others = EnterpriseMember.objects.filter(enterprise=enterprise, state=MemberState.ACTIVE).count() - 1
    if others:
        found.append(f"您是{name}唯一的管理员，还有 {others} 位成员，请先让其中一位担任管理员。")
    return found
