"""The officer behind an actor of the institution side, and how far that officer's signature reaches."""

from __future__ import annotations

from decimal import Decimal

from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.institutions.enums import POSTS, Power
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import Forbidden
from yuzhengdai.foundation.core.money import wan


def acting_officer(actor: Actor) -> Officer:
    """The live post of this actor. Raises Forbidden for anybody who is not an officer."""
    if actor.kind is not ActorKind.INSTITUTION or actor.member_id is None or actor.organisation_id is None:
        raise Forbidden("application.not_an_officer", "这一步由金融机构办理。")
    officer = Officer.objects.filter(
        pk=actor.member_id, institution_id=actor.organisation_id, is_active=True
    ).first()
    if officer is None:
        raise Forbidden("application.not_an_officer", "您的岗位已停用，请联系本机构业务主管。")
    return officer


def take_if_free(application: Application, officer: Officer) -> None:
    """Whoever acts first on a file that nobody holds becomes its 经办."""
    if application.officer_id is None:
        application.officer = officer


def require_approval_power(officer: Officer, amount_yuan: Decimal) -> None:
    """The cap of the person: a 审批人 signs up to it, above it a manager; a manager may have one, too.

    A 审批人 without a limit has no power to approve. Raises Forbidden.
    """
    limit = officer.approval_limit_yuan
    if limit is None and POSTS[officer.role].power is Power.ANY_AMOUNT:
        return
    if limit is None:
        raise Forbidden("application.no_approval_power", "您没有审批权限，请由业务主管审批。")
    if amount_yuan > limit:
        raise Forbidden(
            "application.above_limit",
            f"授信额度超过您的审批权限（{wan(limit)}），请由业务主管审批。",
            details={"limit_yuan": str(limit)},
        )
