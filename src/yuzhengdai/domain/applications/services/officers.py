"""The officer behind an actor of the institution side."""

from __future__ import annotations

from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import Forbidden


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
