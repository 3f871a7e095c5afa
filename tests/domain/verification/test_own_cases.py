"""Nobody decides on their own: every act of deciding × the person who handed it in, or a colleague of theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests import factories
from tests.sites.ops.test_verifications import in_review
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.services import (
    enterprise_cancel,
    enterprise_freeze,
    enterprise_unfreeze,
)
from yuzhengdai.domain.feedback.services import feedback_answer, feedback_close, feedback_create
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.domain.products.services import (
    product_publish,
    product_put_back,
    product_return,
    product_take_off,
)
from yuzhengdai.domain.verification.services.review import (
    verification_pass,
    verification_refuse,
    verification_return,
)
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import Refused

pytestmark = pytest.mark.django_db
NO = {"reason_code": "other", "reason": "照片看不清楚"}


def at_the_desk(user: User) -> Actor:
    return Actor(kind=ActorKind.OPERATOR, user_id=user.pk, roles=frozenset({"operator:operator"}), name="赵")


@pytest.mark.parametrize("relation", ["who handed it in", "a colleague"])
@pytest.mark.parametrize("act", [verification_pass, verification_refuse, verification_return])
def test_no_operator_decides_on_a_verification_of_their_own(act: Callable[..., Any], relation: str) -> None:
    row = in_review()
    colleague = factories.member(enterprise=row.enterprise, role="viewer", is_legal_representative=False)
    user = row.user if relation == "who handed it in" else colleague.user
    more = {} if act is verification_pass else NO
    with pytest.raises(Refused, match="本人"):
        act(actor=at_the_desk(user), verification_id=row.pk, **more)
    row.refresh_from_db()
    assert row.state == "in_review"
    act(actor=at_the_desk(factories.user()), verification_id=row.pk, **more)


@pytest.mark.parametrize(
    ("act", "state"),
    [(enterprise_freeze, "verified"), (enterprise_unfreeze, "frozen"), (enterprise_cancel, "frozen")],
)
def test_no_operator_decides_on_their_own_enterprise(act: Callable[..., Any], state: str) -> None:
    member = factories.member(enterprise=factories.enterprise(state=state))
    with pytest.raises(Refused, match="本人"):
        act(actor=at_the_desk(member.user), enterprise=member.enterprise, reason="自己来")
    act(actor=at_the_desk(factories.user()), enterprise=member.enterprise, reason="同事来")


@pytest.mark.parametrize("how", ["logged in", "by phone", "same enterprise"])
@pytest.mark.parametrize("act", [feedback_answer, feedback_close])
def test_no_operator_answers_or_closes_their_own_feedback(act: Callable[..., Any], how: str) -> None:
    member = factories.member()
    contact = str(member.user.phone) if how == "by phone" else ""
    author = {
        "logged in": Actor(kind=ActorKind.VISITOR, user_id=member.user_id),
        "by phone": Actor(kind=ActorKind.VISITOR),
        "same enterprise": factories.enterprise_actor(factories.member(enterprise=member.enterprise)),
    }[how]
    row = feedback_create(actor=author, kind="suggestion", text="请加上说明", contact=contact)
    more = {"text": "好的"} if act is feedback_answer else {}
    with pytest.raises(Refused, match="本人"):
        act(actor=at_the_desk(member.user), feedback_id=row.pk, **more)
    act(actor=at_the_desk(factories.user()), feedback_id=row.pk, **more)


def version_in_review() -> ProductVersion:
    product = factories.product()
    shown = ProductVersion.objects.get(product=product)
    ProductVersion.objects.filter(pk=shown.pk).update(state="in_review")
    shown.refresh_from_db()
    return shown


@pytest.mark.parametrize("is_active", [True, False])
def test_no_operator_decides_on_products_of_an_institution_they_have_a_post_at(is_active: bool) -> None:
    version = version_in_review()
    officer = factories.officer(institution=version.product.institution, is_active=is_active)
    me, other = at_the_desk(officer.user), at_the_desk(factories.user())
    with pytest.raises(Refused, match="本人"):
        product_publish(actor=me, version=version)
    with pytest.raises(Refused, match="本人"):
        product_return(actor=me, version=version, note="改")
    with pytest.raises(Refused, match="本人"):
        product_take_off(actor=me, product_id=version.product_id, reason="资料过期")
    product_take_off(actor=other, product_id=version.product_id, reason="资料过期")
    with pytest.raises(Refused, match="本人"):
        product_put_back(actor=me, product_id=version.product_id)
