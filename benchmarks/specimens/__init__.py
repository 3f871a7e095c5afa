"""Specimens of papers and photographs of them, for tests and `make bench-ocr`.

The papers are drawn by `demo.specimens` (Pillow alone) and named here too; what a phone makes of them is
`camera.py` (numpy, OpenCV)::

    shot = photograph(id_front(person(7)), level="hard", seed=7)     # JPEG bytes in shot.jpeg
"""

from benchmarks.specimens.camera import LEVELS, Shot, photograph
from demo.specimens import (
    KINDS,
    LAYOUTS,
    Enterprise,
    Person,
    Style,
    canvas,
    cards,
    enterprise,
    fonts,
    holders,
    id_back,
    id_front,
    licence,
    licences,
    person,
    qr_text,
)

__all__ = [
    "KINDS",
    "LAYOUTS",
    "LEVELS",
    "Enterprise",
    "Person",
    "Shot",
    "Style",
    "canvas",
    "cards",
    "enterprise",
    "fonts",
    "holders",
    "id_back",
    "id_front",
    "licence",
    "licences",
    "person",
    "photograph",
    "qr_text",
]
