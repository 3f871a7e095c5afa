"""However a person got in, the session says how, and the next address follows one rule."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.test.client import Client

from tests import factories
from yuzhengdai.domain.access.services import LoginWay, login_finish
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.enterprises.services import member_invite
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.sites.member.access.ending import finish_login

pytestmark = pytest.mark.django_db
VISITOR = Actor(kind=ActorKind.VISITOR, address="10.0.0.9")


@pytest.mark.parametrize("way", list(LoginWay))
def test_the_session_says_by_which_way_it_began(way: LoginWay, rf: RequestFactory, client: Client) -> None:
    member = factories.member()
    request = rf.get("/login/")
    request.session = client.session
    done = login_finish(actor=VISITOR, user=member.user, way=way, device="browser:1")
    assert finish_login(request, done, "/products/") == "/products/"
    assert request.session["login_way"] == way.value
    assert request.session["enterprise_id"] == str(member.enterprise_id)


def test_among_several_enterprises_one_chooses_unless_the_way_has_chosen(
    rf: RequestFactory, client: Client
) -> None:
    first = factories.member()
    second = factories.member(user=first.user, enterprise=factories.enterprise())
    request = rf.get("/login/")
    request.session = client.session
    done = login_finish(actor=VISITOR, user=first.user, way=LoginWay.CODE)
    assert finish_login(request, done, "/products/") == "/choose-enterprise/?next=%2Fproducts%2F"
    assert "enterprise_id" not in request.session
    assert finish_login(request, done, "", enterprise=second.enterprise) == "/"
    assert request.session["enterprise_id"] == str(second.enterprise_id)


@pytest.mark.parametrize("way", list(LoginWay))
def test_no_way_takes_an_invitation_up_and_each_shows_it_first(
    way: LoginWay, rf: RequestFactory, client: Client
) -> None:
    admin, invited = factories.member(), factories.member()
    member_invite(
        actor=factories.enterprise_actor(admin),
        enterprise=admin.enterprise,
        inviter=admin.user,
        phone=str(invited.user.phone),
        role="agent",
        scopes=[],
        ends_on=None,
    )
    request = rf.get("/login/")
    request.session = client.session
    done = login_finish(actor=VISITOR, user=invited.user, way=way)
    assert finish_login(request, done, "/products/") == "/invitations/?next=%2Fproducts%2F"
    assert not EnterpriseMember.objects.filter(user=invited.user, enterprise=admin.enterprise).exists()
