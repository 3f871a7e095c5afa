"""The engine: from the bytes of a photograph to fields, with everything between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import zxingcpp

from engines.ocr import id_back, id_front, licence, quality
from engines.ocr.geometry import (
    along_angle,
    main_cluster,
    reading_angle,
    straighten,
)
from engines.ocr.models import Floats, Models
from engines.ocr.pictures import Picture, decode, grey
from engines.ocr.sheet import Field, Sheet
from engines.ocr.words import is_han


@dataclass(frozen=True, slots=True)
class Plan:
    """How a kind of paper is looked at. Sides in pixels; ``fields`` that every such paper has; with fewer than
    ``lines`` of print found, a closer look is taken.
    """

    find_px: int
    page_px: int
    read_px: int
    parse: Callable[[Sheet, str], dict[str, Field]]
    looks_like_it: Callable[[str], int]
    fields: int
    lines: int


PLANS: Final[dict[str, Plan]] = {
    "id_front": Plan(736, 1500, 960, lambda sheet, _: id_front.parse(sheet), id_front.looks_like_it, 6, 5),
    "id_back": Plan(736, 1500, 960, lambda sheet, _: id_back.parse(sheet), id_back.looks_like_it, 3, 4),
    "licence": Plan(864, 2400, 1216, licence.parse, licence.looks_like_it, 6, 12),
}
#: Lines that are read to tell which end is up.
_PROBES: Final = 6
_PROBE_HEIGHTS: Final = 5.0
_MARGIN: Final = 0.07
_WIDE_MARGIN: Final = 0.25
_CLEAR: Final = 0.8


class Reader:
    """Reads papers with one set of models, one picture at a time."""

    def __init__(self) -> None:
        self._models = Models()
        self.versions = self._models.versions

    def warm_up(self) -> None:
        """Run both networks once at the sizes of an ID card."""
        blank = np.full((720, 960, 3), 230, np.uint8)
        self._models.detect(blank, 960)
        quad = np.array([[20, 20], [420, 20], [420, 60], [20, 60]], np.float32)
        self._models.recognise(blank, quad)

    def read(self, *, kind: str, picture: bytes, content_type: str) -> dict[str, Any]:
        """Read one picture of the paper ``kind`` (id_front, id_back, licence).

        Returns ``{"kind", "fields": {name: {"value", "confidence", "is_sure"}}, "problems": […], "qr_text", "rotated_by",
        "engine"}`` as ``PaperReading`` describes them. ``content_type`` is not trusted. Raises ``BadPicture``.
        """
        plan = PLANS[kind]
        photograph = decode(picture)
        quads = self._models.detect(photograph, plan.find_px)
        if len(quads) < plan.lines:
            # A paper that is small in its picture: only its largest print was seen.
            quads = self._models.detect(photograph, round(plan.find_px * 1.5))
        sheet, quads = self._straight_sheet(photograph, quads, plan)
        if sheet is None:
            return self._answer(kind, {}, quality.problems_without_print(photograph), "", 0)
        qr_text = _qr_text(sheet.page.picture) if kind == "licence" else ""
        fields = plan.parse(sheet, qr_text)
        problems = self._problems(photograph, quads, sheet, kind, fields)
        if "not_this_paper" in problems:
            fields = {}
        return self._answer(kind, fields, problems, qr_text, sheet.page.turned_degrees)

    # ------------------------------------------------------------------ which way up

    def _straight_sheet(self, photograph: Picture, quads: Floats, plan: Plan) -> tuple[Sheet | None, Floats]:
        """The page laid straight and read; tried the other way up where the first looks like nothing."""
        if not len(quads):
            return None, quads
        best: tuple[int, Sheet, Floats] | None = None
        for end in self._likely_ends(photograph, quads):
            found = main_cluster(along_angle(quads, end), end)
            sheet = self._read_page(photograph, found, end, plan)
            rating = plan.looks_like_it(_all_text(sheet))
            if best is None or rating > best[0]:
                best = (rating, sheet, found)
            if rating >= 2:
                break
        return (best[1], best[2]) if best else (None, quads)

    def _likely_ends(self, photograph: Picture, quads: Floats) -> list[float]:
        """The two directions in which the print may run, the likelier first: some of it is read both ways."""
        angle = reading_angle(quads)
        forth = along_angle(quads, angle)
        if not len(forth):
            return []
        back = np.roll(forth, 2, axis=1)
        width = np.linalg.norm(forth[:, 1] - forth[:, 0], axis=1)
        height = np.maximum(np.linalg.norm(forth[:, 3] - forth[:, 0], axis=1), 1.0)
        likely = np.argsort(-np.minimum(width / height, 7) * np.sqrt(height))
        lead = 0.0
        for number, place in enumerate(likely[:_PROBES]):
            share = min(1.0, _PROBE_HEIGHTS * float(height[place]) / float(width[place]))
            lead += self._readability(photograph, _middle(forth[place], share))
            lead -= self._readability(photograph, _middle(back[place], share))
            if number and abs(lead) > 3.0:
                break
        return [angle, (angle + 180) % 360] if lead >= 0 else [(angle + 180) % 360, angle]

    def _readability(self, photograph: Picture, quad: Floats) -> float:
        """How well a piece of print reads along its numbering: confidence times characters, Chinese ones above all."""
        text = self._models.recognise(photograph, quad)
        han = sum(is_han(char) for char in text.chars)
        return text.confidence**2 * min(han + 0.3 * (len(text.chars) - han), 6)

    def _read_page(self, photograph: Picture, quads: Floats, angle: float, plan: Plan) -> Sheet:
        page = straighten(photograph, quads, angle, long_side_px=plan.page_px, margin=_MARGIN)
        found = along_angle(self._models.detect(page.picture, plan.read_px), 0.0)
        if len(found) and _touches(page.picture, found):
            # The first look missed print further out.
            page = straighten(photograph, quads, angle, long_side_px=plan.page_px, margin=_WIDE_MARGIN)
            found = along_angle(self._models.detect(page.picture, plan.read_px), 0.0)
        sheet = Sheet(page, self._models)
        sheet.read(found)
        return sheet

    # ------------------------------------------------------------------ verdict

    @staticmethod
    def _problems(
        photograph: Picture, quads: Floats, sheet: Sheet, kind: str, fields: dict[str, Field]
    ) -> list[str]:
        text = _all_text(sheet)
        ratings = {name: plan.looks_like_it(text) for name, plan in PLANS.items()}
        other = max((name for name in ratings if name != kind), key=lambda name: ratings[name])
        if ratings[other] >= 2 and ratings[other] > ratings[kind] + 1:
            return ["not_this_paper", f"is_{other}"]
        problems = quality.problems_of(photograph, quads, sheet)
        if not fields:
            problems.append(
                "not_this_paper" if len(text) > 8 and not ratings[kind] and not problems else "unreadable"
            )
        elif len(fields) == PLANS[kind].fields and all(one.is_sure for one in fields.values()):
            # Everything was read and is certain: the picture served, however it looks.
            return []
        elif len(fields) >= PLANS[kind].fields:
            # Nothing is missing, so nothing was cut off; and what shone did no harm where all of it was read well.
            was_clear = all(one.confidence >= _CLEAR for one in fields.values())
            if _is_number_short(fields) and quality.has_burnt_gap(grey(photograph), quads):
                # Whoever reviews needs the picture too, and the number is the field that must not be guessed.
                return ["glare", *(one for one in problems if one not in {"cut_off", "glare"})]
            return [one for one in problems if one != "cut_off" and not (one == "glare" and was_clear)]
        elif _is_number_short(fields) and quality.has_burnt_gap(grey(photograph), quads):
            problems = ["glare", *(one for one in problems if one != "glare")]
        elif not problems and kind != "licence":
            # A card has all its fields; what is missing of good print lies outside or under a finger.
            problems.append("cut_off")
        return problems

    def _answer(
        self, kind: str, fields: dict[str, Field], problems: list[str], qr_text: str, rotated_by: int
    ) -> dict[str, Any]:
        return {
            "kind": kind,
            "fields": {name: one.as_dict() for name, one in fields.items()},
            "problems": problems,
            "qr_text": qr_text,
            "rotated_by": rotated_by,
            "engine": self.versions,
        }


def _touches(picture: Picture, quads: Floats) -> bool:
    """Whether print runs over the left or right edge of a page."""
    height = float(np.median(np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)))
    edge = 0.25 * height
    return float(quads[:, :, 0].min()) < edge or float(quads[:, :, 0].max()) > picture.shape[1] - 1 - edge


def _middle(quad: Floats, share: float) -> Floats:
    """The middle part of a line, ``share`` of its length."""
    start, end = (1 - share) / 2, (1 + share) / 2
    top, bottom = quad[1] - quad[0], quad[2] - quad[3]
    corners = (quad[0] + top * start, quad[0] + top * end, quad[3] + bottom * end, quad[3] + bottom * start)
    return np.array(corners, np.float32)


def _is_number_short(fields: dict[str, Field]) -> bool:
    """Whether the number of a card or a licence was read and has not its 18 characters."""
    number = fields.get("id_number") or fields.get("uscc")
    return number is not None and not number.is_sure and len(number.value) < 18


def _all_text(sheet: Sheet) -> str:
    return "".join(line.text for line in sheet.lines)


def _qr_text(picture: Picture) -> str:
    """The text of the first QR code on a page, "" for none."""
    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    texts = (code.text.strip()[:1000] for code in zxingcpp.read_barcodes(grey(picture), formats=wanted))
    return next((text for text in texts if text), "")
