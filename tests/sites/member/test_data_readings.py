"""「谁看过我的数据」 over HTTP: on any screen, in the app, and as a file."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.phones import log_in
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.credit.models import DataAccess, DataAuthorisation
from yuzhengdai.domain.credit.texts import valid_until
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.clock import frozen, now

pytestmark = pytest.mark.django_db
PAGES = ("console", "app")


def grant(application: Application, **values: object) -> DataAuthorisation:
    return DataAuthorisation.objects.create(
        enterprise=application.enterprise, institution=application.institution, item="identity", purpose="示例用途",
        subject_kind="application", subject_id=application.pk, granted_by=factories.user(), granted_at=now(),
        valid_until=valid_until(), text="示例", text_sha256="0" * 64, **values,
    )  # fmt: skip


def reading(application: Application, what: str, reader: str = "王经理", **values: object) -> DataAccess:
    row = grant(application, **values)
    return DataAccess.objects.create(
        authorisation=row, user_id=factories.user().pk, reader_name=reader, what=what
    )


@pytest.fixture
def application() -> Application:
    member = factories.member()
    return factories.application(enterprise=member.enterprise)


@pytest.fixture
def owner(application: Application) -> Client:
    client = Client()
    log_in(client, application.enterprise.members.get().user.phone)
    return client


@pytest.mark.parametrize("site", PAGES)
def test_every_reading_is_listed_at_once_also_of_an_ended_grant(
    owner: Client, application: Application, site: str
) -> None:
    url = reverse(f"{site}:data-readings")
    assert "还没有机构查看过您的数据" in owner.get(url).content.decode()
    with frozen("2026-03-19T10:00:05"):
        reading(application, "身份证正面影像", state="revoked")
    page = owner.get(url).content.decode()
    for words in (
        "身份证正面影像",
        "王经理",
        application.institution.name,
        str(application.number),
        "2026-03-19 10:00:05",
    ):
        assert words in page
    assert url in owner.get(reverse(f"{site}:authorisations")).content.decode()


@pytest.mark.parametrize("site", PAGES)
def test_another_enterprise_sees_nothing_of_it(application: Application, site: str) -> None:
    reading(application, "身份证正面影像")
    stranger = Client()
    log_in(stranger, factories.member().user.phone)
    for name in ("data-readings", "data-readings-export"):
        answer = stranger.get(reverse(f"{site}:{name}"))
        assert answer.status_code == 200
        assert "身份证正面影像" not in answer.content.decode()


@pytest.mark.parametrize("site", PAGES)
def test_the_file_holds_each_reading_and_no_formula(
    owner: Client, application: Application, site: str
) -> None:
    with frozen("2026-03-19T10:00:05"):
        reading(application, '=HYPERLINK("x")', reader="王,经理")
    answer = owner.get(reverse(f"{site}:data-readings-export"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    heads, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert heads == ["查看时间", "机构", "查看人", "查看内容", "授权事项", "申请编号", "用途"]
    assert row == [
        "2026-03-19 10:00:05",
        application.institution.name,
        "王,经理",
        '\'=HYPERLINK("x")',
        "法定代表人身份信息及证件影像",
        str(application.number),
        "示例用途",
    ]
    assert AuditEvent.objects.filter(action="credit.export", object_id=application.enterprise_id).count() == 1


def test_pages_cost_the_same_with_many_readings(owner: Client, application: Application) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    url = reverse("console:data-readings")
    counts = []
    for many in (1, 12):
        for n in range(many):
            reading(application, f"第 {n} 次", state="revoked")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            owner.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("typed", ["0", "-1", "x", "99999999999999999999", "２"])
def test_rubbish_in_the_address_is_a_page(owner: Client, typed: str) -> None:
    assert owner.get(reverse("console:data-readings"), {"page": typed}).status_code == 200
