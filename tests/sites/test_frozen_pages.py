"""What a member of a frozen enterprise sees: why nothing goes, and a way to explain; on any screen and on the phone."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import factories
from yuzhengdai.domain.feedback.models import Feedback
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
