"""How the embedded OCR does on papers as people send them (`make bench-ocr`): watermarks, seals, other papers, fingers and the rest.

Tuned on one hand, judged on the other (``benchmarks.specimens.cases``)::

    python -m benchmarks.ocr_cases --hand tune --pictures 2 --only watermark seal
    python -m benchmarks.ocr_cases --hand judge --first 100 --pictures 4 --write
"""

from __future__ import annotations

import argparse
import json
import pickle
import resource
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.ocr import NUMBERS, ROOT, same
from benchmarks.specimens.cases import HANDS, Case, case, names

DOCUMENT = ROOT / "docs" / "performance-ocr.md"
GROUPS = {
    "plain": "没有附加物的证照", "watermark": "盖着「仅供…使用」水印", "seal": "印章压着登记机关", "period": "营业期限折行",
    "partnership": "有限合伙（委派代表）", "name": "生僻字、单字名、外国人名", "both": "两面印在一张纸上", "other": "别的证件",
    "finger": "手指挡住", "mirrored": "左右反的", "dark": "太暗", "blurred": "模糊", "small": "480 像素", "old_number": "15 位旧注册号",
    "letter_first": "PDF 第一页是信", "qr_of_another": "二维码是别家的", "cut": "拍掉一块",
}  # fmt: skip
HEAD = (
    "| 情形 | 张数 | 字段读对 | 整张读对 | 提示说对 | 读数自认有把握 | 有把握却错 | 号码有把握却错 | CPU |\n"
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
)


def made(name: str, seed: int, hand: str, cache: Path | None) -> Case:
    """A case, kept as drawn where ``cache`` is given: drawing costs more than reading."""
    if cache is None:
        return case(name, seed, hand)
    place = cache / f"{hand}-{name.replace(':', '-')}-{seed}.pickle"
    if not place.exists():
        cache.mkdir(parents=True, exist_ok=True)
        place.write_bytes(pickle.dumps(case(name, seed, hand)))
    return pickle.loads(place.read_bytes())  # type: ignore[no-any-return]  # noqa: S301 - written by ourselves


def measure(reader: Any, name: str, seed: int, one: Case) -> dict[str, Any]:
    """Read one case; what came of it as a line of JSON."""
    before = time.process_time()
    reading = reader.read(kind=one.kind, picture=one.picture, content_type="")
    cpu = time.process_time() - before
    fields, read = {}, reading["fields"]
    for field in {*one.truth, *read}:
        told = read.get(field, {"value": "", "is_sure": False})
        is_right = same(told["value"], one.truth.get(field, ""))
        fields[field] = {
            "right": is_right and not (field in one.never_sure and told["is_sure"]),
            "sure": told["is_sure"],
            "read": told["value"],
            "printed": one.truth.get(field, ""),
        }
    problems = reading["problems"]
    told_first = next(
        (problem for problem in problems if problem != "not_this_paper"), problems[0] if problems else ""
    )
    is_whole = bool(one.truth) and all(fields[field]["right"] for field in one.truth)
    return {
        "name": name, "seed": seed, "kind": one.kind, "cpu": round(cpu, 3), "wanted": list(one.problems), "problems": problems,
        "told": told_first in one.problems or (is_whole and not problems), "is_read": not one.problems, "fields": fields,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def row(title: str, results: list[dict[str, Any]]) -> str:
    """One row of the table."""
    fields = [(name, one) for result in results for name, one in result["fields"].items() if one["printed"]]
    wrong = [
        (name, one)
        for result in results
        for name, one in result["fields"].items()
        if one["sure"] and not one["right"]
    ]
    whole = sum(
        all(one["right"] for one in result["fields"].values()) and bool(result["fields"])
        for result in results
    )
    share = f"{100 * sum(one['right'] for _, one in fields) / len(fields):.1f} %" if fields else "–"
    sure = f"{100 * sum(one['sure'] for _, one in fields) / len(fields):.0f} %" if fields else "–"
    n = len(results)
    told = sum(result["told"] for result in results)
    return (
        f"| {title} | {n} | {share} | {f'{100 * whole / n:.0f} %' if fields else '–'} | {100 * told / n:.0f} % | {sure} | {len(wrong)} "
        f"| {sum(name in NUMBERS for name, _ in wrong)} | {sum(result['cpu'] for result in results) / n:.2f} 秒 |"
    )


def table(results: list[dict[str, Any]]) -> str:
    """All groups, watermarks and plain papers by kind."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    papers = {"id_front": "人像面", "id_back": "国徽面", "licence": "营业执照"}
    for result in results:
        group = result["name"].partition(":")[0]
        by_kind = group in {"watermark", "plain"}
        groups[GROUPS[group] + (f"：{papers[result['kind']]}" if by_kind else "")].append(result)
    return "\n".join(
        [HEAD, *(row(title, found) for title, found in groups.items()), row("**合计**", results)]
    )


def main() -> None:
    """Run what was asked for, print the table, with ``--show`` each miss."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hand", default="tune", choices=list(HANDS))
    parser.add_argument("--pictures", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", nargs="+", default=[], help="names that begin so")
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--results", type=Path, default=None)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    from engines.ocr import make  # noqa: PLC0415 - who only draws needs no models

    reader = make()
    results = []
    wanted = [name for name in names() if not arguments.only or name.startswith(tuple(arguments.only))]
    for seed in range(arguments.first, arguments.first + arguments.pictures):
        for name in wanted:
            result = measure(reader, name, seed, made(name, seed, arguments.hand, arguments.cache))
            results.append(result)
            if arguments.results:
                with arguments.results.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(result, ensure_ascii=False) + "\n")
            if arguments.show:
                _show(result)
    print(table(results))
    print(f"peak {max(result['rss_mb'] for result in results)} MB")
    if arguments.write:
        report.write(table(results), DOCUMENT, f"cases {arguments.hand}")


def _show(result: dict[str, Any]) -> None:
    bad = {
        name: one
        for name, one in result["fields"].items()
        if not one["right"] and (one["sure"] or result["is_read"])
    }
    if bad or not result["told"]:
        print(
            result["name"],
            result["seed"],
            result["kind"],
            "told",
            result["problems"],
            "wanted",
            result["wanted"],
            flush=True,
        )
        for name, one in bad.items():
            print(
                f"    {'SURE ' if one['sure'] else ''}{name}: {one['read']!r} printed {one['printed']!r}",
                flush=True,
            )


if __name__ == "__main__":
    main()
