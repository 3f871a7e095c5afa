"""Outbox: leases, retries, expiry, wiping; a killed worker loses nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.notifications import outbox
from yuzhengdai.foundation.notifications.models import MessageKind, OutboxMessage
from yuzhengdai.foundation.notifications.outbox import outbox_dispatch, outbox_purge
from yuzhengdai.foundation.notifications.services import notification_create, sms_enqueue

pytestmark = pytest.mark.django_db


class Gateway:
    """Stands for the outside; ``fault`` is raised while set."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.fault: Exception | None = None

    def __call__(self, message_id: UUID, payload: dict[str, Any]) -> str:
        if self.fault is not None:
            raise self.fault
        self.sent.append(payload)
        return "receipt-1"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    stand_in = Gateway()
    monkeypatch.setitem(outbox._senders, "sms", stand_in)
    return stand_in


def enqueue(key: str = "k1", **values: Any) -> None:
    with transaction.atomic():
        sms_enqueue(
            phone="+8613800000001",
            template="code",
            params={"code": "123456"},
            text="验证码 123456",
            dedupe_key=key,
            **values,
        )


def test_sends_once_and_wipes_the_text(gateway: Gateway) -> None:
    enqueue()
    enqueue()
    assert outbox_dispatch() == 1
    assert outbox_dispatch() == 0
    assert [p["text"] for p in gateway.sent] == ["验证码 123456"]
    row = OutboxMessage.objects.get()
    assert (row.state, row.payload, row.vendor_reference) == ("sent", {}, "receipt-1")


def test_text_is_not_readable_in_the_database(gateway: Gateway) -> None:
    enqueue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM notifications_outboxmessage")
        stored = bytes(cursor.fetchone()[0])
    assert b"123456" not in stored
    assert b"13800000001" not in stored


def test_a_gateway_that_is_down_only_delays(gateway: Gateway) -> None:
    with frozen() as at:
        enqueue()
        gateway.fault = ExternalError(source="sms")
        assert outbox_dispatch() == 1
        assert outbox_dispatch() == 0  # not before the pause is over
        gateway.fault = None
        at.advance(seconds=6)
        assert outbox_dispatch() == 1
    assert len(gateway.sent) == 1


def test_pauses_grow_and_end(gateway: Gateway) -> None:
    gateway.fault = ExternalError(source="sms")
    with frozen() as at:
        enqueue()
        tries = 0
        while OutboxMessage.objects.filter(state="pending").exists():
            tries += outbox_dispatch()
            at.advance(seconds=901)
    assert tries == outbox.MAX_ATTEMPTS
    assert OutboxMessage.objects.get().state == "failed"


def test_permanent_errors_and_own_faults(gateway: Gateway) -> None:
    enqueue("permanent")
    gateway.fault = ExternalError(permanent=True, source="sms")
    outbox_dispatch()
    assert OutboxMessage.objects.get().state == "failed"
    enqueue("fault")
    gateway.fault = ValueError("a bug")
    outbox_dispatch()
    assert OutboxMessage.objects.get(dedupe_key="fault").state == "pending"


def test_a_killed_workers_lease_runs_out(gateway: Gateway) -> None:
    with frozen() as at:
        enqueue()
        outbox._lease()  # and the worker is killed before sending
        assert outbox_dispatch() == 0
        at.advance(delta=outbox.LEASE + timedelta(seconds=1))
        assert outbox_dispatch() == 1


def test_a_code_past_its_time_is_not_sent(gateway: Gateway) -> None:
    with frozen() as at:
        enqueue(expires_at=now() + timedelta(minutes=5))
        at.advance(minutes=6)
        outbox_dispatch()
    assert gateway.sent == []
    assert OutboxMessage.objects.get().last_error == "expired"


def test_purge_keeps_what_is_young_or_pending(gateway: Gateway) -> None:
    with frozen() as at:
        enqueue("old")
        outbox_dispatch()
        at.advance(days=91)
        enqueue("young")
        assert outbox_purge() == 1
    assert OutboxMessage.objects.get().dedupe_key == "young"


@pytest.mark.django_db(transaction=True)
def test_messages_belong_into_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        sms_enqueue(phone="+8613800000001", template="t", params={}, text="x", dedupe_key="k")
    with pytest.raises(RuntimeError):
        notification_create(
            recipient_kind="user",
            recipient_id=UUID(int=1),
            category=MessageKind.MEMBER,
            title="t",
            body="b",
            dedupe_key="k",
        )
