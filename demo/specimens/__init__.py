"""Specimens of ID cards and business licences, drawn flat: for /sandbox/papers/, tests and `make bench-ocr`.

Everything is invented, marked 「示例」, and the same for the same seed. Needs Pillow, segno and the project's Chinese fonts
(node_modules); nothing of Django, numpy or OpenCV, since the web process draws them too::

    holder = person(7)
    card = id_front(holder, portrait=Image.open("face.jpg"))        # PIL image, upright, flat
    holder.front()                                                   # what a reading should say
    licence(enterprise(7, "sole_trader"), qr=True, style=Style.drawn(7, layout="portrait"))

Photographs of them are made by `benchmarks.specimens.photograph`.
"""

from demo.specimens.canvas import Style
from demo.specimens.cards import id_back, id_front
from demo.specimens.holders import KINDS, Enterprise, Person, enterprise, person
from demo.specimens.licences import LAYOUTS, licence, qr_text

__all__ = [
    "KINDS",
    "LAYOUTS",
    "Enterprise",
    "Person",
    "Style",
    "enterprise",
    "id_back",
    "id_front",
    "licence",
    "person",
    "qr_text",
]
