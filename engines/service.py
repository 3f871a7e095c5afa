"""The process around one engine: plain WSGI, no Django, one computation at a time.

``ENGINE`` names the engine. Addresses::

    GET  /ready                            {"engine": …, "versions": …}; answers only once the models are loaded and warm
    POST /read?kind=id_front               body: the picture, its Content-Type            → {"result": {…}}   (ocr)
    POST /codes                            body: the picture                               → {"result": ["…"]} (ocr)
    POST /measure?embedding=1              body: frames, each behind its length (frames.py) → {"result": [{…}]} (face)
    POST /portrait                         body: the picture                               → {"result": {…}}   (face)

Errors are JSON ``{"code": …}``: 400 broken body, 404, 405, 411, 413, 422 no picture, 500 engine failed, 503 with Retry-After: all
places to wait are taken, or the wait was too long. Nothing about a picture is logged. A worker that cannot load its models ends;
who started it starts it again.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final, cast
from urllib.parse import parse_qs

from engines.contract import (
    BadPicture,
    Engine,
    FaceEngine,
    OcrEngine,
    make_engine,
)
from yuzhengdai.foundation.integrations.inference.frames import BadFrames, unpack_frames
from yuzhengdai.foundation.integrations.inference.place import PLANS, EnginePlan

logger = logging.getLogger(__name__)

RETRY_AFTER_S: Final = 2
MAX_FRAMES: Final = 24
CHUNK_BYTES: Final = 65_536
WATCH_S: Final = 1.0
PAPER_KINDS: Final = frozenset({"id_front", "id_back", "licence"})

StartResponse = Callable[[str, list[tuple[str, str]]], object]


class Refusal(Exception):
    """An answer that is not 200."""

    def __init__(self, status: HTTPStatus, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class Gate:
    """One runs, ``waiting`` wait, the rest is turned away."""

    def __init__(self, waiting: int, wait_s: float) -> None:
        self._places = threading.BoundedSemaphore(waiting + 1)
        self._turn = threading.Lock()
        self._wait_s = wait_s
        self._began: float | None = None

    def running_s(self) -> float:
        """How long the present computation has been running; 0 where none is."""
        began = self._began
        return 0.0 if began is None else time.monotonic() - began

    def run(self, prepare: Callable[[], Callable[[], Any]]) -> Any:
        """Call ``prepare`` with a place taken (it reads the body) and, when it is its turn, what that returned."""
        if not self._places.acquire(blocking=False):
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "busy")
        try:
            work = prepare()
            if not self._turn.acquire(timeout=self._wait_s):
                raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "busy")
            try:
                self._began = time.monotonic()
                return work()
            finally:
                self._began = None
                self._turn.release()
        finally:
            self._places.release()


class Request:
    """What of a WSGI environment is looked at here."""

    def __init__(self, environ: Mapping[str, Any], body_bytes: int) -> None:
        self.method: str = environ["REQUEST_METHOD"]
        self.path: str = environ.get("PATH_INFO", "")
        self.query = {key: values[-1] for key, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        self.content_type = str(environ.get("CONTENT_TYPE", "") or environ.get("HTTP_CONTENT_TYPE", ""))
        self._input = environ["wsgi.input"]
        length = environ.get("CONTENT_LENGTH") or environ.get("HTTP_CONTENT_LENGTH") or ""
        self._length = int(length) if str(length).isdecimal() else -1
        self._body_bytes = body_bytes

    def body(self) -> bytes:
        """The whole body: as long as it said, within the limit."""
        if self._length < 0:
            raise Refusal(HTTPStatus.LENGTH_REQUIRED, "length_required")
        if self._length > self._body_bytes:
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
        body = cast(bytes, self._input.read(self._length))
        self._length -= len(body)
        if self._length or not body:
            raise Refusal(HTTPStatus.BAD_REQUEST, "broken_body")
        return body

    def drain(self) -> None:
        """Read what an early answer left unread: the other side would see a reset instead of the answer. Not what is endless."""
        while 0 < self._length <= 2 * self._body_bytes:
            chunk = self._input.read(min(self._length, CHUNK_BYTES))
            if not chunk:
                return
            self._length -= len(chunk)


Work = Callable[[Request], Callable[[], Any]]


class Service:
    """The WSGI application of one engine."""

    def __init__(self, plan: EnginePlan, engine: Engine) -> None:
        self._plan = plan
        self._engine = engine
        self._gate = Gate(plan.waiting, plan.wait_s)
        works: dict[str, dict[str, Work]] = {
            "ocr": {"/read": self._read, "/codes": self._codes},
            "face": {"/measure": self._measure, "/portrait": self._portrait},
        }
        self._works = works[plan.name]

    def __call__(self, environ: Mapping[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; nothing that a request holds ends the process."""
        headers = [("Content-Type", "application/json")]
        request = Request(environ, self._plan.body_bytes)
        try:
            status, answer = HTTPStatus.OK, self._answer(request)
        except Refusal as refusal:
            status, answer = refusal.status, {"code": refusal.code}
            if status == HTTPStatus.SERVICE_UNAVAILABLE:
                headers.append(("Retry-After", str(RETRY_AFTER_S)))
        except Exception:
            logger.exception("%s: %s failed", self._plan.name, environ.get("PATH_INFO", ""))
            status, answer = HTTPStatus.INTERNAL_SERVER_ERROR, {"code": "failed"}
        request.drain()
        body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
        start_response(f"{status.value} {status.phrase}", [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def is_stuck(self) -> bool:
        """Whether the present computation has been running for too long."""
        return self._gate.running_s() > self._plan.stuck_s

    def _answer(self, request: Request) -> dict[str, Any]:
        if request.path == "/ready":
            return {"engine": self._plan.name, "versions": self._engine.versions}
        prepare = self._works.get(request.path)
        if prepare is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "not_found")
        if request.method != "POST":
            raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed")
        try:
            return {"result": self._gate.run(lambda: prepare(request))}
        except BadFrames as error:
            raise Refusal(HTTPStatus.BAD_REQUEST, "broken_body") from error
        except BadPicture as error:
            raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_picture") from error

    def _read(self, request: Request) -> Callable[[], Any]:
        kind = request.query.get("kind", "")
        if kind not in PAPER_KINDS:
            raise Refusal(HTTPStatus.BAD_REQUEST, "unknown_kind")
        engine, picture = cast(OcrEngine, self._engine), request.body()
        return lambda: engine.read(kind=kind, picture=picture, content_type=request.content_type)

    def _codes(self, request: Request) -> Callable[[], Any]:
        engine, picture = cast(OcrEngine, self._engine), request.body()
        return lambda: engine.codes(picture=picture)

    def _measure(self, request: Request) -> Callable[[], Any]:
        engine = cast(FaceEngine, self._engine)
        frames = unpack_frames(request.body(), at_most=MAX_FRAMES)
        with_embedding = request.query.get("embedding") == "1"
        return lambda: engine.measure(frames=frames, with_embedding=with_embedding)

    def _portrait(self, request: Request) -> Callable[[], Any]:
        engine, picture = cast(FaceEngine, self._engine), request.body()
        return lambda: engine.portrait(picture=picture)


def watched(service: Service) -> Service:
    """End this worker when a computation hangs (granian starts another) or granian's own process is gone (nobody would ever stop it)."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent and not service.is_stuck():
            time.sleep(WATCH_S)
        if service.is_stuck():
            logger.error("a computation did not end; this worker ends")
        os._exit(1)

    threading.Thread(target=watch, name="watch", daemon=True).start()
    return service


def make_application() -> Service:
    """granian's factory: load the engine that ``ENGINE`` names, warm it up, then serve."""
    plan = PLANS[os.environ["ENGINE"]]
    engine = make_engine(plan.name)
    engine.warm_up()
    return watched(Service(plan, engine))
