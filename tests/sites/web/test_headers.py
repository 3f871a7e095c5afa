"""Response headers, caching and the request log."""

import json
import logging
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, override_settings
from django.urls import path

from yuzhengdai.config.logs import JsonFormatter

pytestmark = pytest.mark.django_db


def plain(request: HttpRequest, word: str = "") -> HttpResponse:
    """The same for every visitor."""
    return HttpResponse("hello")


def form(request: HttpRequest) -> HttpResponse:
    """Carries one visitor's CSRF token."""
    return HttpResponse(get_token(request))


def personal(request: HttpRequest) -> HttpResponse:
    """Looks at who is there."""
    request.session["seen"] = True
    return HttpResponse("you")


def nonce(request: HttpRequest) -> HttpResponse:
    """A template that asks for a nonce."""
    return HttpResponse(str(request.csp_nonce))  # type: ignore[attr-defined]


urlpatterns = [
    path("plain/", plain),
    path("open/<str:word>/", plain),
    path("form/", form),
    path("personal/", personal),
    path("nonce/", nonce),
]


@pytest.fixture(autouse=True)
def _urls() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def test_every_page_carries_the_security_headers(client: Client) -> None:
    response = client.get("/plain/")
    policy = response["Content-Security-Policy"]
    for directive in (
        "default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:",
        "frame-ancestors 'none'", "form-action 'self'", "object-src 'none'", "base-uri 'self'",
    ):  # fmt: skip
        assert directive in policy.split("; ")
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Permissions-Policy"].startswith("camera=(self), microphone=()")
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_nonce_appears_only_where_it_is_asked_for(client: Client) -> None:
    assert "nonce-" not in client.get("/plain/")["Content-Security-Policy"]
    response = client.get("/nonce/")
    assert f"'nonce-{response.content.decode()}'" in response["Content-Security-Policy"]


def test_pages_for_one_visitor_are_not_stored(client: Client) -> None:
    assert not client.get("/plain/").has_header("Cache-Control")
    assert client.get("/form/")["Cache-Control"] == "private, no-store"
    assert client.get("/personal/")["Cache-Control"] == "private, no-store"


def test_what_a_logged_in_visitor_sees_is_not_stored(client: Client) -> None:
    client.get("/personal/")
    assert client.get("/plain/")["Cache-Control"] == "private, no-store"


def test_requests_are_logged_by_route_without_what_they_carry(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="yuzhengdai.requests"):
        response = client.get("/open/13800138000/?name=zhang", headers={"X-Request-ID": "bad id\n"})
    line = JsonFormatter().format(caplog.records[-1])
    entry = json.loads(line)
    assert entry["route"] == "open/<str:word>/"
    assert entry["status"] == 200
    assert entry["request_id"] == response["X-Request-ID"]
    assert "13800138000" not in line
    assert "zhang" not in line


def test_a_request_id_is_never_the_clients(client: Client) -> None:
    """It goes into the audit log, where one request could pass itself off as another."""
    given = "0123456789abcdef"
    ids = {client.get("/plain/", headers={"X-Request-ID": given})["X-Request-ID"] for _ in range(2)}
    assert len(ids) == 2
    assert given not in ids


def test_the_log_says_from_where(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="yuzhengdai.requests"):
        client.get("/plain/", REMOTE_ADDR="203.0.113.9")
    assert json.loads(JsonFormatter().format(caplog.records[-1]))["address"] == "203.0.113.9"
