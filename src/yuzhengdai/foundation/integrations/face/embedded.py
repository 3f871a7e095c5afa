"""The embedded face provider as web and worker see it: the engine's process measures, comparing is plain arithmetic here.

Assurance ``assist``: replayed films, deepfakes and virtual cameras are not detected, and the bounds were set on few people. Its yes
sends to review at most where the site demands ``certified``.

Bounds (tests/engines/face/test_people.py, n in docs/models.md): the same person on another picture was at most 0.83 apart,
strangers at least 1.07.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.conf import settings

from yuzhengdai.foundation.integrations.face import weights
from yuzhengdai.foundation.integrations.face.answer import frame_measure, portrait_from
from yuzhengdai.foundation.integrations.face.base import Assurance, FrameMeasure, Likeness, Portrait
from yuzhengdai.foundation.integrations.inference.client import InferenceClient
from yuzhengdai.foundation.integrations.inference.frames import pack_frames
from yuzhengdai.foundation.integrations.signed_http import unreadable

MATCH_AT_MOST: Final = 0.95
REVIEW_AT_MOST: Final = 1.05
EMBEDDING_LENGTH: Final = 128
#: Told where there is nothing to compare.
FARTHEST: Final = 9.0


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
        if not isinstance(answer, list) or len(answer) != len(frames):
            raise unreadable("face")
        return [frame_measure(entry, source="face") for entry in answer]

    def portrait(self, *, picture: bytes) -> Portrait:
        """Find a card's portrait in the engine's process."""
        return portrait_from(self._client.call("/portrait", picture), source="face")

    def compare(self, *, one: Sequence[float], other: Sequence[float]) -> Likeness:
        """Euclidean distance. Embeddings that are missing or of another kind are as far apart as can be."""
        distance = FARTHEST
        if len(one) == len(other) == EMBEDDING_LENGTH:
            distance = math.dist(one, other)
        return Likeness(distance, match_at_most=MATCH_AT_MOST, review_at_most=REVIEW_AT_MOST)


def make() -> EmbeddedFace:
    return EmbeddedFace(Path(settings.DATA_DIR))
