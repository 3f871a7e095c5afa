"""Tables and verdicts of a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """CPU milliseconds per request in web process and database backends; size of the answer in bytes."""

    name: str
    web_ms: float
    database_ms: float
    size: int

    @property
    def both_ms(self) -> float:
        """Web and database together."""
        return self.web_ms + self.database_ms

    def line(self) -> str:
        """For the terminal while it runs."""
        return f"{self.name:<52} web {self.web_ms:7.2f} ms   database {self.database_ms:6.2f} ms   {self.size:>8} B"


@dataclass(frozen=True, slots=True)
class Target:
    """``ratio`` of one figure to another, or milliseconds where ``to`` is empty, at most ``limit``.

    Milliseconds of the web process, of the database where ``is_database``.
    """

    what: str
    of: str
    to: str
    limit: float
    both: bool = False
    is_database: bool = False


DEMAND_PAGES = (
    "需求大厅",
    "需求大厅，全部",
    "需求大厅，搜索",
    "需求大厅，按金额",
    "融资需求公开列表",
    "管理需求",
)


def targets(large: str, demands: str) -> list[Target]:
    """What is promised in docs/performance.md."""
    found = []
    for page in ("home", "list", "product"):
        plain, user = (
            f"{page} · yardstick 1: rendered beforehand",
            f"{page} · yardstick 2: behind session and user",
        )
        found += [
            Target(f"{page}, visitor ≤ 2 × yardstick 1", f"{page} · visitor", plain, 2),
            Target(f"{page}, logged in ≤ 4 × yardstick 2", f"{page} · logged in", user, 4),
        ]
    first = "list uncached · first page"
    found += [
        Target(f"{page} ≤ 1.3 × first page, uncached", f"list uncached · {page}", first, 1.3, both=True)
        for page in ("keyword", "last page")
    ]
    found += [
        Target(f"{page}, {large} ≤ 1.3 × 1,000", f"{page} · {large}", f"{page} · 1,000", 1.3, both=True)
        for page in ("我的申请", "bank queue", "case page")
    ]
    found += [
        Target(f"submit ≤ 15 ms of web CPU, {size}", f"submit · {size}", "", 15) for size in ("1,000", large)
    ]
    for page in DEMAND_PAGES:
        of, small = f"{page} · {demands}", f"{page} · 1,000"
        found += [
            Target(f"{page} ≤ 8 ms of web CPU, {demands}", of, "", 8),
            Target(f"{page} ≤ 3 ms in the database, {demands}", of, "", 3, is_database=True),
            Target(f"{page}, {demands} ≤ 1.2 × 1,000", of, small, 1.2, both=True),
        ]
    return found


def summary(figures: list[Figure], *, large: str, demands: str, machine: str) -> tuple[str, bool]:
    """Markdown tables of figures and targets, and whether every target was reached."""
    by_name = {figure.name: figure for figure in figures}
    lines = [f"Machine: {machine}.", "", "| what | web ms | database ms | bytes |", "|---|---:|---:|---:|"]
    lines += [f"| {f.name} | {f.web_ms:.2f} | {f.database_ms:.2f} | {f.size:,} |" for f in figures]
    lines += ["", "| target | measured | reached |", "|---|---:|---|"]
    is_good = True
    for target in targets(large, demands):
        if target.of not in by_name:
            continue  # left out of this run
        of, to = by_name[target.of], by_name.get(target.to)
        if to is None:
            value, unit = of.database_ms if target.is_database else of.web_ms, " ms"
        else:
            value, unit = (of.both_ms / to.both_ms if target.both else of.web_ms / to.web_ms), " ×"
        reached = value <= target.limit
        is_good = is_good and reached
        lines.append(f"| {target.what} | {value:.2f}{unit} | {'yes' if reached else '**no**'} |")
    return "\n".join(lines), is_good


def write(text: str, path: Path, name: str = "figures") -> None:
    """Put the tables between the marks of the page that bear this name."""
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    page = path.read_text(encoding="utf-8")
    before, _, rest = page.partition(start)
    _, _, after = rest.partition(end)
    path.write_text(f"{before}{start}\n{text}\n{end}{after}", encoding="utf-8")
