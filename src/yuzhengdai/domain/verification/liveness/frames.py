"""One measured frame with its two times."""

from __future__ import annotations

from dataclasses import dataclass

from yuzhengdai.foundation.integrations.face.base import FrameMeasure


@dataclass(frozen=True, slots=True)
class Frame:
    """``t_ms`` by the browser's clock from any zero; ``arrived_ms`` by the server's, from the draw to its batch."""

    t_ms: int
    arrived_ms: int
    measure: FrameMeasure
