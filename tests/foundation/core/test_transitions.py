"""Workflow as data, and events in one transaction."""

from __future__ import annotations

import threading

import pytest
from django.db import transaction

from yuzhengdai.foundation.core import events, jobs
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.core.events import Event, publish, subscribe, unsubscribe
from yuzhengdai.foundation.core.models import Heartbeat, SiteMark
from yuzhengdai.foundation.core.transitions import Transition, Workflow
from yuzhengdai.foundation.core.worker import Worker

FLOW = Workflow(
    "thing",
    [Transition("close", frozenset({"open"}), "closed", frozenset({"side:boss"}))],
    {"open": "打开", "closed": "关闭"},
)


def test_default_deny_with_reasons() -> None:
    boss = frozenset({"side:boss"})
    assert FLOW.require(action="close", state="open", roles=boss).target == "closed"
    assert FLOW.allowed(state="open", roles=boss) == ("close",)
    for action, state, roles, word in [
        ("close", "closed", boss, "「关闭」"),
        ("close", "open", frozenset({"side:clerk"}), "角色"),
        ("explode", "open", boss, "没有这个操作"),
    ]:
        with pytest.raises(Refused, match=word):
            FLOW.require(action=action, state=state, roles=roles)


def test_an_action_is_written_once() -> None:
    twice = [Transition("a", frozenset(), None, frozenset())] * 2
    with pytest.raises(ValueError, match="twice"):
        Workflow("x", twice, {})


@transaction.atomic
def _act() -> None:
    SiteMark.objects.create(key="act", value="x")
    publish(Event("test.happened"))


@pytest.mark.django_db(transaction=True)
def test_events_run_in_the_publishers_transaction() -> None:
    def handler(event: Event) -> None:
        SiteMark.objects.create(key="handled", value=event.name)
        raise ValueError("handler failed")

    with pytest.raises(RuntimeError):
        publish(Event("test.happened"))
    subscribe("test.happened", handler)
    try:
        with pytest.raises(ValueError, match="handler failed"):
            _act()
    finally:
        unsubscribe("test.happened", handler)
    assert not SiteMark.objects.filter(key__in=["act", "handled"]).exists()
    assert handler not in events._handlers["test.happened"]


@pytest.mark.django_db
def test_a_failing_job_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def fail() -> int:
        raise ValueError("broken job")

    def work() -> int:
        done.append("work")
        return 0

    monkeypatch.setattr(jobs, "_jobs", {})
    jobs.register("broken", every_s=1, run=fail)
    jobs.register("good", every_s=1, run=work)
    Worker(stop=threading.Event()).run_due()
    assert done == ["work"]
    assert Heartbeat.objects.filter(name="worker").exists()
