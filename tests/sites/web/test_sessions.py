"""Enterprise side and staff side have separate sessions and CSRF secrets (DESIGN: roles)."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

pytestmark = pytest.mark.django_db


@csrf_exempt
def remember(request: HttpRequest) -> HttpResponse:
    """Store or show a word in the session; `?forget=1` empties it."""
    if "word" in request.GET:
        request.session["word"] = request.GET["word"]
    if "forget" in request.GET:
        request.session.flush()
    return HttpResponse(request.session.get("word", "-"))


def token(request: HttpRequest) -> HttpResponse:
    """A page with a form."""
    return HttpResponse(get_token(request))


def form(request: HttpRequest) -> HttpResponse:
    """Where the form goes."""
    return HttpResponse("done")


urlpatterns = [
    path(f"{prefix}{name}/", view)
    for prefix in ("", "bank/", "ops/", "console/", "banker/")
    for name, view in (("remember", remember), ("token", token), ("form", form))
]


@pytest.fixture(autouse=True)
def _urls() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__, CSRF_FAILURE_VIEW="django.views.csrf.csrf_failure"):
        yield


def word(client: Client, prefix: str) -> str:
    return client.get(f"/{prefix}remember/").content.decode()


def test_sides_do_not_see_each_other(client: Client) -> None:
    client.get("/remember/?word=enterprise")
    client.get("/bank/remember/?word=staff")
    assert word(client, "console/") == "enterprise"
    assert word(client, "banker/") == "enterprise"
    assert word(client, "ops/") == "staff"
    assert set(client.cookies) == {settings.SESSION_COOKIE_NAME, settings.STAFF_SESSION_COOKIE_NAME}


def test_leaving_one_side_leaves_the_other(client: Client) -> None:
    client.get("/remember/?word=enterprise")
    client.get("/bank/remember/?word=staff")
    client.get("/bank/remember/?forget=1")
    assert word(client, "bank/") == "-"
    assert word(client, "") == "enterprise"


def test_a_key_opens_nothing_on_the_other_side(client: Client) -> None:
    client.get("/bank/remember/?word=staff")
    key = client.cookies[settings.STAFF_SESSION_COOKIE_NAME].value
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert word(thief, "") == "-"
    assert word(client, "bank/") == "staff"


def test_a_foreign_key_is_never_written_to(client: Client) -> None:
    client.get("/bank/remember/?word=staff")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.STAFF_SESSION_COOKIE_NAME].value
    thief.get("/remember/?word=planted")
    assert word(client, "bank/") == "staff"
    assert word(thief, "") == "planted"


def test_csrf_secrets_are_separate() -> None:
    browser = Client(enforce_csrf_checks=True)
    enterprise = browser.get("/token/").content.decode()
    staff = browser.get("/bank/token/").content.decode()
    assert {settings.CSRF_COOKIE_NAME, settings.STAFF_CSRF_COOKIE_NAME} == set(browser.cookies)
    assert browser.post("/form/", {"csrfmiddlewaretoken": enterprise}).status_code == 200
    assert browser.post("/bank/form/", {"csrfmiddlewaretoken": staff}).status_code == 200
    assert browser.post("/bank/form/", {"csrfmiddlewaretoken": enterprise}).status_code == 403
    assert browser.post("/form/").status_code == 403


def test_cookies_keep_their_attributes(client: Client) -> None:
    with override_settings(SESSION_COOKIE_SECURE=True):
        client.get("/bank/remember/?word=staff")
    morsel = client.cookies[settings.STAFF_SESSION_COOKIE_NAME]
    assert morsel["httponly"]
    assert morsel["secure"]
    assert morsel["samesite"] == "Lax"
    assert morsel["path"] == "/"
