"""企业信用报告: who may make one, what it asks, that it stays as it was, and what waiting for sources costs."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests import factories
from tests.fakes.common import down
from tests.fakes.gov_data import FakeGovData
from yuzhengdai.domain.credit_reports.charts import bars
from yuzhengdai.domain.credit_reports.document import Document, Entry, document_of
from yuzhengdai.domain.credit_reports.models import CreditReport
from yuzhengdai.domain.credit_reports.selectors import newest_report, own_report
from yuzhengdai.domain.credit_reports.services import report_make, reports_fetch_due, reports_wipe_due
from yuzhengdai.domain.credit_reports.services.fetching import HERE, report_fetch
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.clock import LOCAL_ZONE, frozen
from yuzhengdai.foundation.core.errors import Forbidden, NotFound, RateLimited
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data

pytestmark = pytest.mark.django_db
PENALTY = {
    "number": "罚 1",
    "what": "事实",
    "result": "警告",
    "authority": "机关",
    "decided_on": "2026-01-02",
}
USE = {"unit": "千瓦时", "rows": [{"month": f"2026-{n:02d}", "amount": f"{n * 1000}"} for n in range(1, 12)]}
PART_ONE_TITLES = [
    "登记注册信息", "行政许可信息", "行政处罚信息", "其他行政管理信息", "守信激励与荣誉信息", "严重失信主体名单信息",
    "经营异常名录信息", "信用承诺信息", "信用评价信息", "司法信息", "异议标注信息",
]  # fmt: skip
"""The standard's order after 信息概览, read by hand."""
PUBLIC_PATHS = {
    "registration/profile", "registration/shareholders", "registration/people", "registration/changes",
    "administration/licences", "administration/penalties", "administration/abnormal", "honours",
    "judicial/dishonest", "judicial/enforced", "judicial/rulings",
}  # fmt: skip


@pytest.fixture
def head() -> EnterpriseMember:
    return factories.member()


@pytest.fixture
def source() -> FakeGovData:
    fake = get_gov_data()
    assert isinstance(fake, FakeGovData)
    return fake


def make(head: EnterpriseMember, *codes: str, **values: Any) -> CreditReport:
    actor = factories.enterprise_actor(head)
    return report_make(
        actor=actor, user_id=head.user_id, enterprise=head.enterprise, part_two=codes, **values
    )


def asked(source: FakeGovData) -> set[str]:
    return {arguments["path"] for method, arguments in source.calls if method == "fetch"}


def entry(doc: Document, code: str) -> Entry:
    sections = (*doc.part_one, *doc.part_two)
    return next(one for section in sections for one in section.entries if one.code == code)


def fail() -> dict[str, Any]:
    raise down()


def test_only_what_is_public_or_ticked_is_asked_and_printed(
    head: EnterpriseMember, source: FakeGovData
) -> None:
    report = make(head, "electricity_use")
    assert asked(source) == PUBLIC_PATHS | {"electricity/use"}
    assert report.state == "ready"
    doc = document_of(report)
    assert [section.title for section in doc.part_one] == PART_ONE_TITLES
    assert entry(doc, "electricity_payment").words == "未授权，本报告不含"
    assert [section.words for section in doc.part_two] == ["未授权，本报告不含"] * 2 + [
        "",
        "未授权，本报告不含",
    ]
    assert "用电量" in report.consent_text
    assert "不动产" not in report.consent_text
    assert AuditEvent.objects.filter(action__startswith="credit_reports.", object_id=report.pk).count() == 2


def test_the_three_kinds_of_nothing_stand_in_their_places(
    head: EnterpriseMember, source: FakeGovData, settings: Any
) -> None:
    source.facts = {"judicial/enforced": fail, "honours": {"rows": []}}
    settings.GOV_DATA_ITEMS = ["enforced", "honours", "licences"]
    doc = document_of(make(head))
    assert entry(doc, "enforced").words == "来源未答复"
    assert entry(doc, "honours").words == "未查询到"
    assert entry(doc, "licences").words == "未查询到"
    assert entry(doc, "dishonest").words == "未接入"
    assert {section.title: section.words for section in doc.part_one}["信用承诺信息"] == "未接入"
    overview = dict(doc.overview)
    assert (overview["被执行"], overview["守信激励与荣誉"], overview["失信被执行"]) == (
        "来源未答复",
        "0 条",
        "未接入",
    )
    assert list(doc.silent) == ["被执行"]


def test_a_report_stays_as_it_was_and_a_repaired_penalty_is_in_no_new_one(
    head: EnterpriseMember, source: FakeGovData
) -> None:
    source.facts = {"administration/penalties": {"rows": [PENALTY]}}
    with frozen(datetime(2026, 12, 1, 9, tzinfo=LOCAL_ZONE)):
        first = make(head)
    repaired = [{**PENALTY, "is_repaired": True}, {**PENALTY, "published_until": "2026-12-01"}]
    source.facts = {"administration/penalties": {"rows": repaired}}
    with frozen(datetime(2026, 12, 3, 9, tzinfo=LOCAL_ZONE)):
        second = make(head)
    assert entry(document_of(second), "penalties").words == "未查询到"
    assert dict(document_of(second).overview)["行政处罚"] == "0 条"
    again = own_report(actor=factories.enterprise_actor(head), report_id=first.pk)
    table = entry(document_of(again), "penalties").table
    assert table is not None
    assert table.rows == [["罚 1", "事实", "警告", "机关", "2026 年 1 月 2 日", "—"]]


