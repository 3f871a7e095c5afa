"""Enterprise: state × action × role; verified, taken over, frozen, cancelled."""

from __future__ import annotations

import itertools
from uuid import uuid4

import pytest

from tests import factories
from tests.phones import sms_texts
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import EnterpriseChange, EnterpriseMember, MemberInvitation
from yuzhengdai.domain.enterprises.services import (
    EnterpriseFacts,
    enterprise_cancel,
    enterprise_claim,
    enterprise_freeze,
    enterprise_unfreeze,
    enterprise_verify,
)
from yuzhengdai.domain.enterprises.workflow import ENTERPRISE_WORKFLOW
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import SYSTEM, Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, Refused

pytestmark = pytest.mark.django_db
OPERATOR = Actor(kind=ActorKind.OPERATOR, roles=frozenset({"operator:operator"}), name="赵示例")
SECOND = Actor(
    kind=ActorKind.OPERATOR, user_id=uuid4(), roles=frozenset({"operator:operator"}), name="钱示例"
)
FACTS = EnterpriseFacts(
    name="郑州示例商贸有限公司", legal_representative_name="李示例", registered_address="示例路 1 号"
)

ALLOWED = {
    ("verify", "claimed"),
    ("freeze", "verified"),
    ("unfreeze", "frozen"),
    ("cancel", "claimed"),
    ("cancel", "frozen"),
}
ROLES = [
    "operator:operator",
    "system",
    "operator:auditor",
    "operator:regulator",
    "operator:system_administrator",
    "operator:security_administrator",
    "enterprise:admin",
    "enterprise:legal_representative",
    "enterprise:agent",
    "institution:manager",
    "institution:officer",
]


@pytest.mark.parametrize(
    ("action", "state", "role"),
    list(itertools.product(ENTERPRISE_WORKFLOW.actions, EnterpriseState.values, ROLES)),
)
def test_state_action_role(action: str, state: str, role: str) -> None:
    may = ENTERPRISE_WORKFLOW.is_allowed(action=action, state=state, roles=frozenset({role}))
    assert may == ((action, state) in ALLOWED and role in {"operator:operator", "system"})


def test_freezing_is_the_operators_act_with_a_reason() -> None:
    member = factories.member()
    enterprise = member.enterprise
    with pytest.raises(FieldErrors):
        enterprise_freeze(actor=OPERATOR, enterprise=enterprise, reason=" ")
    admin = Actor(
        kind=ActorKind.ENTERPRISE, organisation_id=enterprise.pk, roles=frozenset({"enterprise:admin"})
    )
    with pytest.raises(Refused):
        enterprise_freeze(actor=admin, enterprise=enterprise, reason="不行")
    assert enterprise_freeze(actor=OPERATOR, enterprise=enterprise, reason="核查").state == "frozen"
    assert enterprise_unfreeze(actor=OPERATOR, enterprise=enterprise, reason="核查完毕").state == "verified"
    assert enterprise_freeze(actor=OPERATOR, enterprise=enterprise, reason="再核查").state == "frozen"
    assert enterprise_cancel(actor=SECOND, enterprise=enterprise, reason="已注销").state == "cancelled"
    with pytest.raises(Refused):
        enterprise_unfreeze(actor=OPERATOR, enterprise=enterprise, reason="反悔")
    assert EnterpriseChange.objects.filter(enterprise=enterprise, field="state").count() == 4
    assert AuditEvent.objects.filter(action__startswith="enterprises.", object_id=enterprise.pk).count() == 4


def test_a_claim_is_verified_with_the_facts_of_the_licence() -> None:
    user = factories.user()
    uscc = factories.enterprise(state="cancelled").uscc
    claim, _ = enterprise_claim(actor=SYSTEM, user=user, name="打错的名字", uscc=uscc, entity_type="company")
    done = enterprise_verify(
        actor=OPERATOR,
        enterprise=claim,
        user=user,
        is_legal_representative=True,
        facts=FACTS,
        person_name="李示例",
    )
    assert (done.pk, done.state, done.name) == (claim.pk, "verified", FACTS.name)
    member = EnterpriseMember.objects.get(user=user)
    assert (member.role, member.is_legal_representative, str(member.name)) == ("admin", True, "李示例")
    assert EnterpriseChange.objects.filter(enterprise=claim, field="name").exists()


def test_r2_the_head_takes_over_and_everybody_else_is_out() -> None:
    before = factories.member()
    helper = factories.member(enterprise=before.enterprise, role="agent", is_legal_representative=False)
    MemberInvitation.objects.create(
        enterprise=before.enterprise,
        invited_by=before.user,
        phone="+8613900000000",
        phone_index="x",
        role="viewer",
        expires_at=now(),
    )
    epochs = {m.user_id: m.user.session_epoch for m in (before, helper)}
    head = factories.user()
    claim, _ = enterprise_claim(
        actor=SYSTEM, user=head, name="任意", uscc=before.enterprise.uscc, entity_type="company"
    )
    done = enterprise_verify(
        actor=OPERATOR,
        enterprise=claim,
        user=head,
        is_legal_representative=True,
        facts=FACTS,
        person_name="李示例",
    )
    assert done.pk == before.enterprise_id
    claim.refresh_from_db()
    assert claim.state == "cancelled"
    live = EnterpriseMember.objects.exclude(state="ended")
    assert [(m.user_id, m.role, m.is_legal_representative) for m in live] == [(head.pk, "admin", True)]
    for member in (before, helper):
        member.user.refresh_from_db()
        assert member.user.session_epoch == epochs[member.user_id] + 1
        assert "权限已结束" in sms_texts(str(member.user.phone))[0]
    assert MemberInvitation.objects.get().withdrawn_at is not None
    assert AuditEvent.objects.filter(action="enterprises.take_over", object_id=done.pk).exists()


def test_an_agent_does_not_take_over() -> None:
    before = factories.member()
    user = factories.user()
    claim, _ = enterprise_claim(
        actor=SYSTEM, user=user, name="任意", uscc=before.enterprise.uscc, entity_type="company"
    )
    with pytest.raises(Refused, match="申请加入"):
        enterprise_verify(
            actor=OPERATOR, enterprise=claim, user=user, is_legal_representative=False, facts=FACTS
        )
    before.refresh_from_db()
    assert before.state == "active"


def test_a_frozen_enterprise_is_not_taken_over() -> None:
    frozen_one = factories.member(enterprise=factories.enterprise(state="frozen"))
    user = factories.user()
    claim, _ = enterprise_claim(
        actor=SYSTEM, user=user, name="任意", uscc=frozen_one.enterprise.uscc, entity_type="company"
    )
    with pytest.raises(Refused, match="冻结"):
        enterprise_verify(
            actor=OPERATOR, enterprise=claim, user=user, is_legal_representative=True, facts=FACTS
        )
