"""A login ends after its hours, whatever is done meanwhile; how many is a setting."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.phones import log_in

pytestmark = pytest.mark.django_db(transaction=True)


def ends_at() -> datetime:
    return Session.objects.latest("expire_date").expire_date


def about(hours: int, moment: datetime) -> bool:
    return abs(moment - timezone.now() - timedelta(hours=hours)) < timedelta(minutes=2)


def test_work_does_not_lengthen_a_login(client: Client, settings: Any) -> None:
    settings.ENTERPRISE_SESSION_HOURS = 3
    who = factories.member()
    log_in(client, str(who.user.phone))
    before = ends_at()
    assert about(3, before)
    # As if the login were two hours old, and something is written into the session now.
    session = client.session
    session.set_expiry(timezone.now() + timedelta(hours=1))
    session.save()
    session = client.session
    session["anything"] = "new"
    session.save()
    assert about(1, ends_at())
    assert client.get("/console/profile/basic/").status_code == 200


def test_a_new_login_begins_anew(client: Client, settings: Any) -> None:
    settings.ENTERPRISE_SESSION_HOURS = 3
    who = factories.member()
    client.force_login(who.user)
    session = client.session
    session.set_expiry(timezone.now() + timedelta(hours=1))
    session.save()
    client.post("/logout/")
    log_in(client, str(who.user.phone))
    assert about(3, ends_at())
