"""Posts at institutions: who is told, what is on record, and that nobody gives themselves power."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests import factories
from tests.phones import sms_texts
from yuzhengdai.domain.applications.selectors.notices import institution_notices
from yuzhengdai.domain.institutions.services import (
    institution_update,
    officer_create,
    officer_set_active,
    officer_update,
)
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.notifications.models import Notification

pytestmark = pytest.mark.django_db


def desk(user: Any = None) -> Actor:
    user_id = (user or factories.user()).pk
    return Actor(kind=ActorKind.OPERATOR, user_id=user_id, roles=frozenset({"operator:operator"}), name="赵")


def test_the_managers_hear_of_every_change_of_power_and_the_log_says_what() -> None:
    manager = factories.officer(role="manager", name="周正")
    institution = manager.institution
    branch = factories.branch(institution=institution)
    other = factories.officer(institution=institution, role="officer")
    phone = str(manager.user.phone)
    operator = desk()
    made = officer_create(
        actor=operator,
        institution=institution,
        user=factories.user(),
        name="王示例",
        role="officer",
        also_roles=["approver", "approver", "manager", "rubbish"],
        branch=branch,
        approval_limit_yuan=Decimal(2_000_000),
    )
    event = AuditEvent.objects.get(action="institutions.officer_create")
    assert (event.actor_kind, event.actor_user_id, event.actor_name) == ("operator", operator.user_id, "赵")
    assert (event.object_kind, str(event.object_id)) == ("officer", str(made.pk))
    created = event.detail
    assert created == {"role": "officer,approver", "branch": str(branch.pk), "limit_yuan": "2000000.00"}
    assert len(sms_texts(phone)) == 1
    assert "200" not in sms_texts(phone)[0]
    notice = institution_notices(actor=factories.officer_actor(manager))[0]
    assert "平台运营方" in notice.body
    assert "王示例，客户经理、审批人" in notice.body
    assert "200 万元" in notice.body
    assert institution_notices(actor=factories.officer_actor(other)) == []
    give = {"actor": desk(), "officer_id": made.pk, "name": "王示例"}
    steps: list[dict[str, Any]] = [
        {"role": "officer", "branch": branch, "approval_limit_yuan": Decimal(2_000_000)},
        {"role": "officer", "branch": branch, "approval_limit_yuan": Decimal(9_000_000)},
        {"role": "officer", "branch": None, "approval_limit_yuan": Decimal(9_000_000)},
        {"role": "manager", "branch": None, "approval_limit_yuan": Decimal(9_000_000)},
    ]
    for count, values in enumerate(steps, start=2):
        officer_update(**give, **values)
        assert len(sms_texts(phone)) == count
    officer_update(**{**give, "name": "王示例二"}, **steps[-1])
    assert len(sms_texts(phone)) == 5, "a name is no power"
    officer_set_active(actor=desk(), officer_id=made.pk, is_active=False, reason="调离岗位")
    officer_set_active(actor=desk(), officer_id=made.pk, is_active=False, reason="调离岗位")
    assert len(sms_texts(phone)) == 6


def test_nobody_makes_themselves_an_officer_or_changes_what_they_may() -> None:
    manager = factories.officer(role="manager")
    second = factories.officer(institution=manager.institution, role="manager")
    me = factories.officer_actor(manager)
    user = factories.user()
    with pytest.raises(Refused, match="本人"):
        officer_create(
            actor=desk(user), institution=manager.institution, user=user, name="赵", role="manager"
        )
    change = {"officer_id": manager.pk, "name": "周正", "role": "manager"}
    for actor in (me, desk(manager.user)):
        with pytest.raises(Refused, match="本人"):
            officer_update(actor=actor, **change, approval_limit_yuan=Decimal(9))
        officer_update(actor=actor, **change)
    officer_set_active(
        actor=factories.officer_actor(second), officer_id=manager.pk, is_active=False, reason="调离岗位"
    )
    with pytest.raises(Refused, match="本人"):
        officer_set_active(actor=desk(manager.user), officer_id=manager.pk, is_active=True)


def test_what_borrowers_see_of_an_institution_is_not_changed_behind_its_back() -> None:
    """Another name or telephone number leads customers elsewhere: its people read what was and what is now."""
    row = factories.institution(phone="0371-0000-1001")
    keeper = factories.staff_actor(factories.staff_post())
    institution_update(actor=keeper, institution_id=row.pk, values={"sort_key": 7, "about": "新的介绍"})
    assert not Notification.objects.filter(recipient_id=row.pk).exists()
    values = {"phone": "0371-0000-9999", "name": f"{row.name}甲"}
    institution_update(actor=keeper, institution_id=row.pk, values=values)
    told = Notification.objects.get(recipient_kind="institution", recipient_id=row.pk)
    assert told.title == "平台修改了本机构的信息"
    assert f"机构名称：{row.name} → {row.name}甲" in told.body
    assert "客服电话：0371-0000-1001 → 0371-0000-9999" in told.body
    kept = (
        AuditEvent.objects.filter(action="institutions.update", object_id=row.pk).latest("created_at").detail
    )
    assert kept["changes"] == told.body.split("。")[0]
