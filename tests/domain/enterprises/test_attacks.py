"""Attacks on places: claiming first, coming back after dismissal, inviting through our SMS. Each was possible once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.conftest import to_staff_side
from tests.domain.enterprises.test_members import acting
from tests.phones import sms_texts
from tests.sites.ops.test_verifications import in_review
from yuzhengdai.domain.access.services import LoginWay, login_finish
from yuzhengdai.domain.accounts.models import phone_index
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember, MemberInvitation
from yuzhengdai.domain.enterprises.selectors import member_roles
from yuzhengdai.domain.enterprises.services import (
    Agency,
    EnterpriseFacts,
    enterprise_claim,
    enterprise_take_over,
    enterprise_verify,
    invitation_accept,
    invitation_decline,
    invitation_withdraw,
    join_request_make,
    member_change,
    member_confirm,
    member_end,
    member_invite,
)
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.services.review import verification_pass
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import SYSTEM, Actor, ActorKind
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.core.codes import make_phone, make_uscc
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, NotFound, RateLimited, Refused
from yuzhengdai.foundation.notifications.models import Notification

pytestmark = pytest.mark.django_db
FACTS = EnterpriseFacts(name="郑州示例商贸有限公司", legal_representative_name="李示例")
OPERATOR = Actor(kind=ActorKind.OPERATOR, roles=frozenset({"operator:operator"}), name="赵示例")


def claim_of(user: Any, uscc: str) -> Enterprise:
    made, _ = enterprise_claim(actor=SYSTEM, user=user, name="任意", uscc=uscc, entity_type="company")
    return made


def verified(claim: Enterprise, user: Any, *, head: bool, agency: Agency | None = None) -> Enterprise:
    return enterprise_verify(
        actor=OPERATOR,
        enterprise=claim,
        user=user,
        is_legal_representative=head,
        facts=FACTS,
        person_name="李示例",
        agency=agency,
    )


def invitation(enterprise: Enterprise, inviter: Any, phone: str, **values: Any) -> MemberInvitation:
    return MemberInvitation.objects.create(
        **{
            "enterprise": enterprise,
            "invited_by": inviter,
            "phone": phone,
            "phone_index": phone_index(phone),
            "role": "admin",
            "expires_at": now() + timedelta(days=7),
            **values,
        }
    )


def place(enterprise: Enterprise, user: Any) -> str:
    found = EnterpriseMember.objects.filter(enterprise=enterprise, user=user).exclude(state="ended").first()
    return found.role if found else ""


def test_a_claim_that_nobody_verified_invites_nobody() -> None:
    stranger = factories.user()
    claim = claim_of(stranger, make_uscc(seed=7))
    with pytest.raises(Refused, match="先完成企业认证"):
        member_invite(
            actor=acting(EnterpriseMember.objects.get(enterprise=claim)),
            enterprise=claim,
            inviter=stranger,
            phone=make_phone("victim"),
            role="admin",
        )
    assert sms_texts(make_phone("victim")) == []


@pytest.mark.parametrize("way", list(LoginWay))
def test_no_way_of_logging_in_takes_an_invitation_up(way: LoginWay) -> None:
    admin, victim = factories.member(), factories.user()
    invitation(admin.enterprise, admin.user, str(victim.phone))
    done = login_finish(actor=SYSTEM, user=victim, way=way, device="x")
    assert (done.choices, done.invitations) == ([], 1)
    assert place(admin.enterprise, victim) == ""
    event = AuditEvent.objects.filter(action="access.login").latest("created_at")
    assert (event.detail["way"], event.detail["device"]) == (str(way), "x")


def test_whoever_is_shut_out_stays_out_whichever_way() -> None:
    user = factories.user()
    user.is_active = False
    user.save()
    for way in LoginWay:
        with pytest.raises(Refused, match="停用"):
            login_finish(actor=SYSTEM, user=user, way=way)


def test_accepting_is_a_persons_own_act_and_a_repeat_is_the_same() -> None:
    admin, invited, other = factories.member(), factories.user(), factories.user()
    offer = invitation(
        admin.enterprise, admin.user, str(invited.phone), role="agent", scopes=["submit_application"]
    )
    with pytest.raises(NotFound):
        invitation_accept(actor=SYSTEM, user=other, invitation_id=offer.pk)
    member = invitation_accept(actor=SYSTEM, user=invited, invitation_id=offer.pk)
    assert (member.role, member.scopes) == ("agent", ["submit_application"])
    assert invitation_accept(actor=SYSTEM, user=invited, invitation_id=offer.pk) == member
    assert Notification.objects.filter(recipient_id=admin.enterprise_id, title="受邀人已加入").count() == 1


@pytest.mark.parametrize("how", ["withdrawn", "declined", "late", "frozen", "inviter gone", "claim"])
def test_what_is_no_longer_open_is_not_accepted(how: str) -> None:
    admin, invited = factories.member(), factories.user()
    second = factories.member(enterprise=admin.enterprise, is_legal_representative=False)
    offer = invitation(admin.enterprise, second.user, str(invited.phone))
    with frozen() as clock:
        if how == "withdrawn":
            invitation_withdraw(actor=acting(admin), enterprise=admin.enterprise, invitation_id=offer.pk)
        elif how == "declined":
            invitation_decline(actor=SYSTEM, user=invited, invitation_id=offer.pk)
            invitation_decline(actor=SYSTEM, user=invited, invitation_id=offer.pk)
        elif how == "late":
            clock.advance(days=8)
        elif how == "inviter gone":
            member_end(actor=acting(admin), enterprise=admin.enterprise, member_id=second.pk, reason="已离职")
        else:
            state = "frozen" if how == "frozen" else "claimed"
            Enterprise.objects.filter(pk=admin.enterprise_id).update(state=state)
        with pytest.raises(Refused):
            invitation_accept(actor=SYSTEM, user=invited, invitation_id=offer.pk)
    assert place(admin.enterprise, invited) == ""


@pytest.mark.parametrize("head", [True, False])
def test_nobody_elses_place_outlives_the_first_verification(head: bool) -> None:
    stranger, other, victim = factories.user(), factories.user(), factories.user()
    claim = claim_of(stranger, make_uscc(seed=8))
    for user, role in ((other, "admin"), (victim, "viewer")):
        factories.member(enterprise=claim, user=user, role=role, is_legal_representative=False)
    done = verified(claim, victim, head=head, agency=Agency(("submit_application",), None))
    assert done.state == EnterpriseState.VERIFIED
    assert (place(done, stranger), place(done, other)) == ("", "")
    assert place(done, victim) == ("admin" if head else "agent")
    stranger.refresh_from_db()
    assert stranger.session_epoch == 1
    assert "权限已结束" in sms_texts(str(stranger.phone))[0]


def test_who_is_not_the_head_never_becomes_administrator_by_verifying() -> None:
    user = factories.user()
    claim = claim_of(user, make_uscc(seed=9))
    verified(claim, user, head=False)
    member = EnterpriseMember.objects.get(enterprise=claim, user=user)
    assert (member.role, member.scopes) == ("agent", [])


def test_a_head_new_to_a_verified_row_gets_every_other_place_put_before_them() -> None:
    first = factories.member(is_legal_representative=False)
    head = factories.member(enterprise=first.enterprise, role="viewer", is_legal_representative=False)
    offer = invitation(first.enterprise, first.user, make_phone("friend"))
    verified(first.enterprise, head.user, head=True)
    for row in (first, head, offer):
        row.refresh_from_db()
    assert (head.role, head.is_legal_representative, head.awaits_head_at) == ("admin", True, None)
    assert first.awaits_head_at is not None
    assert offer.withdrawn_at is not None
    assert member_roles(first) == {"enterprise:viewer"}
    assert Notification.objects.filter(recipient_id=head.user_id, title="请确认企业成员").exists()
    with pytest.raises(Forbidden):
        member_end(actor=acting(first), enterprise=first.enterprise, member_id=head.pk, reason="已离职")
    with pytest.raises(Forbidden):
        member_confirm(actor=acting(first), enterprise=first.enterprise, member_id=first.pk)
    member_confirm(actor=acting(head), enterprise=first.enterprise, member_id=first.pk)
    first.refresh_from_db()
    assert "enterprise:admin" in member_roles(first)
    # A later proof of the same head asks nothing anew.
    verified(first.enterprise, head.user, head=True)
    first.refresh_from_db()
    assert first.awaits_head_at is None


def test_no_administrator_ends_or_lowers_the_head() -> None:
    head = factories.member()
    admin = factories.member(enterprise=head.enterprise, is_legal_representative=False)
    with pytest.raises(Refused, match="法定代表人"):
        member_end(actor=acting(admin), enterprise=head.enterprise, member_id=head.pk, reason="已离职")
    with pytest.raises(Refused, match="法定代表人"):
        member_change(actor=acting(admin), enterprise=head.enterprise, member_id=head.pk, role="viewer")


def waiting_case(member: EnterpriseMember, **values: Any) -> Verification:
    row = in_review()
    Verification.objects.filter(pk=row.pk).update(
        enterprise=member.enterprise, user=member.user, **{"role": "agent", **values}
    )
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("state", ["draft", "submitted", "in_review", "returned"])
def test_ending_a_place_ends_that_persons_open_attempts(state: str) -> None:
    head = factories.member()
    agent = factories.member(enterprise=head.enterprise, role="agent", is_legal_representative=False)
    row, others = waiting_case(agent, state=state), waiting_case(head)
    member_end(actor=acting(head), enterprise=head.enterprise, member_id=agent.pk, reason="已离职")
    row.refresh_from_db()
    others.refresh_from_db()
    assert (row.state, others.state) == ("expired", "in_review")
    with pytest.raises(Refused):
        verification_pass(actor=OPERATOR, verification_id=row.pk)
    assert place(head.enterprise, agent.user) == ""


@pytest.mark.parametrize("how", ["ended", "past its end date", "requested"])
def test_a_waiting_case_does_not_bring_back_who_has_no_place(how: str) -> None:
    head = factories.member()
    agent = factories.member(enterprise=head.enterprise, role="agent", is_legal_representative=False)
    changes: dict[str, dict[str, Any]] = {
        "ended": {"state": "ended"},
        "past its end date": {"ends_on": now().date() - timedelta(days=2)},
        "requested": {"state": "requested"},
    }
    row = waiting_case(agent)
    EnterpriseMember.objects.filter(pk=agent.pk).update(**changes[how])
    with pytest.raises(Refused, match="不是这家企业的成员"):
        verification_pass(actor=OPERATOR, verification_id=row.pk)
    row.refresh_from_db()
    assert row.state == "in_review"
    agent.refresh_from_db()
    assert agent.role == "agent"


def test_taking_over_needs_a_place_in_the_claim_still() -> None:
    before, head = factories.member(), factories.user()
    claim = claim_of(head, before.enterprise.uscc)
    EnterpriseMember.objects.filter(enterprise=claim).update(state="ended")
    with pytest.raises(Refused):
        enterprise_take_over(actor=OPERATOR, claim=claim, user=head, facts=FACTS)


def test_claims_are_bounded_by_phone_and_by_address() -> None:
    with frozen() as clock:
        user = factories.user()
        for n in range(5):
            claim_of(user, make_uscc(seed=100 + n))
        with pytest.raises(RateLimited):
            claim_of(user, make_uscc(seed=200))
        claim_of(user, make_uscc(seed=100))  # the same one again is no new one
        clock.advance(days=2)
        for n in range(5):
            claim_of(user, make_uscc(seed=300 + n))
        clock.advance(days=2)
        with pytest.raises(RateLimited):
            claim_of(user, make_uscc(seed=400))
        at = Actor(kind=ActorKind.VISITOR, address="203.0.113.9")
        for n in range(60):
            enterprise_claim(
                actor=at, user=factories.user(), name="任意", uscc=make_uscc(seed=n), entity_type="company"
            )
        with pytest.raises(RateLimited, match="网络"):
            enterprise_claim(
                actor=at, user=factories.user(), name="任意", uscc=make_uscc(seed=1), entity_type="company"
            )


def test_one_phone_is_not_flooded_with_invitations_by_many() -> None:
    phone = make_phone("flooded")
    for n in range(4):
        admin = factories.member()
        give = {"actor": acting(admin), "enterprise": admin.enterprise, "inviter": admin.user}
        if n < 3:
            member_invite(**give, phone=phone, role="viewer")
            continue
        with pytest.raises(FieldErrors) as error:
            member_invite(**give, phone=phone, role="viewer")
        assert "邀请较多" in error.value.fields["phone"]


def test_no_message_kept_in_clear_holds_a_joiners_full_name() -> None:
    admin = factories.member()
    join_request_make(actor=SYSTEM, user=factories.user(), enterprise=admin.enterprise, name="欧阳示例")
    body = Notification.objects.get(title="有人申请加入本企业").body
    assert "欧***" in body
    assert "欧阳" not in body


def test_the_operators_case_page_shows_the_members_and_what_becomes_of_them() -> None:
    row = in_review()
    factories.member(enterprise=row.enterprise, name="欧阳示例", is_legal_representative=False)
    client = Client()
    client.force_login(factories.staff_post(role="operator").user)
    session = client.session
    session["second_factor_at"] = now().isoformat()
    session.save()
    page = to_staff_side(client).get(f"/ops/verifications/{row.pk}/").content.decode()
    assert "欧***" in page
    assert "其他成员的权限随即结束" in page
