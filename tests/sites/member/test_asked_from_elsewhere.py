"""Opening a page changes nothing when another site, or a browser that fetches ahead, asks for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests import factories
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.notifications.models import Notification, NotificationRead
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Sec-Fetch-Site": "same-origin", "Purpose": "prefetch"},
]
HERE = [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}]


@pytest.fixture
def who() -> EnterpriseMember:
    return factories.member()


@pytest.fixture
def client(login: Login, who: EnterpriseMember) -> Client:
    return login(who.user, **{ENTERPRISE_KEY: str(who.enterprise_id)})


@pytest.mark.parametrize("site", ["/console/messages/", "/app/messages/"])
@pytest.mark.parametrize("headers", ELSEWHERE + HERE)
def test_a_message(client: Client, who: EnterpriseMember, site: str, headers: dict[str, str]) -> None:
    one = Notification.objects.create(
        recipient_kind="user",
        recipient_id=who.user_id,
        category="member",
        title="标题",
        body="内容",
        dedupe_key="one",
    )
    assert client.get(f"{site}{one.pk}/", headers=headers).status_code == 200
    assert NotificationRead.objects.exists() is (headers in HERE)


@pytest.mark.parametrize("site", ["", "/app"])
@pytest.mark.parametrize("headers", ELSEWHERE)
def test_a_draft(client: Client, site: str, headers: dict[str, str]) -> None:
    product = factories.product()
    answer = client.get(f"{site}/products/{product.pk}/apply/", headers=headers)
    assert answer["Location"] == f"{site}/products/{product.pk}/"
    assert not Application.objects.exists()
