"""Whose a USBKEY is: bound by a code to the member's phone, undone by administrators and by leaving."""

from __future__ import annotations

from typing import Any

import pytest

from tests import factories
from tests.domain.certificates.test_keys import use
from tests.phones import last_code, sms_texts
from tests.support.key_pki import HOST, Key, Pki, give_list, trust
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.accounts.services import code_request
from yuzhengdai.domain.certificates.models import EnterpriseKey
from yuzhengdai.domain.certificates.services import key_bind, key_is_bound, key_meant_for, key_unbind
from yuzhengdai.domain.certificates.services.trusted_lists import keys_end_revoked
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.enterprises.services import member_end
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, NotFound, Refused
from yuzhengdai.foundation.notifications.models import Notification

pytestmark = pytest.mark.django_db(transaction=True)
VISITOR = Actor(kind=ActorKind.VISITOR)
BROWSER = "this browser"


@pytest.fixture(autouse=True)
def _hosts(settings: Any) -> None:
    settings.CA_CRL_HOSTS = [HOST]


@pytest.fixture
def head() -> EnterpriseMember:
    return factories.member(role="admin")


@pytest.fixture
def agent(head: EnterpriseMember) -> EnterpriseMember:
    return factories.member(enterprise=head.enterprise, role="agent", is_legal_representative=False)


@pytest.fixture
def key(head: EnterpriseMember) -> Key:
    pki = Pki()
    trust(pki.chain_pem, pki.crl())
    return pki.issue(head.enterprise.uscc)


def bind(row: EnterpriseKey, user: User, code: str = "") -> EnterpriseKey:
    if not code:
        code_request(purpose=CodePurpose.KEY_BIND, phone=str(user.phone), browser=BROWSER, address="")
        code = last_code(str(user.phone))
    return key_bind(actor=VISITOR, key_id=row.pk, user=user, browser=BROWSER, code=code)


def test_a_members_code_binds_and_both_are_told(key: Key, agent: EnterpriseMember) -> None:
    row = use(key)
    with pytest.raises(FieldErrors):
        bind(row, agent.user, "000000")
    assert bind(row, agent.user).user == agent.user
    assert key_is_bound(use(key))
    assert sms_texts(str(agent.user.phone))[0].count("USBKEY") == 1
    assert Notification.objects.filter(recipient_id=row.enterprise_id, title="USBKEY 绑定有变化").count() == 1
    assert AuditEvent.objects.get(action="certificates.key_bind").detail["serial"] == row.serial_hex


def test_a_stranger_and_a_member_of_another_enterprise_cannot_be_chosen(key: Key) -> None:
    row = use(key)
    for stranger in (factories.user(), factories.member().user):
        with pytest.raises(NotFound):
            bind(row, stranger)
    row.refresh_from_db()
    assert row.user is None


def test_a_bound_key_is_not_moved(key: Key, head: EnterpriseMember, agent: EnterpriseMember) -> None:
    row = bind(use(key), agent.user)
    with pytest.raises(Refused, match=r"key\.bound"):
        bind(row, head.user)


def test_an_administrator_says_whose_it_is_and_the_member_proves_it(
    key: Key, head: EnterpriseMember, agent: EnterpriseMember
) -> None:
    row = use(key)
    with pytest.raises(Forbidden):
        key_meant_for(actor=factories.enterprise_actor(agent), key_id=row.pk, user_id=agent.user_id)
    with pytest.raises(NotFound):
        key_meant_for(
            actor=factories.enterprise_actor(factories.member(role="admin")),
            key_id=row.pk,
            user_id=agent.user_id,
        )
    with pytest.raises(NotFound):
        key_meant_for(actor=factories.enterprise_actor(head), key_id=row.pk, user_id=factories.user().pk)
    key_meant_for(actor=factories.enterprise_actor(head), key_id=row.pk, user_id=agent.user_id)
    assert not key_is_bound(use(key))
    with pytest.raises(Refused, match=r"key\.meant"):
        bind(row, head.user)
    assert bind(row, agent.user).user == agent.user


def test_unbinding_by_administrator_and_by_its_member_alone(
    key: Key, head: EnterpriseMember, agent: EnterpriseMember
) -> None:
    row = bind(use(key), head.user)
    with pytest.raises(NotFound):
        key_unbind(actor=factories.enterprise_actor(agent), key_id=row.pk)
    with pytest.raises(NotFound):
        key_unbind(actor=factories.enterprise_actor(factories.member(role="admin")), key_id=row.pk)
    assert key_unbind(actor=factories.enterprise_actor(head), key_id=row.pk).user is None
    bind(row, agent.user)
    assert key_unbind(actor=factories.enterprise_actor(agent), key_id=row.pk).user is None
    assert AuditEvent.objects.filter(action="certificates.key_unbind").count() == 2


def test_who_leaves_takes_the_binding_along(
    key: Key, head: EnterpriseMember, agent: EnterpriseMember
) -> None:
    row = bind(use(key), agent.user)
    member_end(
        actor=factories.enterprise_actor(head), enterprise=head.enterprise, member_id=agent.pk, reason="离职"
    )
    row.refresh_from_db()
    assert row.user is None


def test_whose_place_or_account_is_over_is_not_logged_in(key: Key, agent: EnterpriseMember) -> None:
    bind(use(key), agent.user)
    User.objects.filter(pk=agent.user_id).update(is_active=False)
    assert not key_is_bound(use(key))


def test_a_list_that_names_the_key_unbinds_it(head: EnterpriseMember) -> None:
    pki = Pki()
    ca = trust(pki.chain_pem, pki.crl())
    key, other = pki.issue(head.enterprise.uscc), pki.issue(head.enterprise.uscc)
    row, kept = bind(use(key), head.user), bind(use(other), factories.member(enterprise=head.enterprise).user)
    assert keys_end_revoked(ca) == 0
    give_list(ca, pki.crl(key, days=8))
    assert keys_end_revoked(ca) == 1
    row.refresh_from_db()
    kept.refresh_from_db()
    assert row.user is None
    assert kept.user is not None
    assert AuditEvent.objects.filter(action="certificates.key_unbind").count() == 1
