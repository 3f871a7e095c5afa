"""``make bench``: CPU per request in web process and database, beside three yardsticks, all from one run.

PostgreSQL with 5,000 products; application pages at 1,000 and at 1,000,000 applications. CPU time is the kernel's account of
the processes, not the clock on the wall: noise of a shared machine hardly moves it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benchmarks import report
from benchmarks.cpu import cpu_ns, database_backends, descendants
from benchmarks.forms import filled_form
from benchmarks.report import Figure
from benchmarks.server import ROOT, Client, web_server
from scripts.with_postgres import postgres_server

ROUNDS = 5
REQUESTS = 60
SUBMISSIONS = 30
FACETS = "/products/?guarantee=credit&region=410100&tag=credit_loan"
PARTS = ("catalogue", "list", "applications", "submit", "demands")
LIVE_DEMANDS = 20_000


class Bench:
    """One database, measured servers on it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self.socket_folder = parse_qs(urlsplit(url).query)["host"][0]
        self.env = {
            "DATABASE_URL": url,
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        self.figures: list[Figure] = []

    def run(self, *command: str) -> str:
        """A helper process with the measured settings; its standard output."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env={**os.environ, **self.env},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    @contextmanager
    def server(
        self, application: str = "yuzhengdai.config.wsgi:application", **env: str
    ) -> Iterator[tuple[int, int]]:
        """The web server with one worker: one process to account for."""
        with web_server(application, {**self.env, **env}) as found:
            yield found

    def measure(self, name: str, client: Client, pid: int, path: str) -> None:
        """Median of five rounds, after a round that warms caches and connections."""
        self.measure_beside({name: path}, client, pid, requests=REQUESTS)

    def measure_beside(
        self, pages: Mapping[str, str], client: Client, pid: int, *, requests: int, rounds: int = ROUNDS
    ) -> None:
        """Name → path, measured in turn round by round: what else the machine does meets all of them alike."""
        sizes = {name: self._warm(client, path) for name, path in pages.items()}
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in pages}
        for _ in range(rounds):
            for name, path in pages.items():
                found[name].append(self._round(partial(client.ask, path), pid, requests))
        for name, size in sizes.items():
            self._keep(name, found[name], size)

    @staticmethod
    def _warm(client: Client, path: str) -> int:
        answer = client.ask(path)
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {answer.location}")
        for _ in range(10):
            client.ask(path)
        return len(answer.body)

    def _keep(self, name: str, rounds: Sequence[tuple[float, float]], size: int) -> None:
        figure = Figure(name, median(r[0] for r in rounds), median(r[1] for r in rounds), size)
        self.figures.append(figure)
        print(figure.line(), flush=True)

    def _round(self, act: Any, pid: int, count: int) -> tuple[float, float]:
        web, database = descendants(pid), database_backends(self.socket_folder)
        before = cpu_ns(web), cpu_ns(database)
        for _ in range(count):
            act()
        after = cpu_ns(web), cpu_ns(database)
        return ((after[0] - before[0]) / count / 1e6, (after[1] - before[1]) / count / 1e6)

    def keep_yardstick(self, name: str, body: bytes) -> None:
        """Bytes that the yardsticks serve under this name."""
        folder = self.folder / "yardsticks"
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(body)

    def submissions(self, name: str, client: Client, pid: int, products: list[str]) -> None:
        """Submitting filled-in forms; opening and filling them is not counted."""
        bodies = []
        for product in products:
            path = f"/products/{product}/apply/"
            page = client.ask(path)
            if page.status != 200:
                raise RuntimeError(f"{path}: {page.status} {page.location}")
            bodies.append((path, filled_form(page.body.decode()) + "&do=submit"))
        queue = iter(bodies)

        def submit() -> None:
            path, body = next(queue)
            answer = client.ask(path, method="POST", body=body)
            if answer.status not in {302, 303} or "success" not in answer.location:
                raise RuntimeError(
                    f"not submitted: {answer.status} {answer.location} {answer.body.decode()[:3000]}"
                )

        submit()
        each = (len(bodies) - 1) // ROUNDS
        self._keep(name, [self._round(submit, pid, each) for _ in range(ROUNDS)], 0)


def catalogue_pages(bench: Bench, seed: dict[str, Any]) -> None:
    """Home, list and product, for visitors and logged in, beside the yardsticks."""
    pages = {"home": "/", "list": "/products/", "product": f"/products/{seed['product']}/"}
    with bench.server() as (port, pid):
        visitor, owner = Client(port), Client(port, seed["owner"])
        for name, path in pages.items():
            bench.keep_yardstick(name, visitor.ask(path).body)
            bench.keep_yardstick(f"{name}-owner", owner.ask(path).body)
        for name, path in pages.items():
            bench.measure(
                f"{name} · yardstick 1: rendered beforehand", visitor, pid, f"/yardstick/plain/{name}"
            )
            bench.measure(f"{name} · visitor", visitor, pid, path)
            bench.measure(
                f"{name} · yardstick 2: behind session and user", owner, pid, f"/yardstick/user/{name}-owner"
            )
            bench.measure(f"{name} · logged in", owner, pid, path)
        bench.measure("list, three facets · visitor", visitor, pid, FACETS)
        bench.measure("list, three facets · logged in", owner, pid, FACETS)
    with bench.server("benchmarks.bare:application") as (port, pid):
        bench.measure("list · yardstick 3: bare WSGI", Client(port), pid, "/list")


def uncached_list(bench: Bench, seed: dict[str, Any]) -> None:
    """Pages of the list as they are made, beside each other."""
    pages = {
        "first page": "/products/",
        "keyword": f"/products/?q={seed['keyword']}",
        "last page": f"/products/?page={seed['last_page']}",
        "three facets": FACETS,
    }
    with bench.server(PAGE_CACHE="off") as (port, pid):
        bench.measure_beside(
            {f"list uncached · {name}": path for name, path in pages.items()},
            Client(port),
            pid,
            requests=10,
            rounds=11,
        )


def application_pages(bench: Bench, size: str, parts: Collection[str]) -> None:
    """我的申请, bank queue, case page, submit."""
    seed = json.loads(bench.run("-m", "benchmarks.seed"))
    with bench.server() as (port, pid):
        owner, officer = Client(port, seed["owner"]), Client(port, seed["officer"])
        if "applications" in parts:
            bench.measure(f"我的申请 · {size}", owner, pid, "/console/applications/")
            bench.measure(f"bank queue · {size}", officer, pid, "/bank/")
            bench.measure(f"case page · {size}", officer, pid, f"/bank/applications/{seed['case']}/")
        if "submit" not in parts:
            return
        # A connection of its own: the server has closed the owner's, which was idle meanwhile.
        applicant = Client(port, seed["owner"])
        bench.submissions(f"submit · {size}", applicant, pid, seed["products"][: SUBMISSIONS + 1])


def demand_pages(bench: Bench, demands: int, live: int) -> None:
    """需求大厅 as it opens and as it is searched and sorted, the public list, 管理需求."""
    seed = json.loads(
        bench.run("-m", "benchmarks.load_demands", "--demands", str(demands), "--live", str(live))
    )
    hall = "/bank/demands/"
    pages = {
        "需求大厅": hall,
        "需求大厅，全部": f"{hall}?tab=all",
        "需求大厅，搜索": f"{hall}?tab=all&q={seed['word']}",
        "需求大厅，按金额": f"{hall}?tab=all&sort=amount",
        "需求大厅，一个市没看过的": f"{hall}?area={seed['city']}&unseen=1",
    }
    with bench.server() as (port, pid):
        officer, owner, visitor = Client(port, seed["officer"]), Client(port, seed["owner"]), Client(port)
        for name, path in pages.items():
            bench.measure(f"{name} · {demands:,}", officer, pid, path)
        bench.measure(f"融资需求公开列表 · {demands:,}", visitor, pid, "/demands/")
        bench.measure(
            f"融资需求公开列表，一个市 · {demands:,}", visitor, pid, f"/demands/?city={seed['city']}"
        )
        bench.measure(f"管理需求 · {demands:,}", owner, pid, "/console/demands/")


def machine() -> str:
    """What this ran on, in a line."""
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main() -> int:
    """Measure, print, and with ``--write`` put the tables into docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applications", type=int, default=1_000_000, help="the large size")
    parser.add_argument("--demands", type=int, default=1_000_000, help="the large size of demands")
    parser.add_argument("--products", type=int, default=5_000)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="what to measure")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yzd-bench-") as folder, postgres_server(durable=True) as url:
        bench = Bench(url, Path(folder))
        bench.run("manage.py", "migrate", "--verbosity", "0")
        bench.run("-m", "benchmarks.load", "--products", str(options.products), "--applications", "1000")
        seed = json.loads(bench.run("-m", "benchmarks.seed"))
        if "catalogue" in options.parts:
            catalogue_pages(bench, seed)
        if "list" in options.parts:
            uncached_list(bench, seed)
        sizes = [1000, options.applications] if {"applications", "submit"} & set(options.parts) else []
        for size in sizes:
            bench.run("-m", "benchmarks.load", "--applications", str(size))
            application_pages(bench, f"{size:,}", options.parts)
        if "demands" in options.parts:
            demand_pages(bench, 1000, 900)
            demand_pages(bench, options.demands, min(LIVE_DEMANDS, options.demands))
    text, is_good = report.summary(
        bench.figures, large=f"{options.applications:,}", demands=f"{options.demands:,}", machine=machine()
    )
    print(text)
    if options.write:
        report.write(text, ROOT / "docs" / "performance.md")
    return 0 if is_good else 1


if __name__ == "__main__":
    raise SystemExit(main())
