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
    """One frame, measured. Angles in degrees, yaw > 0: to the person's left, pitch > 0: chin up (both against an average head:
    use differences to the own neutral frame).

    ``faces`` found (0, 1, 2); with other than one the rest is zero. ``centre_x`` and ``width`` of the face in shares of the frame's
    width, ``centre_y`` of its height. ``eye_ratio`` and ``mouth_ratio`` are aspect ratios (eye opening over eye width; inner lip
    gap over mouth width). ``brightness`` of the face and ``sharpness`` 0…1. ``embedding`` is empty where it was not asked for.
    ``points`` (x, y, x, y… in shares of the frame's width) lie on parts that do not move against each other
    (engines.face.points.RIGID), to be laid on those of any other frame of the sequence. ``chin`` (below the nose to chin) and ``jaw``
    (ear to chin, mean of both sides) are lengths in shares of the nose's length plus the eyes' distance; 0 where they were not
    measured. ``flatness`` is what a plane leaves over against the first frame of the same call alone, for a turn of
    20° (heads 0.021 and more, a tilted photograph 0.017 and less); 1 where these two frames differ by less than 10°.
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
    chin: float = 0.0
    jaw: float = 0.0
    embedding: tuple[float, ...] = ()
    points: tuple[float, ...] = ()


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
