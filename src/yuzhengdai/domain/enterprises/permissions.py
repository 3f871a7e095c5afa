"""Who may do what inside an enterprise."""

from __future__ import annotations

from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import Forbidden, NotFound, Refused

ADMIN = "enterprise:admin"
HEAD = "enterprise:legal_representative"


def is_member(*, actor: Actor, enterprise: Enterprise) -> bool:
    """Whether the actor works for this enterprise in this request."""
    return actor.kind == ActorKind.ENTERPRISE and actor.organisation_id == enterprise.pk


def require_manage_members(*, actor: Actor, enterprise: Enterprise) -> None:
    """Raises NotFound for outsiders and Forbidden for members who are no administrators."""
    if not is_member(actor=actor, enterprise=enterprise):
        raise NotFound
    if not actor.has_role(ADMIN):
        raise Forbidden("enterprises.not_admin", "只有管理员可以管理成员，请联系本企业管理员。")


def require_head(*, actor: Actor, enterprise: Enterprise) -> None:
    """Raises NotFound for outsiders and Forbidden for members who are not the verified 法定代表人."""
    if not is_member(actor=actor, enterprise=enterprise):
        raise NotFound
    if not actor.has_role(HEAD):
        raise Forbidden("enterprises.not_head", "只有通过认证的法定代表人可以确认成员。")


def require_not_frozen(*, actor: Actor, enterprise: Enterprise) -> None:
    """Raises Refused while the operator has frozen the enterprise, or has cancelled it, worded for who is acting.

    The one place that knows what freezing stops: each workflow's step asks here for every act that is not free of it.
    """
    if enterprise.state == EnterpriseState.CANCELLED:
        raise Refused("enterprises.cancelled", "这家企业的账号已注销，不能再办理业务。")
    if enterprise.state != EnterpriseState.FROZEN:
        return
    if actor.kind == ActorKind.ENTERPRISE:
        raise Refused(
            "enterprises.frozen",
            "本企业的账号已冻结，现在不能办理这一步。您可以在「说明情况」中向平台说明，也可以拨打服务热线。",
        )
    raise Refused("enterprises.frozen", "这家企业的账号已被平台冻结，解除冻结前不能办理这一步。")


def require_manage_utilities(*, actor: Actor, enterprise: Enterprise) -> None:
    """Raises NotFound for outsiders and Forbidden for members who are no administrators."""
    if not is_member(actor=actor, enterprise=enterprise):
        raise NotFound
    if not actor.has_role(ADMIN):
        raise Forbidden("enterprises.not_admin", "只有管理员可以修改企业信息，请联系本企业管理员。")