@pytest.mark.parametrize(
    ("values", "code", "may"),
    [
        (
            {"role": "agent", "scopes": ["authorise_data"], "is_legal_representative": False},
            "tax_rating",
            True,
        ),
        (
            {"role": "agent", "scopes": ["authorise_data"], "is_legal_representative": False},
            "tax_amount",
            False,
        ),
        ({"role": "admin", "is_legal_representative": False}, "tax_amount", True),
        ({"role": "admin", "is_legal_representative": False}, "estates", False),
        ({}, "estates", True),
        ({"role": "agent", "scopes": [], "is_legal_representative": False}, "", False),
        ({"role": "viewer", "is_legal_representative": False}, "", False),
    ],
)
def test_who_must_give_an_item(source: FakeGovData, values: dict[str, Any], code: str, *, may: bool) -> None:
    member = factories.member(**values)
    codes = [code] if code else []
    if may:
        assert make(member, *codes).part_two == codes
        return
    with pytest.raises(Forbidden):
        make(member, *codes)
    assert not asked(source)
    assert not CreditReport.objects.exists()


def test_nobody_else_makes_or_reads_it(head: EnterpriseMember) -> None:
    report, other = make(head), factories.member()
    officer = factories.officer_actor(factories.officer())
    for actor in (factories.enterprise_actor(other), officer):
        with pytest.raises(NotFound):
            own_report(actor=actor, report_id=report.pk)
        assert newest_report(actor=actor) is None
        with pytest.raises(NotFound):
            report_make(actor=actor, user_id=other.user_id, enterprise=head.enterprise)


def test_a_second_one_at_the_same_time_goes_to_the_worker(
    head: EnterpriseMember, source: FakeGovData
) -> None:
    with HERE:
        report = make(head)
        assert make(head).pk == report.pk, "one at a time for one enterprise"
    assert (report.state, asked(source)) == ("waiting", set())
    assert reports_fetch_due() == 1
    report.refresh_from_db()
    assert (report.state, len(report.heard)) == ("ready", 11)
    assert reports_fetch_due() == 0


def test_what_a_dead_process_left_is_taken_over_and_stored_once(
    head: EnterpriseMember, source: FakeGovData
) -> None:
    at = datetime(2026, 12, 1, 9, tzinfo=LOCAL_ZONE)
    with frozen(at), HERE:
        report = make(head)
        CreditReport.objects.update(leased_until=at + timedelta(seconds=30))
        assert reports_fetch_due() == 0
    with frozen(at + timedelta(seconds=31)):
        assert reports_fetch_due() == 1
        report_fetch(report_id=report.pk)
    assert AuditEvent.objects.filter(action="credit_reports.ready", object_id=report.pk).count() == 1


def test_limits(head: EnterpriseMember, source: FakeGovData) -> None:
    for _ in range(5):
        make(head, is_refresh=True)
    with pytest.raises(RateLimited):
        make(head, is_refresh=True)
    for _ in range(14):
        make(head)
    with pytest.raises(RateLimited):
        make(head)


def test_contents_are_wiped_after_their_time(head: EnterpriseMember, source: FakeGovData) -> None:
    with frozen(datetime(2026, 12, 1, 9, tzinfo=LOCAL_ZONE)):
        report = make(head)
    with frozen(datetime(2028, 11, 29, 9, tzinfo=LOCAL_ZONE)):
        assert reports_wipe_due() == 0
    with frozen(datetime(2028, 12, 1, 10, tzinfo=LOCAL_ZONE)):
        assert reports_wipe_due() == 1
    report.refresh_from_db()
    assert (report.state, report.content) == ("wiped", {})
    assert newest_report(actor=factories.enterprise_actor(head)) is None


def test_nothing_stands_in_clear_and_the_code_is_eighty_bits(
    head: EnterpriseMember, source: FakeGovData
) -> None:
    source.facts = {
        "honours": {"rows": [{"name": "哨兵荣誉", "authority": "机关", "given_on": "2026-01-02"}]}
    }
    codes = {make(head).code for _ in range(3)}
    assert len(codes) == 3
    assert all(len(code) == 16 for code in codes)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM credit_reports_creditreport")
        kept = repr(
            [[bytes(cell) if isinstance(cell, memoryview) else cell for cell in row] for row in cursor]
        )
    assert "哨兵荣誉" not in kept
    assert repr("哨兵荣誉".encode())[2:-1] not in kept
    assert not any(code in kept for code in codes)


def test_a_chart_is_numbers_alone_and_has_its_table(head: EnterpriseMember, source: FakeGovData) -> None:
    source.facts = {"electricity/use": USE}
    one = entry(document_of(make(head, "electricity_use")), "electricity_use")
    assert one.chart is not None
    assert one.table is not None
    assert one.chart.svg.count("<rect") == len(one.table.rows) == 11
    assert "最高 2026-11 11,000" in one.chart.caption
    assert one.table.rows[0] == ["2026-01", "1,000"]


def test_a_chart_of_nothing_used_is_drawn() -> None:
    from decimal import Decimal

    assert bars(["2026-01"], [Decimal(0)]).count("<rect") == 1


def test_one_hanging_source_costs_its_timeout_alone(
    head: EnterpriseMember, source: FakeGovData, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from yuzhengdai.domain.data_items.items import ITEMS

    over = threading.Event()

    def hang() -> dict[str, Any]:
        over.wait(20)
        return {}

    source.facts = {"judicial/enforced": hang, "honours": {"rows": []}}
    for code in tuple(ITEMS):
        monkeypatch.setitem(ITEMS, code, replace(ITEMS[code], timeout_s=0.5))
    try:
        doc = document_of(make(head))
    finally:
        over.set()
    assert entry(doc, "enforced").words == "来源未答复"
    assert entry(doc, "honours").words == "未查询到"
