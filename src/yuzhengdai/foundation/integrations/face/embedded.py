"""The embedded face provider as web and worker see it: the engine's process measures, comparing is plain arithmetic here.

Assurance ``assist``: models of public research, known to be weaker on Chinese faces; replayed films, deepfakes and virtual cameras
are not detected. Its yes sends to review at most where the site demands ``certified``.

Bounds: the same photograph changed in 25 ways was at most 0.51 apart (mean 0.18), a card's portrait 0.13–0.22 from its owner,
different people at least 0.635.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.face import weights
from yuzhengdai.foundation.integrations.face.base import Assurance, FrameMeasure, Likeness, Portrait
from yuzhengdai.foundation.integrations.inference.client import InferenceClient
from yuzhengdai.foundation.integrations.inference.frames import pack_frames

MATCH_AT_MOST: Final = 0.45
REVIEW_AT_MOST: Final = 0.60
EMBEDDING_LENGTH: Final = 128
#: Told where there is nothing to compare.
FARTHEST: Final = 9.0
_FIGURES: Final = (
    "centre_x", "centre_y", "width", "eye_ratio", "mouth_ratio", "yaw", "pitch", "brightness", "sharpness", "flatness",
)  # fmt: skip


class EmbeddedFace:
    """See ``FaceProvider``."""

    name = "embedded"
    assurance = Assurance.ASSIST
    model_versions = weights.VERSIONS

    def __init__(self, data_dir: Path) -> None:
        self._client = InferenceClient("face", data_dir)

    def measure(self, *, frames: Sequence[bytes], with_embedding: bool) -> list[FrameMeasure]:
        """Measure frames in the engine's process."""
        params = {"embedding": "1" if with_embedding else "0"}
        answer = self._client.call("/measure", pack_frames(frames), params=params)
        try:
            found = [frame_measure(entry) for entry in answer]
        except (KeyError, TypeError, ValueError):
            raise _bad_answer() from None
        if len(found) != len(frames):
            raise _bad_answer()
        return found

    def portrait(self, *, picture: bytes) -> Portrait:
        """Find a card's portrait in the engine's process."""
        answer = self._client.call("/portrait", picture)
        try:
            return portrait_from(answer)
        except (KeyError, TypeError, ValueError):
            raise _bad_answer() from None

    def compare(self, *, one: Sequence[float], other: Sequence[float]) -> Likeness:
        """Euclidean distance. Embeddings that are missing or of another kind are as far apart as can be."""
        distance = FARTHEST
        if len(one) == len(other) == EMBEDDING_LENGTH:
            distance = math.dist(one, other)
        return Likeness(distance, match_at_most=MATCH_AT_MOST, review_at_most=REVIEW_AT_MOST)


def frame_measure(entry: Mapping[str, Any]) -> FrameMeasure:
    """A measure from an engine's or vendor's JSON; ``KeyError``, ``TypeError`` or ``ValueError`` where it is none."""
    faces = int(entry["faces"])
    if faces != 1:
        return FrameMeasure(faces=min(max(faces, 0), 2))
    figures = {name: _finite(entry[name]) for name in _FIGURES}
    return FrameMeasure(
        faces=1,
        **figures,
        embedding=tuple(_finite(value) for value in entry.get("embedding", ())),
        points=tuple(_finite(value) for value in entry.get("points", ())),
    )


def portrait_from(entry: Mapping[str, Any]) -> Portrait:
    """A portrait from JSON; errors as in ``frame_measure``."""
    embedding = tuple(_finite(value) for value in entry.get("embedding", ()))
    return Portrait(
        faces=max(int(entry["faces"]), 0), embedding=embedding, width_px=max(int(entry.get("width_px", 0)), 0)
    )


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("not a number")
    return number


def _bad_answer() -> ExternalError:
    return ExternalError("face_unavailable", source="face", details={"cause": "bad_answer"})


def make() -> EmbeddedFace:
    """For the registry."""
    return EmbeddedFace(Path(settings.DATA_DIR))
