"""Faces: measuring frames, comparing portraits. The verdict on liveness is ours (domain.verification.liveness), from measures.

A provider says what it is worth: ``assist`` may refuse or send to review; only ``certified`` may pass where the site demands it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Assurance(StrEnum):
    """What a provider's yes is worth."""

    ASSIST = "assist"
    CERTIFIED = "certified"


class FaceAction(StrEnum):
    """What the server may ask for; each set holds a blink or a mouth (a turn alone is beaten by a tilted photograph)."""

    BLINK = "blink"
    MOUTH = "mouth"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"


@dataclass(frozen=True, slots=True)
class FrameMeasure:
    """One frame, measured. Lengths in shares of the frame's width; angles in degrees, yaw > 0: to the person's left.

    ``faces`` found (0, 1, 2); with other than one the rest is zero. ``eye_ratio`` and ``mouth_ratio`` are aspect ratios (eye
    opening over eye width; inner lip gap over mouth width). ``embedding`` is empty where it was not asked for.
    """

    faces: int
    centre_x: float = 0.0
    centre_y: float = 0.0
    width: float = 0.0
    eye_ratio: float = 0.0
    mouth_ratio: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    brightness: float = 0.0
    sharpness: float = 0.0
    flatness: float = 0.0
    embedding: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Portrait:
    """The face on a card. ``faces`` as found; the embedding is empty when there is not exactly one usable face."""

    faces: int
    embedding: tuple[float, ...] = ()
    width_px: int = 0


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two faces are. ``distance`` smaller is more alike; the bounds are the provider's own."""

    distance: float
    match_at_most: float
    review_at_most: float

    @property
    def verdict(self) -> str:
        """ "match", "review" or "different"."""
        if self.distance <= self.match_at_most:
            return "match"
        return "review" if self.distance <= self.review_at_most else "different"


class FaceProvider(Protocol):
    """Measures and compares. Raises ``ExternalError`` (code "face_busy" when its queue is full); an error is never a pass."""

    name: str
    assurance: Assurance
    model_versions: str

    def measure(self, *, frames: Sequence[bytes], with_embedding: bool) -> list[FrameMeasure]:
        """Measure JPEG frames (≤ 640 × 640), in order."""
        ...

    def portrait(self, *, picture: bytes) -> Portrait:
        """Find the portrait on a picture of a card's front."""
        ...

    def compare(self, *, one: Sequence[float], other: Sequence[float]) -> Likeness:
        """Compare two embeddings of this provider."""
        ...
