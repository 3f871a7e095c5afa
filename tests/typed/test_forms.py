"""Every POST form of every site × every mishap: what scripts are told, what is kept over it, that nothing enters another's.

The forms are those of tests/bad_input/table.py, which fails for a POST route of the URL configuration that it does not name.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.views import View

from tests.bad_input.table import CASES, Case
from tests.bad_input.world import World
from tests.typed.filled import SECRETS, WAYS, Filled, kept_words, login_path, next_of, text_of
from yuzhengdai.foundation.core.errors import Conflict
from yuzhengdai.foundation.core.models import KeptPost

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

OPEN_TO_ALL = {"portal:feedback", "app:feedback"}
"""Visitors may send it, but who began it logged in is asked to log in again."""
MEMBERS = [case for case in CASES if case.who != "visitor"]
VISITORS = [case for case in CASES if case.who == "visitor"]
ENTERPRISES = [case for case in MEMBERS if case.who in {"owner", "newcomer"}]
ABOUT_THE_SESSION = {"portal:choose-enterprise", "app:choose-enterprise"}
FROM_THE_FIRST_STAGE = tuple(
    f"{side}:login-{stage}" for side in ("bank", "ops") for stage in ("second", "recovery", "enrol")
)
"""Stages of a login: without the one before there is nothing but the way back to it."""
LOGIN_OVER = "登录已失效，重新登录后继续，您填写的内容还在"


def problems(filled: Filled) -> str:
    """What is not shown again of the words, "" when all is."""
    shown = filled.shown()
    return "; ".join(f"{name}: {value!r}" for name, value in shown.items() if value != filled.words[name])


@pytest.mark.parametrize("case", MEMBERS, ids=str)
def test_session_over(case: Case, world: World) -> None:
    filled = Filled(case, world)
    assert filled.owner or filled.form is None, "the form does not say whose it is"
    with filled.session_over():
        for way in WAYS:
            told = filled.post(**way)
            assert (told.status_code, told.json()["reason"], told.json()["error"]) == (
                401,
                "login",
                LOGIN_OVER,
            )
            assert told.json()["login"].startswith(login_path(filled.url))
        assert not KeptPost.objects.exists(), "a script keeps its words itself"
        led = filled.post()
        assert (led.status_code, led["Location"].split("?")[0]) == (302, login_path(filled.url))
        if filled.words:
            assert next_of(led) == filled.page_url
            assert LOGIN_OVER in text_of(filled.client.get(led["Location"]))
            assert "不丢" in kept_words()
        assert not any(repr(name) in kept_words() for name in SECRETS)
    if not filled.words:
        return
    with filled.other_person():
        assert "不丢" not in filled.open().content.decode(), "shown to another account"
    assert not problems(filled)
    assert not KeptPost.objects.exists(), "wiped once it was shown"


@pytest.mark.parametrize("case", ENTERPRISES, ids=str)
def test_other_enterprise_chosen(case: Case, world: World) -> None:
    filled = Filled(case, world)
    if not filled.owner or case.route in ABOUT_THE_SESSION:
        return
    name = getattr(world, case.who).enterprise.name
    with filled.other_enterprise():
        for way in WAYS:
            told = filled.post(**way)
            assert (told.status_code, told.json()["reason"]) == (409, "enterprise")
            assert told.json()["error"].startswith("您已切换到 第二示例有限公司，这份")
            assert told.json()["error"].endswith(f"属于 {name}")
        page = filled.post()
        assert page.status_code == 409
        assert f"切换回 {name}，继续填写" in text_of(page)
        assert "不丢" not in filled.open().content.decode(), "words of one enterprise in the other"
    if filled.words:
        assert not problems(filled)


@pytest.mark.parametrize("case", MEMBERS, ids=str)
def test_other_person_logged_in(case: Case, world: World) -> None:
    filled = Filled(case, world)
    if not filled.owner or case.route in ABOUT_THE_SESSION:
        return
    with filled.other_person():
        told = filled.post(**WAYS[0])
        assert (told.status_code, told.json()["reason"]) in {(409, "person"), (401, "login")}
        assert filled.post().status_code in {409, 302}
        assert "不丢" not in filled.open().content.decode()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_token_old(case: Case, world: World) -> None:
    filled = Filled(case, world)
    for way in WAYS:
        told = filled.post(token="a" * 64, **way)
        assert (told.status_code, told.json()["reason"]) == (403, "token")
    page = filled.post(token="a" * 64)
    assert page.status_code == 403
    assert "页面已过期，请重新提交" in text_of(page)
    if filled.words:
        assert f'href="{filled.page_url}"' in page.content.decode().replace("&amp;", "&")
        assert not problems(filled)


@pytest.mark.parametrize("case", [case for case in CASES if case.route not in FROM_THE_FIRST_STAGE], ids=str)
def test_the_server_fails(case: Case, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    filled = Filled(case, world)
    failures = {403: PermissionDenied(), 404: Http404(), 409: Conflict(), 500: RuntimeError("broken")}
    for status, failure in failures.items():
        with monkeypatch.context() as patch:

            def broken(*_args: Any, error: Exception = failure, **_kwargs: Any) -> None:
                raise error

            patch.setattr(View, "dispatch", broken)
            assert filled.post().status_code == status
        if filled.words:
            assert not problems(filled), status


def test_posts_of_another_site_are_not_kept(world: World) -> None:
    filled = Filled(next(case for case in CASES if case.route == "portal:apply"), world)
    filled.post(token="a" * 64, HTTP_REFERER="https://evil.example/")
    filled.post(token="a" * 64, HTTP_REFERER="http://testserver/", HTTP_SEC_FETCH_SITE="cross-site")
    assert not KeptPost.objects.exists()
