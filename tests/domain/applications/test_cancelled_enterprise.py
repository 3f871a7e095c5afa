"""注销 cannot be undone: of a verified enterprise it takes two operators, and nothing of its business may be open."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests import factories
from yuzhengdai.domain.applications.services.accept import application_accept
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.enterprises.services import enterprise_cancel, enterprise_freeze
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import Refused

pytestmark = pytest.mark.django_db


def operator() -> Actor:
    return Actor(
        kind=ActorKind.OPERATOR, user_id=uuid4(), roles=frozenset({"operator:operator"}), name="赵示例"
    )


def cancel(enterprise: Enterprise, by: Actor) -> str:
    return str(enterprise_cancel(actor=by, enterprise=enterprise, reason="工商已注销").state)


def test_a_verified_enterprise_is_frozen_first() -> None:
    enterprise = factories.enterprise()
    with pytest.raises(Refused):
        cancel(enterprise, operator())


def test_another_operator_than_who_froze_it() -> None:
    enterprise, first, second = factories.enterprise(), operator(), operator()
    enterprise_freeze(actor=first, enterprise=enterprise, reason="核查")
    with pytest.raises(Refused, match="另一位运营人员"):
        cancel(enterprise, first)
    assert cancel(enterprise, second) == "cancelled"


def test_a_claim_that_nobody_verified_takes_one() -> None:
    assert cancel(factories.enterprise(state="claimed", verified_at=None), operator()) == "cancelled"


@pytest.mark.parametrize(
    ("state", "may"),
    [
        ("draft", True),
        ("submitted", False),
        ("approving", False),
        ("signing", False),
        ("disbursed", False),
        ("settled", True),
        ("declined", True),
    ],
)
def test_open_files_and_loans_stand_against_it(state: str, may: bool) -> None:
    enterprise = factories.enterprise(state="frozen")
    factories.application(enterprise=enterprise, state=state)
    if may:
        assert cancel(enterprise, operator()) == "cancelled"
        return
    with pytest.raises(Refused, match="1 笔"):
        cancel(enterprise, operator())
    enterprise.refresh_from_db()
    assert enterprise.state == "frozen"


def test_files_of_a_cancelled_enterprise_stand_still() -> None:
    """Those of before there was a rule: no money goes where nobody is any more."""
    officer = factories.officer(role="officer")
    application = factories.application(
        enterprise=factories.enterprise(state="cancelled"), institution=officer.institution, state="submitted"
    )
    application.officer = officer
    application.save()
    with pytest.raises(Refused, match="注销"):
        application_accept(
            actor=factories.officer_actor(officer), application_id=application.pk, expected_version=0
        )
