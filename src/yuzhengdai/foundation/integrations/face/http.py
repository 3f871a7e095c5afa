"""A vendor's faces over signed HTTP: POST /face/measure, /face/portrait, /face/compare (docs/integrations.md).

What its yes is worth is declared by the operator (``OUTSIDE_SERVICES["face"]["assurance"]``), never by the vendor's answer.
"""

from __future__ import annotations

import base64
import hashlib
import math
import struct
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings

from yuzhengdai.foundation.integrations.answers import Answer
from yuzhengdai.foundation.integrations.face.answer import frame_measure, portrait_from
from yuzhengdai.foundation.integrations.face.base import Assurance, FrameMeasure, Likeness, Portrait
from yuzhengdai.foundation.integrations.signed_http import SignedClient, client_for, unreadable

_READ_S: Final = 20.0
_FRAMES_A_CALL: Final = 16
_KEPT_COMPARISONS: Final = 512


class HttpFace:
    """See ``FaceProvider``. Safe to share between threads."""

    name = "http"

    def __init__(self, client: SignedClient, *, assurance: Assurance) -> None:
        self.assurance = assurance
        #: As the vendor's last answer says.
        self.model_versions = "http"
        self._client = client
        # A sequence is judged anew with each batch of frames; the same two faces are asked about once. Kept are digests, no faces.
        self._told: OrderedDict[bytes, Likeness] = OrderedDict()
        self._lock = threading.Lock()

    def measure(self, *, frames: Sequence[bytes], with_embedding: bool) -> list[FrameMeasure]:
        """Ask, sixteen frames at a time."""
        found: list[FrameMeasure] = []
        for start in range(0, len(frames), _FRAMES_A_CALL):
            part = frames[start : start + _FRAMES_A_CALL]
            question = {"frames": [_text(frame) for frame in part], "with_embedding": with_embedding}
            data = self._ask("/face/measure", question)
            told = data.get("measures")
            if not isinstance(told, list) or len(told) != len(part):
                raise unreadable(self._client.source)
            found += [frame_measure(entry, source=self._client.source) for entry in told]
        return found

    def portrait(self, *, picture: bytes) -> Portrait:
        return portrait_from(
            self._ask("/face/portrait", {"picture": _text(picture)}), source=self._client.source
        )

    def compare(self, *, one: Sequence[float], other: Sequence[float]) -> Likeness:
        """Ask once for each two faces."""
        key = _digest(one, other)
        with self._lock:
            known = self._told.get(key)
        if known is not None:
            return known
        data = self._ask("/face/compare", {"one": list(one), "other": list(other)})
        figures = [data.get(name) for name in ("distance", "match_at_most", "review_at_most")]
        numbers = [
            float(figure)
            for figure in figures
            if isinstance(figure, int | float) and not isinstance(figure, bool) and math.isfinite(figure)
        ]
        if len(numbers) != len(figures) or not numbers[1] <= numbers[2]:
            raise unreadable(self._client.source)
        likeness = Likeness(numbers[0], match_at_most=numbers[1], review_at_most=numbers[2])
        with self._lock:
            self._told[key] = likeness
            while len(self._told) > _KEPT_COMPARISONS:
                self._told.popitem(last=False)
        return likeness

    def _ask(self, path: str, question: Mapping[str, Any]) -> dict[str, Any]:
        data = self._client.call(path, question)
        self.model_versions = Answer(data, self._client.source).text("model_versions", limit=80)
        return data


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _digest(one: Sequence[float], other: Sequence[float]) -> bytes:
    packed = struct.pack(f">I{len(one)}d{len(other)}d", len(one), *one, *other)
    return hashlib.sha256(packed).digest()


def make() -> HttpFace:
    told = settings.OUTSIDE_SERVICES.get("face", {}).get("assurance", Assurance.ASSIST.value)
    return HttpFace(client_for("face", read_s=_READ_S), assurance=Assurance(told))
