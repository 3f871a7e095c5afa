"""R2, C1: claims, members, invitations, requests, and who may what."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from tests.phones import sms_texts
from tests.rivals import at_once
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember, MemberInvitation
from yuzhengdai.domain.enterprises.selectors import invitations_for, member_roles
from yuzhengdai.domain.enterprises.services import (
    enterprise_claim,
    invitation_accept,
    invitation_withdraw,
    join_request_decide,
    join_request_make,
    member_change,
    member_end,
    member_invite,
)
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import SYSTEM, Actor, ActorKind
from yuzhengdai.foundation.core.clock import frozen, today
from yuzhengdai.foundation.core.codes import make_phone, make_uscc
from yuzhengdai.foundation.core.errors import AppError, Conflict, FieldErrors, Forbidden, NotFound, Refused
from yuzhengdai.foundation.notifications.models import Notification


def acting(member: EnterpriseMember) -> Actor:
    return Actor(
        kind=ActorKind.ENTERPRISE,
        user_id=member.user_id,
        organisation_id=member.enterprise_id,
        member_id=member.pk,
        roles=member_roles(member),
    )


def plain(role: str = "viewer", **values: object) -> EnterpriseMember:
    return factories.member(role=role, is_legal_representative=False, **values)


@pytest.mark.django_db
def test_r2_claims_are_unique_per_phone_and_code_and_reserve_nothing() -> None:
    first, second = factories.user(), factories.user()
    uscc = make_uscc(seed=1)
    made, is_new = enterprise_claim(actor=SYSTEM, user=first, name="甲", uscc=uscc, entity_type="company")
    again, is_new_again = enterprise_claim(
        actor=SYSTEM, user=first, name="乙", uscc=uscc, entity_type="company"
    )
    other, _ = enterprise_claim(actor=SYSTEM, user=second, name="丙", uscc=uscc, entity_type="company")
    assert (made, is_new, is_new_again) == (again, True, False)
    assert other != made
    assert EnterpriseMember.objects.get(user=first).role == "admin"


@pytest.mark.django_db
def test_an_invitation_joins_with_role_ticks_and_end_date() -> None:
    admin = factories.member()
    phone = make_phone("agent")
    end = today() + timedelta(days=30)
    member_invite(
        actor=acting(admin),
        enterprise=admin.enterprise,
        inviter=admin.user,
        phone=phone,
        role="agent",
        scopes=["submit_application", "authorise_data"],
        ends_on=end,
    )
    assert admin.enterprise.name in sms_texts(phone)[0]
    user = factories.user(phone=phone)
    offer = MemberInvitation.objects.get()
    joined = invitation_accept(actor=SYSTEM, user=user, invitation_id=offer.pk)
    assert (joined.role, joined.scopes, joined.ends_on) == (
        "agent",
        ["authorise_data", "submit_application"],
        end,
    )
    assert "enterprise:agent+submit_application" in member_roles(joined)
    assert list(invitations_for(user=user)) == []


@pytest.mark.django_db
def test_an_invitation_that_is_old_or_withdrawn_joins_nobody() -> None:
    admin = factories.member()
    user = factories.user()
    with frozen() as at:
        old = member_invite(
            actor=acting(admin),
            enterprise=admin.enterprise,
            inviter=admin.user,
            phone=str(user.phone),
            role="viewer",
        )
        at.advance(days=8)
        assert list(invitations_for(user=user)) == []
        new = member_invite(
            actor=acting(admin),
            enterprise=admin.enterprise,
            inviter=admin.user,
            phone=str(user.phone),
            role="viewer",
        )
        invitation_withdraw(actor=acting(admin), enterprise=admin.enterprise, invitation_id=new.pk)
        assert list(invitations_for(user=user)) == []
    assert old.pk != new.pk
    assert not EnterpriseMember.objects.filter(user=user).exists()


@pytest.mark.django_db
def test_an_administrator_has_no_end_date_and_unknown_roles_do_not_exist() -> None:
    admin = factories.member()
    give = {
        "actor": acting(admin),
        "enterprise": admin.enterprise,
        "inviter": admin.user,
        "phone": make_phone(1),
    }
    with pytest.raises(FieldErrors):
        member_invite(**give, role="admin", ends_on=today())
    with pytest.raises(ValueError):
        member_invite(**give, role="owner")
    with pytest.raises(ValueError):
        member_invite(**give, role="agent", scopes=["everything"])
    assert not MemberInvitation.objects.exists()


@pytest.mark.django_db
def test_invitations_are_bounded() -> None:
    admin = factories.member()
    for n in range(20):
        member_invite(
            actor=acting(admin),
            enterprise=admin.enterprise,
            inviter=admin.user,
            phone=make_phone(n),
            role="viewer",
        )
    with pytest.raises(Refused):
        member_invite(
            actor=acting(admin),
            enterprise=admin.enterprise,
            inviter=admin.user,
            phone=make_phone(99),
            role="viewer",
        )


@pytest.mark.django_db
def test_outsiders_find_nothing_and_members_without_the_role_are_forbidden() -> None:
    admin, outsider = factories.member(), factories.member()
    viewer = plain(enterprise=admin.enterprise)
    target = plain(enterprise=admin.enterprise)
    for who, error in ((outsider, NotFound), (viewer, Forbidden)):
        actor = acting(who)
        with pytest.raises(error):
            member_end(actor=actor, enterprise=admin.enterprise, member_id=target.pk, reason="已离职")
        with pytest.raises(error):
            member_change(actor=actor, enterprise=admin.enterprise, member_id=target.pk, role="admin")
        with pytest.raises(error):
            join_request_decide(
                actor=actor, enterprise=admin.enterprise, member_id=target.pk, is_accepted=True
            )
        with pytest.raises(error):
            member_invite(
                actor=actor, enterprise=admin.enterprise, inviter=who.user, phone=make_phone(1), role="admin"
            )
    # A member of another enterprise does not exist even for an administrator.
    with pytest.raises(NotFound):
        member_end(actor=acting(admin), enterprise=admin.enterprise, member_id=outsider.pk, reason="已离职")


@pytest.mark.django_db
def test_the_last_administrator_stays() -> None:
    admin = factories.member(is_legal_representative=False)
    viewer = plain(enterprise=admin.enterprise)
    actor = acting(admin)
    with pytest.raises(Refused, match="至少保留一名管理员"):
        member_change(actor=actor, enterprise=admin.enterprise, member_id=admin.pk, role="viewer")
    with pytest.raises(Refused, match="至少保留一名管理员"):
        member_end(actor=actor, enterprise=admin.enterprise, member_id=admin.pk, reason="已离职")
    member_change(actor=actor, enterprise=admin.enterprise, member_id=viewer.pk, role="admin")
    member_end(actor=actor, enterprise=admin.enterprise, member_id=admin.pk, reason="已离职")
    assert EnterpriseMember.objects.get(state="active").pk == viewer.pk


@pytest.mark.django_db(transaction=True)
def test_two_administrators_leaving_at_once_leave_one() -> None:
    first = factories.member()
    second = factories.member(enterprise=first.enterprise, is_legal_representative=False)
    pair = [first, second]

    def leave(n: int) -> EnterpriseMember:
        return member_end(
            actor=acting(pair[n]), enterprise=first.enterprise, member_id=pair[n].pk, reason="已离职"
        )

    outcomes = at_once(2, leave)
    assert sum(isinstance(one, AppError) for one in outcomes) == 1
    assert EnterpriseMember.objects.filter(state="active", role="admin").count() == 1


@pytest.mark.django_db
def test_a_member_leaves_and_a_stale_page_changes_nothing() -> None:
    admin = factories.member()
    viewer = plain(enterprise=admin.enterprise)
    with pytest.raises(Conflict):
        member_change(
            actor=acting(admin),
            enterprise=admin.enterprise,
            member_id=viewer.pk,
            role="admin",
            expected_version=7,
        )
    member_end(actor=acting(viewer), enterprise=admin.enterprise, member_id=viewer.pk, reason="已离职")
    viewer.refresh_from_db()
    assert viewer.state == "ended"
    with pytest.raises(Refused):
        member_change(actor=acting(admin), enterprise=admin.enterprise, member_id=viewer.pk, role="agent")


@pytest.mark.django_db
def test_requests_to_join_reach_the_administrators_and_are_bounded() -> None:
    admin = factories.member()
    user = factories.user()
    me = Actor(kind=ActorKind.VISITOR, user_id=user.pk)
    for n in range(3):
        asked = join_request_make(actor=me, user=user, enterprise=admin.enterprise, name="张示例")
        assert join_request_make(actor=me, user=user, enterprise=admin.enterprise, name="张示例") == asked
        assert Notification.objects.filter(recipient_id=admin.enterprise_id, is_todo=True).count() == n + 1
        join_request_decide(
            actor=acting(admin), enterprise=admin.enterprise, member_id=asked.pk, is_accepted=False
        )
        with pytest.raises(Refused):
            join_request_decide(
                actor=acting(admin), enterprise=admin.enterprise, member_id=asked.pk, is_accepted=True
            )
    with pytest.raises(Refused):
        join_request_make(actor=me, user=user, enterprise=admin.enterprise, name="张示例")


@pytest.mark.django_db
def test_nobody_asks_to_join_a_claim() -> None:
    claim = factories.enterprise(state="claimed")
    user = factories.user()
    with pytest.raises(Refused):
        join_request_make(actor=Actor(kind=ActorKind.VISITOR), user=user, enterprise=claim, name="张示例")
    assert Enterprise.objects.count() == 1


@pytest.mark.django_db
def test_each_act_leaves_a_record_without_personal_data() -> None:
    admin = factories.member()
    phone = make_phone("audit")
    member_invite(
        actor=acting(admin), enterprise=admin.enterprise, inviter=admin.user, phone=phone, role="viewer"
    )
    event = AuditEvent.objects.get(action="enterprises.invite")
    assert phone[3:] not in str(event.detail)
    assert event.actor_user_id == admin.user_id
