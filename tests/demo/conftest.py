"""The demo province, loaded once for a module and undone afterwards."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from demo.load import demo_load
from yuzhengdai.domain.products import catalogue


@pytest.fixture(scope="module")
def province(django_db_setup: None, django_db_blocker: Any) -> Iterator[float]:
    """CPU seconds that loading took."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            started = time.process_time()
            assert demo_load()
            yield time.process_time() - started
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
            catalogue.forget()
