from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator

import httpx
import pytest

from tests.foundation.integrations.conftest import Outside
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.http import HttpClient, Limits, redact_path


def client(outside: Outside, waits: list[float] | None = None, limits: Limits | None = None) -> HttpClient:
    sleep = (waits if waits is not None else []).append
    return HttpClient("test", outside.base_url, sleep=sleep, limits=limits)


def failure(http: HttpClient, method: str = "GET", **options: bool) -> ExternalError:
    with pytest.raises(ExternalError) as caught:
        http.request(method, "/data", **options)  # type: ignore[arg-type]
    assert caught.value.source == "test"
    return caught.value


def test_an_answer(outside: Outside) -> None:
    outside.answer(200, {"name": "示例"})
    answer = client(outside).request("POST", "/query", params={"a": "1"}, json_body={"b": 2})
    assert answer.json_object() == {"name": "示例"}
    assert outside.seen[0].target == "/query?a=1"
    assert outside.seen[0].body == b'{"b":2}'


def test_idempotent_calls_are_repeated_on_passing_faults(outside: Outside) -> None:
    waits: list[float] = []
    outside.answer(503)
    outside.answer(0)
    outside.answer(200, {})
    assert client(outside, waits).request("GET", "/data").status == 200
    assert len(outside.seen) == 3
    assert waits[0] < waits[1]


def test_other_calls_are_not_repeated_unless_told_so(outside: Outside) -> None:
    outside.answer(503)
    assert failure(client(outside), "POST").transient
    assert len(outside.seen) == 1
    assert failure(client(outside), "POST", is_idempotent=True).transient
    assert len(outside.seen) == 4


def test_the_wait_the_other_side_asks_for_is_kept_within_bounds(outside: Outside) -> None:
    waits: list[float] = []
    outside.answer(429, headers={"retry-after": "2"})
    outside.answer(429, headers={"retry-after": "900"})
    outside.answer(200, {})
    client(outside, waits).request("GET", "/data")
    assert waits == [2.0, 5.0]


@pytest.mark.parametrize("status", [400, 401, 404, 409])
def test_refusals_are_permanent_and_not_repeated(outside: Outside, status: int) -> None:
    outside.answer(status, {"why": "secret"})
    error = failure(client(outside))
    assert error.permanent
    assert error.details["status"] == status
    assert len(outside.seen) == 1
    assert client(outside).request("GET", "/data", accept_4xx=True).status == status


def test_redirects_are_not_followed(outside: Outside) -> None:
    outside.answer(302, headers={"location": "http://169.254.169.254/"})
    error = failure(client(outside))
    assert (error.code, error.permanent) == ("external_redirected", True)
    assert len(outside.seen) == 1


def test_garbage_is_a_passing_fault(outside: Outside) -> None:
    outside.answer(200, b"<html>bad gateway</html>")
    answer = client(outside).request("GET", "/data")
    with pytest.raises(ExternalError) as caught:
        answer.json()
    assert caught.value.transient
    outside.answers[:] = [(200, {}, b"[1]")]
    with pytest.raises(ExternalError):
        client(outside).request("GET", "/data").json_object()


def test_big_answers_are_cut_off_also_when_packed(outside: Outside) -> None:
    limits = Limits(max_bytes=10_000)
    outside.answer(200, b"x" * 10_001)
    assert failure(client(outside, limits=limits)).code == "external_too_large"
    packed = zlib.compress(b"x" * 5_000_000)
    assert len(packed) < 10_000
    outside.answers[:] = [(200, {"content-encoding": "deflate"}, packed)]
    assert failure(client(outside, limits=limits)).permanent


def test_nobody_there() -> None:
    http = HttpClient("test", "http://127.0.0.1:9", sleep=lambda _wait: None)
    error = failure(http)
    assert (error.code, error.transient) == ("external_unreachable", True)


def test_slow_answers_end_at_the_deadline() -> None:
    class Trickle(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            while True:
                yield b"x"

    seconds = iter(range(1_000))
    http = HttpClient(
        "test",
        "https://slow.example",
        limits=Limits(total_s=5, retries=0),
        transport=httpx.MockTransport(lambda _request: httpx.Response(200, stream=Trickle())),
        monotonic=lambda: float(next(seconds)),
    )
    assert failure(http).code == "external_timeout"


def test_a_read_timeout_is_transient() -> None:
    def late(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("late", request=request)

    http = HttpClient(
        "test", "https://slow.example", transport=httpx.MockTransport(late), sleep=lambda _wait: None
    )
    error = failure(http)
    assert (error.code, error.transient) == ("external_timeout", True)


@pytest.mark.parametrize(
    "address",
    ["http://gateway.example", "ftp://127.0.0.1", "https://", "https://user:pw@x.example", "https://x/?a=1"],
)
def test_unsafe_base_addresses_are_refused(address: str) -> None:
    with pytest.raises(ValueError, match="base address"):
        HttpClient("test", address)


@pytest.mark.parametrize("path", ["//evil.example/x?y", "relative", "/a?b=c", "/a#b"])
def test_a_path_cannot_choose_the_host(outside: Outside, path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        client(outside).request("GET", path)


def test_logs_hold_no_query_headers_bodies_or_numbers(
    outside: Outside, caplog: pytest.LogCaptureFixture
) -> None:
    outside.answer(400, {"phone": "13812346021"})
    caplog.set_level(logging.DEBUG)
    with pytest.raises(ExternalError):
        client(outside).request(
            "POST",
            "/account/41010519850101123X/x",
            params={"phone": "13812346021"},
            headers={"authorization": "geheim"},
            json_body={"phone": "13812346021"},
        )
    text = caplog.text
    assert "outside call test POST /account/***/x: 400 external_refused, attempt 1" in text
    assert "13812346021" not in text
    assert "geheim" not in text
    assert redact_path("/a/4101/b") == "/a/4101/b"
