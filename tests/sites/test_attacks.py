"""Attacks that once worked, tried through the doors that strangers use; more of them in ``test_low_attacks``."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests import factories
from tests.sites.portal.test_gate import dialog, status_url
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.accounts.services.users import user_end_sessions
from yuzhengdai.domain.applications.services.sensitive import contact_phone_reveal
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY, SECOND_FACTOR_KEY

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]


@pytest.mark.parametrize("how", ["every session ended", "user closed"])
def test_the_gate_answers_nobody_whose_sessions_were_ended_by_the_epoch(login: Login, how: str) -> None:
    """The row of the session is there still: ending all sessions counts a number up."""
    who = factories.member(enterprise=factories.enterprise(state="claimed"))
    pc = login(who.user, **{ENTERPRISE_KEY: str(who.enterprise_id)})
    url = status_url(dialog(pc))
    assert "stop" not in pc.get(url).json()
    if how == "user closed":
        User.objects.filter(pk=who.user_id).update(is_active=False)
    else:
        user_end_sessions(actor=SYSTEM, user=who.user)
    assert pc.get(url).json()["stop"] is True
    assert pc.get(f"{url}&seen=open").json()["stop"] is True


def both_sides(login: Login) -> Client:
    """One browser that is logged in as a member of an enterprise and at the operator's desk."""
    member = factories.member()
    browser = login(member.user, **{ENTERPRISE_KEY: str(member.enterprise_id)})
    staff = login(
        factories.staff_post(role="operator").user, staff=True, **{SECOND_FACTOR_KEY: now().isoformat()}
    )
    for name, morsel in staff.cookies.items():
        if name not in browser.cookies:
            browser.cookies[name] = morsel.value
    return browser


def test_what_the_desk_was_told_does_not_appear_on_the_portal(login: Login) -> None:
    browser = both_sides(login)
    done = "已保存，之后计算的时限按新的日历"
    sent = browser.post(reverse("ops:calendar"), {"day": "2027-05-06", "kind": "working", "note": ""})
    assert sent.status_code == 302
    for path in ("/", "/products/", reverse("console:home"), "/app/"):
        assert done not in browser.get(path).content.decode(), path
    assert done in browser.get(reverse("ops:calendar")).content.decode()


@pytest.mark.parametrize("name", ["\x01=HYPERLINK(1)", "\x1f\x0b+1+1", "\u200b@x"])
def test_control_characters_hide_no_formula_in_the_export(login: Login, name: str) -> None:
    who = factories.member()
    factories.application(enterprise=who.enterprise, product=factories.product(version={"name": name}))
    browser = login(who.user, **{ENTERPRISE_KEY: str(who.enterprise_id)})
    answer = browser.get(reverse("console:application-export"))
    assert answer.status_code == 200
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert str(rows[1][1]).startswith("'")


@pytest.mark.parametrize(
    "state", ["settled", "declined", "rejected", "withdrawn", "forgone", "lapsed", "expired"]
)
def test_no_contact_phone_of_any_ended_file_is_shown(login: Login, state: str) -> None:
    application = factories.application(state=state, contact_phone="+8613812349876")
    officer = factories.officer(institution=application.institution, role="manager")
    with pytest.raises(Refused):
        contact_phone_reveal(
            actor=factories.officer_actor(officer), application_id=application.pk, reason="电话联系"
        )
    bank = login(officer.user, staff=True, **{SECOND_FACTOR_KEY: now().isoformat()})
    page = bank.get(f"/bank/applications/{application.pk}/").content.decode()
    assert "13812349876" not in page.replace(" ", "")
