"""What every kind of platform keeps to, over the running stand-in (L6)."""

from __future__ import annotations

import time
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.support.identity_platform import NEW_NAME, NEW_USCC, StandIn
from yuzhengdai.foundation.core.errors import AppError, ExternalError, NotFound
from yuzhengdai.foundation.integrations.identity_platform.base import AccountKind, Identity
from yuzhengdai.foundation.integrations.identity_platform.registry import get_platform, platform_rows

KINDS = pytest.mark.parametrize("kind", ["oidc", "ticket"])
STATE = "state-of-this-browser-0123456789"


@pytest.fixture(autouse=True)
def rows(settings, stand_in: StandIn) -> None:
    settings.IDENTITY_PLATFORMS = stand_in.rows


class Way:
    """One login begun, and what the browser brought back."""

    def __init__(self, stand_in: StandIn, kind: str, login: str, press: str = "") -> None:
        self.platform = get_platform(kind)
        self.back = f"http://testserver/login/platforms/{kind}/back/"
        self.began_at = time.time()
        self.begun = self.platform.begin(return_address=self.back, state=STATE)
        self.came_to = stand_in.log_in(self.begun.address, login, press=press)
        self.answer = dict(parse_qsl(urlsplit(self.came_to).query))

    def finish(self, **other: str) -> Identity:
        return self.platform.finish(
            answer=self.answer | other,
            kept=self.begun.kept,
            return_address=self.back,
            began_at=self.began_at,
        )


@KINDS
def test_an_enterprise_comes_back_with_code_and_name(stand_in: StandIn, kind: str) -> None:
    way = Way(stand_in, kind, "legal")

    assert way.came_to.startswith(way.back)
    assert way.answer["state"] == STATE
    assert way.finish() == Identity("hn-legal", AccountKind.ENTERPRISE, NEW_USCC, NEW_NAME)


@KINDS
def test_a_person_comes_back_with_nothing_but_the_subject(stand_in: StandIn, kind: str) -> None:
    assert Way(stand_in, kind, "person").finish() == Identity("hn-person", AccountKind.PERSON)


@KINDS
@pytest.mark.parametrize(("login", "press"), [("refused", ""), ("person", "cancel")])
def test_who_says_no_there_is_told_so(stand_in: StandIn, kind: str, login: str, press: str) -> None:
    with pytest.raises(AppError) as refused:
        Way(stand_in, kind, login, press).finish()
    assert refused.value.code == "platform.denied"


@KINDS
def test_what_was_used_is_refused_the_second_time(stand_in: StandIn, kind: str) -> None:
    way = Way(stand_in, kind, "person")
    way.finish()

    with pytest.raises(AppError) as refused:
        way.finish()
    assert refused.value.code == "platform.used_up"


@KINDS
def test_a_made_up_credential_is_refused(stand_in: StandIn, kind: str) -> None:
    way = Way(stand_in, kind, "person")

    with pytest.raises(AppError) as refused:
        way.finish(code="x" * 43, ticket="x" * 43)
    assert refused.value.code == "platform.used_up"


@KINDS
def test_a_platform_that_does_not_answer_is_named(stand_in: StandIn, kind: str) -> None:
    with pytest.raises(ExternalError) as down:
        Way(stand_in, kind, "down").finish()
    assert down.value.code == "platform.down"
    assert "河南政务服务网" in down.value.sentence
    assert "手机号" in down.value.sentence


@KINDS
def test_nobody_there_is_told_as_down(settings, stand_in: StandIn, kind: str) -> None:
    nowhere = stand_in.rows[kind] | {"address": "http://127.0.0.1:1"}
    settings.IDENTITY_PLATFORMS = {kind: nowhere}
    platform = get_platform(kind)

    def whole_way() -> None:
        begun = platform.begin(return_address="http://testserver/", state=STATE)
        answer = {"ticket": "x" * 43}
        platform.finish(
            answer=answer, kept=begun.kept, return_address="http://testserver/", began_at=time.time()
        )

    with pytest.raises(ExternalError) as down:
        whole_way()
    assert down.value.code == "platform.down"


def test_a_ticket_of_another_platform_is_refused(stand_in: StandIn) -> None:
    theirs = Way(stand_in, "other", "person")
    ours = Way(stand_in, "ticket", "person")

    with pytest.raises(AppError) as refused:
        ours.finish(ticket=theirs.answer["ticket"])
    assert refused.value.code == "platform.audience"


def test_a_code_without_its_verifier_is_refused(stand_in: StandIn) -> None:
    way = Way(stand_in, "oidc", "person")
    way.begun = type(way.begun)(way.begun.address, {**way.begun.kept, "verifier": "another" * 8})

    with pytest.raises(AppError) as refused:
        way.finish()
    assert refused.value.code == "platform.used_up"


def test_a_wrong_password_stays_there(stand_in: StandIn) -> None:
    platform = get_platform("oidc")
    begun = platform.begin(return_address="http://testserver/login/platforms/oidc/back/", state=STATE)

    assert stand_in.log_in(begun.address, "person", password="wrong").startswith("401: ")


def test_rows_come_in_the_order_of_the_setting(stand_in: StandIn) -> None:
    assert [row.key for row in platform_rows()] == ["oidc", "ticket", "other", "licence", "network-id"]
    with pytest.raises(NotFound):
        get_platform("nobody")


@KINDS
def test_leaving_there_leads_back_to_us(stand_in: StandIn, kind: str) -> None:
    address = get_platform(kind).leave_address(return_address="http://testserver/")

    assert address.startswith(stand_in.address)
    assert "http%3A%2F%2Ftestserver%2F" in address
