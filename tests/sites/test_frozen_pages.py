"""What a member of a frozen enterprise sees: why nothing goes, and a way to explain; on any screen and on the phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests import factories
from yuzhengdai.domain.feedback.models import Feedback
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db


def member_client(state: str) -> Client:
    member = factories.member(enterprise=factories.enterprise(state=state))
    client = Client()
    client.force_login(member.user)
    session = client.session
    session[ENTERPRISE_KEY] = str(member.enterprise_id)
    session.save()
    return client


@pytest.mark.parametrize("path", ["/console/members/", "/app/mine/"])
def test_the_frame_says_so(path: str) -> None:
    page = member_client("frozen").get(path).content.decode()
    assert "企业账号已冻结" in page
    assert "feedback/?kind=explanation" in page
    assert "企业账号已冻结" not in member_client("verified").get(path).content.decode()


@pytest.mark.parametrize("path", ["/feedback/", "/app/feedback/"])
def test_a_frozen_enterprise_explains_itself(path: str) -> None:
    client = member_client("frozen")
    assert "说明情况" in client.get(f"{path}?kind=explanation").content.decode()
    answer = client.post(path, {"kind": "explanation", "text": "被冻结的原因是误会，附上说明"})
    assert answer.status_code == 302
    row = Feedback.objects.get()
    assert (row.kind, row.enterprise_id is not None) == ("explanation", True)


def test_nobody_else_is_asked_to_explain() -> None:
    client = member_client("verified")
    assert "说明情况" not in client.get("/feedback/").content.decode()
    assert client.post("/feedback/", {"kind": "explanation", "text": "被冻结的原因"}).status_code == 422


@pytest.mark.parametrize("path", ["/apply/{}/", "/app/apply/{}/"])
def test_applying_says_why_not(path: str) -> None:
    answer = member_client("frozen").get(path.format(factories.product().pk))
    assert answer.status_code in {403, 404}
    if answer.status_code == 403:
        assert "已冻结" in answer.content.decode()


@pytest.mark.parametrize("path", ["/", "/app/"])
def test_nothing_is_asked_of_a_frozen_enterprise_that_it_may_not_do(path: str) -> None:
    """补充材料 until a day, while supplements are refused and the day does not run: neither is true."""
    for state, is_asked in (("verified", True), ("frozen", False)):
        client = member_client(state)
        factories.application(
            enterprise_id=client.session[ENTERPRISE_KEY], state="returned", due_at=now() + timedelta(days=5)
        )
        page = client.get(path).content.decode()
        assert ("今天有 1 件事等您办" in page) is is_asked
        assert ("请您补充材料" in page) is is_asked
        assert ("企业账号冻结期间没有等您办的事" in page) is not is_asked
