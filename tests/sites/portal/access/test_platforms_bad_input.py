"""「绑定手机号」 with what nobody should send: a sentence each time, never an error of ours, and nothing made (L6)."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client

from yuzhengdai.domain.access.models import PlatformLink
from yuzhengdai.domain.accounts.models import User

pytestmark = pytest.mark.django_db
ROW = {
    "name": "河南政务服务网",
    "kind": "ticket",
    "address": "http://127.0.0.1:1",
    "login_address": "http://127.0.0.1:1/login",
    "client_id": "yzd",
    "secret": "s" * 40,
    "claims": {"subject": "subject"},
}
GOOD = {"phone": "13812346021", "code": "123456", "entity_type": "company", "consent": "on"}
STRANGE = [
    "",
    " ",
    "x" * 5000,
    "\x00",
    "'; DROP TABLE users; --",
    "<script>alert(1)</script>",
    "😀" * 50,
    "１３８",
    "-1",
    "\u202etxt",
]


@pytest.fixture
def arrived(settings, client: Client) -> Client:
    """Somebody who came back from a platform a moment ago."""
    settings.IDENTITY_PLATFORMS = {"henan": ROW}
    client.get("/login/platforms/henan/")
    session = client.session
    session["platform_arrived"] = {
        "platform": "henan",
        "subject": "s-1",
        "kind": "enterprise",
        "uscc": "91350100M000100Y43",
        "enterprise_name": "示例有限公司",
        "next": "",
        "at": time.time(),
    }
    session.save()
    return client


@pytest.mark.parametrize("name", ["phone", "code", "entity_type", "consent", "submission", "proof"])
@pytest.mark.parametrize("value", STRANGE)
def test_strange_values_are_refused_in_words(arrived: Client, name: str, value: str) -> None:
    for path in ("/login/platform-phone/", "/app/login/platform-phone/"):
        answer = arrived.post(path, GOOD | {name: value})
        assert answer.status_code in {400, 422}, (name, value, answer.status_code)
    assert not PlatformLink.objects.exists()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "query", [{}, {"state": ""}, {"state": "x" * 5000}, {"state": "\x00"}, {"state": ["a", "b"]}]
)
def test_strange_answers_lead_back_to_the_choice(arrived: Client, query: dict[str, Any]) -> None:
    answer = arrived.get("/login/platforms/henan/back/", query)
    assert answer.status_code in {302, 400}
    assert "_auth_user_id" not in arrived.session


@pytest.mark.parametrize("name", ["code", "ticket", "error", "iss"])
@pytest.mark.parametrize("value", STRANGE)
def test_strange_credentials_lead_back_with_a_sentence(arrived: Client, name: str, value: str) -> None:
    state = next(iter(arrived.session["platform_ways"]))

    answer = arrived.get("/login/platforms/henan/back/", {"state": state, name: value})

    assert answer.status_code in {302, 400}
    assert "_auth_user_id" not in arrived.session
    assert not PlatformLink.objects.exists()
