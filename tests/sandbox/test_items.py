"""Every item of the table, asked of the sandbox over real HTTP; faults; and a further source by a row, a schema and a file."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests import factories
from tests.sandbox.conftest import KNOWN, Door
from yuzhengdai.domain.data_items import schemas
from yuzhengdai.domain.data_items.enums import Category, Outcome
from yuzhengdai.domain.data_items.items import ITEMS, Item
from yuzhengdai.domain.data_items.models import DataAnswer
from yuzhengdai.domain.data_items.services import facts_fetch
from yuzhengdai.domain.enterprises.models import EnterpriseMember

pytestmark = [pytest.mark.once, pytest.mark.django_db]


class MonthTrade(schemas.Facts):
    """进出口 of one month in US dollars."""

    month: schemas.Month
    usd: schemas.Yuan


class Trade(schemas.Facts):
    """进出口 by month."""

    rows: list[MonthTrade]


@pytest.fixture
def head() -> EnterpriseMember:
    return factories.member(enterprise=factories.enterprise(uscc=KNOWN["uscc"], name=KNOWN["name"]))


def outcomes(head: EnterpriseMember, *codes: str) -> dict[str, Outcome]:
    told = facts_fetch(
        actor=factories.enterprise_actor(head),
        enterprise=head.enterprise,
        items=[ITEMS[code] for code in codes or ITEMS],
    )
    return {one.item.code: one.outcome for one in told}


def test_every_item_is_answered_and_keeps_its_schema(connected: None, head: EnterpriseMember) -> None:
    told = outcomes(head)
    assert list(told) == list(ITEMS)
    assert set(told.values()) <= {Outcome.FOUND, Outcome.NOT_FOUND}
    assert told["tax_rating"] is told["registration_profile"] is told["electricity_use"] is Outcome.FOUND
    profile = DataAnswer.objects.get(item="registration_profile")
    assert profile.facts["name"] == KNOWN["name"]
    assert profile.is_authoritative
    assert "模拟" in profile.source
    assert profile.reference.startswith("SBX-")
    months = DataAnswer.objects.get(item="electricity_use").facts["rows"]
    assert len(months) == 24
    assert (
        f"{months[0]['month']}/{months[-1]['month']}" == DataAnswer.objects.get(item="electricity_use").period
    )


def test_the_same_enterprise_has_the_same_figures_every_time(connected: None, head: EnterpriseMember) -> None:
    outcomes(head, "tax_amount")
    first = DataAnswer.objects.get().facts
    DataAnswer.objects.all().delete()
    outcomes(head, "tax_amount")
    assert DataAnswer.objects.get().facts == first


@pytest.mark.parametrize("fault", ["500", "garbage", "closed"])
def test_a_faulty_source_is_named_and_the_others_answer(
    connected: None, head: EnterpriseMember, door: Door, fault: str
) -> None:
    door.fault("tax", fault)
    told = outcomes(head, "tax_rating", "tax_amount", "electricity_use", "registration_profile")
    assert told == {
        "registration_profile": Outcome.FOUND,
        "tax_rating": Outcome.SILENT,
        "tax_amount": Outcome.SILENT,
        "electricity_use": Outcome.FOUND,
    } | {code: told[code] for code in ()}
    assert not DataAnswer.objects.filter(item__startswith="tax").exists()


def test_a_further_source_is_a_row_a_schema_and_a_file_of_the_sandbox(
    connected: None, head: EnterpriseMember, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = Item("customs_trade", "进出口", Category.TAX, "customs/trade", "customs", Trade, "海关", months=12)
    monkeypatch.setitem(ITEMS, row.code, row)
    assert outcomes(head, "customs_trade") == {"customs_trade": Outcome.FOUND}
    stored = DataAnswer.objects.get(item="customs_trade")
    assert len(stored.facts["rows"]) == 12
    assert Decimal(stored.facts["rows"][0]["usd"]) == 1200
    assert stored.source == "海关（模拟）"
    assert "customs" in door("/control/faults")["faults"]
