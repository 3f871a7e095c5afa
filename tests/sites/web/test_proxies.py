"""Forwarding headers count only from named proxies."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from yuzhengdai.sites.web.proxies import TrustedProxiesMiddleware


def seen(remote: str, forwarded: str | None, trusted: list[str]) -> tuple[str, str | None]:
    """Return the address and forwarded scheme that a view sees."""
    headers = {"X-Forwarded-Proto": "https"} | (
        {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    )
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)
    found: list[tuple[str, str | None]] = []

    def view(request: HttpRequest) -> HttpResponse:
        found.append((request.META["REMOTE_ADDR"], request.META.get("HTTP_X_FORWARDED_PROTO")))
        return HttpResponse()

    with override_settings(TRUSTED_PROXIES=trusted):
        TrustedProxiesMiddleware(view)(request)
    return found[0]


@pytest.mark.parametrize(
    ("remote", "forwarded", "trusted", "expected"),
    [
        ("9.9.9.9", "1.2.3.4", [], ("9.9.9.9", None)),
        ("9.9.9.9", "1.2.3.4", ["127.0.0.1"], ("9.9.9.9", None)),
        ("127.0.0.1", "1.2.3.4", ["127.0.0.1"], ("1.2.3.4", "https")),
        ("10.0.0.2", "6.6.6.6, 1.2.3.4, 10.0.0.9", ["10.0.0.0/8"], ("1.2.3.4", "https")),
        ("127.0.0.1", None, ["127.0.0.1"], ("127.0.0.1", "https")),
        ("127.0.0.1", "1.2.3.4, not an address", ["127.0.0.1"], ("127.0.0.1", "https")),
        ("::1", "2001:db8::5", ["::1"], ("2001:db8::5", "https")),
    ],
)
def test_who_is_asking(
    remote: str, forwarded: str | None, trusted: list[str], expected: tuple[str, str | None]
) -> None:
    assert seen(remote, forwarded, trusted) == expected


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("for=1.2.3.4;proto=https", ("1.2.3.4", "https")),
        ('For="[2001:db8::5]:4711";Proto=https', ("2001:db8::5", "https")),
        ("for=2001:db8::5;proto=https", ("2001:db8::5", "https")),
        ("for=6.6.6.6, for=1.2.3.4:99;proto=http", ("1.2.3.4", "http")),
        ("for=unknown", ("127.0.0.1", None)),
        ("", ("127.0.0.1", None)),
    ],
)
def test_the_header_without_a_twin(forwarded: str, expected: tuple[str, str | None]) -> None:
    """With PROXY_HEADERS=forwarded what a client sends as X_Forwarded_For (the same name here) is thrown away."""
    headers = {"X-Forwarded-For": "9.9.9.9", "X-Forwarded-Proto": "https", "Forwarded": forwarded}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="127.0.0.1")
    found: list[tuple[str, str | None]] = []

    def view(request: HttpRequest) -> HttpResponse:
        found.append((request.META["REMOTE_ADDR"], request.META.get("HTTP_X_FORWARDED_PROTO")))
        return HttpResponse()

    with override_settings(TRUSTED_PROXIES=["127.0.0.1"], PROXY_HEADERS="forwarded"):
        TrustedProxiesMiddleware(view)(request)
    assert found == [expected]
