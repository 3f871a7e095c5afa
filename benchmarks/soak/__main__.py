"""``make soak``: on SQLite, then on a durable PostgreSQL of our own. Ends with status 1 on any violation.

500 submissions, each sent twice at the same moment, while web workers, the web server and the background worker are killed
without warning and started again. Clients repeat what got no answer, with the same form.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.soak.load import Tally, run_load
from benchmarks.soak.site import VICTIMS, Site
from scripts.with_postgres import postgres_server

SHOWN = 20


def kill_at_random(
    site: Site, tally: Tally, *, submissions: int, kills: int, rng: random.Random
) -> Counter[str]:
    """Kill after random numbers of acknowledged submissions, every kind of process in turn; runs beside the load."""
    done: Counter[str] = Counter()
    victims = [VICTIMS[number % len(VICTIMS)] for number in range(kills)]
    rng.shuffle(victims)
    points = sorted(rng.randrange(1, max(2, int(submissions * 0.9))) for _ in range(kills))
    for point, victim in zip(points, victims, strict=True):
        if not tally.wait_for(point):
            break
        # Not always right after an answer: anywhere within a request.
        time.sleep(rng.random() * 0.2)
        site.kill(victim, rng)
        done[victim] += 1
        site.wait_until_listening()
    return done


def soak(database_url: str, options: argparse.Namespace) -> list[str]:
    """One database; prints its table, returns the violations."""
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="yzd-soak-") as folder:
        site = Site(Path(folder), database_url, workers=options.workers)
        site.run("manage.py", "migrate", "--verbosity", "0")
        light = ["--light"] if options.light else []
        owners = json.loads(site.run("-m", "benchmarks.soak.prepare", str(options.submissions), *light))
        tally, killed = Tally(), Counter[str]()
        started = time.monotonic()
        site.start()
        try:
            load = threading.Thread(
                target=run_load, args=(site.port, owners, tally), kwargs={"clients": options.clients}
            )
            load.start()
            killed = kill_at_random(
                site, tally, submissions=options.submissions, kills=options.kills, rng=rng
            )
            load.join()
        finally:
            tally.end()
            site.stop()
        seconds = time.monotonic() - started
        acknowledged = [[*key, place] for key, place in tally.acknowledged.items()]
        given = json.dumps({"owners": owners, "acknowledged": acknowledged})
        found = json.loads(site.run("-m", "benchmarks.soak.verify", given=given))
        violations = [*tally.violations, *found["violations"], *(f"log: {line}" for line in site.errors())]
        if killed.total() < options.kills:
            violations.append(f"only {killed.total()} of {options.kills} kills took place")
        if len(acknowledged) != options.submissions:
            violations.append(f"{len(acknowledged)} of {options.submissions} submissions were acknowledged")
    counts = {"forms sent": options.submissions * 2, "acknowledged": len(acknowledged), **found["counts"]}
    kills = {f"killed: {victim}": number for victim, number in killed.items()}
    counts["restarts by the supervisor"] = site.restarts
    print_table({**counts, **kills, **tally.counts, "seconds under load": round(seconds)}, violations)
    return violations


def print_table(counts: dict[str, int], violations: list[str]) -> None:
    """Figures, then what must not be."""
    for what, number in counts.items():
        print(f"  {what:<28}{number:>8}")
    print(f"  {'violations':<28}{len(violations):>8}", flush=True)
    for line in violations[:SHOWN]:
        print(f"    {line[:700]}", flush=True)


@contextmanager
def database(name: str) -> Iterator[str]:
    """The address of a fresh database; empty for SQLite, an address is taken as it is."""
    if name == "sqlite":
        yield ""
    elif name == "postgresql":
        with postgres_server(durable=True) as url:
            yield url
    else:
        yield name


def main() -> int:
    """Both databases one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=500)
    parser.add_argument("--kills", type=int, default=18, help="on each database")
    parser.add_argument("--clients", type=int, default=8, help="owners who apply at the same time")
    parser.add_argument("--workers", type=int, default=2, help="background workers")
    parser.add_argument(
        "--database", action="append", help="sqlite, postgresql or the address of an empty database"
    )
    parser.add_argument(
        "--light", action="store_true", help="institutions and products only, not the whole demo"
    )
    parser.add_argument(
        "--seed", type=int, default=random.randrange(1_000_000), help="who is killed, and when"
    )
    options = parser.parse_args()
    # Told to end, it stops what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    is_good = True
    for name in options.database or ["sqlite", "postgresql"]:
        print(
            f"{name.partition(':')[0]}: {options.submissions} submissions, each sent twice (--seed {options.seed})",
            flush=True,
        )
        with database(name) as url:
            is_good = not soak(url, options) and is_good
    print("Nothing lost, nothing doubled." if is_good else "There are violations, see above.")
    return 0 if is_good else 1


if __name__ == "__main__":
    raise SystemExit(main())
