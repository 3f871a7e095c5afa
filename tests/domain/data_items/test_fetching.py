"""Facts of sources: asked at once, checked, kept encrypted, cached, refreshed within limits; silences named, never confused."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from tests import factories
from tests.fakes.common import down
from tests.fakes.gov_data import FakeGovData
from yuzhengdai.domain.data_items.enums import GivenBy, Outcome
from yuzhengdai.domain.data_items.items import ITEMS, items_of, period_of
from yuzhengdai.domain.data_items.models import DataAnswer
from yuzhengdai.domain.data_items.services import ItemAnswer, answers_purge, facts_fetch
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.clock import LOCAL_ZONE, frozen, now
from yuzhengdai.foundation.core.errors import ExternalError, NotFound, RateLimited
from yuzhengdai.foundation.integrations.gov_data.none import NoGovData
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data

pytestmark = pytest.mark.django_db
RATING = {"rows": [{"year": 2025, "grade": "A"}]}
USE = {"unit": "千瓦时", "rows": [{"month": "2026-11", "amount": "812.5"}]}
FIRST_SIX = {
    "登记注册": {
        "registration_profile",
        "registration_shareholders",
        "registration_people",
        "registration_changes",
    },
    "纳税": {"tax_rating", "tax_amount", "tax_arrears"},
    "社会保险": {"social_headcount", "social_payment"},
    "用电": {"electricity_use", "electricity_payment"},
    "行政管理": {"licences", "penalties", "abnormal"},
    "司法": {"dishonest", "enforced", "rulings"},
}
NEXT = {"estates", "pledges", "intellectual_property", "honours", "housing_fund", "water", "gas"}
SENTINEL = "哨兵原文四十二"


@pytest.fixture
def head() -> EnterpriseMember:
    return factories.member()


@pytest.fixture
def source() -> FakeGovData:
    fake = get_gov_data()
    assert isinstance(fake, FakeGovData)
    fake.facts = {"tax/rating": RATING, "electricity/use": USE}
    return fake


def fetch(head: EnterpriseMember, *codes: str, **values: Any) -> list[ItemAnswer]:
    actor = factories.enterprise_actor(head)
    return facts_fetch(
        actor=actor, enterprise=head.enterprise, items=[ITEMS[code] for code in codes], **values
    )


def asked(source: FakeGovData) -> list[str]:
    return sorted(arguments["path"] for method, arguments in source.calls if method == "fetch")


def raising(error: Exception) -> Callable[[], dict[str, Any]]:
    def fail() -> dict[str, Any]:
        raise error

    return fail


def test_the_table_holds_what_was_promised() -> None:
    for category, codes in FIRST_SIX.items():
        assert {code for code, item in ITEMS.items() if item.category.label == category} == codes
    assert set(ITEMS) == NEXT.union(*FIRST_SIX.values())
    assert len({item.path for item in ITEMS.values()}) == len(ITEMS)
    assert all(len(code) <= 40 for code in ITEMS)
    assert {code for code, item in ITEMS.items() if item.warning} == {"tax_amount", "estates"}
    assert ITEMS["estates"].given_by is GivenBy.LEGAL_REPRESENTATIVE


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2026, 12, 1), "2024-12/2026-11"),
        (date(2026, 12, 31), "2024-12/2026-11"),
        (date(2027, 1, 1), "2025-01/2026-12"),
    ],
)
def test_figures_are_asked_up_to_the_last_whole_month(day: date, period: str) -> None:
    assert period_of(ITEMS["electricity_use"], day) == period
    assert period_of(ITEMS["tax_rating"], day) == ""


def test_an_answer_says_source_times_authority_and_stays_for_its_validity(
    head: EnterpriseMember, source: FakeGovData
) -> None:
    with frozen(datetime(2026, 12, 1, 9, tzinfo=LOCAL_ZONE)):
        [told] = fetch(head, "tax_rating")
        assert told.outcome is Outcome.FOUND
        assert told.answer is not None
        assert told.answer.facts == RATING
        assert (told.answer.source, told.answer.is_authoritative) == ("fake", True)
        assert told.answer.fetched_at == now()
        assert told.answer.valid_until == now() + timedelta(days=30)
        fetch(head, "tax_rating")
        assert asked(source) == ["tax/rating"]
    with frozen(datetime(2026, 12, 31, 10, tzinfo=LOCAL_ZONE)):
        fetch(head, "tax_rating")
    assert asked(source) == ["tax/rating"] * 2


def test_a_new_month_is_asked_for_anew(head: EnterpriseMember, source: FakeGovData) -> None:
    for day in (30, 30):
        with frozen(datetime(2026, 11, day, 9, tzinfo=LOCAL_ZONE)):
            fetch(head, "electricity_use")
    with frozen(datetime(2026, 12, 1, 9, tzinfo=LOCAL_ZONE)):
        fetch(head, "electricity_use")
    assert len(asked(source)) == 2


def test_another_enterprise_gets_nothing_of_the_first(head: EnterpriseMember, source: FakeGovData) -> None:
    fetch(head, "tax_rating")
    other = factories.member()
    fetch(other, "tax_rating")
    assert [arguments["uscc"] for _, arguments in source.calls] == [
        head.enterprise.uscc,
        other.enterprise.uscc,
    ]


def test_the_three_kinds_of_nothing_are_told_apart(
    head: EnterpriseMember, source: FakeGovData, settings: Any
) -> None:
    source.facts["judicial/enforced"] = raising(down())
    settings.GOV_DATA_ITEMS = ["tax_rating", "enforced", "honours"]
    told = {one.item.code: one.outcome for one in fetch(head, "tax_rating", "gas", "enforced", "honours")}
    assert told == {
        "tax_rating": Outcome.FOUND,
        "gas": Outcome.NOT_CONNECTED,
        "enforced": Outcome.SILENT,
        "honours": Outcome.NOT_FOUND,
    }
    assert [Outcome(one).words for one in ("not_found", "not_connected", "silent")] == [
        "未查询到",
        "未接入",
        "来源未答复",
    ]
    assert "gas/use" not in asked(source)


def test_a_site_without_sources_says_so(head: EnterpriseMember, settings: Any) -> None:
    settings.ADAPTERS = {**settings.ADAPTERS, "gov_data": ["none"]}
    assert isinstance(get_gov_data(), NoGovData)
    assert [one.outcome for one in fetch(head, "tax_rating")] == [Outcome.NOT_CONNECTED]


@pytest.mark.parametrize(
    "error",
    [ExternalError("external_refused", permanent=True), down(), KeyError(SENTINEL), RecursionError(SENTINEL)],
)
def test_whatever_a_source_does_the_others_are_reported(
    head: EnterpriseMember, source: FakeGovData, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    source.facts["tax/arrears"] = raising(error)
    told = {one.item.code: one.outcome for one in fetch(head, "tax_arrears", "tax_rating")}
    assert told == {"tax_arrears": Outcome.SILENT, "tax_rating": Outcome.FOUND}
    assert SENTINEL not in caplog.text


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"rows": "none"},
        {"rows": [{"year": "2025", "grade": "A"}]},
        {"rows": [{"year": 2025, "grade": "A+"}]},
        {"rows": [{"year": 2025, "grade": SENTINEL}]},
        {"rows": [{"year": 2025}] * 3},
        {"rows": [{"year": 2025, "grade": "A"}] * 21},
        {"rows": [{"year": float("nan"), "grade": "A"}]},
        {"rows": [{"year": True, "grade": "A"}]},
    ],
)
def test_what_does_not_keep_the_schema_is_no_answer(
    head: EnterpriseMember, source: FakeGovData, facts: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    source.facts["tax/rating"] = facts
    with caplog.at_level(logging.DEBUG):
        [told] = fetch(head, "tax_rating")
    assert (told.outcome, told.why) == (Outcome.SILENT, "external_bad_facts")
    assert not DataAnswer.objects.exists()
    assert SENTINEL not in caplog.text


def test_what_the_schema_does_not_name_is_dropped(head: EnterpriseMember, source: FakeGovData) -> None:
    source.facts["tax/rating"] = {**RATING, "staff": [SENTINEL]}
    [told] = fetch(head, "tax_rating")
    assert told.answer is not None
    assert told.answer.facts == RATING


def test_all_are_asked_at_the_same_time(head: EnterpriseMember, source: FakeGovData) -> None:
    meeting = threading.Barrier(len(ITEMS))

    def meet() -> dict[str, Any]:
        meeting.wait(timeout=2)
        return {}

    source.facts = {item.path: meet for item in ITEMS.values()}
    assert all(one.why != "external_failed" for one in fetch(head, *ITEMS))


def test_a_hanging_source_costs_its_timeout_and_no_more(
    head: EnterpriseMember, source: FakeGovData, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()

    def hang() -> dict[str, Any]:
        over.wait(20)
        return {}

    source.facts["judicial/enforced"] = hang
    monkeypatch.setitem(ITEMS, "tax_rating", replace(ITEMS["tax_rating"], timeout_s=0.5))
    monkeypatch.setitem(ITEMS, "enforced", replace(ITEMS["enforced"], timeout_s=0.5))
    started = time.monotonic()
    try:
        told = {one.item.code: one for one in fetch(head, "tax_rating", "enforced")}
        assert time.monotonic() - started < 0.5 + 0.2 + 3
    finally:
        over.set()
    assert told["tax_rating"].outcome is Outcome.FOUND
    assert (told["enforced"].outcome, told["enforced"].why) == (Outcome.SILENT, "external_timeout")


def test_a_refresh_asks_again_keeps_what_was_known_and_is_limited(
    head: EnterpriseMember, source: FakeGovData
) -> None:
    fetch(head, "tax_rating")
    source.facts["tax/rating"] = raising(down())
    for _ in range(5):
        [told] = fetch(head, "tax_rating", is_refresh=True)
        assert told.outcome is Outcome.FOUND
    with pytest.raises(RateLimited) as limited:
        fetch(head, "tax_rating", is_refresh=True)
    assert "5 次" in limited.value.sentence
    assert len(asked(source)) == 6


def test_asking_is_audited_without_what_was_said(head: EnterpriseMember, source: FakeGovData) -> None:
    source.facts["tax/arrears"] = raising(down())
    fetch(head, "tax_rating", "tax_arrears")
    event = AuditEvent.objects.get(action="data_items.fetch")
    assert event.object_id == head.enterprise_id
    assert event.detail == {"items": "tax_rating,tax_arrears", "silent": "tax_arrears"}
    fetch(head, "tax_rating")
    assert AuditEvent.objects.filter(action="data_items.fetch").count() == 1


def test_raw_answers_are_encrypted_and_wiped_on_their_day(
    head: EnterpriseMember, source: FakeGovData, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.GOV_DATA_RAW_KEPT_DAYS = 10
    source.facts["honours"] = {
        "rows": [{"name": SENTINEL, "authority": SENTINEL, "given_on": "2026-01-01", "more": SENTINEL}]
    }
    with caplog.at_level(logging.DEBUG), frozen(datetime(2026, 12, 1, 9, tzinfo=LOCAL_ZONE)):
        fetch(head, "honours")
    row = DataAnswer.objects.get()
    assert SENTINEL in row.raw
    assert row.facts["rows"][0]["name"] == SENTINEL
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM data_items_dataanswer")
        kept = b"".join(bytes(cell) for cell in cursor.fetchone() if isinstance(cell, bytes | memoryview))
    assert SENTINEL.encode() not in kept
    assert SENTINEL not in caplog.text
    assert SENTINEL not in repr(getattr(cache, "_cache", ""))
    with frozen(datetime(2026, 12, 11, 8, tzinfo=LOCAL_ZONE)):
        assert answers_purge() == 0
    with frozen(datetime(2026, 12, 11, 9, tzinfo=LOCAL_ZONE)):
        assert answers_purge() == 1
    row = DataAnswer.objects.get()
    assert (row.raw, row.raw_until, len(row.raw_sha256)) == ("", None, 64)
    assert row.facts["rows"][0]["name"] == SENTINEL
    with frozen(datetime(2027, 1, 10, 9, 0, 1, tzinfo=LOCAL_ZONE)):
        assert answers_purge() == 1
    assert not DataAnswer.objects.exists()


def test_the_word_of_a_stand_in_is_no_authority_outside_a_demo(
    head: EnterpriseMember, source: FakeGovData, settings: Any
) -> None:
    source.facts["tax/rating"] = RATING
    settings.STAND_INS_ARE_AUTHORITATIVE = False
    fake = get_gov_data()
    assert isinstance(fake, FakeGovData)
    fake.facts = {"tax/rating": RATING}
    [told] = fetch(head, "tax_rating")
    assert told.answer is not None
    assert not told.answer.is_authoritative


def test_nobody_asks_about_another_enterprise(head: EnterpriseMember, source: FakeGovData) -> None:
    bank = factories.officer_actor(factories.officer())
    for stranger in (factories.enterprise_actor(factories.member()), bank):
        with pytest.raises(NotFound):
            facts_fetch(actor=stranger, enterprise=head.enterprise, items=[ITEMS["tax_rating"]])
    with pytest.raises(NotFound):
        facts_fetch(
            actor=bank,
            enterprise=head.enterprise,
            items=items_of(["tax_rating", "tax_amount"]),
            granted=frozenset({"tax_rating"}),
        )
    assert asked(source) == []


def test_unknown_codes_are_left_out() -> None:
    assert [item.code for item in items_of(["gas", "moon", "tax_rating"])] == ["tax_rating", "gas"]


def test_queries_do_not_grow_with_the_items_in_force(
    head: EnterpriseMember, source: FakeGovData, django_assert_num_queries: Any
) -> None:
    source.facts = {"tax/rating": RATING, "electricity/use": USE}
    fetch(head, "tax_rating", "electricity_use", "gas", "honours")
    with django_assert_num_queries(1):
        fetch(head, "tax_rating", "electricity_use", "gas", "honours")
