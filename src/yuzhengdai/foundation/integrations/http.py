"""The one HTTP client for outside systems.

One client speaks to one base address, so that nothing a user types can choose the host. Every call has a
deadline and a size limit, follows no redirect and ends in an answer or in an ``ExternalError`` that says
permanent or transient. Only idempotent calls are tried again. Logs name source, method, path and outcome;
never query, headers or bodies.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from yuzhengdai.foundation.core.errors import ExternalError

logger = logging.getLogger(__name__)
# httpx logs whole addresses with their query at INFO; phone numbers travel there.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)

_IDEMPOTENT: Final = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
_RETRIED_STATUSES: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_WAIT_S: Final = 5.0
_CHUNK_BYTES: Final = 16_384


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds; ``total_s`` bounds one attempt, a slow trickle included. ``retries`` beside the first try."""

    connect_s: float = 3.0
    read_s: float = 10.0
    total_s: float = 20.0
    retries: int = 2
    max_bytes: int = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A whole answer, body already within the limit."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    source: str

    def json(self) -> Any:
        """The body as JSON; an ``ExternalError`` (transient: gateways answer with error pages) if it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise ExternalError("external_bad_answer", source=self.source) from None

    def json_object(self) -> dict[str, Any]:
        """The body as a JSON object."""
        data = self.json()
        if not isinstance(data, dict):
            raise ExternalError("external_bad_answer", source=self.source)
        return data


class HttpClient:
    """Calls to one outside system.

    ``source`` names it in logs and errors. Plain http is accepted on loopback only, unless
    ``allow_plain_http``. ``transport``, ``sleep`` and ``monotonic`` are for tests. Safe to share between
    threads.
    """

    def __init__(
        self,
        source: str,
        base_url: str,
        *,
        limits: Limits | None = None,
        allow_plain_http: bool = False,
        proxy: str | None = None,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        parts = urlsplit(base_url)
        is_secure = parts.scheme == "https" or (
            parts.scheme == "http" and (allow_plain_http or _is_loopback(parts.hostname or ""))
        )
        if not is_secure or not parts.hostname or parts.query or parts.username:
            raise ValueError(
                f"{source}: the base address must be https://host[/path] (plain http on loopback)"
            )
        self.source = source
        self.host = parts.netloc
        self._base_url = base_url.rstrip("/")
        self._limits = limits or Limits()
        self._sleep = sleep
        self._monotonic = monotonic
        self._client = httpx.Client(
            timeout=httpx.Timeout(self._limits.read_s, connect=self._limits.connect_s),
            follow_redirects=False,
            trust_env=False,
            proxy=proxy,
            transport=transport,
        )

    def request(
        self,
        method: str,
        path: str = "/",
        *,
        params: Mapping[str, str] | str | None = None,
        headers: Mapping[str, str] | None = None,
        json_body: Any = None,
        content: bytes | None = None,
        is_idempotent: bool | None = None,
        accept_4xx: bool = False,
    ) -> HttpAnswer:
        """One call. 2xx comes back (4xx too with ``accept_4xx``), everything else raises ``ExternalError``.

        ``params`` as text is sent as it is, for signed queries. ``is_idempotent`` defaults by the method; say
        ``True`` for a POST that carries a key the other side knows.
        """
        if not path.startswith("/") or "?" in path or "#" in path:
            raise ValueError("a path begins with / and has no query")
        request = self._client.build_request(
            method,
            self._address(path, params),
            params=None if isinstance(params, str) or params is None else dict(params),
            headers=None if headers is None else dict(headers),
            json=json_body,
            content=content,
        )
        may_repeat = method.upper() in _IDEMPOTENT if is_idempotent is None else is_idempotent
        tries = 1 + (self._limits.retries if may_repeat else 0)
        for attempt in range(1, tries + 1):
            try:
                return self._attempt(request, attempt, accept_4xx=accept_4xx)
            except ExternalError as error:
                if error.permanent or attempt == tries:
                    raise
                self._sleep(_wait_s(attempt, error))
        raise AssertionError("unreachable")

    def close(self) -> None:
        self._client.close()

    def _address(self, path: str, params: Mapping[str, str] | str | None) -> str:
        query = f"?{params}" if isinstance(params, str) and params else ""
        return f"{self._base_url}{path}{query}"

    def _attempt(self, request: httpx.Request, attempt: int, *, accept_4xx: bool) -> HttpAnswer:
        started = self._monotonic()
        outcome = "failed"
        try:
            answer = self._send(request, started)
            outcome = str(answer.status)
            self._raise_for_status(answer, accept_4xx=accept_4xx)
            return answer
        except ExternalError as error:
            outcome = f"{outcome} {error.code}"
            raise
        finally:
            logger.info(
                "outside call %s %s %s: %s, attempt %d, %d ms",
                self.source,
                request.method,
                redact_path(request.url.path),
                outcome,
                attempt,
                round((self._monotonic() - started) * 1000),
            )

    def _send(self, request: httpx.Request, started: float) -> HttpAnswer:
        try:
            response = self._client.send(request, stream=True)
            try:
                body = self._read(response, started)
            finally:
                response.close()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise ExternalError("external_unreachable", source=self.source) from _bare(error)
        except httpx.TimeoutException as error:
            # The other side may have acted all the same: whoever repeats must bear a second effect.
            raise ExternalError("external_timeout", source=self.source) from _bare(error)
        except httpx.HTTPError as error:
            raise ExternalError("external_broken_off", source=self.source) from _bare(error)
        return HttpAnswer(response.status_code, dict(response.headers), body, self.source)

    def _read(self, response: httpx.Response, started: float) -> bytes:
        body = bytearray()
        for chunk in response.iter_bytes(_CHUNK_BYTES):
            body += chunk
            if len(body) > self._limits.max_bytes:
                raise ExternalError("external_too_large", permanent=True, source=self.source)
            if self._monotonic() - started > self._limits.total_s:
                raise ExternalError("external_timeout", source=self.source)
        return bytes(body)

    def _raise_for_status(self, answer: HttpAnswer, *, accept_4xx: bool) -> None:
        status = answer.status
        if 200 <= status < 300 or (accept_4xx and 400 <= status < 500 and status not in _RETRIED_STATUSES):
            return
        details: dict[str, object] = {"status": status}
        if retry_after := answer.headers.get("retry-after", ""):
            details["retry_after"] = retry_after[:10]
        code = "external_redirected" if 300 <= status < 400 else "external_refused"
        if status in _RETRIED_STATUSES or status >= 500:
            raise ExternalError("external_unavailable", source=self.source, details=details)
        raise ExternalError(code, permanent=True, source=self.source, details=details)


def redact_path(path: str) -> str:
    """A path fit for logs: long runs of digits and long opaque parts are starred out."""
    return re.sub(r"[0-9]{5,}[0-9Xx]*|[A-Za-z0-9_=-]{32,}", "***", path)


def _wait_s(attempt: int, error: ExternalError) -> float:
    asked = str(error.details.get("retry_after", ""))
    if asked.isdigit():
        return min(float(asked), _LONGEST_WAIT_S)
    return float(min(0.2 * 2 ** (attempt - 1) * random.uniform(0.8, 1.2), _LONGEST_WAIT_S))  # noqa: S311


def _bare(error: Exception) -> Exception:
    """The kind of an error without its text, which may quote an address."""
    return RuntimeError(type(error).__name__)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
