"""QR codes as the path of an inline SVG."""

from __future__ import annotations

import segno

_QUIET_MODULES = 2


def qr_path(text: str) -> tuple[str, int]:
    """(``d`` of the dark modules, modules a side with the quiet zone) of a QR code with error correction M."""
    matrix = segno.make(text, error="m", micro=False).matrix
    size = len(matrix) + 2 * _QUIET_MODULES
    parts = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                parts.append(f"M{start + _QUIET_MODULES} {y + _QUIET_MODULES}h{x - start}v1h-{x - start}z")
            x += 1
    return "".join(parts), size
