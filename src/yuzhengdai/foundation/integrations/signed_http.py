"""The client of outside systems that speak the platform's signed HTTP (docs/integrations.md).

Every call is a POST of a JSON object and ends in a JSON object or in an ``ExternalError`` that says permanent or transient.
Answers must be signed and bound to the question; what is unsigned, stale or kept from another question is never believed.
Calls are not repeated here: the caller knows whether the same question may be asked twice.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations import signing
from yuzhengdai.foundation.integrations.breaker import Breaker
from yuzhengdai.foundation.integrations.http import HttpAnswer, HttpClient, Limits

logger = logging.getLogger(__name__)

#: The answer is none that can be read. Transient: gateways answer with pages of their own while they are restarted.
ANSWER_UNREADABLE: Final = "external_answer_unreadable"
#: The answer does not bear our partner's signature for this question.
ANSWER_UNTRUSTED: Final = "external_answer_untrusted"
#: The other side understood and refused; ``details["vendor_code"]`` is its code.
CALL_REFUSED: Final = "external_refused"

_CONNECT_S: Final = 2.0
_MAX_ANSWER_BYTES: Final = 512 * 1024
_HEADERS: Final = {"content-type": "application/json; charset=utf-8", "accept": "application/json"}


class SignedClient:
    """Calls to one service under one key. Safe to share between threads.

    ``read_s`` bounds each wait for bytes, ``total_s`` (default: twice that) the whole call. ``wall_clock`` is the real time of day in
    seconds, not ``core.clock``: a demo whose clock was moved still speaks to systems that live today.
    """

    def __init__(
        self,
        source: str,
        *,
        url: str,
        key_id: str,
        secret: str,
        read_s: float,
        total_s: float | None = None,
        max_bytes: int = _MAX_ANSWER_BYTES,
        breaker: Breaker | None = None,
        allow_plain_http: bool = False,
        wall_clock: Callable[[], float] = time.time,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.source = source
        self._prefix = urlsplit(url).path.rstrip("/")
        self._key_id = key_id
        self._secret = secret
        self._breaker = breaker or Breaker(source)
        self._wall_clock = wall_clock
        limits = Limits(
            connect_s=_CONNECT_S, read_s=read_s, total_s=total_s or 2 * read_s, retries=0, max_bytes=max_bytes
        )
        self._http = HttpClient(
            source, url, limits=limits, allow_plain_http=allow_plain_http, transport=transport
        )

    def call(self, path: str, question: Mapping[str, Any]) -> dict[str, Any]:
        """Ask. ``path`` begins with / and stands behind the service's address."""
        with self._breaker.guard():
            return self._call(path, question)

    def _call(self, path: str, question: Mapping[str, Any]) -> dict[str, Any]:
        body = json.dumps(question, ensure_ascii=False, separators=(",", ":")).encode()
        nonce = signing.new_nonce()
        headers = signing.request_headers(
            key_id=self._key_id,
            secret=self._secret,
            method="POST",
            path=self._prefix + path,
            timestamp=int(self._wall_clock()),
            nonce=nonce,
            body=body,
        )
        answer = self._http.request(
            "POST", path, content=body, headers={**_HEADERS, **headers}, is_idempotent=False, accept_4xx=True
        )
        return self._read(answer, path=self._prefix + path, nonce=nonce)

    def _read(self, answer: HttpAnswer, *, path: str, nonce: str) -> dict[str, Any]:
        is_signed = signing.is_answer_signed(
            answer.headers,
            secret=self._secret,
            status=answer.status,
            path=path,
            nonce=nonce,
            body=answer.body,
            now=int(self._wall_clock()),
        )
        if answer.status >= 400:
            raise self._refusal(answer, is_signed=is_signed)
        data = _json_object(answer)
        if data is None:
            raise ExternalError(
                ANSWER_UNREADABLE,
                "对方系统的回答无法读取，您填写的内容已保留，请稍后重试。",
                source=self.source,
            )
        if not is_signed:
            logger.warning("answer of %s does not bear a good signature", self.source)
            raise ExternalError(
                ANSWER_UNTRUSTED,
                "对方系统的回答未能通过安全校验，没有采用。您填写的内容已保留，请稍后重试。",
                source=self.source,
            )
        return data

    def _refusal(self, answer: HttpAnswer, *, is_signed: bool) -> ExternalError:
        data = (_json_object(answer) or {}) if is_signed else {}
        told = data.get("error")
        code = str(told.get("code", "")) if isinstance(told, dict) else ""
        return ExternalError(
            CALL_REFUSED,
            "对方系统没有接受这次查询，您填写的内容已保留，请联系平台客服。",
            permanent=True,
            source=self.source,
            details={"status": answer.status, "vendor_code": code[:60]},
        )


def _json_object(answer: HttpAnswer) -> dict[str, Any] | None:
    """The body as a JSON object, or None where it is none."""
    media_type = next((value for name, value in answer.headers.items() if name.lower() == "content-type"), "")
    if media_type.partition(";")[0].strip().lower() != "application/json":
        return None
    try:
        data = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def client_for(
    service: str,
    *,
    read_s: float,
    total_s: float | None = None,
    source: str = "",
    breaker: Breaker | None = None,
) -> SignedClient:
    """A client of the service that OUTSIDE_SERVICES names so; ``source`` (default: the same) is its name in logs and errors."""
    options = settings.OUTSIDE_SERVICES.get(service, {})
    try:
        return SignedClient(
            source or service,
            url=options["url"],
            key_id=options["key_id"],
            secret=options["secret"],
            read_s=read_s,
            total_s=total_s,
            breaker=breaker,
        )
    except KeyError as error:
        raise ImproperlyConfigured(f"OUTSIDE_SERVICES[{service!r}] lacks {error}") from None


def unreadable(source: str) -> ExternalError:
    """For adapters: the answer was JSON but does not hold what the contract says."""
    return ExternalError(
        ANSWER_UNREADABLE, "对方系统的回答无法读取，您填写的内容已保留，请稍后重试。", source=source
    )
