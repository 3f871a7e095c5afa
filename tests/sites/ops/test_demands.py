"""需求审核 on /ops/: pass, return with reason, remove."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests import factories
from yuzhengdai.domain.demands.models import FinancingDemand
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.notifications.models import Notification
from yuzhengdai.sites.web.actors import SECOND_FACTOR_KEY

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(login: Callable[..., Client]) -> Client:
    """An operator after the second factor."""
    return login(factories.staff_post().user, staff=True, **{SECOND_FACTOR_KEY: now().isoformat()})


def held(**values: Any) -> FinancingDemand:
    """A demand that the text check holds."""
    return factories.demand(
        state="in_review",
        published_at=None,
        held_for=["phone", "broker"],
        description="加微信详谈，手续费优惠",
        contact_name="张三丰",
        contact_phone="+8613812349876",
        **values,
    )


def text(response: Any) -> str:
    return str(response.content.decode())


def test_held_demands_wait_in_the_list_and_the_navigation(operator: Client) -> None:
    """The longest waiting first, with what was found; nothing of the contact."""
    # By a name without figures: the factory's numbers may be those of the contact.
    enterprise = factories.enterprise(name="郑州示例商贸有限公司")
    first, second = held(title="第一条", enterprise=enterprise), held(title="第二条", enterprise=enterprise)
    factories.demand(title="公开的")
    page = text(operator.get("/ops/demands/"))
    assert page.index("第一条") < page.index("第二条")
    assert "公开的" not in page
    assert "电话号码、中介用语" in page
    detail = text(operator.get(f"/ops/demands/{first.pk}/"))
    assert "加微信详谈" in detail
    assert "张三丰" not in detail
    assert "9876" not in detail
    assert second.title in text(operator.get("/ops/demands/"))


def test_pass_publishes_and_tells_the_owner(operator: Client) -> None:
    row = held()
    told = operator.post(f"/ops/demands/{row.pk}/pass/", {"version": row.version})
    assert told.status_code == 302
    row.refresh_from_db()
    assert row.state == "published"
    assert row.published_at is not None
    assert Notification.objects.filter(recipient_id=row.enterprise_id, title="需求已发布").exists()
    assert AuditEvent.objects.filter(action="demands.pass", object_id=row.pk).count() == 1
    again = operator.post(f"/ops/demands/{row.pk}/pass/", {"version": row.version}, follow=True)
    assert text(again).count("已通过，需求已发布") == 1  # of the first time
    assert "alert--bad" in text(again)


def test_return_and_remove_want_a_reason(operator: Client) -> None:
    """Without one nothing moves and the page says so; the owner reads it."""
    row, other = held(), held()
    assert operator.post(f"/ops/demands/{row.pk}/return/", {"version": row.version}).status_code == 422
    words = {"version": row.version, "reason": "请删去微信号"}
    assert operator.post(f"/ops/demands/{row.pk}/return/", words).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.returned_reason) == ("returned", "请删去微信号")
    words = {"version": other.version, "reason": "中介广告"}
    assert operator.post(f"/ops/demands/{other.pk}/remove/", words).status_code == 302
    other.refresh_from_db()
    assert other.state == "removed"
    assert Notification.objects.filter(recipient_id=other.enterprise_id, body__contains="中介广告").exists()


def test_a_stale_page_changes_nothing_and_keeps_the_reason(operator: Client) -> None:
    """The owner has changed the words meanwhile."""
    row = held()
    FinancingDemand.objects.filter(pk=row.pk).update(version=row.version + 1)
    told = operator.post(f"/ops/demands/{row.pk}/remove/", {"version": row.version, "reason": "留着这句话"})
    assert told.status_code == 409
    assert "留着这句话" in text(told)
    operator.post(f"/ops/demands/{row.pk}/pass/", {"version": row.version})
    row.refresh_from_db()
    assert row.state == "in_review"


@pytest.mark.parametrize("role", ["regulator", "system_administrator", "auditor"])
def test_operators_alone(login: Callable[..., Client], role: str) -> None:
    """Those who only look or keep the system have no such desk."""
    client = login(factories.staff_post(role=role).user, staff=True, **{SECOND_FACTOR_KEY: now().isoformat()})
    assert client.get("/ops/demands/").status_code == 403
