"""docs/effort.md: what each way from 「注册」 to 「申请成功」 takes, played and counted; the document must say the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.domain.applications import applying
from tests.effort import document, ways
from tests.effort.person import Tally
from tests.support.identity_platform import StandIn, running
from yuzhengdai.domain.agreements.services import agreements_install
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.sites.web.actors import SECOND_FACTOR_KEY

pytestmark = pytest.mark.django_db
Play = Callable[[ways.Newcomer], None]


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with running(tmp_path_factory.mktemp("platform"), site="http://testserver") as found:
        yield found


@pytest.fixture
def plays(settings: Any, stand_in: StandIn, login: Callable[..., Client]) -> dict[str, Play]:
    """Key of a way → how it is gone."""
    agreements_install()
    settings.IDENTITY_PLATFORMS = stand_in.rows
    settings.IS_DEMO = True  # the link beside the gate's code, in place of a camera
    post = factories.staff_post(role="operator")
    desk = login(post.user, staff=True, **{SECOND_FACTOR_KEY: now().isoformat()})
    return {
        "pc_and_phone": ways.with_pc_and_phone,
        "phone": ways.with_phone_alone,
        "without_face": lambda who: ways.without_face(who, desk),
        "shown": lambda who: ways.with_shown_papers(who, stand_in.address),
        "no_scripts": lambda who: ways.without_face(who, desk),
    }


# Targets of the photo way that stand, and what is not reached yet with what it is now: it may only get better.
REACHED = {"fields": 10, "codes": 2}
NOT_REACHED = {"screens": (16, 23), "characters": (75, 78), "clicks": (26, 37)}


@pytest.fixture
def count(plays: dict[str, Play]) -> Callable[[str], Tally]:
    """Play one way and count; with EFFORT=write the document follows."""

    def counted(key: str) -> Tally:
        who = ways.Newcomer(applying.product(), scripts=key != "no_scripts")
        plays[key](who)
        if os.environ.get("EFFORT") == "write":
            document.write(key, who.tally)
        return who.tally

    return counted


@pytest.mark.parametrize("key", list(document.LABELS))
def test_the_document_says_what_a_way_takes(count: Callable[[str], Tally], key: str) -> None:
    tally = count(key)

    assert document.kept(key) == (document.row(key, tally), document.section(key, tally))


def test_with_licence_and_net_id_little_is_typed(count: Callable[[str], Tally]) -> None:
    """Issue 11: at most seven fields and fifty characters, the certificate's password typed twice included."""
    tally = count("shown")

    assert tally.fields <= 7, tally.trail
    assert tally.characters <= 50, tally.trail
    assert sum("证书密码" in one for one in tally.trail) == 2


def test_the_photo_way_keeps_what_it_reached(count: Callable[[str], Tally]) -> None:
    """Issue 14's targets: those reached stay so; of the others the present figure is the bound."""
    tally = count("pc_and_phone")

    assert {name: getattr(tally, name) <= most for name, most in REACHED.items()} == dict.fromkeys(
        REACHED, True
    )
    for name, (target, present) in NOT_REACHED.items():
        assert target < getattr(tally, name) <= present, (name, getattr(tally, name), tally.shown)
