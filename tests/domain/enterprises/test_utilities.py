"""C5: 电力户号 and 社保号 are asked at the source, saved once confirmed, kept encrypted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from tests import factories
from tests.fakes.common import down
from tests.fakes.gov_data import FakeGovData
from tests.rivals import at_once
from yuzhengdai.domain.enterprises.models import EnterpriseChange, UtilityAccount
from yuzhengdai.domain.enterprises.selectors import utility_account_get, utility_accounts
from yuzhengdai.domain.enterprises.services import (
    electricity_absent,
    electricity_verify,
    social_insurance_verify,
    utility_account_end,
)
from yuzhengdai.domain.enterprises.services.utilities import MAX_REFUSED_A_DAY
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.core.codes import make_id_number
from yuzhengdai.foundation.core.errors import (
    ExternalError,
    FieldErrors,
    Forbidden,
    NotFound,
    RateLimited,
    Refused,
)
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data

PAYER = {"payer_name": "缴费示例人", "payer_phone": "13812346021"}
NUMBER = "4101234562087"


@pytest.fixture
def gov() -> FakeGovData:
    found = get_gov_data()
    assert isinstance(found, FakeGovData)
    return found


@pytest.fixture
def actor(db: None) -> Actor:
    return factories.enterprise_actor(factories.member())


def test_c5_an_electricity_account_is_asked_and_saved(actor: Actor, gov: FakeGovData) -> None:
    """Spaces, hyphens and full-width digits are typed by people; the source gets plain ones."""
    account = electricity_verify(
        actor=actor, number="４１０１ 2345-62087", payer_name=" 缴费示例人 ", payer_phone="138 1234 6021"
    )
    (_, asked), *_ = gov.calls
    assert asked["account_number"] == NUMBER
    assert asked["payer_phone"] == "13812346021"
    saved = utility_accounts(actor=actor).get()
    assert saved == account
    assert (saved.number, saved.payer_name, saved.payer_phone) == (NUMBER, "缴费示例人", "+8613812346021")
    assert saved.verified_at is not None
    assert saved.reference
    assert AuditEvent.objects.filter(action="enterprises.electricity_verify").count() == 1


def test_nothing_of_it_lies_in_clear(actor: Actor) -> None:
    electricity_verify(actor=actor, number=NUMBER, **PAYER)
    social_insurance_verify(actor=actor, number="41010123456")
    with connection.cursor() as cursor:
        for table in ("enterprises_utilityaccount", "enterprises_enterprisechange", "audit_auditevent"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            for row in cursor.fetchall():
                stored = b"|".join(
                    bytes(c) if isinstance(c, bytes | memoryview) else str(c).encode() for c in row
                )
                for secret in (NUMBER, "缴费示例人", "13812346021", "41010123456"):
                    assert secret.encode() not in stored


def test_several_accounts_and_the_same_twice_is_one(actor: Actor, gov: FakeGovData) -> None:
    first = electricity_verify(actor=actor, number="4101234562", **PAYER)
    electricity_verify(actor=actor, number=NUMBER, **PAYER)
    again = electricity_verify(
        actor=actor, number="4101234562", payer_name="另一人", payer_phone="0371-65900001"
    )
    assert again == first
    assert utility_accounts(actor=actor).count() == 2
    assert str(utility_account_get(actor=actor, account_id=first.pk).payer_name) == "另一人"
    assert gov.calls[-1][1]["payer_phone"] == "037165900001"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ((False, ""), "number"),
        ((True, "payer_name"), "payer_name"),
        ((True, "payer_phone"), "payer_phone"),
        ((True, "uscc"), "number"),
        ((True, "something new"), "number"),
    ],
)
def test_what_the_source_does_not_confirm_is_told_at_its_field_and_not_saved(
    actor: Actor, gov: FakeGovData, told: tuple[bool, str], field: str
) -> None:
    gov.electricity = told
    with pytest.raises(FieldErrors) as refused:
        electricity_verify(actor=actor, number=NUMBER, **PAYER)
    assert list(refused.value.fields) == [field]
    assert not UtilityAccount.objects.exists()
    event = AuditEvent.objects.get(action="enterprises.utility_refused")
    assert NUMBER not in str(event.detail)


def test_what_is_malformed_is_told_all_at_once_and_nobody_is_asked(actor: Actor, gov: FakeGovData) -> None:
    with pytest.raises(FieldErrors) as refused:
        electricity_verify(actor=actor, number="41012345678", payer_name="", payer_phone="12345")
    assert set(refused.value.fields) == {"number", "payer_name", "payer_phone"}
    assert gov.calls == []


def test_a_source_that_is_down_changes_nothing_and_the_retry_succeeds(actor: Actor, gov: FakeGovData) -> None:
    gov.error = down("gov_data:electricity")
    with pytest.raises(ExternalError):
        electricity_verify(actor=actor, number=NUMBER, **PAYER)
    assert not UtilityAccount.objects.exists()
    gov.error = None
    assert electricity_verify(actor=actor, number=NUMBER, **PAYER).verified_at


def test_rented_premises(actor: Actor) -> None:
    told = electricity_absent(actor=actor)
    assert electricity_absent(actor=actor) == told
    account = electricity_verify(actor=actor, number=NUMBER, **PAYER)  # they have one after all
    assert list(utility_accounts(actor=actor)) == [account]
    with pytest.raises(Refused):
        electricity_absent(actor=actor)
    utility_account_end(actor=actor, account_id=account.pk)
    utility_account_end(actor=actor, account_id=account.pk)
    assert electricity_absent(actor=actor) != told


def test_an_account_is_replaced_by_another(actor: Actor) -> None:
    old = electricity_verify(actor=actor, number=NUMBER, **PAYER)
    new = electricity_verify(actor=actor, number="4101234562", replaces=old.pk, **PAYER)
    assert list(utility_accounts(actor=actor)) == [new]
    assert electricity_verify(actor=actor, number="4101234562", replaces=new.pk, **PAYER) == new
    with pytest.raises(NotFound):
        electricity_verify(actor=actor, number=NUMBER, replaces=old.pk, **PAYER)


def test_c5_a_unit_number_is_saved_and_the_next_one_takes_its_place(actor: Actor) -> None:
    first = social_insurance_verify(actor=actor, number="4101 0123 456")
    assert social_insurance_verify(actor=actor, number="41010123456") == first
    second = social_insurance_verify(actor=actor, number="41010199999")
    assert list(utility_accounts(actor=actor)) == [second]
    assert EnterpriseChange.objects.filter(field="social_insurance_unit_number").count() == 3


def test_c5_a_personal_number_is_refused_and_stored_nowhere(actor: Actor, gov: FakeGovData) -> None:
    personal = make_id_number(seed=7)
    with pytest.raises(FieldErrors) as refused:
        social_insurance_verify(actor=actor, number=personal)
    assert "没有保存" in refused.value.fields["number"]
    assert personal not in str(refused.value)
    assert gov.calls == []
    assert not UtilityAccount.objects.exists()
    assert not AuditEvent.objects.filter(action__startswith="enterprises.").exists()


def test_somebody_elses_unit_number(actor: Actor, gov: FakeGovData) -> None:
    for told in ((False, ""), (True, "uscc")):
        gov.social = told
        with pytest.raises(FieldErrors) as refused:
            social_insurance_verify(actor=actor, number="41010123456")
        assert list(refused.value.fields) == ["number"]


def test_guessing_ends(actor: Actor, gov: FakeGovData) -> None:
    gov.electricity = (True, "payer_phone")
    for _ in range(MAX_REFUSED_A_DAY):
        with pytest.raises(FieldErrors):
            electricity_verify(actor=actor, number=NUMBER, **PAYER)
    gov.calls.clear()
    with pytest.raises(RateLimited):
        electricity_verify(actor=actor, number=NUMBER, **PAYER)
    assert gov.calls == []
    gov.electricity = None
    with frozen(now() + timedelta(days=1, minutes=1)):
        assert electricity_verify(actor=actor, number=NUMBER, **PAYER)


def test_only_administrators_of_this_enterprise(actor: Actor) -> None:
    account = electricity_verify(actor=actor, number=NUMBER, **PAYER)
    stranger = factories.enterprise_actor(factories.member())
    viewer = factories.enterprise_actor(
        factories.member(
            role="viewer",
            is_legal_representative=False,
            enterprise=account.enterprise,
        )
    )
    assert not utility_accounts(actor=stranger).exists()
    with pytest.raises(NotFound):
        utility_account_end(actor=stranger, account_id=account.pk)
    with pytest.raises(UtilityAccount.DoesNotExist):
        utility_account_get(actor=stranger, account_id=account.pk)
    assert utility_accounts(actor=viewer).count() == 1
    with pytest.raises(Forbidden):
        electricity_verify(actor=viewer, number=NUMBER, **PAYER)
    with pytest.raises(Forbidden):
        utility_account_end(actor=viewer, account_id=account.pk)
    nobody = factories.enterprise_actor(factories.member(enterprise=factories.enterprise(state="frozen")))
    with pytest.raises(Refused):
        electricity_absent(actor=nobody)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_account() -> None:
    acting = factories.enterprise_actor(factories.member())
    results = at_once(3, lambda n: electricity_verify(actor=acting, number=NUMBER, **PAYER))
    assert {row.pk for row in results if isinstance(row, UtilityAccount)} == {UtilityAccount.objects.get().pk}
    assert all(isinstance(row, UtilityAccount) for row in results), results
    assert UtilityAccount.objects.count() == 1
