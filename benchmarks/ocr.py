"""How well and how fast the embedded OCR reads photographed specimens (`make bench-ocr`).

Every cell (kind × level) holds pictures that are the same for the same seed; nobody's data is in them. Accuracy is exact match per
field after widths and spaces are made alike. CPU is that of this process with one thread, split by upright and turned pictures.
With ``--write`` the figures go to docs/performance-ocr.md.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.specimens import LEVELS, Style, enterprise, id_back, id_front, licence, person, photograph
from yuzhengdai.foundation.integrations.ocr.engine import Reader, make

KINDS = ("id_front", "id_back", "licence")
DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "performance-ocr.md"
NUMBERS = ("id_number", "uscc")
TARGETS = {"id_front": (99, 99, 97), "id_back": (99, 99, 97), "licence": (97, 97, 90)}


@dataclass(slots=True)
class Cell:
    """What came out of one kind at one level. CPU in seconds a picture."""

    pictures: int = 0
    fields: int = 0
    right: int = 0
    whole: int = 0
    sure: int = 0
    sure_wrong: int = 0
    sure_numbers_wrong: int = 0
    numbers_sure: int = 0
    cpu_upright: list[float] = field(default_factory=list)
    cpu_turned: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """Fields read exactly, in per cent."""
        return 100 * self.right / self.fields if self.fields else 0.0


def specimen(kind: str, level: str, seed: int) -> tuple[bytes, int, dict[str, str]]:
    """A photograph, its quarter turns, and what a reading should say."""
    key = f"{kind}-{level}-{seed}"
    style = Style.drawn(key)
    if kind == "licence":
        subject = enterprise(key)
        paper, truth = licence(subject, qr=random.Random(key).random() < 0.8, style=style), subject.licence()
    else:
        holder = person(key)
        paper = id_front(holder, style=style) if kind == "id_front" else id_back(holder, style=style)
        truth = holder.front() if kind == "id_front" else holder.back()
    shot = photograph(paper, level=level, seed=key)
    return shot.jpeg, shot.quarter_turns, truth


def same(one: str, other: str) -> bool:
    """Whether two values are the same but for widths, spaces and kinds of stop."""
    return _alike(one) == _alike(other)


def _alike(value: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", value).split())
    return re.sub(r"[.。]$", "", text).replace(",", "，").replace("•", "·")


def measure(reader: Reader, kind: str, level: str, seeds: Iterator[int], log: Path | None) -> Cell:
    """Read a cell's pictures."""
    cell = Cell()
    for seed in seeds:
        jpeg, turns, truth = specimen(kind, level, seed)
        before = time.process_time()
        reading = reader.read(kind=kind, picture=jpeg, content_type="image/jpeg")
        seconds = time.process_time() - before
        (cell.cpu_turned if turns else cell.cpu_upright).append(seconds)
        bad = _count(cell, reading, truth)
        if log is not None and (bad or reading["problems"]):
            row = {
                "seed": f"{kind} {level} {seed}",
                "turns": turns,
                "bad": bad,
                "problems": reading["problems"],
            }
            with log.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return cell


def _count(cell: Cell, reading: dict[str, Any], truth: dict[str, str]) -> dict[str, list[str]]:
    bad: dict[str, list[str]] = {}
    for name, value in truth.items():
        read = reading["fields"].get(name, {"value": "", "is_sure": False})
        is_right = same(read["value"], value)
        cell.fields += 1
        cell.right += is_right
        cell.sure += read["is_sure"]
        if name in NUMBERS:
            cell.numbers_sure += read["is_sure"]
        if is_right:
            continue
        bad[name] = [value, read["value"]]
        cell.wrong[name] += 1
        cell.sure_wrong += read["is_sure"]
        cell.sure_numbers_wrong += read["is_sure"] and name in NUMBERS
    cell.pictures += 1
    cell.whole += not bad
    return bad


def _row(kind: str, level: str, cell: Cell) -> str:
    target = TARGETS[kind][list(LEVELS).index(level)]
    upright, turned = (_mean(values) for values in (cell.cpu_upright, cell.cpu_turned))
    wrong = "、".join(f"{name} {count}" for name, count in cell.wrong.most_common()) or "–"
    return (
        f"| {kind} | {level} | {cell.pictures} | {cell.share:.2f} % | {target} % | {100 * cell.whole / cell.pictures:.0f} % "
        f"| {100 * cell.sure / cell.fields:.0f} % | {cell.sure_wrong} | {cell.sure_numbers_wrong} "
        f"| {upright:.2f} s | {turned:.2f} s | {wrong} |"
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


HEAD = (
    "| paper | level | pictures | fields right | target | whole paper right | fields sure | sure but wrong | wrong numbers sure "
    "| CPU upright | CPU turned | what was wrong |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|"
)


def document(rows: list[str], reader: Reader, count: int) -> str:
    """The page for docs/."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        "# How well the embedded OCR reads\n\n"
        "Measured by `make bench-ocr` on the project's own specimens (`benchmarks/specimens`): invented people and enterprises, "
        "fonts, weights, spacing, colours and layouts drawn per picture; photographed with perspective (clean ±3°, moderate ±8°, "
        "hard ±15°), roll, shadow, reflection, blur, noise, JPEG 40–70, things lying about, 5 to 12 megapixels; half the pictures "
        f"turned by 90, 180 or 270°. {count} pictures a cell, none looked at while the parsers were written other than through "
        "this bench's other seeds.\n\n"
        "A field counts as right when it equals what was printed, widths of characters and spaces apart. Sure: the reading says "
        "that the applicant need not look closer; a number is sure only with its check digits, a second reading and, on ID cards, "
        "the printed birth date and sex agreeing. CPU: seconds of one thread, decoding included; the machine was shared.\n\n"
        + "\n".join([HEAD, *rows])
        + f"\n\nPeak memory of the process (specimen maker included): {peak:.0f} MB. {reader.versions}.\n\n"
        "Real photographs will be worse than these; every field is confirmed by the applicant.\n"
    )


def main() -> None:
    """Run the cells that were asked for and print their table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=int, default=100, help="pictures a cell (100)")
    parser.add_argument("--first", type=int, default=0, help="seed of the first picture (0)")
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=KINDS)
    parser.add_argument("--levels", nargs="+", default=list(LEVELS), choices=list(LEVELS))
    parser.add_argument("--log", type=Path, help="append misread pictures to this file, a JSON line each")
    parser.add_argument("--write", action="store_true", help="write docs/performance-ocr.md")
    arguments = parser.parse_args()
    reader = make()
    reader.warm_up()
    rows: list[str] = []
    print(HEAD)
    for kind in arguments.kinds:
        for level in arguments.levels:
            seeds = iter(range(arguments.first, arguments.first + arguments.pictures))
            rows.append(_row(kind, level, measure(reader, kind, level, seeds, arguments.log)))
            print(rows[-1], flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak {peak:.0f} MB, {reader.versions}")
    if arguments.write:
        DOCUMENT.write_text(document(rows, reader, arguments.pictures), encoding="utf-8")


if __name__ == "__main__":
    main()
