"""Whoever of the institution looks at the whole contact number of an application, the owner sees it (issue of demands: contact shield)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests import factories
from yuzhengdai.domain.applications.services.sensitive import contact_phone_reveal
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("site", ["console", "app"])
def test_each_look_at_the_phone_is_shown_to_the_owner(site: str, login: Callable[..., Client]) -> None:
    row = factories.application(state="accepted", contact_phone="+8613912345678")
    other = factories.application(state="accepted", institution=row.institution)
    officer = factories.officer(institution=row.institution, name="王敏")
    actor = factories.officer_actor(officer)
    member = factories.member(enterprise=row.enterprise)
    client = login(member.user, **{ENTERPRISE_KEY: str(row.enterprise_id)})
    page = f"/{site}/applications/{row.pk}/"
    assert "查看过联系电话" not in client.get(page).content.decode()
    contact_phone_reveal(actor=actor, application_id=row.pk, reason="约定尽调时间")
    contact_phone_reveal(actor=actor, application_id=other.pk, reason="另一笔申请")
    shown = client.get(page).content.decode()
    for words in ("查看过联系电话", "王敏", "约定尽调时间"):
        assert words in shown
    assert "另一笔申请" not in shown
