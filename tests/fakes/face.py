"""Faces as a test wants them: `get_face().measures` is a queue of FrameMeasures, one a frame; empty: a neutral face."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from tests.fakes.common import Fake
from yuzhengdai.foundation.integrations.face.base import Assurance, FrameMeasure, Likeness, Portrait

PERSON = (1.0, 0.0, 0.0)
OTHER_PERSON = (0.0, 1.0, 0.0)
NEUTRAL = FrameMeasure(
    faces=1, centre_x=0.5, centre_y=0.5, width=0.4, eye_ratio=0.3, mouth_ratio=0.05, brightness=0.5,
    sharpness=0.8, flatness=0.1,
)  # fmt: skip


class FakeFace(Fake):
    """`embedding` is of whoever is before the camera, `card` what the card shows; `assurance` what its yes is worth."""

    model_versions = "fake 1"

    def __init__(self) -> None:
        super().__init__()
        self._assurance = Assurance.ASSIST
        self.measures: list[FrameMeasure] = []
        self.embedding: tuple[float, ...] = PERSON
        self.card = Portrait(faces=1, embedding=PERSON, width_px=200)

    @property
    def assurance(self) -> Assurance:
        """What a test gave it; in a site that takes no stand-in's word, an aid at most."""
        return self._assurance if self.may_count(True) else Assurance.ASSIST

    @assurance.setter
    def assurance(self, worth: Assurance) -> None:
        self._assurance = worth

    def measure(self, *, frames: Sequence[bytes], with_embedding: bool) -> list[FrameMeasure]:
        """The queued measures, then neutral ones. Asked for embeddings (of frames measured before) it takes none."""
        self.called("measure", frames=len(frames), with_embedding=with_embedding)
        if with_embedding:
            return [replace(NEUTRAL, embedding=self.embedding) for _ in frames]
        return [self.measures.pop(0) if self.measures else NEUTRAL for _ in frames]

    def portrait(self, *, picture: bytes) -> Portrait:
        """The card's portrait."""
        self.called("portrait", size=len(picture))
        return self.card

    def compare(self, *, one: Sequence[float], other: Sequence[float]) -> Likeness:
        """Plain distance."""
        self.called("compare")
        return Likeness(math.dist(one, other), match_at_most=0.4, review_at_most=0.5)


def make() -> FakeFace:
    """For the registry."""
    return FakeFace()
