"""The engine: from the bytes of a photograph to fields, with everything between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np

from engines.contract import BadPicture
from engines.ocr import id_back, id_front, licence, papers, quality, sides
from engines.ocr.cleaning import cleaned, has_watermark
from engines.ocr.codes import codes_of
from engines.ocr.geometry import (
    Page,
    along_angle,
    main_cluster,
    reading_angle,
    straighten,
)
from engines.ocr.models import Floats, Models
from engines.ocr.pictures import Picture, decode, decode_pages
from engines.ocr.places import Place
from engines.ocr.sheet import Field, Sheet
from engines.ocr.verdict import SIGNS, Look, lacks_rows, verdict
from engines.ocr.words import is_han


@dataclass(frozen=True, slots=True)
class Plan:
    """How a kind of paper is looked at. Sides in pixels; with fewer than ``lines`` of print found, a closer look is taken."""

    find_px: int
    page_px: int
    read_px: int
    parse: Callable[[Sheet, str], dict[str, Field]]
    looks_like_it: Callable[[str], int]
    lines: int


PLANS: Final[dict[str, Plan]] = {
    "id_front": Plan(
        736,
        1500,
        960,
        lambda sheet, _: id_front.parse(sheet),
        id_front.looks_like_it,
        5,
    ),
    "id_back": Plan(736, 1500, 960, lambda sheet, _: id_back.parse(sheet), id_back.looks_like_it, 4),
    "licence": Plan(864, 2400, 1216, licence.parse, licence.looks_like_it, 12),
}
#: Lines that are read to tell which end is up.
_PROBES: Final = 6
_PROBE_HEIGHTS: Final = 5.0
_MARGIN: Final = 0.07
_WIDE_MARGIN: Final = 0.25
#: Lines beside the first card that may be a second one.
_SECOND_CARD: Final = 3
#: Where print is lost anyhow, no second look is taken.
_POOR: Final = frozenset({"fields_missing", "unreadable"})
_HOPELESS: Final = frozenset({"blurred", "too_small"})
#: So many of the longest lines read well in a mirror, where the picture is mirrored.
_MIRRORED_LINES: Final = 2
_READ_WELL: Final = 0.96


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
        """Read one picture of the paper ``kind`` (id_front, id_back, licence); of a PDF the page that looks most like it.

        Returns ``{"kind", "fields": {name: {"value", "confidence", "is_sure", "box"}}, "problems": […], "qr_text", "rotated_by",
        "engine"}`` and of a licence its ``form``, as ``PaperReading`` describes them. ``content_type`` is not trusted.

        Raises ``BadPicture``.
        """
        best: tuple[int, dict[str, Any]] | None = None
        for photograph in decode_pages(picture):
            found = self._read_picture(photograph, kind)
            if best is None or found[0] > best[0]:
                best = found
            if best[0] >= SIGNS[kind]:
                break
        if best is None:
            raise BadPicture("no page")
        return best[1]

    def codes(self, *, picture: bytes) -> list[str]:
        """The texts of the QR codes in one picture; no model is asked."""
        return codes_of(decode(picture))

    def _read_picture(self, photograph: Picture, kind: str) -> tuple[int, dict[str, Any]]:
        """How many signs of the paper a picture shows, and the answer."""
        plan = PLANS[kind]
        quads, is_marked = self._lines_of(photograph, plan)
        if not len(quads):
            return 0, self._answer(kind, {}, quality.problems_without_print(photograph), "", None)
        sheet, quads = self._straight_sheet(photograph, quads, kind, is_marked=is_marked)
        if sheet is None:
            return 0, self._answer(kind, {}, quality.problems_without_print(photograph), "", None)
        rating = plan.looks_like_it(_all_text(sheet))
        if rating < 2 and not _is_other(sheet, kind) and self._is_mirrored(photograph, quads):
            return 0, self._answer(kind, {}, ["mirrored"], "", None)
        qr_text = _qr_text(sheet.page.picture) if kind == "licence" else ""
        look = Look(kind, photograph, quads, sheet, plan.parse(sheet, qr_text))
        fields, problems = verdict(look)
        is_lost = not sheet.is_marked and lacks_rows(sheet, kind, fields)
        if (is_lost or set(problems) & _POOR) and not sheet.is_marked and not set(problems) & _HOPELESS:
            # Something pale may lie over the print that no line of it told.
            other, found = self._second_look(photograph, quads, sheet, kind)
            again, still = verdict(Look(kind, photograph, found, other, plan.parse(other, qr_text)))
            if _sum_of(again) > _sum_of(fields) or (is_lost and _is_fuller(again, fields)):
                sheet, fields, problems = other, again, still
        if "not_this_paper" in problems:
            rating = 0
        answer = self._answer(kind, fields, problems, qr_text, Place(sheet.page, photograph))
        if kind == "licence" and rating >= SIGNS[kind]:
            answer["form"] = papers.licence_form(line.text for line in sheet.lines)
        return rating, answer

    def _second_look(
        self, photograph: Picture, quads: Floats, sheet: Sheet, kind: str
    ) -> tuple[Sheet, Floats]:
        """The page read without what is paler than its print; found anew where a watermark's lines were taken for the paper's."""
        plan = PLANS[kind]
        if plan.looks_like_it(_all_text(sheet)) < SIGNS[kind]:
            lines = self._models.detect(cleaned(photograph, quads), plan.find_px)
            found, turned = self._straight_sheet(photograph, lines, kind, is_marked=True)
            if found is not None:
                return found, turned
        return self._read_page(photograph, quads, sheet.page.angle, plan, is_marked=True), quads

    def _lines_of(self, photograph: Picture, plan: Plan) -> tuple[Floats, bool]:
        """Where print is on a photograph, and whether a watermark lies over it; then without the watermark's lines."""
        quads = self._models.detect(photograph, plan.find_px)
        if len(quads) < plan.lines:
            # A paper that is small in its picture: only its largest print was seen.
            quads = self._models.detect(photograph, round(plan.find_px * 1.5))
        if not has_watermark(self._models, photograph, quads):
            return quads, False
        found = self._models.detect(cleaned(photograph, quads), plan.find_px)
        return (found if len(found) >= 2 else quads), True

    # ------------------------------------------------------------------ which way up

    def _straight_sheet(
        self, photograph: Picture, quads: Floats, kind: str, *, is_marked: bool
    ) -> tuple[Sheet | None, Floats]:
        """The page laid straight and read; tried the other way up where the first looks like nothing, and beside it."""
        plan = PLANS[kind]
        best: tuple[int, Sheet, Floats] | None = None
        for end in self._likely_ends(photograph, quads):
            along = along_angle(quads, end)
            found = main_cluster(along, end)
            sheet = self._read_page(photograph, found, end, plan, is_marked=is_marked)
            if kind != "licence" and sides.shows_both(sheet) and not _is_other(sheet, kind):
                found = sides.meant(sheet, along, kind)
                sheet = self._read_page(photograph, found, end, plan, is_marked=is_marked)
            rating = plan.looks_like_it(_all_text(sheet))
            if rating < 2 and kind != "licence" and len(along) - len(found) >= _SECOND_CARD:
                # Another card lies beside the first.
                rest = np.array(
                    [quad for quad in along if not (found == quad).all(axis=(1, 2)).any()],
                    np.float32,
                )
                beside = self._read_page(photograph, rest, end, plan, is_marked=is_marked)
                if plan.looks_like_it(_all_text(beside)) > rating:
                    sheet, found, rating = (
                        beside,
                        rest,
                        plan.looks_like_it(_all_text(beside)),
                    )
            if best is None or rating > best[0]:
                best = (rating, sheet, found)
            if rating >= 2 or _is_other(sheet, kind):
                break
        return (best[1], best[2]) if best else (None, quads)

    def _is_mirrored(self, photograph: Picture, quads: Floats) -> bool:
        """Whether print reads better from behind: a selfie camera keeps what it saw in the mirror."""
        flipped = np.ascontiguousarray(photograph[:, ::-1])
        turned = quads.copy()
        turned[:, :, 0] = photograph.shape[1] - 1 - turned[:, :, 0]
        turned = np.ascontiguousarray(turned[:, [1, 0, 3, 2]])
        long = np.argsort(-np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1))[:_PROBES]
        before = after = 0
        for place in long:
            before += self._is_read(photograph, quads[place])
            after += self._is_read(flipped, turned[place])
        return after >= _MIRRORED_LINES and after > 2 * before

    def _is_read(self, photograph: Picture, quad: Floats) -> bool:
        """Whether a line reads well along one of its two directions."""
        texts = (self._models.recognise(photograph, one) for one in (quad, np.roll(quad, 2, axis=0)))
        return any(len(text.chars) > 1 and text.confidence > _READ_WELL for text in texts)

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

    def _read_page(
        self,
        photograph: Picture,
        quads: Floats,
        angle: float,
        plan: Plan,
        *,
        is_marked: bool,
    ) -> Sheet:
        page = straighten(photograph, quads, angle, long_side_px=plan.page_px, margin=_MARGIN)
        ink = _ink(page, quads, is_marked=is_marked)
        found = along_angle(self._models.detect(ink, plan.read_px), 0.0)
        if len(found) and _touches(page.picture, found):
            # The first look missed print further out.
            page = straighten(photograph, quads, angle, long_side_px=plan.page_px, margin=_WIDE_MARGIN)
            ink = _ink(page, quads, is_marked=is_marked)
            found = along_angle(self._models.detect(ink, plan.read_px), 0.0)
        sheet = Sheet(page, self._models, ink, is_marked=is_marked)
        sheet.read(found)
        if sheet.watermarks and not is_marked:
            return self._read_page(photograph, quads, angle, plan, is_marked=True)
        return sheet

    # ------------------------------------------------------------------ answer

    def _answer(
        self,
        kind: str,
        fields: dict[str, Field],
        problems: list[str],
        qr_text: str,
        place: Place | None,
    ) -> dict[str, Any]:
        boxes = {name: place.box_of(one.glyphs) if place else None for name, one in fields.items()}
        return {
            "kind": kind,
            "fields": {name: one.as_dict() | {"box": boxes[name]} for name, one in fields.items()},
            "problems": problems,
            "qr_text": qr_text,
            "rotated_by": place.page.turned_degrees if place else 0,
            "engine": self.versions,
        }


