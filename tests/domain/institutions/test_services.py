"""Institutions, branches and officers: who may keep them (O1, B3)."""

from __future__ import annotations

import pytest

from tests import factories
from yuzhengdai.domain.institutions import selectors, services
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.domain.products.catalogue import catalogue_version
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Forbidden, NotFound

pytestmark = pytest.mark.django_db

VALUES = {
    "slug": "songyue",
    "name": "嵩岳银行（示例）",
    "short_name": "嵩岳银行",
    "kind": "city_bank",
    "seal": "嵩",
}


def test_o1_an_operator_keeps_institutions() -> None:
    """Creating and changing count the catalogue up; a stale change is refused."""
    operator = factories.staff_actor(factories.staff_post())
    before = catalogue_version()
    made = services.institution_create(actor=operator, values=VALUES)
    assert catalogue_version() > before
    services.institution_update(
        actor=operator, institution_id=made.pk, values={"phone": "0371-1"}, expected_version=0
    )
    with pytest.raises(Conflict):
        services.institution_update(
            actor=operator, institution_id=made.pk, values={"phone": "0371-2"}, expected_version=0
        )
    services.institution_update(
        actor=operator, institution_id=made.pk, values={"is_active": False}, reason="牌照到期"
    )
    with pytest.raises(Institution.DoesNotExist):
        selectors.institution_public(slug="songyue")


def test_wrong_fields_are_named() -> None:
    """Missing, too long, taken."""
    operator = factories.staff_actor(factories.staff_post())
    services.institution_create(actor=operator, values=VALUES)
    with pytest.raises(FieldErrors) as caught:
        services.institution_create(actor=operator, values={**VALUES, "seal": "两字", "kind": "none"})
    assert set(caught.value.fields) == {"name", "slug", "seal", "kind"}


def test_others_keep_nothing() -> None:
    """A manager may not touch institutions, an enterprise nothing at all; strangers find nothing."""
    post = factories.officer(role="manager")
    manager, enterprise = factories.officer_actor(post), factories.enterprise_actor(factories.member())
    for actor in (manager, enterprise):
        with pytest.raises(Forbidden):
            services.institution_create(actor=actor, values=VALUES)
    with pytest.raises(NotFound):
        services.branch_create(
            actor=manager, institution=factories.institution(), name="洛阳支行", region_code="410300"
        )
    assert not selectors.institution_list_for_actor(actor=enterprise).exists()
    assert list(selectors.institution_list_for_actor(actor=manager)) == [post.institution]


def test_b3_a_manager_keeps_branches_and_officers_of_the_own_institution() -> None:
    """One post a user; nobody suspends the own post; an officer may not keep anybody."""
    post = factories.officer(role="manager")
    manager, house = factories.officer_actor(post), post.institution
    branch = services.branch_create(actor=manager, institution=house, name="洛阳支行", region_code="410300")
    with pytest.raises(FieldErrors):
        services.branch_create(actor=manager, institution=house, name="洛阳支行", region_code="999999")
    user = factories.user()
    made = services.officer_create(
        actor=manager, institution=house, user=user, name="王示例", role="officer", branch=branch
    )
    with pytest.raises(FieldErrors):
        services.officer_create(actor=manager, institution=house, user=user, name="王示例", role="officer")
    assert set(selectors.officer_list_for_actor(actor=manager, institution=house)) == {post, made}
    services.officer_set_active(actor=manager, officer_id=made.pk, is_active=False, reason="调离岗位")
    assert selectors.live_officer(user=user) is None
    with pytest.raises(Forbidden):
        services.officer_set_active(actor=manager, officer_id=post.pk, is_active=False, reason="调离岗位")
    services.officer_set_active(actor=manager, officer_id=made.pk, is_active=True)
    with pytest.raises(Forbidden):
        services.officer_set_active(
            actor=factories.officer_actor(made), officer_id=post.pk, is_active=False, reason="调离岗位"
        )
