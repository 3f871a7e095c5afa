"""What an institution sees under its live grants, the owner's 「机构可见内容」, and 5,000 attempts that read nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.fakes.gov_data import FakeGovData
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.credit import services as credit
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.credit.models import DataAccess
from yuzhengdai.domain.credit.texts import valid_until
from yuzhengdai.domain.credit_reports.services import granted_sections_read, visible_sections
from yuzhengdai.domain.credit_reports.services.fetching import HERE
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY, SECOND_FACTOR_KEY

pytestmark = pytest.mark.django_db
RATING = {"rows": [{"year": 2025, "grade": "A"}]}
ATTEMPTS = 5_000


class Case:
    """An application with grants of 纳税 and 工商登记 to its institution."""

    def __init__(self) -> None:
        self.officer: Officer = factories.officer(role="manager")
        self.head: EnterpriseMember = factories.member()
        product = factories.product(
            institution=self.officer.institution, version={"data_items": [{"code": "tax"}]}
        )
        self.application: Application = factories.application(
            enterprise=self.head.enterprise, product=product
        )
        self.rows = self.grant(self.application.pk, DataItem.TAX, DataItem.REGISTRATION)

    @property
    def actor(self) -> Actor:
        return factories.officer_actor(self.officer)

    def grant(self, subject: UUID, *items: DataItem, **values: Any) -> list[Any]:
        return credit.authorisations_grant(
            actor=factories.enterprise_actor(self.head),
            user_id=self.head.user_id,
            enterprise=self.head.enterprise,
            institution=values.get("institution", self.officer.institution),
            items=items,
            subject=credit.Subject("application", subject, "办理本次融资申请", "申请 YZ1"),
            until=values.get("until") or valid_until(),
        )

    def read(self, actor: Actor | None = None, subject: UUID | None = None) -> list[Any]:
        return granted_sections_read(
            actor=actor or self.actor,
            subject_kind="application",
            subject_id=subject or self.application.pk,
        )


@pytest.fixture
def case() -> Case:
    return Case()


@pytest.fixture
def source() -> FakeGovData:
    fake = get_gov_data()
    assert isinstance(fake, FakeGovData)
    fake.facts = {"tax/rating": RATING}
    return fake


def codes(sections: list[Any]) -> set[str]:
    return {entry.code for section in sections for entry in section.entries}


GRANTED = {
    "tax_rating",
    "tax_amount",
    "registration_profile",
    "registration_shareholders",
    "registration_changes",
}


def test_only_what_was_granted_and_the_owner_sees_the_same(case: Case, source: FakeGovData) -> None:
    shown = case.read()
    assert codes(shown) == GRANTED
    assert DataAccess.objects.count() == 2
    owner = factories.enterprise_actor(case.head)
    seen = visible_sections(actor=owner, enterprise=case.head.enterprise, subject_id=case.application.pk)
    assert seen == shown
    assert DataAccess.objects.count() == 2, "one's own look is no reading by others"
    credit.authorisation_revoke(actor=owner, authorisation_id=case.rows[0].pk)
    assert len(codes(case.read())) < len(GRANTED)
    credit.authorisations_revoke(actor=owner, subject_id=case.application.pk)
    assert (
        visible_sections(actor=owner, enterprise=case.head.enterprise, subject_id=case.application.pk) == []
    )
    with pytest.raises(credit.NotGranted):
        case.read()


def test_production_without_a_legal_basis_hands_out_nothing(
    case: Case, source: FakeGovData, settings: Any
) -> None:
    settings.IS_PRODUCTION = True
    with pytest.raises(Refused, match="报告提供方"):
        case.read()
    assert not source.calls
    assert not DataAccess.objects.exists()
    settings.CREDIT_REPORT_PROVIDER = "示例备案〔2026〕1 号"
    assert codes(case.read()) == GRANTED


def test_while_another_waits_nobody_else_does(case: Case, source: FakeGovData) -> None:
    with HERE, pytest.raises(Refused, match="请稍后再试"):
        case.read()
    assert not source.calls


def test_five_thousand_attempts_read_nothing(case: Case, source: FakeGovData) -> None:
    """Without, with expired, revoked, other institutions' and other applications' grants, and as somebody else."""
    owner = factories.enterprise_actor(case.head)
    other = factories.officer(role="manager")
    expired, revoked, elsewhere, given_to_other = uuid4(), uuid4(), uuid4(), uuid4()
    case.grant(expired, DataItem.TAX, until=now() - timedelta(seconds=1))
    case.grant(revoked, DataItem.TAX)
    credit.authorisations_revoke(actor=owner, subject_id=revoked)
    case.grant(given_to_other, DataItem.TAX, institution=other.institution)
    stranger = factories.enterprise_actor(factories.member())
    kinds: list[tuple[Actor, UUID]] = [
        (case.actor, expired),
        (case.actor, revoked),
        (case.actor, elsewhere),
        (case.actor, given_to_other),
        (factories.officer_actor(other), case.application.pk),
        (owner, case.application.pk),
        (stranger, case.application.pk),
    ]
    for number in range(ATTEMPTS):
        actor, subject = kinds[number % len(kinds)]
        with pytest.raises(credit.NotGranted):
            case.read(actor, subject)
    assert not source.calls
    assert not DataAccess.objects.exists()
    assert AuditEvent.objects.filter(action="credit.attempt").count() == ATTEMPTS


def test_the_page_of_the_file_and_of_the_owner(
    case: Case, source: FakeGovData, login: Callable[..., Client]
) -> None:
    officer = login(case.officer.user, staff=True, **{SECOND_FACTOR_KEY: now().isoformat()})
    tab = officer.get(reverse("bank:case-tab", args=[case.application.pk, "grants"])).content.decode()
    address = reverse("bank:case-data", args=[case.application.pk])
    assert address in tab
    assert officer.get(address).status_code == 302
    assert not source.calls
    answer = officer.post(address)
    page = answer.content.decode()
    assert "A 级" in page
    assert "股东及出资" in page
    assert "用电量" not in page
    assert "no-store" in answer["Cache-Control"]
    owner = login(case.head.user, **{ENTERPRISE_KEY: str(case.head.enterprise_id)})
    for site in ("console", "app"):
        seen = reverse(f"{site}:authorisations-visible", args=[case.application.pk])
        assert seen in owner.get(reverse(f"{site}:authorisations")).content.decode()
        assert "A 级" in owner.get(seen).content.decode()
    readings = owner.get(reverse("console:data-readings")).content.decode()
    assert "纳税信用等级、年度纳税数额" in readings
    credit.authorisations_revoke(actor=factories.enterprise_actor(case.head), subject_id=case.application.pk)
    refused = officer.post(address)
    assert refused.status_code == 403
    assert "A 级" not in refused.content.decode()


def test_strangers_find_no_visible_contents(case: Case, source: FakeGovData) -> None:
    stranger = factories.member()
    seen = visible_sections(
        actor=factories.enterprise_actor(stranger),
        enterprise=stranger.enterprise,
        subject_id=case.application.pk,
    )
    assert seen == []
    assert not source.calls
