"""Who may do what inside an enterprise."""

from __future__ import annotations

from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import Forbidden, NotFound

ADMIN = "enterprise:admin"


def is_member(*, actor: Actor, enterprise: Enterprise) -> bool:
    """Whether the actor works for this enterprise in this request."""
    return actor.kind == ActorKind.ENTERPRISE and actor.organisation_id == enterprise.pk


def may_manage_members(*, actor: Actor, enterprise: Enterprise) -> bool:
    """Members, invitations and requests are the administrators' business."""
    return is_member(actor=actor, enterprise=enterprise) and actor.has_role(ADMIN)


def require_manage_members(*, actor: Actor, enterprise: Enterprise) -> None:
    """Raises NotFound for outsiders and Forbidden for members who are no administrators."""
    if not is_member(actor=actor, enterprise=enterprise):
        raise NotFound
    if not actor.has_role(ADMIN):
        raise Forbidden("enterprises.not_admin", "只有管理员可以管理成员，请联系本企业管理员。")


def may_manage_utilities(*, actor: Actor, enterprise: Enterprise) -> bool:
    """电力户号 and 社保号 are the administrators' business (whoever is being verified is one)."""
    return is_member(actor=actor, enterprise=enterprise) and actor.has_role(ADMIN)


def require_manage_utilities(*, actor: Actor, enterprise: Enterprise) -> None:
    """Raises NotFound for outsiders and Forbidden for members who are no administrators."""
    if not is_member(actor=actor, enterprise=enterprise):
        raise NotFound
    if not actor.has_role(ADMIN):
        raise Forbidden("enterprises.not_admin", "只有管理员可以修改企业信息，请联系本企业管理员。")
