"""数据授权: granted per item, confirmed in person, taken back, run out, read on record only (K2)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from tests import factories
from yuzhengdai.domain.credit import services
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.credit.models import DataAccess, DataAuthorisation
from yuzhengdai.domain.credit.selectors import (
    accesses_of,
    authorisation_for_enterprise,
    authorisation_list,
    authorisations_of_enterprise,
    authorisations_of_subject,
    live_authorisations_for_institution,
)
from yuzhengdai.domain.credit.texts import valid_until
from yuzhengdai.domain.credit.workflow import WORKFLOW
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.clock import frozen, local, now
from yuzhengdai.foundation.core.errors import Conflict, Forbidden, NotFound, Refused
from yuzhengdai.foundation.core.events import Event, subscribe, unsubscribe
from yuzhengdai.foundation.notifications.models import Notification, OutboxMessage

HEAD = "enterprise:legal_representative"
GRANTERS = {"enterprise:admin", "enterprise:agent+authorise_data", HEAD}
STATES = ("pending", "active", "revoked", "expired", "ended")
ROLES = [
    *sorted(GRANTERS),
    "enterprise:agent",
    "enterprise:agent+submit_application",
    "enterprise:viewer",
    "institution:manager",
    "institution:officer",
    "operator:operator",
    "operator:auditor",
    "system",
]
ALLOWED = {
    "confirm": ({"pending"}, {HEAD}, "active"),
    "refuse": ({"pending"}, {HEAD}, "revoked"),
    "revoke": ({"pending", "active"}, GRANTERS, "revoked"),
    "expire": ({"pending", "active"}, {"system"}, "expired"),
    "end": ({"pending", "active"}, {"system"}, "ended"),
}
"""action → (from, who, to), by hand."""


def test_every_action_in_every_state_by_every_role() -> None:
    assert set(WORKFLOW.actions) == set(ALLOWED)
    for action, (sources, roles, target) in ALLOWED.items():
        assert WORKFLOW.transition(action).target == target
        for state, role in product(STATES, ROLES):
            allowed = WORKFLOW.is_allowed(action=action, state=state, roles=frozenset({role}))
            assert allowed == (state in sources and role in roles), (action, state, role)


@pytest.fixture
def head(db: None) -> EnterpriseMember:
    """An administrator who is the 法定代表人."""
    return factories.member()


@pytest.fixture
def agent(head: EnterpriseMember) -> EnterpriseMember:
    """经办人 of the same enterprise with 「数据授权」."""
    return factories.member(
        enterprise=head.enterprise,
        role="agent",
        is_legal_representative=False,
        scopes=["authorise_data"],
        name="王经办",
    )


class Bank:
    """An institution with an officer."""

    def __init__(self) -> None:
        self.institution = factories.institution()
        self.officer = factories.officer_actor(factories.officer(institution=self.institution))


def grant(
    who: EnterpriseMember, bank: Bank, *items: DataItem, actor: Actor | None = None, **values: Any
) -> list[DataAuthorisation]:
    subject_id: UUID = values.get("subject_id") or uuid4()
    return services.authorisations_grant(
        actor=actor or factories.enterprise_actor(who),
        user_id=who.user_id,
        enterprise=who.enterprise,
        institution=bank.institution,
        items=items,
        subject=services.Subject("application", subject_id, "办理本次融资申请", "申请 YZ1"),
        until=values.get("until") or valid_until(),
    )


def read(bank: Bank, row: DataAuthorisation, actor: Actor | None = None) -> DataAuthorisation:
    return services.authorised_data_read(
        actor=actor or bank.officer,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        item=DataItem(row.item),
        what="近 24 个月用电量",
    )


def test_a_grant_says_who_what_to_whom_what_for_until_when(head: EnterpriseMember) -> None:
    bank = Bank()
    with frozen("2026-03-19T10:00"):
        (row,) = grant(head, bank, DataItem.TAX)
    assert local(row.valid_until).strftime("%Y-%m-%d %H:%M:%S") == "2026-06-17 23:59:59"  # 90 days on
    for words in (
        head.enterprise.name,
        bank.institution.name,
        "纳税信用等级与纳税额",
        "办理本次融资申请",
        "2026 年 6 月 17 日止",
        "随时撤回",
    ):
        assert words in row.text
    assert row.text_sha256 == hashlib.sha256(row.text.encode()).hexdigest()
    assert (row.state, row.granted_by_id, row.address) == ("active", head.user_id, "127.0.0.1")
    event = AuditEvent.objects.get(action="credit.grant")
    assert event.object_id == row.subject_id


def test_nothing_ticked_is_nothing_granted(head: EnterpriseMember) -> None:
    assert grant(head, Bank()) == []
    assert not DataAuthorisation.objects.exists()


@pytest.mark.parametrize(
    "values", [{"role": "viewer"}, {"role": "agent"}, {"role": "agent", "scopes": ["submit_application"]}]
)
def test_who_may_not_grant_grants_nothing(head: EnterpriseMember, values: dict[str, Any]) -> None:
    other = factories.member(enterprise=head.enterprise, is_legal_representative=False, **values)
    with pytest.raises(Forbidden, match="数据授权"):
        grant(other, Bank(), DataItem.TAX)
    assert not DataAuthorisation.objects.exists()


def test_identity_waits_for_the_person_and_nothing_else_does(
    head: EnterpriseMember, agent: EnterpriseMember
) -> None:
    bank = Bank()
    rows = {row.item: row for row in grant(agent, bank, DataItem.IDENTITY, DataItem.TAX)}
    assert (rows["identity"].state, rows["identity"].granted_at) == ("pending", None)
    assert rows["tax"].state == "active"
    told = Notification.objects.get(title="请确认身份信息授权")
    assert (told.recipient_kind, told.recipient_id, told.is_todo) == ("user", head.user_id, True)
    assert OutboxMessage.objects.get().payload["phone"] == head.user.phone
    with pytest.raises(Forbidden, match="没有授权"):
        read(bank, rows["identity"])


def test_without_a_known_legal_representative_the_enterprise_is_asked(
    head: EnterpriseMember, agent: EnterpriseMember
) -> None:
    EnterpriseMember.objects.filter(pk=head.pk).update(state="ended")
    grant(agent, Bank(), DataItem.IDENTITY)
    told = Notification.objects.get(title="请确认身份信息授权")
    assert (told.recipient_kind, told.recipient_id) == ("enterprise", head.enterprise_id)
    assert not OutboxMessage.objects.exists()


def test_one_live_grant_per_thing_and_item(head: EnterpriseMember) -> None:
    bank, subject_id = Bank(), uuid4()
    (row,) = grant(head, bank, DataItem.TAX, subject_id=subject_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        grant(head, bank, DataItem.TAX, subject_id=subject_id)
    services.authorisation_revoke(actor=factories.enterprise_actor(head), authorisation_id=row.pk)
    assert grant(head, bank, DataItem.TAX, subject_id=subject_id)


def test_only_the_person_confirms_and_only_once(head: EnterpriseMember, agent: EnterpriseMember) -> None:
    bank = Bank()
    (row,) = grant(agent, bank, DataItem.IDENTITY)
    with pytest.raises(Refused, match="角色"):
        services.authorisation_confirm(actor=factories.enterprise_actor(agent), authorisation_id=row.pk)
    stranger = factories.enterprise_actor(factories.member())
    with pytest.raises(NotFound):
        services.authorisation_confirm(actor=stranger, authorisation_id=row.pk)
    actor = replace(factories.enterprise_actor(head), address="10.1.2.3")
    done = services.authorisation_confirm(actor=actor, authorisation_id=row.pk)
    assert (done.state, done.granted_by_id, done.address) == ("active", head.user_id, "10.1.2.3")
    assert done.granted_at is not None
    assert read(bank, row).pk == row.pk
    with pytest.raises(Refused, match="有效"):
        services.authorisation_confirm(actor=actor, authorisation_id=row.pk)
    assert AuditEvent.objects.filter(action="credit.confirm", object_id=row.pk).count() == 1


@pytest.mark.parametrize("way", ["refuse", "revoke"])
def test_a_no_ends_it_and_everybody_hears(head: EnterpriseMember, agent: EnterpriseMember, way: str) -> None:
    heard: list[Event] = []
    subscribe(services.EVENT_REVOKED, heard.append)
    try:
        bank = Bank()
        (row,) = grant(agent, bank, DataItem.IDENTITY)
        run = services.authorisation_refuse if way == "refuse" else services.authorisation_revoke
        done = run(actor=factories.enterprise_actor(head), authorisation_id=row.pk)
    finally:
        unsubscribe(services.EVENT_REVOKED, heard.append)
    assert (done.state, done.ended_by) == ("revoked", head.user_id)
    assert done.ended_at is not None
    assert [event.ids["authorisation"] for event in heard] == [row.pk]
    assert AuditEvent.objects.filter(action=f"credit.{way}", object_id=row.pk).exists()
    with pytest.raises(Forbidden):
        read(bank, row)
    with pytest.raises(Refused, match="已撤回"):
        services.authorisation_revoke(actor=factories.enterprise_actor(head), authorisation_id=row.pk)


def test_a_stale_page_revokes_nothing(head: EnterpriseMember) -> None:
    (row,) = grant(head, Bank(), DataItem.TAX)
    with pytest.raises(Conflict):
        services.authorisation_revoke(
            actor=factories.enterprise_actor(head), authorisation_id=row.pk, expected_version=row.version + 1
        )
    assert DataAuthorisation.objects.get(pk=row.pk).state == "active"


def test_grants_end_with_their_application_and_run_out_by_themselves(head: EnterpriseMember) -> None:
    bank, subject_id = Bank(), uuid4()
    with frozen("2026-03-19T10:00") as at:
        (tax,) = grant(head, bank, DataItem.TAX, subject_id=subject_id)
        (other,) = grant(head, bank, DataItem.TAX)
        (short,) = grant(head, bank, DataItem.ELECTRICITY, until=now() + timedelta(hours=1))
        assert services.authorisations_end(subject_kind="application", subject_id=subject_id) == 1
        assert services.authorisations_end(subject_kind="application", subject_id=subject_id) == 0
        assert services.authorisations_expire_due() == 0
        at.advance(hours=2)
        with pytest.raises(Forbidden):  # from that moment on, also before the job has run
            read(bank, short)
        assert services.authorisations_expire_due() == 1
    states = {pk: DataAuthorisation.objects.get(pk=pk).state for pk in (tax.pk, other.pk, short.pk)}
    assert states == {tax.pk: "ended", other.pk: "active", short.pk: "expired"}
    assert AuditEvent.objects.get(action="credit.end").object_id == subject_id
    assert AuditEvent.objects.get(action="credit.expire").object_id == short.pk


def test_reading_leaves_a_line_that_the_enterprise_sees(head: EnterpriseMember) -> None:
    bank = Bank()
    (row,) = grant(head, bank, DataItem.ELECTRICITY)
    read(bank, row)
    owner = factories.enterprise_actor(head)
    (line,) = accesses_of(actor=owner, authorisation=row)
    assert (line.user_id, line.reader_name, line.what) == (
        bank.officer.user_id,
        "王示例",
        "近 24 个月用电量",
    )
    assert AuditEvent.objects.get(action="credit.read").object_id == row.pk
    stranger = factories.enterprise_actor(factories.member())
    assert accesses_of(actor=stranger, authorisation=row) == []
    assert authorisation_list(actor=owner)[0].rows[0].access_count == 1  # type: ignore[attr-defined]


def test_another_bank_another_side_and_nobody_read_nothing(head: EnterpriseMember) -> None:
    bank = Bank()
    (row,) = grant(head, bank, DataItem.ELECTRICITY)
    operator = factories.staff_actor(factories.staff_post())
    for actor in (Bank().officer, factories.enterprise_actor(head), operator, SYSTEM):
        with pytest.raises(Forbidden):
            read(bank, row, actor)
    with pytest.raises(Forbidden):  # another item than the one granted
        services.authorised_data_read(
            actor=bank.officer,
            subject_kind="application",
            subject_id=row.subject_id,
            item=DataItem.TAX,
            what="纳税",
        )
    assert not DataAccess.objects.exists()
    assert not AuditEvent.objects.filter(action="credit.read").exists()


def test_everybody_lists_their_own_only(head: EnterpriseMember) -> None:
    bank = Bank()
    (row,) = grant(head, bank, DataItem.TAX)
    owner, stranger = factories.enterprise_actor(head), factories.enterprise_actor(factories.member())
    subject = {"subject_kind": "application", "subject_id": row.subject_id}
    assert [found.pk for found in authorisations_of_subject(actor=owner, **subject)] == [row.pk]
    assert authorisations_of_subject(actor=stranger, **subject) == []
    assert not authorisations_of_enterprise(actor=bank.officer).exists()
    assert not live_authorisations_for_institution(actor=owner, **subject).exists()
    assert not live_authorisations_for_institution(actor=Bank().officer, **subject).exists()
    assert live_authorisations_for_institution(actor=bank.officer, **subject).count() == 1
    with pytest.raises(NotFound):
        authorisation_for_enterprise(actor=stranger, authorisation_id=row.pk)
    assert authorisation_list(actor=owner, state="revoked").paginator.count == 0
    assert authorisation_list(actor=owner, state="nonsense", page="99").paginator.count == 1


def test_all_of_one_application_at_once(head: EnterpriseMember) -> None:
    bank, other_bank = Bank(), Bank()
    owner = factories.enterprise_actor(head)
    rows = grant(head, bank, DataItem.TAX, DataItem.ELECTRICITY, DataItem.JUDICIAL)
    (other,) = grant(head, other_bank, DataItem.TAX)
    subject = rows[0].subject_id
    services.authorisation_revoke(actor=owner, authorisation_id=rows[0].pk)
    assert [[row.item for row in group.rows] for group in authorisation_list(actor=owner)] == [
        ["tax"],
        [row.item for row in rows],
    ]
    assert {row.item for row in rows} == {"tax", "electricity", "judicial"}
    heard: list[Event] = []
    subscribe(services.EVENT_REVOKED, heard.append)
    try:
        stranger = factories.enterprise_actor(factories.member())
        with pytest.raises(NotFound):
            services.authorisations_revoke(actor=stranger, subject_id=subject)
        done = services.authorisations_revoke(actor=owner, subject_id=subject)
        with pytest.raises(Refused, match="没有可以撤回的授权"):
            services.authorisations_revoke(actor=owner, subject_id=subject)
    finally:
        unsubscribe(services.EVENT_REVOKED, heard.append)
    assert [(row.pk, row.state) for row in done] == [(rows[1].pk, "revoked"), (rows[2].pk, "revoked")]
    # The institution hears it once, of both; each is a line of the audit log.
    assert [event.detail["items"] for event in heard] == [f"{rows[1].item},{rows[2].item}"]
    assert AuditEvent.objects.filter(action="credit.revoke").count() == 3
    other.refresh_from_db()
    assert other.state == "active"
    with pytest.raises(Forbidden):
        read(bank, rows[1])


def test_days_are_those_of_henan() -> None:
    with clock.frozen("2026-03-19T23:30"):
        assert local(valid_until(1)).strftime("%Y-%m-%d %H:%M:%S") == "2026-03-20 23:59:59"