def _ink(page: Page, quads: Floats, *, is_marked: bool) -> Picture:
    """What is read of a page: without its watermark where it has one."""
    if not is_marked:
        return page.picture
    corners = cv2.perspectiveTransform(quads.reshape(1, -1, 2).astype(np.float64), page.matrix)[0]
    return cleaned(page.picture, np.asarray(corners.reshape(-1, 4, 2), np.float32))


def _sum_of(fields: dict[str, Field]) -> int:
    """Fields that were read, the sure ones twice."""
    return len(fields) + sum(one.is_sure for one in fields.values())


def _is_fuller(again: dict[str, Field], before: dict[str, Field]) -> bool:
    """Whether nothing that was read before is missing now and an address is longer: the row that was lost is in it."""
    return all(name in again for name in before) and any(
        len(again[name].value) > len(before[name].value)
        for name in ("id_address", "registered_address")
        if name in before
    )


def _is_other(sheet: Sheet, kind: str) -> bool:
    return bool(papers.other_paper([line.text for line in sheet.lines], kind))


def _touches(picture: Picture, quads: Floats) -> bool:
    """Whether print runs over the left or right edge of a page."""
    height = float(np.median(np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)))
    edge = 0.25 * height
    return float(quads[:, :, 0].min()) < edge or float(quads[:, :, 0].max()) > picture.shape[1] - 1 - edge


def _middle(quad: Floats, share: float) -> Floats:
    """The middle part of a line, ``share`` of its length."""
    start, end = (1 - share) / 2, (1 + share) / 2
    top, bottom = quad[1] - quad[0], quad[2] - quad[3]
    corners = (
        quad[0] + top * start,
        quad[0] + top * end,
        quad[3] + bottom * end,
        quad[3] + bottom * start,
    )
    return np.array(corners, np.float32)


def _all_text(sheet: Sheet) -> str:
    return "".join(line.text for line in sheet.lines)


def _qr_text(picture: Picture) -> str:
    """The text of the first QR code on a page, "" for none."""
    return next(iter(codes_of(picture)), "")[:1000]
