"""Who proved a person at a counter does not approve that enterprise's file; who was proved there applies, certificate or not."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests import counter_way, factories
from tests.confirming import confirmed
from tests.domain.applications import applying
from tests.domain.certificates.phone import Phone
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.domain.agreements.services import consent_record
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.approve import application_approve
from yuzhengdai.domain.applications.services.terms import ApprovalData
from yuzhengdai.domain.certificates.models import PhoneCertificate
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.domain.verification.selectors import verification_gate
from yuzhengdai.domain.verification.services.certificate import verification_certificate_issue
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import Refused

pytestmark = pytest.mark.django_db


def approve(actor: Actor, application: Application) -> Application:
    data = ApprovalData(
        approved_amount_yuan=Decimal(500_000),
        valid_until=today() + timedelta(days=180),
        single_term_months=12,
        annual_rate_pct=Decimal("4.5"),
        repayment_method=application.product_version.repayment_methods[0],
        guarantee_mode=application.product_version.guarantee_modes[0],
        off_platform_yuan=Decimal(0),
    )
    if not application.proposals.exists():
        factories.proposal(application=application)
    return confirmed(application_approve)(
        actor=actor,
        application_id=application.pk,
        expected_version=application.version,
        data=data,
        change_reason="按审批意见调整",
    )


def test_the_officer_who_proved_the_person_is_refused_and_a_colleague_is_not() -> None:
    officer, actor = counter_way.holder(role="manager")
    session = counter_way.whole(actor)
    enterprise = Enterprise.objects.get(uscc=session.uscc)
    application = factories.application(
        state="approving",
        enterprise=enterprise,
        product=factories.product(institution=officer.institution),
    )
    with pytest.raises(Refused) as refused:
        approve(actor, application)
    assert refused.value.code == "application.proved_by_you"
    assert "窗口协办" in refused.value.sentence
    application.refresh_from_db()
    assert application.state == "approving"
    other = factories.officer(institution=officer.institution, role="manager")
    assert approve(factories.officer_actor(other), application).state == "approved"


def test_a_session_that_came_to_nothing_forbids_nothing() -> None:
    officer, actor = counter_way.holder(role="manager")
    session = counter_way.start(actor)
    enterprise = factories.enterprise(uscc=session.uscc)
    application = factories.application(
        state="approving",
        enterprise=enterprise,
        product=factories.product(institution=officer.institution),
    )
    assert approve(actor, application).state == "approved"


def test_who_was_proved_at_a_counter_applies_without_a_certificate_and_adds_one_later() -> None:
    session = counter_way.whole(counter_way.holder()[1])
    who = EnterpriseMember.objects.select_related("enterprise", "user").get(enterprise__uscc=session.uscc)
    person = factories.enterprise_actor(who)
    assert verification_gate(actor=person) == "done"
    consent_record(
        actor=person, agreement=agreement_current(kind="platform"), user=who.user, enterprise=who.enterprise
    )
    application = applying.submit(who, applying.opened(who))
    assert application.state == "submitted"
    assert not PhoneCertificate.objects.exists()
    assert session.verification is not None
    made = verification_certificate_issue(
        actor=person, verification_id=session.verification.pk, csr_der=Phone().csr(), device_name="手机"
    )
    session.verification.refresh_from_db()
    assert session.verification.completed_at is not None
    assert made.enterprise_id == who.enterprise_id
    assert verification_gate(actor=person) == "done"
    assert applying.submit(who, applying.opened(who), key="form-2").state == "submitted"
