"""An approval that is worse than the accepted offer needs a reason, and both are shown side by side (issue 10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.confirming import confirmed
from yuzhengdai.domain.applications.costs import Cost
from yuzhengdai.domain.applications.models import Application, CreditApproval
from yuzhengdai.domain.applications.services.approve import application_approve
from yuzhengdai.domain.applications.services.terms import ApprovalData
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db

GIVEN: dict[str, Any] = {
    "approved_amount_yuan": Decimal(800_000),
    "valid_until": today() + timedelta(days=180),
    "single_term_months": 12,
    "annual_rate_pct": Decimal("4.000"),
    "repayment_method": "equal_instalment",
    "guarantee_mode": "credit",
    "off_platform_yuan": Decimal(0),
}
FEE = Cost("评估费", "评估机构", "企业", "500 元", "转账", "一次性", Decimal(500))


def made_from_an_offer() -> Application:
    """In 审批, made from an offer of 80 万元 at 4 % over 12 months on credit, without fees."""
    offer = factories.offer(state="accepted", demand=factories.demand(state="matched"))
    return factories.application(
        state="approving",
        enterprise=offer.demand.enterprise,
        product=offer.product_version.product,
        offer=offer,
        amount_yuan=Decimal(800_000),
    )


def approve(row: Application, **values: Any) -> Application:
    officer = factories.officer(institution=row.institution, role="manager")
    data = ApprovalData(**{**GIVEN, **values})
    actor = factories.officer_actor(officer)
    if not row.proposals.exists():
        factories.proposal(application=row)
    return confirmed(application_approve)(
        actor=actor,
        application_id=row.pk,
        expected_version=row.version,
        data=data,
        change_reason="按审批意见调整",
    )


@pytest.mark.parametrize(
    ("worse", "label"),
    [
        ({"approved_amount_yuan": Decimal(799_999)}, "额度"),
        ({"annual_rate_pct": Decimal("4.001")}, "年化利率（单利）"),
        ({"single_term_months": 11}, "期限"),
        ({"costs": [FEE]}, "企业承担的费用"),
    ],
)
def test_worse_in_any_point_needs_a_reason(worse: dict[str, Any], label: str) -> None:
    row = made_from_an_offer()
    with pytest.raises(FieldErrors) as caught:
        approve(row, **worse)
    assert list(caught.value.fields) == ["worse_reason"]
    assert caught.value.fields["worse_reason"].startswith(f"{label}不如企业接受的方案")
    approve(row, **worse, worse_reason="尽调后收入低于申报")
    assert CreditApproval.objects.get().worse_reason == "尽调后收入低于申报"


def test_another_guarantee_is_worse_unless_none_is_asked_for() -> None:
    row = made_from_an_offer()
    row.product_version.guarantee_modes = ["credit", "mortgage"]
    row.product_version.save()
    with pytest.raises(FieldErrors):
        approve(row, guarantee_mode="mortgage")
    row.offer.guarantee_mode = "mortgage"  # type: ignore[union-attr]
    row.offer.save()  # type: ignore[union-attr]
    approve(row)


@pytest.mark.parametrize("better", [{}, {"annual_rate_pct": Decimal("3.900")}, {"single_term_months": 18}])
def test_as_good_or_better_needs_none(better: dict[str, Any]) -> None:
    approve(made_from_an_offer(), **better, worse_reason="不必保留")
    assert CreditApproval.objects.get().worse_reason == ""


def test_without_an_offer_nothing_is_asked() -> None:
    approve(factories.application(state="approving"), annual_rate_pct=Decimal("4.800"))


def test_both_are_shown_side_by_side_to_the_owner(login: Callable[..., Client]) -> None:
    row = made_from_an_offer()
    who = factories.member(enterprise=row.enterprise)
    approve(row, annual_rate_pct=Decimal("4.500"), worse_reason="尽调后收入低于申报")
    client = login(who.user, **{ENTERPRISE_KEY: str(who.enterprise_id)})
    for site in ("console", "app"):
        html = client.get(reverse(f"{site}:application-detail", args=[row.pk])).content.decode()
        for text in ("与您接受的方案相比", "4.00%", "4.50%", "不如方案", "尽调后收入低于申报"):
            assert text in html, text
