"""An enterprise that is registered and not verified, its owner's phone, and a walk through the wizard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests import factories
from tests.sites.app.walk import Walk
from yuzhengdai.domain.agreements.services import agreements_install
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

Login = Callable[..., Client]


@pytest.fixture
def owner() -> EnterpriseMember:
    """Who registered it."""
    agreements_install()
    claimed = factories.enterprise(state="claimed", verified_at=None, claimed_by=factories.user())
    return factories.member(enterprise=claimed, user=claimed.claimed_by, is_legal_representative=False)


@pytest.fixture
def phone(owner: EnterpriseMember, login: Login) -> Callable[[], Walk]:
    """`phone()`: another phone of the owner, logged in."""
    return lambda: Walk(login(owner.user, **{ENTERPRISE_KEY: str(owner.enterprise_id)}), owner)


@pytest.fixture
def walk(phone: Callable[[], Walk]) -> Walk:
    """The owner's phone."""
    return phone()
