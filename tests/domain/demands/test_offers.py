"""Offers: who sees them, the limit, a manager's release, answers, and the application that accepts one (B2, C7)."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests import factories
from tests.domain.applications.applying import TYPED, applicant
from tests.domain.demands.demanding import offer_data, offered, published, typed
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.from_offer import (
    application_create_from_offer,
    demand_reopen,
)
from yuzhengdai.domain.applications.services.submit import Submission, application_submit
from yuzhengdai.domain.demands.models import FinancingDemand, Offer
from yuzhengdai.domain.demands.selectors.hall import HallDemand, hall_demand_get, offer_get
from yuzhengdai.domain.demands.selectors.mine import demand_history, offers_received
from yuzhengdai.domain.demands.services.answer import offer_accept, offer_decline
from yuzhengdai.domain.demands.services.offers import (
    offer_confirm,
    offer_edit,
    offer_make,
    offer_release,
    offer_withdraw,
)
from yuzhengdai.domain.demands.services.publish import demand_edit
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Forbidden, NotFound, Refused
from yuzhengdai.foundation.notifications.models import Notification

pytestmark = pytest.mark.django_db


def officer_of(offer: Offer, role: str = "officer") -> Any:
    return factories.officer_actor(factories.officer(institution=offer.institution, role=role))


def submission(draft: Application, **values: Any) -> Submission:
    data = {**TYPED, **{k: v for k, v in draft.draft_data.items() if v}, **values.pop("typed", {})}
    return Submission(
        typed=data,
        grants=[],
        key=values.pop("key", "k"),
        product_id=draft.product_id,
        version_id=draft.product_version_id,
        tab="t",
        base_version=draft.version,
    )


def accept(who: EnterpriseMember, offer: Offer, **values: Any) -> Application:
    """Through the door of the owner: the draft made from the offer, handed in."""
    actor = factories.enterprise_actor(who)
    draft = application_create_from_offer(actor=actor, enterprise=who.enterprise, offer_id=offer.pk)
    application_submit(
        actor=actor,
        enterprise=who.enterprise,
        application_id=draft.pk,
        submission=submission(draft, **values),
    )
    draft.refresh_from_db()
    return draft


def test_what_an_institution_reads_has_no_place_for_contact_data() -> None:
    demand = published(contact_name="欧阳示例")
    actor = factories.officer_actor(factories.officer())
    seen = hall_demand_get(actor=actor, demand_id=demand.pk)
    assert not {f.name for f in fields(HallDemand)} & {"contact_name", "contact_phone", "draft_data"}
    assert "欧阳" not in repr(seen)
    assert seen.enterprise_name == ""
    assert [(one.label, one.words) for one in seen.shown] == [
        ("成立时间", "4 年 1 个月"),
        ("上年营业收入区间", "500–2,000 万元"),
    ]


def test_two_institutions_see_nothing_of_each_other() -> None:
    demand = published()
    one, two = offered(demand), offered(demand)
    with pytest.raises(NotFound):
        offer_get(actor=officer_of(two), offer_id=one.pk)
    for act in (offer_withdraw, offer_confirm):
        with pytest.raises(NotFound):
            act(actor=officer_of(two, "manager"), offer_id=one.pk, expected_version=one.version)
    names = {one.institution.short_name, one.institution.name}
    told = Notification.objects.filter(recipient_id=two.institution_id)
    assert not any(name in f"{line.title}{line.body}" for name in names for line in told)


def test_the_limit_is_told_and_a_place_comes_free() -> None:
    demand = published(max_offers="3")
    first, _, _ = (offered(demand) for _ in range(3))
    with pytest.raises(Refused) as caught:
        offered(demand)
    assert caught.value.code == "demands.offers_full"
    offer_withdraw(actor=officer_of(first), offer_id=first.pk, expected_version=first.version)
    offered(demand)
    with pytest.raises(Refused):
        offered(demand)


def test_an_institution_has_one_open_offer() -> None:
    demand = published()
    officer = factories.officer()
    offered(demand, officer)
    with pytest.raises(Refused) as caught:
        offered(demand, officer)
    assert caught.value.code == "demands.offer_twice"


def test_the_same_form_makes_one_offer() -> None:
    demand = published()
    officer = factories.officer()
    version = factories.product(institution=officer.institution).published_version
    assert version is not None
    values: Any = {
        "actor": factories.officer_actor(officer),
        "demand_id": demand.pk,
        "version_id": version.pk,
        "data": offer_data(),
        "demand_version": 1,
        "key": "k",
    }
    first, second = offer_make(**values), offer_make(**values)
    assert (first.offer_id, first.is_new, second.is_new) == (second.offer_id, True, False)


def test_above_the_institutions_amount_a_manager_releases() -> None:
    institution = factories.institution(offer_release_above_yuan=Decimal(500_000))
    officer = factories.officer(institution=institution)
    demand = published()
    offer = offered(demand, officer)
    demand.refresh_from_db()
    assert (offer.state, offer.sent_at, demand.state) == ("pending", None, "published")
    owner = factories.enterprise_actor(demand.enterprise.members.get())
    assert offers_received(actor=owner, demand=demand) == []
    assert [change.action for change in demand_history(actor=owner, demand=demand)] == ["offer", "publish"]
    with pytest.raises(Refused):
        offer_release(actor=factories.officer_actor(officer), offer_id=offer.pk, expected_version=0)
    offer_release(actor=officer_of(offer, "manager"), offer_id=offer.pk, expected_version=0)
    assert [one.pk for one in offers_received(actor=owner, demand=demand)] == [offer.pk]
    assert offered(published(), factories.officer(institution=institution, role="manager")).state == "sent"
    assert offered(published(), officer, amount_yuan=Decimal(500_000)).state == "sent"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount_yuan", Decimal(50_000)), ("amount_yuan", None), ("amount_yuan", Decimal("NaN")), ("annual_rate_pct", Decimal(9)),
        ("annual_rate_pct", Decimal("4.12345")), ("term_months", 3), ("repayment_method", "bullet"),
        ("guarantee_mode", "mortgage"), ("message", "加微信详谈"), ("conditions", "致电 13812346021"),
        ("valid_until", None), ("valid_until", today() - timedelta(days=1)), ("valid_until", today() + timedelta(days=400)),
    ],
)  # fmt: skip
def test_an_offer_keeps_to_its_product_and_to_the_platform(field: str, value: Any) -> None:
    with pytest.raises(FieldErrors) as caught:
        offered(published(), **{field: value})
    assert list(caught.value.fields) == [field]


def test_every_fee_of_the_product_is_given() -> None:
    fee = {
        "name": "抵押登记费",
        "payee": "登记机构",
        "payer": "机构",
        "standard": "80 元/件",
        "method": "转账",
        "cycle": "一次性",
    }
    officer = factories.officer()
    sold = factories.product(institution=officer.institution, version={"fees": [fee]})
    with pytest.raises(FieldErrors) as caught:
        offer_make(
            actor=factories.officer_actor(officer),
            demand_id=published().pk,
            version_id=sold.published_version_id,  # type: ignore[arg-type]
            data=offer_data(),
            demand_version=1,
            key="k",
        )
    assert "抵押登记费" in caught.value.fields["fees"]


def test_viewers_and_officers_with_a_part_in_the_enterprise_do_not_offer() -> None:
    demand = published()
    with pytest.raises(Refused):
        offered(demand, factories.officer(role="viewer"))
    owner = demand.enterprise.members.get().user
    with pytest.raises(Refused):
        offered(demand, factories.officer(user=owner))


def test_an_outdated_offer_waits_for_its_institutions_word() -> None:
    who = applicant()
    demand = published(who)
    offer = offered(demand)
    demand.refresh_from_db()
    actor = factories.enterprise_actor(who)
    with pytest.raises(Refused):
        offer_confirm(actor=officer_of(offer), offer_id=offer.pk, expected_version=offer.version)
    demand = demand_edit(
        actor=actor, demand_id=demand.pk, typed=typed(amount_wan="90"), expected_version=demand.version
    )
    with pytest.raises(Refused) as caught:
        application_create_from_offer(actor=actor, enterprise=who.enterprise, offer_id=offer.pk)
    assert caught.value.code == "demands.offer_outdated"
    offer = offer_confirm(actor=officer_of(offer), offer_id=offer.pk, expected_version=offer.version)
    assert offer.demand_revision == demand.revision
    accept(who, offer)


def test_an_offer_made_on_what_was_shown_before_an_edit_is_told() -> None:
    demand = published()
    officer = factories.officer()
    demand_edit(
        actor=factories.enterprise_actor(demand.enterprise.members.get()),
        demand_id=demand.pk,
        typed=typed(amount_wan="90"),
        expected_version=1,
    )
    with pytest.raises(Conflict):
        offered(demand, officer)


def test_handing_in_accepts_one_and_declines_the_others() -> None:
    who = applicant()
    demand = published(who)
    chosen, other = offered(demand), offered(demand)
    waiting = offered(
        demand, factories.officer(institution=factories.institution(offer_release_above_yuan=Decimal(1)))
    )
    row = accept(who, chosen)
    demand.refresh_from_db()
    states = [Offer.objects.get(pk=one.pk).state for one in (chosen, other, waiting)]
    assert (demand.state, states) == ("matched", ["accepted", "declined", "declined"])
    assert (row.state, row.officer_id, row.amount_yuan) == ("submitted", chosen.officer_id, 1_000_000)
    assert Offer.objects.get(pk=other.pk).end_reason == "chose_other"
    titles = Notification.objects.filter(recipient_id=other.institution_id).values_list("title", flat=True)
    assert list(titles) == ["企业已选择其他方案"]


def test_a_form_that_is_refused_leaves_all_offers_open() -> None:
    who = applicant()
    demand = published(who)
    chosen, other = offered(demand), offered(demand)
    for wrong in (
        {"amount_wan": "101"},
        {"term_months": "24"},
        {"repayment_method": "interest_first"},
        {"use": ""},
    ):
        with pytest.raises(FieldErrors):
            accept(who, chosen, typed=wrong)
    demand.refresh_from_db()
    assert demand.state == "offered"
    assert set(Offer.objects.values_list("state", flat=True)) == {"sent"}
    assert other.pk in [o.pk for o in offers_received(actor=factories.enterprise_actor(who), demand=demand)]


def test_an_offer_is_accepted_by_nothing_but_its_application() -> None:
    demand = published()
    offer = offered(demand)
    stranger = factories.enterprise_actor(factories.member())
    with pytest.raises(NotFound):
        offer_accept(actor=stranger, offer_id=offer.pk)
    agent = factories.member(
        enterprise=demand.enterprise,
        role="agent",
        is_legal_representative=False,
        scopes=["submit_application"],
    )
    with pytest.raises(Refused):
        offer_accept(actor=factories.enterprise_actor(agent), offer_id=offer.pk)


def test_declining_says_why_to_its_institution_alone() -> None:
    demand = published()
    one, two = offered(demand), offered(demand)
    owner = factories.enterprise_actor(demand.enterprise.members.get())
    with pytest.raises(FieldErrors):
        offer_decline(actor=owner, offer_id=one.pk, expected_version=one.version, reason="chose_other")
    offer_decline(actor=owner, offer_id=one.pk, expected_version=one.version, reason="rate", note="可再谈")
    told = Notification.objects.get(recipient_id=one.institution_id)
    assert (told.title, "利率偏高，可再谈" in told.body) == ("企业谢绝方案", True)
    assert not Notification.objects.filter(recipient_id=two.institution_id).exists()


def test_a_demand_comes_back_after_an_application_without_credit() -> None:
    who = applicant()
    demand = published(who)
    chosen, other = offered(demand), offered(demand)
    row = accept(who, chosen)
    actor = factories.enterprise_actor(who)
    demand.refresh_from_db()
    values: Any = {"actor": actor, "demand_id": demand.pk, "expected_version": demand.version}
    with pytest.raises(Refused):
        demand_reopen(**values)
    Application.objects.filter(pk=row.pk).update(state="rejected")
    demand = demand_reopen(**values)
    assert demand.state == "published"
    assert Offer.objects.get(pk=chosen.pk).state == "expired"
    for one in (chosen, other):
        assert Notification.objects.filter(recipient_id=one.institution_id, title="需求重新开放").count() == 1
    again = offered(FinancingDemand.objects.get(pk=demand.pk), chosen.officer)
    assert again.state == "sent"


def test_an_edited_offer_above_the_amount_waits_again() -> None:
    institution = factories.institution(offer_release_above_yuan=Decimal(1_000_000))
    officer = factories.officer(institution=institution)
    demand = published()
    offer = offered(demand, officer)
    actor = factories.officer_actor(officer)
    offer = offer_edit(
        actor=actor,
        offer_id=offer.pk,
        expected_version=offer.version,
        data=offer_data(amount_yuan=Decimal(1_200_000)),
    )
    demand.refresh_from_db()
    assert (offer.state, offer.sent_at, demand.state) == ("pending", None, "published")


def test_nobody_without_the_role_may_apply_from_an_offer() -> None:
    who = applicant()
    offer = offered(published(who))
    viewer = factories.member(enterprise=who.enterprise, role="viewer", is_legal_representative=False)
    with pytest.raises(Forbidden):
        application_create_from_offer(
            actor=factories.enterprise_actor(viewer), enterprise=who.enterprise, offer_id=offer.pk
        )
