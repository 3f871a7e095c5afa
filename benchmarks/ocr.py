"""How well and how fast the embedded OCR reads photographed specimens (`make bench-ocr`).

Every cell (kind × level) holds pictures that are the same for the same seed; nobody's data is in them. A field counts when it equals
what was printed, widths and spaces apart. CPU is that of this process, one thread; specimens are made in another one. Results are
kept a line a picture, so that a long run may be cut into pieces::

    python -m benchmarks.ocr --results var/ocr.jsonl --first 0 --pictures 50
    python -m benchmarks.ocr --results var/ocr.jsonl --pictures 0 --write     # from what is there
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.specimens import LEVELS, Style, enterprise, id_back, id_front, licence, person, photograph

KINDS = ("id_front", "id_back", "licence")
ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "performance-ocr.md"
NUMBERS = ("id_number", "uscc")
TARGETS = {"id_front": (99, 99, 97), "id_back": (99, 99, 97), "licence": (97, 97, 90)}
PAPER_NAMES = {"id_front": "身份证人像面", "id_back": "身份证国徽面", "licence": "营业执照"}
LEVEL_NAMES = {"clean": "清楚", "moderate": "一般", "hard": "困难"}
HEAD = (
    "| 证件 | 难度 | 张数 | 字段读对 | 目标 | 整张读对 | 读数自认有把握 | 有把握却错 | 号码有把握却错 "
    "| CPU 正放 | CPU 旋转 | 错在哪里 |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|"
)


@dataclass(slots=True)
class Cell:
    """What came out of one kind at one level. CPU in seconds a picture."""

    pictures: int = 0
    fields: int = 0
    right: int = 0
    whole: int = 0
    sure: int = 0
    sure_wrong: int = 0
    numbers_wrong: int = 0
    upright: list[float] = field(default_factory=list)
    turned: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """Fields read exactly, in per cent."""
        return 100 * self.right / self.fields if self.fields else 0.0

    def add(self, result: dict[str, Any]) -> None:
        bad = {name for name, one in result["fields"].items() if not one["right"]}
        sure = {name for name, one in result["fields"].items() if one["sure"]}
        self.pictures += 1
        self.fields += len(result["fields"])
        self.right += len(result["fields"]) - len(bad)
        self.whole += not bad
        self.sure += len(sure)
        self.sure_wrong += len(sure & bad)
        self.numbers_wrong += len(sure & bad & set(NUMBERS))
        self.wrong.update(bad)
        (self.turned if result["turns"] else self.upright).append(result["cpu"])


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
    """Whether two values are the same but for widths, spaces and the stop at the end."""
    return _alike(one) == _alike(other)


def _alike(value: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", value).split())
    return re.sub(r"[.。]$", "", text)


def measure(
    reader: Any, kind: str, level: str, seed: int, made: tuple[bytes, int, dict[str, str]]
) -> dict[str, Any]:
    jpeg, turns, truth = made
    before = time.process_time()
    reading = reader.read(kind=kind, picture=jpeg, content_type="image/jpeg")
    seconds = time.process_time() - before
    fields = {}
    for name, value in truth.items():
        read = reading["fields"].get(name, {"value": "", "is_sure": False})
        fields[name] = {"right": same(read["value"], value), "sure": read["is_sure"]}
        if not fields[name]["right"]:
            fields[name] |= {"printed": value, "read": read["value"]}
    return {
        "kind": kind,
        "level": level,
        "seed": seed,
        "turns": turns,
        "cpu": round(seconds, 3),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "problems": reading["problems"],
        "engine": reading["engine"],
        "fields": fields,
    }


def run(jobs: list[tuple[str, str, int]], results: Path) -> None:
    """Make and read pictures; those that are in ``results`` already are left out."""
    done = {(one["kind"], one["level"], one["seed"]) for one in load(results)}
    wanted = [job for job in jobs if job not in done]
    if not wanted:
        return
    # Loaded here only: who writes the report needs no models.
    from engines.ocr import make  # noqa: PLC0415

    results.parent.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as maker:
        reader = make()
        reader.warm_up()
        coming = maker.submit(specimen, *wanted[0])
        for number, job in enumerate(wanted):
            made = coming.result()
            if number + 1 < len(wanted):
                coming = maker.submit(specimen, *wanted[number + 1])
            result = measure(reader, *job, made)
            with results.open("a", encoding="utf-8") as file:
                file.write(json.dumps(result, ensure_ascii=False) + "\n")


def load(results: Path) -> list[dict[str, Any]]:
    """The results so far."""
    if not results.exists():
        return []
    return [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines() if line]


def table(results: Iterable[dict[str, Any]]) -> list[str]:
    """One row a cell."""
    cells: dict[tuple[str, str], Cell] = {}
    for result in results:
        cells.setdefault((result["kind"], result["level"]), Cell()).add(result)
    return [
        _row(kind, level, cells[kind, level]) for kind in KINDS for level in LEVELS if (kind, level) in cells
    ]


def _row(kind: str, level: str, cell: Cell) -> str:
    target = TARGETS[kind][list(LEVELS).index(level)]
    wrong = "，".join(f"{name} {count}" for name, count in cell.wrong.most_common()) or "–"
    return (
        f"| {PAPER_NAMES[kind]} | {LEVEL_NAMES[level]} | {cell.pictures} | {cell.share:.2f} % | {target} % "
        f"| {100 * cell.whole / cell.pictures:.0f} % | {100 * cell.sure / cell.fields:.0f} % | {cell.sure_wrong} "
        f"| {cell.numbers_wrong} | {_mean(cell.upright):.2f} 秒 | {_mean(cell.turned):.2f} 秒 | {wrong} |"
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def figures(results: list[dict[str, Any]]) -> str:
    """The part of the page that a run writes."""
    peak = max(result["rss_mb"] for result in results)
    fewest = min(Counter((result["kind"], result["level"]) for result in results).values())
    short = "" if fewest >= 100 else f"这一次每格只量了 {fewest} 张；完整的是 100 张。\n\n"
    return (
        short
        + "\n".join([HEAD, *table(results)])
        + f"\n\n识别进程的内存峰值：{peak} MB。{results[-1]['engine']}。"
    )


def main() -> None:
    """Run what was asked for, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=int, default=100, help="pictures a cell (100)")
    parser.add_argument("--first", type=int, default=0, help="seed of the first picture (0)")
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=KINDS)
    parser.add_argument("--levels", nargs="+", default=list(LEVELS), choices=list(LEVELS))
    parser.add_argument("--results", type=Path, default=ROOT / "var" / "bench-ocr.jsonl")
    parser.add_argument("--fresh", action="store_true", help="forget earlier results")
    parser.add_argument("--write", action="store_true", help="write docs/performance-ocr.md")
    arguments = parser.parse_args()
    if arguments.fresh:
        arguments.results.unlink(missing_ok=True)
    # By seed and not by cell: a run that is cut short has measured all cells alike.
    jobs = [
        (kind, level, arguments.first + number)
        for number in range(arguments.pictures)
        for kind in arguments.kinds
        for level in arguments.levels
    ]
    run(jobs, arguments.results)
    results = load(arguments.results)
    if not results:
        sys.exit("nothing measured")
    print("\n".join([HEAD, *table(results)]))
    print(f"peak {max(result['rss_mb'] for result in results)} MB")
    if arguments.write:
        report.write(figures(results), DOCUMENT, "reading")


if __name__ == "__main__":
    main()
