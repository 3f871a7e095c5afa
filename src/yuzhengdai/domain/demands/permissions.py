"""Which rows an actor may see and touch. One rule, as a query: what is not in it does not exist for that actor."""

from __future__ import annotations

from datetime import date

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from yuzhengdai.domain.demands.enums import LIVE_STATES, DemandState
from yuzhengdai.domain.demands.models import FinancingDemand, Offer
from yuzhengdai.domain.demands.workflow import PUBLISHERS
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import Forbidden, NotFound, Refused


def live_demands(
    *,
    on: date | None = None,
    is_beside: bool = False,
    rows: QuerySet[FinancingDemand] | None = None,
    after: Q | None = None,
) -> QuerySet[FinancingDemand]:
    """What the hall and the portal may show ``on`` a day (today): published, in its time, of an enterprise in good standing.

    ``is_beside``: the rows are found through another table that holds next to nothing but live demands. ``rows``: of these.
    ``after``: a condition on another table of theirs; owners are looked up only where it holds.
    """
    # PostgreSQL multiplies the rarity of each condition and takes live demands for one in ten thousand; it then reads all of
    # them, or all enterprises, to list twenty. What is nearly always true of the rows at hand is therefore not weighed.
    owner = Enterprise.objects.filter(pk=OuterRef("enterprise_id"))
    is_standing = ExpressionWrapper(Q(state=EnterpriseState.VERIFIED), output_field=BooleanField())
    in_time = Q(Subquery(owner.values_list(is_standing)), valid_until__gte=on or today())
    published = Q(state__in=LIVE_STATES, deleted_at__isnull=True)
    rows = FinancingDemand.objects.all() if rows is None else rows
    if is_beside:
        return rows.filter(*([] if after is None else [after]), _unweighed(published & in_time))
    if after is None:
        return rows.filter(published, _unweighed(in_time))
    # In one call: in two, Django would join the other table twice.
    return rows.filter(after, published, _unweighed(after & in_time))


def _unweighed(condition: Q) -> Case:
    """The condition as an expression that a planner takes for true every other time."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def demands_visible_to(actor: Actor) -> QuerySet[FinancingDemand]:
    """An enterprise sees its own, an institution the live ones and those it has an offer on, an operator all but drafts.

    Rows carry contact data: what an institution reads of one is ``selectors.hall``'s to say.
    """
    rows = FinancingDemand.objects.filter(deleted_at__isnull=True)
    if actor.kind == ActorKind.SYSTEM:
        return FinancingDemand.objects.all()
    if actor.kind == ActorKind.OPERATOR:
        return rows.exclude(state=DemandState.DRAFT) if actor.has_role("operator:operator") else rows.none()
    if actor.organisation_id is None:
        return rows.none()
    if actor.kind == ActorKind.ENTERPRISE:
        return rows.filter(enterprise_id=actor.organisation_id)
    if actor.kind == ActorKind.INSTITUTION:
        ours = Offer.objects.filter(demand_id=OuterRef("pk"), institution_id=actor.organisation_id)
        live = Q(state__in=LIVE_STATES, valid_until__gte=today(), enterprise__state=EnterpriseState.VERIFIED)
        return rows.filter(live | Q(Exists(ours)))
    return rows.none()


def offers_visible_to(actor: Actor) -> QuerySet[Offer]:
    """An enterprise sees what was sent to it, an institution its own and never another's."""
    if actor.kind == ActorKind.SYSTEM:
        return Offer.objects.all()
    if actor.organisation_id is None:
        return Offer.objects.none()
    if actor.kind == ActorKind.ENTERPRISE:
        return Offer.objects.filter(
            demand__enterprise_id=actor.organisation_id,
            demand__deleted_at__isnull=True,
            sent_at__isnull=False,
        )
    if actor.kind == ActorKind.INSTITUTION:
        return Offer.objects.filter(institution_id=actor.organisation_id)
    return Offer.objects.none()


def require_publisher(actor: Actor, enterprise: Enterprise) -> None:
    """Raise NotFound, Forbidden or Refused unless this actor may publish for this enterprise now."""
    if actor.organisation_id != enterprise.pk or actor.kind != ActorKind.ENTERPRISE:
        raise NotFound
    if not actor.roles & PUBLISHERS:
        raise Forbidden(
            "demands.may_not_publish",
            "您的账号没有「提交申请」权限，不能发布和修改融资需求，请联系本企业管理员开通。",
        )
    if not enterprise.is_verified:
        raise Refused("demands.not_verified", "请先完成企业认证，认证通过后即可发布融资需求。")


def acting_officer(actor: Actor) -> Officer:
    """The live post of this actor. Raises Forbidden for anybody who is not an officer."""
    if actor.kind is not ActorKind.INSTITUTION or actor.member_id is None or actor.organisation_id is None:
        raise Forbidden("demands.not_an_officer", "这一步由金融机构办理。")
    officer = (
        Officer.objects.select_related("institution")
        .filter(pk=actor.member_id, institution_id=actor.organisation_id, is_active=True)
        .first()
    )
    if officer is None:
        raise Forbidden("demands.not_an_officer", "您的岗位已停用，请联系本机构业务主管。")
    return officer
