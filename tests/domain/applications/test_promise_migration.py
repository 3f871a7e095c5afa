"""Old applications get their promises from their history; oracle by hand, in March and April 2026 (6 April is free)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import factories
from yuzhengdai.domain.applications.models import Application, StatusChange
from yuzhengdai.foundation.core.clock import LOCAL_ZONE, local

pytestmark = pytest.mark.django_db(transaction=True)

OLD = [("applications", "0003_todo_indexes")]
NAMES = ["acceptance", "due_diligence", "decision"]


@pytest.fixture
def _back_to_now() -> Iterator[None]:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _at(text: str) -> datetime:
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=LOCAL_ZONE)


def _made(state: str, steps: list[tuple[str, str, str, str]], **values: Any) -> Application:
    """A row as the older code left it; ``steps``: (instant, action, from, to)."""
    row = factories.application(state=state, submitted_at=_at(steps[0][0]), **values)
    for when, action, source, target in steps:
        change = StatusChange.objects.create(
            application=row, action=action, from_state=source, to_state=target, side="institution"
        )
        StatusChange.objects.filter(pk=change.pk).update(created_at=_at(when))
    return row


def _facts(row: Application) -> list[tuple[str, str]]:
    values = Application.objects.values_list(*(f"{n}_{end}_at" for n in NAMES for end in ("due", "met"))).get(
        pk=row.pk
    )
    short = [f"{local(value):%m-%d %H:%M}" if value else "" for value in values]
    return list(zip(short[::2], short[1::2], strict=True))


@pytest.mark.usefixtures("_back_to_now")
def test_old_applications_get_their_promises() -> None:
    accepted = [
        ("03-19 10:00", "submit", "draft", "submitted"),
        ("03-20 17:00", "accept", "submitted", "accepted"),
    ]
    late_feedback = [
        *accepted,
        ("03-23 09:00", "start_due_diligence", "accepted", "due_diligence"),
        ("03-26 09:00", "start_approval", "due_diligence", "approving"),
        ("03-26 18:00", "return", "approving", "returned"),
    ]
    supplemented = _made(
        "approved",
        [
            *late_feedback,
            ("04-01 18:00", "supplement", "returned", "approving"),
            ("04-02 17:59", "approve", "approving", "approved"),
        ],
        accepted_at=_at("03-20 17:00"),
        decided_at=_at("04-02 17:59"),
        due_at=None,
    )
    waiting = _made(
        "returned",
        late_feedback,
        accepted_at=_at("03-20 17:00"),
        returned_from="approving",
        due_at=_at("04-10 23:59"),
        clock_stopped_at=_at("03-26 18:00"),
        decision_due_at=_at("03-27 18:00"),
    )
    running = _made("accepted", accepted, accepted_at=_at("03-20 17:00"), due_at=_at("03-24 18:00"))
    bare = _made("declined", accepted[:1], decided_at=_at("03-23 09:00"), accepted_at=None, due_at=None)
    withdrawn = _made(
        "withdrawn",
        [
            *accepted[:1],
            ("03-20 09:00", "return", "submitted", "returned"),
            ("03-23 18:00", "withdraw", "returned", "withdrawn"),
        ],
        accepted_at=None,
        due_at=None,
    )
    draft = factories.application(state="draft")
    MigrationExecutor(connection).migrate(OLD)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert _facts(supplemented) == [
        ("03-20 18:00", "03-20 17:00"),
        ("03-25 18:00", "03-26 09:00"),
        ("04-02 18:00", "04-02 17:59"),
    ]
    assert _facts(waiting) == [
        ("03-20 18:00", "03-20 17:00"),
        ("03-25 18:00", "03-26 09:00"),
        ("03-27 18:00", ""),
    ]
    # The deadline people were shown stands, though the calendar of today would give the 25th.
    assert _facts(running) == [("03-20 18:00", "03-20 17:00"), ("03-24 18:00", ""), ("03-27 18:00", "")]
    assert _facts(bare) == [("03-20 18:00", "03-23 09:00"), ("", ""), ("", "")]
    assert _facts(withdrawn) == [("03-24 18:00", ""), ("", ""), ("", "")]
    assert _facts(draft) == [("", ""), ("", ""), ("", "")]
