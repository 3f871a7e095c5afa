"""窗口协办 below the screens: an officer with the right, a person with a phone that gets messages, papers, two codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tests import factories, phone_way
from tests.phones import last_code
from yuzhengdai.domain.agreements.services import agreements_install
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.domain.verification.counter import filling, proving, rights, sessions
from yuzhengdai.domain.verification.models import CounterRight, CounterSession, Verification
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.codes import make_uscc

PHONE = "+8613800006021"
NAME = "郑州示例窗口商贸有限公司"


def holder(**values: Any) -> tuple[Officer, Actor]:
    """An officer of a branch to whom two sides gave the right."""
    where = factories.branch(name="郑州金水支行")
    values = {"institution": where.institution, "branch": where, **values}
    officer = factories.officer(**values)
    give_right(officer)
    return officer, factories.officer_actor(officer)


def give_right(officer: Officer) -> CounterRight:
    """The operator proposes, a 业务主管 of the institution confirms."""
    manager = factories.officer(institution=officer.institution, role="manager", name="主管示例")
    operator = factories.staff_actor(factories.staff_post())
    right = rights.right_propose(actor=operator, post_id=officer.pk)
    return rights.right_confirm(actor=factories.officer_actor(manager), right_id=right.pk)


def start(actor: Actor, *, phone: str = PHONE, uscc: str = "") -> CounterSession:
    """Called to the counter."""
    agreements_install()
    return sessions.counter_start(
        actor=actor,
        phone=phone,
        uscc=uscc or make_uscc(seed="counter"),
        enterprise_name=NAME,
        entity_type="company",
    )


def agree(actor: Actor, session: CounterSession) -> CounterSession:
    """The person ticks every text and types the code from the own phone."""
    phone = session.phone
    sessions.consent_code_send(actor=actor, session_id=session.pk)
    return sessions.counter_consent(
        actor=actor,
        session_id=session.pk,
        code=last_code(phone),
        agreement_ids={text.pk for text in sessions.consents_shown()},
    )


def fill(actor: Actor, session: CounterSession, *, role: str = "legal_representative") -> Verification:
    """Papers photographed and read, data saved as read."""
    assert session.verification_id is not None
    row = Verification.objects.select_related("enterprise", "user").get(pk=session.verification_id)
    role_data: Mapping[str, Any] = {
        "role": role,
        "agent_scopes": ["submit_application"],
        "agent_ends_on": str(today() + timedelta(days=90)),
    }
    filling.counter_save_role(actor=actor, session_id=session.pk, data=role_data)
    phone_way.show_papers(row)
    kinds = ["id_front", "id_back", "licence", *(["letter"] if role == "agent" else [])]
    for seed, kind in enumerate(kinds):
        filling.counter_paper(
            actor=actor, session_id=session.pk, kind=kind, picture=phone_way.picture(seed + 40)
        )
    filling.counter_save_identity(actor=actor, session_id=session.pk, data=phone_way.identity())
    filling.counter_save_licence(actor=actor, session_id=session.pk, data=phone_way.licence(row))
    row.refresh_from_db()
    return row


def confirm(actor: Actor, session: CounterSession) -> CounterSession:
    """Both confirm."""
    phone = CounterSession.objects.get(pk=session.pk).phone
    proving.confirm_code_send(actor=actor, session_id=session.pk)
    return proving.counter_confirm(actor=actor, session_id=session.pk, code=last_code(phone), is_seen=True)


def whole(actor: Actor, *, phone: str = PHONE, uscc: str = "") -> CounterSession:
    """From the call to the decision."""
    session = agree(actor, start(actor, phone=phone, uscc=uscc))
    fill(actor, session)
    return confirm(actor, session)
