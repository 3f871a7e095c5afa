"""活体检测 as rules: what to draw, and whether measured frames show it done by one living person."""

from yuzhengdai.domain.verification.liveness.drawing import draw, draw_pauses_ms
from yuzhengdai.domain.verification.liveness.frames import Frame
from yuzhengdai.domain.verification.liveness.rules import (
    MAX_FAILURES,
    Judgement,
    judge,
    place_hint,
    verdict,
)
from yuzhengdai.domain.verification.liveness.signs import Sign
from yuzhengdai.domain.verification.liveness.words import (
    AT_AN_ACTION,
    HINT_SENTENCES,
    SENTENCES,
    TECHNICAL,
    Hint,
    Reason,
)

__all__ = [
    "AT_AN_ACTION",
    "HINT_SENTENCES",
    "MAX_FAILURES",
    "SENTENCES",
    "TECHNICAL",
    "Frame",
    "Hint",
    "Judgement",
    "Reason",
    "Sign",
    "draw",
    "draw_pauses_ms",
    "judge",
    "place_hint",
    "verdict",
]
