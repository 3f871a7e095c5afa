"""Facts for an institution: under a live grant of each item for this very application, or not a byte; owners see each reading."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection

from tests import factories
from tests.fakes.gov_data import FakeGovData
from yuzhengdai.domain.applications.services.sensitive import identity_open
from yuzhengdai.domain.credit import services
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.credit.models import DataAccess, DataAuthorisation
from yuzhengdai.domain.credit.selectors import accesses_of_enterprise
from yuzhengdai.domain.credit.texts import valid_until
from yuzhengdai.domain.data_items.items import ITEMS
from yuzhengdai.domain.data_items.models import DataAnswer
from yuzhengdai.domain.data_items.services import facts_fetch
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Forbidden
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data

pytestmark = pytest.mark.django_db
RATING = {"rows": [{"year": 2025, "grade": "A"}]}
NAMED = {
    "identity": set(),
    "electricity": {"electricity_use", "electricity_payment"},
    "social_insurance": {"social_headcount", "social_payment"},
    "tax": {"tax_rating", "tax_amount"},
    "registration": {"registration_profile", "registration_shareholders", "registration_changes"},
    "judicial": {"enforced", "dishonest", "penalties"},
    "credit_report": set(),
}
"""What the sentence of each item says, read by hand."""


class Case:
    """An enterprise, a bank and what was granted for one application."""

    def __init__(self) -> None:
        self.head: EnterpriseMember = factories.member()
        self.institution = factories.institution()
        self.officer: Actor = factories.officer_actor(factories.officer(institution=self.institution))
        self.subject: UUID = uuid4()

    def grant(self, *items: DataItem, **values: Any) -> list[DataAuthorisation]:
        return services.authorisations_grant(
            actor=factories.enterprise_actor(self.head),
            user_id=self.head.user_id,
            enterprise=self.head.enterprise,
            institution=values.get("institution", self.institution),
            items=items,
            subject=services.Subject(
                "application", values.get("subject", self.subject), "办理本次融资申请", "申请 YZ1"
            ),
            until=values.get("until") or valid_until(),
        )

    def read(self, *codes: str, actor: Actor | None = None, subject: UUID | None = None) -> Any:
        return services.granted_facts_read(
            actor=actor or self.officer,
            subject_kind="application",
            subject_id=subject or self.subject,
            codes=codes,
        )


@pytest.fixture
def case() -> Case:
    return Case()


@pytest.fixture
def source() -> FakeGovData:
    fake = get_gov_data()
    assert isinstance(fake, FakeGovData)
    fake.facts = {item.path: None for item in ITEMS.values()} | {"tax/rating": RATING}
    return fake


def test_a_granted_item_is_fetched_and_the_reading_is_seen(case: Case, source: FakeGovData) -> None:
    (grant,) = case.grant(DataItem.TAX)
    told = case.read("tax_rating", "tax_amount")
    assert {one.item.code: str(one.outcome) for one in told} == {
        "tax_rating": "found",
        "tax_amount": "not_found",
    }
    (line,) = accesses_of_enterprise(actor=factories.enterprise_actor(case.head))
    assert (line.authorisation_id, line.user_id, line.what) == (
        grant.pk,
        case.officer.user_id,
        "纳税信用等级、年度纳税数额",
    )
    assert AuditEvent.objects.filter(action="credit.read", object_id=grant.pk).count() == 1
    assert not AuditEvent.objects.filter(action="credit.attempt").exists()


def test_what_is_in_force_is_read_on_record_too(case: Case, source: FakeGovData) -> None:
    case.grant(DataItem.TAX)
    case.read("tax_rating")
    case.read("tax_rating")
    assert len([name for name, _ in source.calls if name == "fetch"]) == 1
    assert DataAccess.objects.count() == 2


@pytest.mark.parametrize("item", list(DataItem))
def test_a_grant_covers_what_its_sentence_names_and_no_more(
    case: Case, source: FakeGovData, item: DataItem
) -> None:
    (grant,) = case.grant(item)
    assert set(grant.covers) == NAMED[item.value]
    if item is DataItem.IDENTITY:
        return
    for code in ITEMS:
        if code in NAMED[item.value]:
            assert case.read(code)
        else:
            with pytest.raises(services.NotGranted):
                case.read(code)


def test_one_that_is_not_granted_refuses_the_whole(case: Case, source: FakeGovData) -> None:
    case.grant(DataItem.TAX)
    with pytest.raises(services.NotGranted, match="用电量"):
        case.read("tax_rating", "electricity_use")
    with pytest.raises(services.NotGranted):
        case.read()
    assert source.calls == []
    assert not DataAccess.objects.exists()


def test_what_was_granted_is_not_widened_by_the_table(
    case: Case, source: FakeGovData, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yuzhengdai.domain.credit import covers

    case.grant(DataItem.TAX)
    monkeypatch.setitem(covers.COVERS, DataItem.TAX, ("tax_rating", "tax_amount", "tax_arrears"))  # type: ignore[arg-type]
    with pytest.raises(services.NotGranted):
        case.read("tax_arrears")


def test_the_migration_maps_what_stands_and_widens_nothing(case: Case) -> None:
    kept: dict[UUID, tuple[str, str, str]] = {}
    for row in case.grant(*DataItem):
        kept[row.pk] = (row.item, row.text, row.text_sha256)
    DataAuthorisation.objects.update(covers=[])
    migration = importlib.import_module("yuzhengdai.domain.credit.migrations.0003_covers")
    migration._BATCH = 2
    for _ in range(3):
        case.grant(DataItem.TAX, subject=uuid4())
    DataAuthorisation.objects.update(covers=[])
    migration.cover(apps, SimpleNamespace(connection=connection))
    for row in DataAuthorisation.objects.all():
        assert set(row.covers) == NAMED[row.item]
        if row.pk in kept:
            assert (row.item, row.text, row.text_sha256) == kept[row.pk]


def test_taken_back_while_a_source_answers_is_not_handed_out(
    case: Case, source: FakeGovData, monkeypatch: pytest.MonkeyPatch
) -> None:
    (grant,) = case.grant(DataItem.TAX)
    owner = factories.enterprise_actor(case.head)

    def fetched(**values: Any) -> Any:
        told = facts_fetch(**values)
        services.authorisation_revoke(actor=owner, authorisation_id=grant.pk)
        return told

    monkeypatch.setattr("yuzhengdai.domain.credit.services.facts.facts_fetch", fetched)
    with pytest.raises(services.NotGranted):
        case.read("tax_rating")
    assert not DataAccess.objects.exists()
    event = AuditEvent.objects.get(action="credit.attempt")
    assert (event.object_kind, event.object_id, event.actor_user_id) == (
        "application",
        case.subject,
        case.officer.user_id,
    )
    assert event.detail == {"items": "tax_rating"}


def test_an_attempt_at_identity_is_on_record_though_its_transaction_is_undone() -> None:
    application = factories.application(state="accepted")
    officer = factories.officer(institution=application.institution)
    actor = factories.officer_actor(officer)
    with pytest.raises(Forbidden):
        identity_open(actor=actor, application_id=application.pk, reason="示例")
    event = AuditEvent.objects.get(action="credit.attempt")
    assert (event.object_id, event.detail) == (application.pk, {"items": "identity"})


def _ways(case: Case, source: FakeGovData) -> dict[str, Callable[[str], Any]]:
    """Name → an attempt at one item; everything that could have been granted was, only not this."""
    owner = factories.enterprise_actor(case.head)
    every = [item for item in DataItem if item is not DataItem.IDENTITY]
    other_bank = factories.institution()
    subjects = {
        name: uuid4() for name in ("revoked", "expired", "run_out", "ended", "other_bank", "other_category")
    }
    for name in ("revoked", "expired", "run_out", "ended"):
        case.grant(*every, subject=subjects[name])
    for row in DataAuthorisation.objects.filter(subject_id=subjects["revoked"]):
        services.authorisation_revoke(actor=owner, authorisation_id=row.pk)
    past = now() - timedelta(seconds=1)
    DataAuthorisation.objects.filter(subject_id__in=[subjects["expired"], subjects["run_out"]]).update(
        valid_until=past
    )
    DataAuthorisation.objects.filter(subject_id=subjects["expired"]).update(state="expired")
    services.authorisations_end(subject_kind="application", subject_id=subjects["ended"])
    case.grant(*every, subject=subjects["other_bank"], institution=other_bank)
    case.grant(DataItem.CREDIT_REPORT, DataItem.IDENTITY, subject=subjects["other_category"])
    case.grant(*every)
    stranger = factories.officer_actor(factories.officer(institution=other_bank))
    operator = factories.staff_actor(factories.staff_post())
    ways: dict[str, Callable[[str], Any]] = {
        name: (lambda code, subject=subject: case.read(code, subject=subject))
        for name, subject in subjects.items()
    }
    ways["none"] = lambda code: case.read(code, subject=uuid4())
    for name, actor in {
        "another bank": stranger,
        "owner": owner,
        "operator": operator,
        "system": SYSTEM,
    }.items():
        ways[name] = lambda code, actor=actor: case.read(code, actor=actor)
    return ways


def test_five_thousand_attempts_read_nothing(case: Case, source: FakeGovData) -> None:
    ways = _ways(case, source)
    attempts = list(product(ways.values(), [*ITEMS, "moon"]))
    rounds = -(-5000 // len(attempts))
    for attempt, code in attempts * rounds:
        with pytest.raises(services.NotGranted):
            attempt(code)
    assert len(attempts) * rounds >= 5000
    assert source.calls == []
    assert not DataAnswer.objects.exists()
    assert not DataAccess.objects.exists()
    assert AuditEvent.objects.filter(action="credit.attempt").count() == len(attempts) * rounds
