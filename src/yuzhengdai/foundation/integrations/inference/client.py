"""Calls to an engine's process over its Unix socket.

Every failure is a transient ``ExternalError`` with a code of the engine: ``ocr_busy`` or ``face_busy`` (all places taken),
``…_unavailable`` (not running, failed, too slow). A picture that an engine cannot decode is permanent: ``…_bad_picture``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import httpx

from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.http import HttpAnswer, HttpClient, Limits
from yuzhengdai.foundation.integrations.inference.place import socket_path

BUSY: Final = "现在办理的人较多，请稍候再试，您填的内容已保存。"
UNAVAILABLE: Final = "识别服务暂时没有响应，您填的内容已保存，请稍后再试。"
BAD_PICTURE: Final = "这张照片打不开，请重新拍照或换一张。"
#: Seconds: the wait in the engine's queue and the longest computation.
LIMITS: Final[Mapping[str, Limits]] = {
    "ocr": Limits(connect_s=1.0, read_s=25.0, total_s=25.0, retries=0),
    "face": Limits(connect_s=1.0, read_s=12.0, total_s=12.0, retries=0),
}


class InferenceClient:
    """One engine, seen from a web or worker process. Safe to share between threads."""

    def __init__(self, engine: str, data_dir: Path, *, limits: Limits | None = None) -> None:
        self.engine = engine
        # No connection is kept: a new one costs nothing here, a kept one may belong to a worker that is gone.
        transport = httpx.HTTPTransport(
            uds=str(socket_path(data_dir, engine)), limits=httpx.Limits(max_keepalive_connections=0)
        )
        self._http = HttpClient(
            engine, "http://localhost", limits=limits or LIMITS[engine], transport=transport
        )

    def call(
        self, path: str, body: bytes, *, params: Mapping[str, str] | None = None, content_type: str = ""
    ) -> Any:
        """Send a body, return the result. Nothing is tried twice: a picture that ends a worker would end the next one too."""
        headers = {"Content-Type": content_type or "application/octet-stream"}
        try:
            answer = self._http.request(
                "POST", path, params=params, headers=headers, content=body, accept_4xx=True
            )
        except ExternalError as error:
            raise self._own(error) from error
        return self._result(answer)

    def versions(self) -> str:
        """What the engine says of its models; ``ExternalError`` where it is not ready."""
        try:
            return str(self._http.request("GET", "/ready").json_object().get("versions", ""))
        except ExternalError as error:
            raise self._own(error) from error

    def _result(self, answer: HttpAnswer) -> Any:
        if answer.status == httpx.codes.OK:
            return answer.json_object().get("result")
        if answer.status in {httpx.codes.UNPROCESSABLE_ENTITY, httpx.codes.REQUEST_ENTITY_TOO_LARGE}:
            raise ExternalError(f"{self.engine}_bad_picture", BAD_PICTURE, permanent=True, source=self.engine)
        details = {"status": answer.status}
        raise ExternalError(f"{self.engine}_unavailable", UNAVAILABLE, source=self.engine, details=details)

    def _own(self, error: ExternalError) -> ExternalError:
        is_busy = error.details.get("status") == httpx.codes.SERVICE_UNAVAILABLE
        code, sentence = ("busy", BUSY) if is_busy else ("unavailable", UNAVAILABLE)
        return ExternalError(
            f"{self.engine}_{code}",
            sentence,
            source=self.engine,
            details={**error.details, "cause": error.code},
        )
