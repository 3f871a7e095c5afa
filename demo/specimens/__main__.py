"""Draws one paper in a process of its own, whose memory goes with it: ``python -m demo.specimens``.

In: a line of JSON {"kind": "id-front" | "id-back" | "licence", "of": fields of Person or Enterprise}, then the bytes of a portrait.
Out: the paper on a table, as a JPEG. Nothing touches a disk.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import date
from typing import Any

from PIL import Image

from demo.specimens.canvas import Style
from demo.specimens.cards import id_back, id_front
from demo.specimens.holders import Enterprise, Person
from demo.specimens.licences import licence

_TABLE = (96, 104, 110)
#: Around the paper on the table, as a share of its longer side.
_MARGIN = 0.06
_LICENCE_PX_PER_MM = 6.0
_LICENCE = Style(label_colour=(60, 50, 40), ink=(20, 20, 22), tint=(250, 246, 232), layout="column", seed=3)
_DATES = {"born_on", "valid_from", "valid_until", "established_on", "issued_on"}


def draw(kind: str, of: dict[str, Any], portrait: bytes) -> Image.Image:
    fields: dict[str, Any] = {
        name: date.fromisoformat(value) if name in _DATES and value else value for name, value in of.items()
    }
    if kind == "licence":
        return licence(Enterprise(**fields), style=_LICENCE, px_per_mm=_LICENCE_PX_PER_MM)
    if kind == "id-back":
        return id_back(Person(**fields))
    with Image.open(io.BytesIO(portrait)) as picture:
        return id_front(Person(**fields), portrait=picture)


def main() -> None:
    asked = json.loads(sys.stdin.buffer.readline())
    paper = draw(asked["kind"], asked["of"], sys.stdin.buffer.read())
    margin = round(max(paper.size) * _MARGIN)
    table = Image.new("RGB", (paper.width + 2 * margin, paper.height + 2 * margin), _TABLE)
    table.paste(paper, (margin, margin))
    table.save(sys.stdout.buffer, "JPEG", quality=88)


if __name__ == "__main__":
    main()
