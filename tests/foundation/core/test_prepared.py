"""Prepared look-ups find what the same QuerySet finds; plain inserts write what ``save`` writes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models import Count, Max, Q

from tests import factories
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.institutions.models import Branch
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.ids import new_id
from yuzhengdai.foundation.core.inserts import insert, insert_new
from yuzhengdai.foundation.core.models import IdempotencyKey, SiteMark
from yuzhengdai.foundation.core.prepared import Prepared, PreparedValues

pytestmark = pytest.mark.django_db


def columns(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_prepared_query_makes_the_same_instances_with_one_query(django_assert_num_queries: Any) -> None:
    one, other = factories.application(), factories.application()
    related = ("enterprise", "institution", "product", "product_version", "branch")
    found = Prepared(Application, lambda pk: Application.objects.filter(pk=pk).select_related(*related), UUID)
    for row in (one, other, one):
        expected = Application.objects.select_related(*related).get(pk=row.pk)
        with django_assert_num_queries(1):
            made = found.first(row.pk)
            assert made is not None
            assert columns(made) == columns(expected)
            assert columns(made.enterprise) == columns(expected.enterprise)
            assert columns(made.product_version) == columns(expected.product_version)
            assert made.branch == expected.branch
    assert found.first(new_id()) is None


def test_fixed_values_stay_and_several_kinds_of_parameters_are_bound() -> None:
    who = factories.member()
    ended = factories.member(enterprise=who.enterprise, state="ended")
    found = Prepared(
        EnterpriseMember,
        lambda enterprise_id, role, before: EnterpriseMember.objects.filter(
            enterprise_id=enterprise_id, role=role, created_at__lt=before, state="active"
        ),
        UUID,
        str,
        datetime,
    )
    later = now() + timedelta(days=1)
    assert found.rows(who.enterprise_id, who.role, later) == [who]
    assert found.rows(who.enterprise_id, "nobody", later) == []
    assert found.rows(who.enterprise_id, who.role, now() - timedelta(days=1)) == []
    assert ended.pk != who.pk


def test_columns_left_out_are_read_when_asked_for(django_assert_num_queries: Any) -> None:
    row = factories.application()
    branch = Branch.objects.create(
        institution_id=row.institution_id, name="郑州示例支行", region_code="410100"
    )
    found = Prepared(Branch, lambda pk: Branch.objects.filter(pk=pk).only("region_code"), UUID)
    with django_assert_num_queries(2):
        made = found.first(branch.pk)
        assert made is not None
        assert (made.region_code, made.name) == ("410100", "郑州示例支行")


def test_values_are_read_with_annotations_and_groups(django_assert_num_queries: Any) -> None:
    one = factories.application(state="draft", version=1)
    factories.application(enterprise=one.enterprise, state="submitted")
    factories.application(state="submitted")
    counts = PreparedValues(
        lambda enterprise_id: (
            Application.objects.filter(enterprise_id=enterprise_id)
            .order_by()
            .values("enterprise_id")
            .annotate(
                every=Count("pk"), drafts=Count("pk", filter=Q(state="draft")), newest=Max("created_at")
            )
            .values_list("every", "drafts", "newest")
        ),
        UUID,
    )
    newest = max(row.created_at for row in Application.objects.filter(enterprise=one.enterprise))
    for _ in range(2):
        with django_assert_num_queries(1):
            assert counts.first(one.enterprise_id) == (2, 1, newest)
    assert counts.first(new_id()) is None


def test_a_parameter_that_is_no_value_of_the_filter_is_refused() -> None:
    unused = Prepared(SiteMark, lambda key: SiteMark.objects.all(), str)
    with pytest.raises(ValueError, match="plain value"):
        unused.rows("x")
    within = Prepared(SiteMark, lambda key: SiteMark.objects.filter(key__contains=key), str)
    with pytest.raises(ValueError, match="plain value"):
        within.rows("x")
    with pytest.raises(TypeError, match="1 values"):
        unused.rows()


def test_insert_writes_rows_as_save_does() -> None:
    keys = [IdempotencyKey(purpose="t", owner_id=new_id(), key=str(number)) for number in range(3)]
    insert(keys)
    for key in keys:
        assert columns(IdempotencyKey.objects.get(pk=key.pk)) == columns(key)
        assert not key._state.adding
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([IdempotencyKey(purpose="t", owner_id=keys[0].owner_id, key="0")])


def test_insert_new_leaves_out_what_is_there_and_says_so() -> None:
    owner = new_id()
    rows = [IdempotencyKey(purpose="t", owner_id=owner, key=key) for key in ("a", "b", "a")]
    assert insert_new(rows[:1]) == 1
    assert insert_new(rows) == 1
    assert insert_new([]) == 0
    assert IdempotencyKey.objects.get(owner_id=owner, key="a").pk == rows[0].pk
