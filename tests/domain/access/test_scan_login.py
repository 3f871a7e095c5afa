"""L5: a code is confirmed by who scanned it, on the phone that scanned it, and finished in the browser that opened it; once, in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import F

from tests import factories
from tests.rivals import at_once
from yuzhengdai.domain.access.enums import ScanState
from yuzhengdai.domain.access.models import ScanLogin
from yuzhengdai.domain.access.services import (
    LoginWay,
    ScanShown,
    scan_login_asked,
    scan_login_cancel,
    scan_login_confirm,
    scan_login_finish,
    scan_login_make,
    scan_login_scan,
    scan_login_shown,
    scan_login_state,
    scan_logins_purge,
)
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import FieldErrors, NotFound, RateLimited, Refused

pytestmark = pytest.mark.django_db
VISITOR = Actor(kind=ActorKind.VISITOR, address="10.0.0.9")
PC = "the-cookie-of-the-pc"
PHONE = "the-mark-of-the-phone"


@dataclass
class Way:
    """One owner between a PC and a phone."""

    who: EnterpriseMember
    code: ScanShown

    @property
    def user(self) -> User:
        return self.who.user

    def scan(self, *, user: User | None = None, phone: str = PHONE) -> UUID:
        return scan_login_scan(actor=VISITOR, user=user or self.user, phone=phone, token=self.code.token)

    def confirm(
        self,
        digits: str = "",
        *,
        user: User | None = None,
        phone: str = PHONE,
        enterprise_id: UUID | None = None,
    ) -> None:
        scan_login_confirm(
            actor=VISITOR,
            user=user or self.user,
            phone=phone,
            scan_id=self.code.scan_id,
            digits=digits or self.code.digits,
            enterprise_id=enterprise_id,
        )

    def finish(self, secret: str = PC) -> Enterprise | None:
        done, enterprise = scan_login_finish(
            actor=VISITOR, scan_id=self.code.scan_id, secret=secret, browser="mark-of-the-pc"
        )
        assert done.user == self.user
        assert done.way == LoginWay.SCAN
        return enterprise

    def state(self) -> ScanState | None:
        return scan_login_state(scan_id=self.code.scan_id, secret=PC)

    def wrong(self) -> str:
        offered = ScanLogin.objects.get().offered.split(",")
        return next(one for one in offered if one != self.code.digits)


@pytest.fixture
def way() -> Way:
    return Way(
        factories.member(),
        scan_login_make(secret=PC, address="202.96.128.86", browser_words="Chrome，Windows"),
    )


def test_l5_scan_confirm_and_the_pc_is_in(way: Way) -> None:
    assert way.state() == ScanState.WAITING
    way.scan()
    assert way.state() == ScanState.SCANNED
    asked = scan_login_asked(user=way.user, phone=PHONE, scan_id=way.code.scan_id)
    assert (asked.place, asked.browser) == ("202.96.*.*", "Chrome，Windows")
    assert len(set(asked.choices)) == 3
    assert way.code.digits in asked.choices
    way.confirm()
    assert way.state() == ScanState.CONFIRMED
    assert way.finish() == way.who.enterprise
    assert way.state() == ScanState.USED
    acts = (
        AuditEvent.objects.filter(action__startswith="access.")
        .order_by("created_at")
        .values_list("action", flat=True)
    )
    assert list(acts) == ["access.scan_open", "access.scan_confirm", "access.login"]
    assert AuditEvent.objects.get(action="access.login").detail["way"] == "scan"


def test_only_hashes_are_kept(way: Way) -> None:
    way.scan()
    kept = str(ScanLogin.objects.values().get())
    assert way.code.token not in kept
    assert PC not in kept
    assert PHONE not in kept
    assert "202.96.128.86" not in kept


def test_the_page_loaded_again_shows_the_same_code(way: Way) -> None:
    again = scan_login_shown(scan_id=way.code.scan_id, secret=PC)
    assert again is not None
    assert again.token == way.code.token
    assert scan_login_shown(scan_id=way.code.scan_id, secret="another") is None


def test_another_browser_hears_nothing_and_cannot_finish(way: Way) -> None:
    way.scan()
    way.confirm()
    assert scan_login_state(scan_id=way.code.scan_id, secret="another") is None
    assert scan_login_state(scan_id=way.code.scan_id, secret="") is None
    with pytest.raises(NotFound):
        way.finish(secret="another")
    way.finish()


def test_replayed(way: Way) -> None:
    way.scan()
    way.confirm()
    way.finish()
    with pytest.raises(Refused, match=r"scan_login\.over"):
        way.finish()
    with pytest.raises(Refused, match=r"scan_login\.over"):
        way.scan()
    with pytest.raises(Refused, match=r"scan_login\.over"):
        way.confirm(enterprise_id=way.who.enterprise_id)


def test_confirm_without_scan_and_finish_without_confirming(way: Way) -> None:
    with pytest.raises(NotFound):
        way.confirm()
    way.scan()
    with pytest.raises(Refused, match=r"scan_login\.not_confirmed"):
        way.finish()


def test_another_account_cannot_confirm_nor_look_nor_cancel(way: Way) -> None:
    other = factories.member().user
    way.scan()
    with pytest.raises(NotFound):
        way.confirm(user=other)
    with pytest.raises(NotFound):
        scan_login_asked(user=other, phone=PHONE, scan_id=way.code.scan_id)
    with pytest.raises(NotFound):
        scan_login_cancel(actor=VISITOR, user=other, phone=PHONE, scan_id=way.code.scan_id)
    assert way.state() == ScanState.SCANNED


def test_another_phone_of_the_same_person_cannot_confirm(way: Way) -> None:
    way.scan()
    with pytest.raises(Refused, match=r"scan_login\.taken"):
        way.scan(phone="a second phone")
    with pytest.raises(NotFound):
        way.confirm(phone="a second phone")
    way.scan()  # the phone that scanned it may do so again
    way.confirm()


@pytest.mark.parametrize("after", [timedelta(minutes=2), timedelta(hours=3)])
def test_expired_before_scanning_and_before_confirming(way: Way, after: timedelta) -> None:
    with clock.frozen(clock.now() + after), pytest.raises(Refused, match=r"scan_login\.over"):
        way.scan()
    way.scan()
    with clock.frozen(clock.now() + after), pytest.raises(Refused, match=r"scan_login\.over"):
        way.confirm()


def test_a_confirmation_waits_two_minutes_for_the_pc(way: Way) -> None:
    way.scan()
    way.confirm()
    with clock.frozen(clock.now() + timedelta(minutes=2)), pytest.raises(Refused, match=r"scan_login\.over"):
        way.finish()


def test_wrong_digits_end_the_code(way: Way) -> None:
    way.scan()
    with pytest.raises(Refused, match=r"scan_login\.wrong"):
        way.confirm(way.wrong())
    assert way.state() == ScanState.WRONG
    with pytest.raises(Refused, match=r"scan_login\.over"):
        way.confirm()
    with pytest.raises(Refused, match=r"scan_login\.over"):
        way.finish()
    assert AuditEvent.objects.filter(action="access.scan_refused").count() == 1


@pytest.mark.parametrize("digits", ["7", "abc", "１２", "0" * 300])
def test_nothing_chosen_or_nonsense_asks_again(way: Way, digits: str) -> None:
    way.scan()
    with pytest.raises(FieldErrors) as refused:
        way.confirm(digits)
    assert refused.value.fields == {"digits": "请选择电脑上显示的数字"}
    way.confirm()


def test_cancelled_on_the_phone(way: Way) -> None:
    way.scan()
    scan_login_cancel(actor=VISITOR, user=way.user, phone=PHONE, scan_id=way.code.scan_id)
    assert way.state() == ScanState.CANCELLED
    with pytest.raises(Refused, match=r"scan_login\.over"):
        way.confirm()


def test_cancelled_after_confirming_and_before_the_pc_was_in(way: Way) -> None:
    way.scan()
    way.confirm()
    scan_login_cancel(actor=VISITOR, user=way.user, phone=PHONE, scan_id=way.code.scan_id)
    with pytest.raises(Refused, match=r"scan_login\.over"):
        way.finish()


def test_among_several_enterprises_the_phone_chooses(way: Way) -> None:
    second = factories.member(user=way.user, enterprise=factories.enterprise())
    way.scan()
    with pytest.raises(FieldErrors) as refused:
        way.confirm()
    assert refused.value.fields == {"enterprise": "请选择在电脑上办理业务的企业"}
    with pytest.raises(NotFound):
        way.confirm(enterprise_id=factories.member().enterprise_id)  # somebody else's
    way.confirm(enterprise_id=second.enterprise_id)
    assert way.finish() == second.enterprise


def test_sessions_ended_meanwhile_end_the_code(way: Way) -> None:
    way.scan()
    way.confirm()
    User.objects.filter(pk=way.user.pk).update(session_epoch=F("session_epoch") + 1)
    with pytest.raises(Refused, match=r"scan_login\.over"):
        way.finish()


def test_a_disabled_account_does_not_get_in(way: Way) -> None:
    way.scan()
    way.confirm()
    User.objects.filter(pk=way.user.pk).update(is_active=False)
    with pytest.raises(Refused, match=r"access\.disabled"):
        way.finish()


@pytest.mark.parametrize("token", ["", "x" * 48, "0" * 48, "0" * 47, "é" * 48])
def test_a_token_that_leads_nowhere(way: Way, token: str) -> None:
    with pytest.raises(Refused, match=r"scan_login\.over"):
        scan_login_scan(actor=VISITOR, user=way.user, phone=PHONE, token=token)


def test_one_code_is_not_confirmed_for_another(way: Way) -> None:
    """Swapped: what was scanned is not what is confirmed."""
    second = scan_login_make(secret="an attacker's browser", address="10.0.0.1", browser_words="")
    way.scan()
    with pytest.raises(NotFound):
        scan_login_confirm(
            actor=VISITOR,
            user=way.user,
            phone=PHONE,
            scan_id=second.scan_id,
            digits=second.digits,
            enterprise_id=None,
        )


def test_codes_of_one_address_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yuzhengdai.domain.access.services.scan_login.CODES_PER_ADDRESS", 2)
    for _ in range(2):
        scan_login_make(secret=PC, address="10.0.0.1", browser_words="")
    with pytest.raises(RateLimited):
        scan_login_make(secret=PC, address="10.0.0.1", browser_words="")
    scan_login_make(secret=PC, address="10.0.0.2", browser_words="")


def test_old_codes_go(way: Way) -> None:
    assert scan_logins_purge() == 0
    with clock.frozen(clock.now() + timedelta(days=1, minutes=3)):
        assert scan_logins_purge() == 1
    assert not ScanLogin.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_phones_racing_one_wins() -> None:
    way = Way(factories.member(), scan_login_make(secret=PC, address="10.0.0.1", browser_words=""))
    other = factories.member().user

    def scan(user: User, phone: str) -> str:
        try:
            way.scan(user=user, phone=phone)
        except Refused as error:
            return error.code
        return "scanned"

    answers = at_once(2, lambda n: scan(other if n else way.user, f"phone {n}"))
    assert sorted(map(str, answers)) == ["scan_login.taken", "scanned"]


@pytest.mark.django_db(transaction=True)
def test_two_tabs_finishing_at_once_make_one_login() -> None:
    way = Way(factories.member(), scan_login_make(secret=PC, address="10.0.0.1", browser_words=""))
    way.scan()
    way.confirm()

    def finish(_: int) -> str:
        try:
            way.finish()
        except Refused as error:
            return error.code
        return "in"

    assert sorted(map(str, at_once(2, finish))) == ["in", "scan_login.over"]
    assert AuditEvent.objects.filter(action="access.login").count() == 1
