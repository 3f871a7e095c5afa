"""Signed calls: what is believed, what is not, and how each failure is told."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from tests.foundation.integrations import partner as partners
from tests.foundation.integrations.partner import SECRET, Asked, Partner
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations import signed_http, signing
from yuzhengdai.foundation.integrations.breaker import SOURCE_PAUSED, Breaker
from yuzhengdai.foundation.integrations.signed_http import SignedClient

VECTOR = json.loads((Path(__file__).parents[2] / "vectors" / "signed_http.json").read_text(encoding="utf-8"))


@pytest.fixture
def partner() -> Iterator[Partner]:
    with partners.serve() as running:
        yield running


def client(partner: Partner, *, breaker: Breaker | None = None, read_s: float = 5) -> SignedClient:
    return SignedClient(
        "test", url=partner.url, key_id="k1", secret=SECRET, read_s=read_s, max_bytes=10_000, breaker=breaker
    )


def failure(asking: SignedClient) -> ExternalError:
    with pytest.raises(ExternalError) as caught:
        asking.call("/identity/check", {"a": 1})
    assert caught.value.source == "test"
    assert caught.value.sentence.endswith(("请稍后重试。", "请联系平台客服。"))
    return caught.value


def test_the_worked_example_of_the_documentation() -> None:
    asked, answered = VECTOR["request"], VECTOR["answer"]
    assert (
        signing.request_signature(
            VECTOR["secret"],
            method=asked["method"],
            path=asked["path"],
            timestamp=asked["timestamp"],
            nonce=asked["nonce"],
            body=asked["body"].encode(),
        )
        == asked["signature"]
    )
    assert (
        signing.answer_signature(
            VECTOR["secret"],
            status=answered["status"],
            path=asked["path"],
            timestamp=answered["timestamp"],
            nonce=asked["nonce"],
            body=answered["body"].encode(),
        )
        == answered["signature"]
    )
    documentation = (Path(__file__).parents[3] / "docs" / "integrations.md").read_text(encoding="utf-8")
    for told in (
        asked["body"],
        asked["signature"],
        answered["body"],
        answered["signature"],
        VECTOR["secret"],
    ):
        assert told in documentation


def test_a_question_is_signed_and_its_answer_read(partner: Partner) -> None:
    partner.answer(200, {"answer": "一致"})
    assert client(partner).call("/identity/check", {"姓名": "张示例"}) == {"answer": "一致"}
    asked = partner.asked[0]
    assert asked.path == "/v1/identity/check"
    assert asked.json() == {"姓名": "张示例"}
    assert asked.headers["x-yzd-key-id"] == "k1"
    assert asked.headers["x-yzd-signature"] == signing.request_signature(
        SECRET,
        method="POST",
        path=asked.path,
        timestamp=int(asked.headers["x-yzd-timestamp"]),
        nonce=asked.headers["x-yzd-nonce"],
        body=asked.body,
    )


def test_no_nonce_is_used_twice(partner: Partner) -> None:
    asking = client(partner)
    for _ in range(3):
        asking.call("/identity/check", {})
    assert len({asked.headers["x-yzd-nonce"] for asked in partner.asked}) == 3


@pytest.mark.parametrize("change", ["nonce", "age", "future", "secret", "body", "status", "missing"])
def test_an_answer_that_is_not_signed_for_this_question_is_not_believed(
    partner: Partner, change: str
) -> None:
    def sign(asked: Asked, status: int, body: bytes) -> dict[str, str]:
        if change == "missing":
            return {}
        if change == "nonce":  # an answer kept from another question
            return partners.signature_of(asked, status, body, nonce="0" * 32)
        if change in {"age", "future"}:
            return partners.signature_of(asked, status, body, age=400 if change == "age" else -400)
        if change == "secret":
            return partners.signature_of(asked, status, body, secret="another")
        if change == "status":
            return partners.signature_of(asked, 201, body)
        return partners.signature_of(asked, status, b'{"ok":false}')

    partner.sign = sign
    error = failure(client(partner))
    assert (error.code, error.permanent) == (signed_http.ANSWER_UNTRUSTED, False)


def test_a_whole_answer_replayed_is_not_believed(partner: Partner) -> None:
    kept: dict[str, str] = {}

    def sign(asked: Asked, status: int, body: bytes) -> dict[str, str]:
        kept.update(kept or partners.signature_of(asked, status, body))
        return kept

    partner.sign = sign
    asking = client(partner)
    assert asking.call("/identity/check", {"a": 1}) == {"ok": True}
    assert failure(asking).code == signed_http.ANSWER_UNTRUSTED


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<html>502 Bad Gateway</html>", "text/html"),
        (b'{"ok":true}', "text/plain"),
        (b"not json", partners.JSON),
        (b"[1,2]", partners.JSON),
        (b"\xff\xfe", partners.JSON),
        (b"[" * 9_000, partners.JSON),
        (b"", partners.JSON),
    ],
)
def test_garbage_is_unreadable_and_worth_another_try(
    partner: Partner, body: bytes, content_type: str
) -> None:
    partner.answer(200, body, content_type)
    error = failure(client(partner))
    assert (error.code, error.permanent) == (signed_http.ANSWER_UNREADABLE, False)


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_failing_source_is_transient(partner: Partner, status: int) -> None:
    partner.answer(status, b"<html>", "text/html")
    error = failure(client(partner))
    assert (error.code, error.permanent) == ("external_unavailable", False)


def test_a_refusal_is_permanent_and_tells_the_code_only_when_signed(partner: Partner) -> None:
    partner.answer(422, {"error": {"code": "bad_uscc", "message": "…"}})
    error = failure(client(partner))
    assert (error.permanent, error.details["vendor_code"]) == (True, "bad_uscc")
    partner.sign = lambda asked, status, body: {}
    assert failure(client(partner)).details["vendor_code"] == ""


@pytest.mark.parametrize(
    ("fault", "code"), [("closed", "external_broken_off"), ("short", "external_broken_off")]
)
def test_a_connection_broken_off(partner: Partner, fault: str, code: str) -> None:
    partner.fault = fault
    error = failure(client(partner))
    assert (error.code, error.permanent) == (code, False)


def test_a_slow_source_is_given_up(partner: Partner) -> None:
    partner.fault = "slow"
    error = failure(client(partner, read_s=0.2))
    assert (error.code, error.permanent) == ("external_timeout", False)


def test_nobody_there() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = Partner(url=f"http://127.0.0.1:{unused.getsockname()[1]}")
        error = failure(client(nobody))
    assert (error.code, error.permanent) == ("external_unreachable", False)


def test_too_large_an_answer(partner: Partner) -> None:
    partner.answer(200, {"a": "x" * 20_000})
    assert failure(client(partner)).code == "external_too_large"


def test_a_source_that_failed_again_and_again_is_left_alone_for_a_while(partner: Partner) -> None:
    clock = [0.0]
    breaker = Breaker("test", failures=3, pause_s=10, monotonic=lambda: clock[0])
    asking = client(partner, breaker=breaker)
    partner.answer(500, {})
    for _ in range(3):
        assert failure(asking).code == "external_unavailable"
    assert failure(asking).code == SOURCE_PAUSED
    assert len(partner.asked) == 3

    clock[0] = 10.0  # half-open: one call tries, fails, and the pause begins anew
    assert failure(asking).code == "external_unavailable"
    assert failure(asking).code == SOURCE_PAUSED
    assert len(partner.asked) == 4

    clock[0] = 20.0
    partner.answer(200, {"ok": True})
    assert asking.call("/identity/check", {}) == {"ok": True}
    assert asking.call("/identity/check", {}) == {"ok": True}


def test_refusals_do_not_open_the_breaker(partner: Partner) -> None:
    asking = client(partner, breaker=Breaker("test", failures=2))
    partner.answer(422, {"error": {"code": "no"}})
    for _ in range(4):
        assert failure(asking).permanent


def test_half_open_lets_one_caller_through_at_a_time() -> None:
    clock = [0.0]
    breaker = Breaker("test", failures=1, pause_s=1, monotonic=lambda: clock[0])
    with pytest.raises(ExternalError), breaker.guard():
        raise ExternalError
    clock[0] = 2.0
    with breaker.guard():
        with pytest.raises(ExternalError) as second, breaker.guard():
            pass
        assert second.value.code == SOURCE_PAUSED
    with breaker.guard():
        pass


def test_nothing_asked_or_answered_reaches_the_log(
    partner: Partner, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    partner.answer(200, {"name": "机密姓名"})
    client(partner).call("/identity/check", {"id_number": "110101199003070134"})
    partner.sign = lambda asked, status, body: {}
    failure(client(partner))
    for secret in ("110101199003070134", "机密姓名", SECRET):
        assert secret not in caplog.text


def test_the_client_of_a_kind_comes_from_the_settings(partner: Partner) -> None:
    with override_settings(OUTSIDE_SERVICES={"ocr": {"url": partner.url, "key_id": "k", "secret": SECRET}}):
        assert signed_http.client_for("ocr", read_s=5).call("/x", {}) == {"ok": True}
    with (
        override_settings(OUTSIDE_SERVICES={"ocr": {"url": partner.url}}),
        pytest.raises(ImproperlyConfigured),
    ):
        signed_http.client_for("ocr", read_s=5)
