"""活体检测 as rules: what to draw, and whether measured frames show it done by one living person."""

from yuzhengdai.domain.verification.liveness.rules import (
    GLASSES_AFTER,
    MAX_FAILURES,
    Frame,
    Judgement,
    draw,
    judge,
    place_hint,
    verdict,
)
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
    "GLASSES_AFTER",
    "HINT_SENTENCES",
    "MAX_FAILURES",
    "SENTENCES",
    "TECHNICAL",
    "Frame",
    "Hint",
    "Judgement",
    "Reason",
    "draw",
    "judge",
    "place_hint",
    "verdict",
]
