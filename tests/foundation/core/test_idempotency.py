"""One acknowledged write per key, also for rivals at the same moment."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from django.db import connection

from yuzhengdai.foundation.core.idempotency import once
from yuzhengdai.foundation.core.ids import new_id
from yuzhengdai.foundation.core.models import IdempotencyKey, SiteMark

OWNER = new_id()


def make() -> UUID:
    made = new_id()
    SiteMark.objects.create(key=f"made-{made}"[:40], value="x")
    return made


@pytest.mark.django_db
def test_the_second_call_gets_the_first_answer() -> None:
    first, is_new = once(purpose="t", owner_id=OWNER, key="k", create=make)
    again, is_new_again = once(purpose="t", owner_id=OWNER, key="k", create=make)
    assert (first, is_new, is_new_again) == (again, True, False)
    other, _ = once(purpose="t", owner_id=new_id(), key="k", create=make)
    assert other != first


@pytest.mark.django_db
def test_a_failing_write_leaves_the_key_unused() -> None:
    def fail() -> UUID:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        once(purpose="t", owner_id=OWNER, key="k", create=fail)
    assert not IdempotencyKey.objects.exists()
    _, is_new = once(purpose="t", owner_id=OWNER, key="k", create=make)
    assert is_new


@pytest.mark.django_db(transaction=True)
def test_rivals_at_the_same_moment_make_one() -> None:
    barrier = threading.Barrier(8)
    answers: list[UUID] = []

    def rival() -> None:
        barrier.wait()
        try:
            answers.append(once(purpose="t", owner_id=OWNER, key="race", create=make)[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=rival) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert SiteMark.objects.filter(key__startswith="made-").count() == 1
