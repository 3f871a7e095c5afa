"""Specimens of ID cards and business licences, and photographs of them: for tests, `make bench-ocr` and the demo.

Everything is invented, marked 「示例」, and the same for the same seed. Needs Pillow, numpy, OpenCV and segno, and the project's
Chinese fonts (node_modules); nothing of Django::

    holder = person(7)
    card = id_front(holder, portrait=Image.open("face.jpg"))        # PIL image, upright, flat
    shot = photograph(card, level="hard", seed=7)                    # JPEG bytes in shot.jpeg
    holder.front()                                                   # what a reading should say
    licence(enterprise(7, "sole_trader"), qr=True, style=Style.drawn(7, layout="portrait"))
"""

from benchmarks.specimens.camera import LEVELS, Shot, photograph
from benchmarks.specimens.canvas import Style
from benchmarks.specimens.cards import id_back, id_front
from benchmarks.specimens.holders import KINDS, Enterprise, Person, enterprise, person
from benchmarks.specimens.licences import LAYOUTS, licence, qr_text

__all__ = [
    "KINDS",
    "LAYOUTS",
    "LEVELS",
    "Enterprise",
    "Person",
    "Shot",
    "Style",
    "enterprise",
    "id_back",
    "id_front",
    "licence",
    "person",
    "photograph",
    "qr_text",
]
