"""Clients of the operator side."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests import factories
from yuzhengdai.domain.accounts.models import StaffPost
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.sites.web.actors import SECOND_FACTOR_KEY

StaffClient = Callable[..., Client]


@pytest.fixture
def staff_client(login: Callable[..., Client]) -> StaffClient:
    """`staff_client("auditor")`: logged in with the second factor at a post of that role."""

    def make(role: str = "operator", post: StaffPost | None = None) -> Client:
        post = post or factories.staff_post(role=role)
        return login(post.user, staff=True, **{SECOND_FACTOR_KEY: now().isoformat()})

    return make
