"""Codes that others will hear are enums with these very values: a changed one breaks who listens."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest

from yuzhengdai.domain.applications.events import ApplicationEvent
from yuzhengdai.domain.credit.events import CreditEvent
from yuzhengdai.domain.enterprises.events import EnterpriseEvent
from yuzhengdai.domain.institutions.events import InstitutionEvent
from yuzhengdai.domain.verification.enums import VerificationState
from yuzhengdai.domain.verification.events import VerificationEvent
from yuzhengdai.foundation.notifications.models import MessageKind

SOURCE = Path(__file__).resolve().parents[2] / "src"
EVENTS: list[tuple[type[StrEnum], set[str]]] = [
    (ApplicationEvent, {"applications.moved", "applications.ended"}),
    (CreditEvent, {"credit.authorisation_revoked"}),
    (InstitutionEvent, {"institutions.changed"}),
    (
        EnterpriseEvent,
        {
            f"enterprises.{name}"
            for name in ("freeze", "unfreeze", "cancel", "verify", "take_over", "member_ended")
        },
    ),
    (
        VerificationEvent,
        {
            f"verification.{name}"
            for name in "draft submitted passed refused in_review returned expired completed".split()
        },
    ),
]


@pytest.mark.parametrize(("events", "names"), EVENTS)
def test_events_keep_their_names(events: type[StrEnum], names: set[str]) -> None:
    assert {str(event) for event in events} == names


def test_every_state_of_a_verification_has_its_event() -> None:
    assert {f"verification.{state}" for state in VerificationState.values} < {
        str(event) for event in VerificationEvent
    }


def test_message_kinds_keep_their_codes() -> None:
    assert set(MessageKind.values) == {
        "application", "authorisation", "enterprise", "feedback", "member", "officer", "verification",
    }  # fmt: skip


def test_nobody_publishes_hears_or_tells_by_a_word_of_its_own() -> None:
    own = re.compile(r"(subscribe\(|\bEvent\()\s*f?[\"']|category=[\"']")
    found = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and own.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
