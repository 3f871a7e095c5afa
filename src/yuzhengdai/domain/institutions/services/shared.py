"""Who may change institutions and the people in them."""

from __future__ import annotations

from yuzhengdai.domain.institutions.enums import LEADING_ROLES
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import Forbidden, NotFound

_MAY_KEEP = frozenset({"operator:operator", "operator:system_administrator", "system"})


def require_keeper(actor: Actor) -> None:
    if not actor.roles & _MAY_KEEP:
        raise Forbidden


def require_manager(actor: Actor, institution: Institution) -> None:
    if actor.kind == ActorKind.INSTITUTION:
        if actor.organisation_id != institution.pk:
            raise NotFound
        if not actor.has_role(*LEADING_ROLES):
            raise Forbidden
        return
    require_keeper(actor)
