"""Whatever is stopped (posts, members, products, institutions, articles, second factors) asks why, and those concerned are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests import factories
from tests.phones import sms_texts
from yuzhengdai.domain.accounts.models import SecondFactor
from yuzhengdai.domain.accounts.services.staff import staff_post_set_active, staff_second_factor_reset
from yuzhengdai.domain.content.models import Article
from yuzhengdai.domain.content.services import article_set_published
from yuzhengdai.domain.enterprises.services import member_end
from yuzhengdai.domain.institutions.services import institution_update, officer_set_active
from yuzhengdai.domain.products.services import product_take_off
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.foundation.notifications.models import Notification

pytestmark = pytest.mark.django_db
WHY = "调离岗位，不再负责"


@dataclass
class Stop:
    """One act: how it is done, what it is called in the log, whose phone rings, whose 消息 get the reason."""

    do: Callable[[str], object]
    audit: str
    phone: str = ""
    reads: Any = None


def desk(role: str = "operator") -> Actor:
    roles = frozenset({f"operator:{role}"})
    return Actor(kind=ActorKind.OPERATOR, user_id=factories.user().pk, roles=roles, name="赵")


def officer() -> Stop:
    row = factories.officer()
    do = lambda why: officer_set_active(actor=desk(), officer_id=row.pk, is_active=False, reason=why)  # noqa: E731
    return Stop(do, "institutions.officer_inactive", str(row.user.phone), row.institution)


def officer_by_the_manager() -> Stop:
    manager = factories.officer(role="manager")
    row = factories.officer(institution=manager.institution)
    by = factories.officer_actor(manager)
    do = lambda why: officer_set_active(actor=by, officer_id=row.pk, is_active=False, reason=why)  # noqa: E731
    return Stop(do, "institutions.officer_inactive", str(row.user.phone), row.institution)


def staff() -> Stop:
    row = factories.staff_post(role="auditor")
    by = desk("system_administrator")
    do = lambda why: staff_post_set_active(actor=by, post_id=row.pk, is_active=False, reason=why)  # noqa: E731
    return Stop(do, "accounts.staff_inactive", str(row.user.phone))


def second_factor() -> Stop:
    row = factories.officer()
    SecondFactor.objects.create(user=row.user, secret="JBSWY3DPEHPK3PXP", confirmed_at=now())
    by = desk("security_administrator")
    do = lambda why: staff_second_factor_reset(actor=by, user_id=row.user_id, reason=why)  # noqa: E731
    return Stop(do, "accounts.second_factor_reset", str(row.user.phone))


def institution() -> Stop:
    manager = factories.officer(role="manager")
    row = manager.institution
    do = lambda why: institution_update(  # noqa: E731
        actor=desk(), institution_id=row.pk, values={"is_active": False}, reason=why
    )
    return Stop(do, "institutions.update", str(manager.user.phone), row)


def product_by(actor: Callable[[Any], Actor]) -> Callable[[], Stop]:
    def made() -> Stop:
        row = factories.product()
        by = actor(row)
        do = lambda why: product_take_off(actor=by, product_id=row.pk, reason=why)  # noqa: E731
        return Stop(do, "products.take_off", reads=row.institution)

    return made


def manager_of(product: Any) -> Actor:
    return factories.officer_actor(factories.officer(institution=product.institution, role="manager"))


def member() -> Stop:
    admin = factories.member(role="admin")
    row = factories.member(enterprise=admin.enterprise, role="agent", is_legal_representative=False)
    by = factories.enterprise_actor(admin)
    do = lambda why: member_end(  # noqa: E731
        actor=by, enterprise=admin.enterprise, member_id=row.pk, reason=why
    )
    return Stop(do, "enterprises.member_end", str(row.user.phone), admin.enterprise)


def article() -> Stop:
    row = Article.objects.create(
        kind="notice", slug="shili", title="示例通知", body="正文", published_at=now()
    )
    do = lambda why: article_set_published(  # noqa: E731
        actor=desk(), article_id=row.pk, is_published=False, reason=why
    )
    return Stop(do, "content.unpublish")


STOPS: dict[str, Callable[[], Stop]] = {
    "officer": officer,
    "officer by the manager": officer_by_the_manager,
    "staff": staff,
    "second factor": second_factor,
    "institution": institution,
    "product by the operator": product_by(lambda _: desk()),
    "product by the manager": product_by(manager_of),
    "member": member,
    "article": article,
}


@pytest.mark.parametrize("name", STOPS)
@pytest.mark.parametrize("why", ["", "  ", "\u200b\u200b", "调", "字" * 201, "有\x00空字符"])
def test_nothing_is_stopped_without_a_reason(name: str, why: str) -> None:
    stop = STOPS[name]()
    with pytest.raises(FieldErrors) as told:
        stop.do(why)
    assert "原因" in told.value.fields["reason"]
    assert not AuditEvent.objects.filter(action=stop.audit).exists()
    assert not stop.phone or sms_texts(stop.phone) == []


@pytest.mark.parametrize("name", STOPS)
def test_the_reason_is_kept_and_those_concerned_are_told(name: str) -> None:
    stop = STOPS[name]()
    stop.do(f" {WHY} ")
    assert AuditEvent.objects.get(action=stop.audit).detail["reason"] == WHY
    if stop.phone:
        said = sms_texts(stop.phone)
        assert len(said) == 1
        assert WHY not in said[0], "why is nobody's business who reads over a shoulder"
    if stop.reads is not None:
        read = Notification.objects.filter(recipient_id=stop.reads.pk)
        assert [WHY in one.body for one in read] == [True]
    stop_again = stop.audit not in {
        "institutions.update",
        "products.take_off",
        "accounts.second_factor_reset",
    }
    if stop_again:
        stop.do("")
        assert AuditEvent.objects.filter(action=stop.audit).count() == 1, "what is stopped is not asked about"


def test_who_leaves_is_not_asked() -> None:
    admin = factories.member(role="admin")
    row = factories.member(enterprise=admin.enterprise, role="agent", is_legal_representative=False)
    member_end(actor=factories.enterprise_actor(row), enterprise=admin.enterprise, member_id=row.pk)
    assert AuditEvent.objects.get(action="enterprises.member_end").detail == {}
    assert sms_texts(str(row.user.phone)) == []
