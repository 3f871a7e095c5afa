"""Publishing, editing, ending and expiring (C7–C10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests import factories
from tests.domain.demands.demanding import offered, published, typed
from yuzhengdai.domain.demands.models import DemandChange, FinancingDemand, Offer
from yuzhengdai.domain.demands.services import clockwork
from yuzhengdai.domain.demands.services.desk import demand_pass, demand_remove, demand_return
from yuzhengdai.domain.demands.services.draft import demand_draft_open, demand_draft_save
from yuzhengdai.domain.demands.services.end import demand_close, demand_delete, demand_extend
from yuzhengdai.domain.demands.services.publish import Publication, demand_edit, demand_publish
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Forbidden, NotFound, RateLimited, Refused
from yuzhengdai.foundation.notifications.models import Notification, OutboxMessage

pytestmark = pytest.mark.django_db


def actor_of(demand: FinancingDemand) -> Any:
    member = demand.enterprise.members.get()
    return factories.enterprise_actor(member)


def lines(recipient: Any) -> list[str]:
    rows = Notification.objects.filter(recipient_id=recipient).order_by("created_at", "id")
    return list(rows.values_list("title", flat=True))


def operator() -> Any:
    return factories.staff_actor(factories.staff_post())


def test_a_draft_begins_with_what_is_known_and_keeps_what_is_typed() -> None:
    who = factories.member(enterprise=factories.enterprise(region_code="410102"))
    actor = factories.enterprise_actor(who)
    draft = demand_draft_open(actor=actor, enterprise=who.enterprise)
    assert draft.draft_data["region_code"] == "410102"
    assert draft.draft_data["contact_name"] == "李示例"
    assert draft.draft_data["contact_phone"] == who.user.phone.removeprefix("+86")
    assert demand_draft_open(actor=actor, enterprise=who.enterprise).pk == draft.pk
    saved = demand_draft_save(actor=actor, demand_id=draft.pk, typed={"title": "半"}, tab="a", base_version=0)
    assert (saved.version, saved.draft_data["title"]) == (1, "半")
    with pytest.raises(Conflict):
        demand_draft_save(actor=actor, demand_id=draft.pk, typed={"title": "另"}, tab="b", base_version=0)


def test_a_clean_demand_is_published_and_a_worded_one_is_held() -> None:
    clean = published()
    assert (clean.state, clean.held_for, clean.version) == ("published", [], 1)
    assert clean.published_at is not None
    assert clean.amount_yuan == 1_500_000
    held = published(description="电话一三八一二三四六零二一")
    assert (held.state, held.held_for, held.published_at) == ("in_review", ["phone"], None)
    assert lines(held.enterprise_id) == ["需求已提交，待审核"]
    assert lines(clean.enterprise_id) == ["需求已发布"]


def test_the_next_draft_remembers_the_terms_but_never_what_was_shown() -> None:
    last = published()
    assert last.shown_facts == ["established", "revenue_band"]
    again = demand_draft_open(actor=actor_of(last), enterprise=last.enterprise)
    assert again.draft_data["guarantee_mode"] == last.guarantee_mode
    assert not again.draft_data.get("shown_facts")


def test_contact_data_is_not_in_clear_in_the_database() -> None:
    row = published(contact_name="欧阳示例")
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_name, contact_phone FROM demands_financingdemand")
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert "欧阳".encode() not in stored
    assert b"13812346021" not in stored
    row.refresh_from_db()
    assert (row.contact_name, row.contact_phone) == ("欧阳示例", "+8613812346021")


def test_sent_twice_it_is_published_once() -> None:
    who = factories.member()
    actor = factories.enterprise_actor(who)
    draft = demand_draft_open(actor=actor, enterprise=who.enterprise)
    form = Publication(typed(), key="k", tab="t", base_version=0)
    values: Any = {"actor": actor, "enterprise": who.enterprise, "demand_id": draft.pk, "publication": form}
    assert demand_publish(**values) == (draft.pk, True)
    assert demand_publish(**values) == (draft.pk, False)
    assert DemandChange.objects.filter(action="publish").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""), ("title", "一"), ("title", "字" * 31), ("amount_wan", ""), ("amount_wan", "0"), ("amount_wan", "-5"),
        ("amount_wan", "1万5"), ("amount_wan", "1000000"), ("term_months", "0"), ("term_months", "999"), ("use", "house"),
        ("guarantee_mode", ""), ("rate_max_pct", "0"), ("rate_max_pct", "40"), ("region_code", "410000"),
        ("region_code", "110101"), ("contact_name", ""), ("contact_phone", "12345"), ("description", "字" * 501),
        ("valid_until", "2020-01-01"), ("valid_until", "2099-01-01"), ("valid_until", "x"), ("shows_name", ""),
        ("shown_facts", "bank"), ("revenue_band", "1-2"), ("revenue_band", ""), ("max_offers", "4"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_told_beside_its_field(field: str, value: str) -> None:
    with pytest.raises(FieldErrors) as caught:
        published(**{field: value})
    assert list(caught.value.fields) == [field]


def test_only_who_may_publish_does() -> None:
    viewer = factories.member(role="viewer", is_legal_representative=False)
    with pytest.raises(Forbidden):
        published(viewer)
    with pytest.raises(Refused):
        published(factories.member(enterprise=factories.enterprise(state="claimed")))
    with pytest.raises(Refused):
        published(factories.member(enterprise=factories.enterprise(state="frozen")))


def test_a_day_has_its_limit(settings: Any) -> None:
    settings.DEMANDS_A_DAY = 2
    who = factories.member()
    published(who)
    published(who)
    with pytest.raises(RateLimited):
        published(who)
    published()


def test_the_desk_passes_returns_and_removes() -> None:
    held = published(title="微信同号周转")
    passed = demand_pass(actor=operator(), demand_id=held.pk, expected_version=held.version)
    assert (passed.state, passed.published_at is not None) == ("published", True)
    held = published(title="加V 周转资金")
    with pytest.raises(FieldErrors):
        demand_return(actor=operator(), demand_id=held.pk, expected_version=held.version, reason=" ")
    back = demand_return(
        actor=operator(), demand_id=held.pk, expected_version=held.version, reason="请删去联系方式"
    )
    assert (back.state, back.returned_reason) == ("returned", "请删去联系方式")
    edited = demand_edit(
        actor=actor_of(back), demand_id=back.pk, typed=typed(title="周转资金"), expected_version=back.version
    )
    assert (edited.state, edited.held_for) == ("in_review", [])
    gone = demand_remove(actor=operator(), demand_id=held.pk, expected_version=edited.version, reason="广告")
    assert gone.state == "removed"
    sms = [row.payload["text"] for row in OutboxMessage.objects.all()]
    assert len(sms) == 3
    assert not any("联系方式" in text or "广告" in text for text in sms)
    other = factories.staff_actor(factories.staff_post(role="regulator"))
    with pytest.raises(NotFound):
        demand_pass(actor=other, demand_id=held.pk, expected_version=gone.version)


def test_an_operator_does_not_pass_the_own_enterprises_demand() -> None:
    post = factories.staff_post()
    who = factories.member(user=post.user)
    held = published(who, title="微信同号周转")
    with pytest.raises(Refused):
        demand_pass(actor=factories.staff_actor(post), demand_id=held.pk, expected_version=held.version)


def test_an_edit_is_told_to_who_offered_and_their_offers_wait_for_their_word() -> None:
    demand = published()
    offer = offered(demand)
    demand.refresh_from_db()
    assert demand.state == "offered"
    with pytest.raises(Conflict):
        demand_edit(actor=actor_of(demand), demand_id=demand.pk, typed=typed(), expected_version=1)
    same = {"actor": actor_of(demand), "demand_id": demand.pk, "expected_version": demand.version}
    with pytest.raises(FieldErrors):
        demand_edit(**same, typed=typed())
    demand = demand_edit(**same, typed=typed(amount_wan="200"))
    assert (demand.state, demand.revision) == ("offered", 2)
    told = Notification.objects.get(recipient_id=offer.institution_id, title="企业修改了需求")
    assert "融资金额(万元)" in told.body
    change = DemandChange.objects.get(action="edit")
    assert change.fields == [{"field": "amount_wan", "before": "150 万元", "after": "200 万元"}]
    # Contact data and the number of offers are nobody's: nothing to confirm, nothing told, no number in the history.
    demand = demand_edit(
        actor=actor_of(demand),
        demand_id=demand.pk,
        typed=typed(amount_wan="200", contact_phone="13912346021"),
        expected_version=demand.version,
    )
    assert demand.revision == 2
    assert Notification.objects.filter(title="企业修改了需求").count() == 1
    assert "13912346021" not in str(list(DemandChange.objects.values_list("fields", flat=True)))


def test_a_held_edit_hides_the_demand_and_keeps_its_offers() -> None:
    demand = published()
    offer = offered(demand)
    demand.refresh_from_db()
    demand = demand_edit(
        actor=actor_of(demand),
        demand_id=demand.pk,
        typed=typed(title="微信同号周转"),
        expected_version=demand.version,
    )
    assert demand.state == "in_review"
    offer.refresh_from_db()
    assert offer.state == "sent"
    body = Notification.objects.get(recipient_id=offer.institution_id, title="企业修改了需求").body
    assert "微信" not in body
    demand = demand_pass(actor=operator(), demand_id=demand.pk, expected_version=demand.version)
    assert demand.state == "offered"


def test_closing_and_deleting_end_open_offers_and_tell_their_institutions() -> None:
    demand = published()
    offer = offered(demand)
    demand.refresh_from_db()
    values: Any = {"actor": actor_of(demand), "demand_id": demand.pk, "expected_version": demand.version}
    with pytest.raises(FieldErrors):
        demand_close(**values, reason="deleted")
    demand = demand_close(**values, reason="not_needed", note="暂缓")
    offer.refresh_from_db()
    assert (demand.state, demand.ended_at is not None) == ("withdrawn", True)
    assert (offer.state, offer.end_reason) == ("expired", "demand_closed")
    assert "方案已失效" in lines(offer.institution_id)
    second = published()
    other = offered(second)
    second.refresh_from_db()
    demand_delete(actor=actor_of(second), demand_id=second.pk, expected_version=second.version)
    other.refresh_from_db()
    assert (other.state, other.end_reason) == ("expired", "demand_deleted")
    with pytest.raises(NotFound):
        demand_close(actor=actor_of(second), demand_id=second.pk, expected_version=0, reason="other")
    assert AuditEvent.objects.filter(action="demands.delete").count() == 1


def test_time_runs_out_and_is_told_three_days_before() -> None:
    demand = published(valid_until=(today() + timedelta(days=5)).isoformat())
    offer = offered(demand, valid_until=today() + timedelta(days=30))
    with clock.frozen() as c:
        assert clockwork.demands_tell_expiring() == 0
        c.advance(days=2)
        assert clockwork.demands_tell_expiring() == 1
        assert clockwork.demands_tell_expiring() == 0
        demand.refresh_from_db()
        demand = demand_extend(actor=actor_of(demand), demand_id=demand.pk, expected_version=demand.version)
        assert demand.valid_until == today() + timedelta(days=60)
        c.advance(days=58)
        assert clockwork.demands_tell_expiring() == 1
        assert clockwork.demands_expire() == 0
        c.advance(days=3)
        assert clockwork.demands_expire() == 1
        assert clockwork.demands_expire() == 0
    demand.refresh_from_db()
    offer.refresh_from_db()
    assert (demand.state, offer.state) == ("expired", "expired")


def test_an_offer_past_its_day_ends_alone() -> None:
    demand = published()
    offer = offered(demand, valid_until=today() + timedelta(days=1))
    with clock.frozen() as c:
        c.advance(days=2)
        assert clockwork.offers_expire() == 1
        assert clockwork.offers_expire() == 0
    demand.refresh_from_db()
    assert (Offer.objects.get(pk=offer.pk).state, demand.state) == ("expired", "published")


def test_contact_data_of_ended_demands_goes(settings: Any) -> None:
    settings.DEMAND_CONTACT_KEPT_DAYS = 30
    demand = published()
    demand_close(actor=actor_of(demand), demand_id=demand.pk, expected_version=1, reason="other")
    with clock.frozen() as c:
        c.advance(days=29)
        assert clockwork.contacts_wipe() == 0
        c.advance(days=2)
        assert clockwork.contacts_wipe() == 1
        assert clockwork.contacts_wipe() == 0
    demand.refresh_from_db()
    assert (demand.contact_name, demand.contact_phone) == ("", "")
