"""Stalled uploads take some threads of a process, never all; and no answer names the server."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from yuzhengdai.config.bodies import BoundedBodies

Told = list[tuple[str, dict[str, str]]]


def ask(application: Any, told: Told, *, body: bytes = b"", length: str | None = None, **extra: str) -> bytes:
    environ = {
        "wsgi.input": io.BytesIO(body),
        "CONTENT_LENGTH": str(len(body)) if length is None else length,
        **extra,
    }

    def start(status: str, headers: list[tuple[str, str]], *_rest: Any) -> None:
        told.append((status, dict(headers)))

    return b"".join(application(environ, start))


class Site:
    """An application whose `inside` runs while a request is being answered."""

    def __init__(self) -> None:
        self.inside: Callable[[dict[str, Any]], None] = lambda environ: None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.inside(environ)
        start_response("200 OK", [("Server", "granian"), ("X-Own", "1")])
        return [b"page"]


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.mark.parametrize("extra", [{}, {"length": "", "HTTP_TRANSFER_ENCODING": "chunked"}])
def test_while_all_places_wait_for_bodies_pages_are_served_and_uploads_hear_why(
    site: Site, extra: Any
) -> None:
    application, told = BoundedBodies(site, at_once=1), []  # type: BoundedBodies, Told
    inner: list[bytes] = []

    def others(environ: dict[str, Any]) -> None:
        site.inside = lambda environ: None
        inner.append(ask(application, told))
        inner.append(ask(application, told, body=b"upload"))

    site.inside = others
    assert ask(application, told, body=b"stalled", **extra) == b"page"
    assert inner[0] == b"page"
    assert "请稍后再试" in inner[1].decode()
    assert [status[:3] for status, _ in told] == ["200", "503", "200"]


@pytest.mark.parametrize("read", ["read", "readline", "iterate"])
def test_a_body_that_was_read_gives_its_place_back_before_the_answer(site: Site, read: str) -> None:
    application, told = BoundedBodies(site, at_once=1), []  # type: BoundedBodies, Told

    def reads(environ: dict[str, Any]) -> None:
        stream = environ["wsgi.input"]
        data = {"read": stream.read, "readline": stream.readline, "iterate": lambda: b"".join(stream)}[read]()
        assert data == b"whole body"
        site.inside = lambda environ: None
        assert ask(application, told, body=b"next") == b"page"

    site.inside = reads
    assert ask(application, told, body=b"whole body") == b"page"


def test_a_failing_request_gives_its_place_back(site: Site) -> None:
    application, told = BoundedBodies(site, at_once=1), []  # type: BoundedBodies, Told

    def fails(environ: dict[str, Any]) -> None:
        raise RuntimeError("on purpose")

    site.inside = fails
    with pytest.raises(RuntimeError):
        ask(application, told, body=b"x")
    site.inside = lambda environ: None
    assert ask(application, told, body=b"x") == b"page"


def test_no_answer_names_the_server(site: Site) -> None:
    told: Told = []
    ask(BoundedBodies(site, at_once=1), told)
    assert told == [("200 OK", {"X-Own": "1", "Server": "web"})]
