"""Many at the same moment: the limit holds, and accepting against withdrawing, expiring and editing ends in one state (B2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from tests import factories
from tests.domain.applications.applying import applicant
from tests.domain.demands.demanding import offer_data, offered, published, typed
from tests.domain.demands.test_offers import submission
from tests.rivals import at_once
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.from_offer import application_create_from_offer
from yuzhengdai.domain.applications.services.submit import application_submit
from yuzhengdai.domain.demands.models import Offer
from yuzhengdai.domain.demands.services import clockwork
from yuzhengdai.domain.demands.services.offers import Made, offer_make, offer_withdraw
from yuzhengdai.domain.demands.services.publish import demand_edit
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import AppError, Refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_hundred_offers_at_once_keep_to_the_limit() -> None:
    demand = published(max_offers="5")
    number = 200
    officers = [factories.officer() for _ in range(number)]
    versions = [factories.product(institution=one.institution).published_version_id for one in officers]

    def one(n: int) -> Made:
        return offer_make(
            actor=factories.officer_actor(officers[n]),
            demand_id=demand.pk,
            version_id=versions[n],  # type: ignore[arg-type]
            data=offer_data(),
            demand_version=1,
            key=f"k{n}",
        )

    done = []
    # Not more connections at a time than a small server has.
    for begin in range(0, number, 40):
        batch = min(40, number - begin)
        done += at_once(batch, lambda n, begin=begin: one(begin + n))  # type: ignore[misc]
    assert Offer.objects.filter(demand=demand, state="sent").count() == 5
    assert sum(isinstance(result, Made) for result in done) == 5
    refused = [result for result in done if isinstance(result, Refused)]
    assert {result.code for result in refused} == {"demands.offers_full"}
    assert len(refused) == number - 5


@pytest.mark.parametrize("rival", ["withdraw", "expire", "edit", "accept_other"])
def test_accepting_against_another_act_ends_in_one_state(rival: str) -> None:
    who = applicant()
    demand = published(who)
    chosen, other = offered(demand), offered(demand, annual_rate_pct=Decimal("4.3"))
    actor = factories.enterprise_actor(who)
    drafts = [
        application_create_from_offer(actor=actor, enterprise=who.enterprise, offer_id=one.pk)
        for one in (chosen, other)
    ]
    demand.refresh_from_db()
    officer = factories.officer_actor(chosen.officer)

    def accept(draft: Application, key: str) -> object:
        return application_submit(
            actor=actor,
            enterprise=who.enterprise,
            application_id=draft.pk,
            submission=submission(draft, key=key),
        )

    def withdraw() -> object:
        return offer_withdraw(actor=officer, offer_id=chosen.pk, expected_version=chosen.version)

    def expire() -> object:
        Offer.objects.filter(pk=chosen.pk, state="sent").update(valid_until=today() - timedelta(days=1))
        return clockwork.offers_expire()

    def edit() -> object:
        return demand_edit(
            actor=actor, demand_id=demand.pk, typed=typed(amount_wan="90"), expected_version=demand.version
        )

    rivals: dict[str, Callable[[], object]] = {
        "withdraw": withdraw,
        "expire": expire,
        "edit": edit,
        "accept_other": lambda: accept(drafts[1], "b"),
    }
    acts: list[Callable[[], object]] = [lambda: accept(drafts[0], "a"), rivals[rival]]
    done = at_once(2, lambda n: acts[n]())
    assert all(not isinstance(one, Exception) or isinstance(one, AppError) for one in done), done
    demand.refresh_from_db()
    states = {pk: Offer.objects.get(pk=pk).state for pk in (chosen.pk, other.pk)}
    accepted = [pk for pk, state in states.items() if state == "accepted"]
    handed_in = list(Application.objects.filter(state="submitted").values_list("offer_id", flat=True))
    assert handed_in == accepted
    assert (demand.state == "matched") == bool(accepted)
    if accepted:
        assert sorted(states.values()) in (
            ["accepted", "declined"],
            ["accepted", "withdrawn"],
            ["accepted", "expired"],
        )
    else:
        assert demand.state in {"offered", "published"}
