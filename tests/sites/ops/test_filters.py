"""Filters that are not understood: named, and nothing is listed (a list of everything would look like the answer)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import frozen, now, today

pytestmark = pytest.mark.django_db

StaffClient = Callable[..., Client]


@pytest.fixture
def auditor(staff_client: StaffClient) -> Client:
    client = staff_client("auditor")
    with frozen(now() - timedelta(days=40)):
        audit_record(actor=SYSTEM, action="test.old", object_kind="test", object_id=None, detail={})
    audit_record(actor=SYSTEM, action="test.new", object_kind="test", object_id=None, detail={})
    assert AuditEvent.objects.count() >= 2
    return client


def _writings() -> list[str]:
    day = today()
    numerals = str.maketrans("0123456789", "〇一二三四五六七八九")
    wide = str.maketrans("0123456789/", "０１２３４５６７８９／")
    return [
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y/%m/%d}".translate(wide),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day.year}年".translate(numerals) + f"{day.month:02d}月{day.day:02d}日".translate(numerals),
    ]


@pytest.mark.parametrize("index", range(7))
def test_the_day_of_the_audit_log_however_it_is_written(auditor: Client, index: int) -> None:
    html = auditor.get(reverse("ops:audit-list"), {"day": _writings()[index]}).content.decode()
    assert "test.new" in html
    assert "test.old" not in html


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("day", "昨天", "日期应为日期"),
        ("day", "26/12/1", "日期请填写四位年份"),
        ("day", "2026/13/1", "日期没有这一天"),
        ("day", "2026-12", "日期应为日期"),
        ("object", "123", "对象编号应为 32 位编号"),
    ],
)
def test_what_the_audit_log_does_not_understand(auditor: Client, field: str, typed: str, says: str) -> None:
    html = auditor.get(reverse("ops:audit-list"), {field: typed}).content.decode()
    assert says in html.split(f'id="audit-{field}-error"')[1][:400]
    assert 'aria-invalid="true"' in html
    assert f'value="{typed}"' in html
    assert "test.new" not in html
    assert "没有符合条件的记录" not in html


@pytest.mark.parametrize(
    ("route", "name"),
    [
        ("ops:verification-list", "tab"),
        ("ops:verification-list", "way"),
        ("ops:institution-list", "kind"),
        ("ops:agreement-list", "kind"),
        ("ops:article-list", "kind"),
        ("ops:feedback-list", "state"),
        ("ops:feedback-list", "kind"),
        ("ops:product-list", "state"),
        ("ops:enterprise-list", "state"),
    ],
)
def test_choices_that_an_operators_list_does_not_have(
    staff_client: StaffClient, route: str, name: str
) -> None:
    factories.enterprise(name="郑州列表示例有限公司")
    role = "system_administrator" if route == "ops:institution-list" else "operator"
    client = staff_client(role)
    page = client.get(reverse(route), {name: "shelved"})
    html = page.content.decode()
    assert page.status_code == 200
    assert "里没有「shelved」这一项，没有列出内容" in html
    assert f'href="{reverse(route)}"' in html
    assert "<table" not in html
    assert client.get(reverse(route), {name: ""}).content.decode().count("没有看懂筛选条件") == 0


def test_a_phone_that_is_no_phone_lists_nobody(staff_client: StaffClient) -> None:
    client = staff_client("security_administrator")
    html = client.get(reverse("ops:second-factors"), {"phone": "138OOO00001"}).content.decode()
    assert "手机号应为 11 位数字" in html
    assert "<table" not in html
