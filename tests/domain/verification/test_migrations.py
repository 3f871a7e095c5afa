"""Data that migrations carry over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import factories
from yuzhengdai.domain.verification.models import Verification

CLEAR = ("verification", "0005_liveness_void")
AUTHORITY = "郑州市公安局示例分局"


def go(target: tuple[str, str]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate([target])
    return MigrationExecutor(connection).loader.project_state([target]).apps


@pytest.fixture
def newest(transactional_db: None) -> Iterator[None]:
    """The schema is the newest again, whatever happened."""
    yield
    forward()


def forward() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("verification"))


def stored() -> list[str]:
    """The column of every row as it lies in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT issuing_authority FROM verification_verification")
        return [str(bytes(value) if not isinstance(value, str) else value) for (value,) in cursor.fetchall()]


def test_the_issuing_authority_is_sealed_and_can_go_back(newest: None) -> None:
    """Old databases hold it in clear; afterwards it is the same for who may read it, and nothing to see in the table."""
    who = factories.member()
    known, empty = (
        Verification.objects.create(
            enterprise=who.enterprise, user=who.user, state="passed", issuing_authority=authority
        )
        for authority in (AUTHORITY, "")
    )
    old = go(CLEAR).get_model("verification", "Verification")
    assert old.objects.get(pk=known.pk).issuing_authority == AUTHORITY
    assert AUTHORITY in stored()
    forward()
    assert Verification.objects.get(pk=known.pk).issuing_authority == AUTHORITY
    assert Verification.objects.get(pk=empty.pk).issuing_authority == ""
    assert not any(AUTHORITY in value or AUTHORITY.encode().hex() in value for value in stored())
