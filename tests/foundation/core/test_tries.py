"""Bounded tries: by mark, over a window; what is refused counts nothing, what is old is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from yuzhengdai.foundation.core.clock import FrozenClock, frozen
from yuzhengdai.foundation.core.errors import RateLimited
from yuzhengdai.foundation.core.models import Try
from yuzhengdai.foundation.core.tries import address_mark, thing_mark, tries_purge, tries_require

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> Iterator[FrozenClock]:
    with frozen() as at:
        yield at


def ask(*marks: str, at_most: int = 3) -> None:
    tries_require(kind="test", marks=marks, at_most=at_most, within=HOUR)


def test_each_mark_is_counted_and_the_wait_is_told(clock: FrozenClock) -> None:
    for number in range(3):
        ask(address_mark("203.0.113.9"), thing_mark(str(number)))
        clock.advance(minutes=10)
    with pytest.raises(RateLimited) as caught:
        ask(address_mark("203.0.113.9"), thing_mark("new"))
    assert caught.value.retry_after_s == 1801
    assert Try.objects.count() == 6
    ask(address_mark("203.0.113.10"), thing_mark("new"))
    clock.advance(minutes=31)
    ask(address_mark("203.0.113.9"))


def test_one_connection_is_one_address_and_none_is_not_counted() -> None:
    assert address_mark("2001:db8::1") == address_mark("2001:db8::2")
    for _ in range(9):
        ask(address_mark(""))
    assert not Try.objects.exists()


def test_old_ones_go(clock: FrozenClock) -> None:
    ask(address_mark("203.0.113.9"))
    clock.advance(hours=25)
    ask(address_mark("203.0.113.9"))
    assert tries_purge() == 1
    assert Try.objects.count() == 1
