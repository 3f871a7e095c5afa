"""``make manual``: play the table on a fresh demo, write docs/manual/ and docs/features.md. Ends with 1 where a step fails.

``--only 2.1`` plays some sections and writes nothing but pictures into ``--to``; ``--data`` begins with a copy of a loaded demo.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from scripts.manual import book, features, pdf
from scripts.manual.camera import Camera
from scripts.manual.people import PEOPLE
from scripts.manual.play import play_section
from scripts.manual.sections import PARTS
from scripts.manual.stage import Clock, Stage
from scripts.manual.steps import StepFailedError
from tests.e2e.conftest import CHROMIUM_ARGUMENTS
from tests.e2e.server import ROOT, DemoServer, copy_data

FOLDER = ROOT / "docs" / "manual"
PATIENCE_MS = 20_000


def main() -> int:
    """Start, play, write, stop."""
    parser = argparse.ArgumentParser(prog="make manual", description=__doc__)
    parser.add_argument(
        "--only", action="append", default=[], help="number of a section, or of a part's beginning"
    )
    parser.add_argument("--to", type=Path, default=FOLDER)
    parser.add_argument("--go-on", action="store_true", help="say what fails and play the other sections")
    parser.add_argument("--data", type=Path, help="data folder of a stopped demo to begin with")
    options = parser.parse_args()
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        print("Chromium is missing: apt-get install chromium")
        return 1
    expect.set_options(timeout=PATIENCE_MS)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="yzd-manual-") as place, sync_playwright() as playwright:
        work = Path(place)
        clock = Clock(work / "clock")
        # One process serves: what it answers is then in the order in which it was asked.
        os.environ |= {"YZD_CLOCK_FILE": str(clock.path), "WEB_WORKERS": "1"}
        if options.data:
            copy_data(options.data, work / "data")
        server = DemoServer(work / "data")
        try:
            return _play(playwright, executable, server, clock, options)
        except StepFailedError as failed:
            print(f"\nmanual: {failed}", file=sys.stderr)
            return 1
        finally:
            server.stop()
            print(f"manual: {time.monotonic() - started:.0f} s", flush=True)


def _play(
    playwright: Playwright, executable: str, server: DemoServer, clock: Clock, options: argparse.Namespace
) -> int:
    browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
    stage = _stage(browser, server, clock)
    stage.notes["camera"] = Camera(playwright.chromium, executable, server, clock)
    # Whole, or not at all: the old manual stays until the new one is there.
    new = Path(tempfile.mkdtemp(prefix="yzd-manual-new-"))
    (new / "pictures").mkdir()
    try:
        chapters, has_failed = [], False
        for part in PARTS:
            for section in part.sections:
                if options.only and not any(section.number.startswith(one) for one in options.only):
                    continue
                began = time.monotonic()
                try:
                    played = play_section(section, stage, new / "pictures")
                except StepFailedError as failed:
                    if not options.go_on:
                        raise
                    print(f"manual: {failed}", flush=True)
                    has_failed = True
                    continue
                chapters.append(book.Chapter(part, section, played))
                print(f"{section.number} {section.title}  {time.monotonic() - began:.0f} s", flush=True)
        if has_failed:
            return 1
        book.write(chapters, new)
        pdf.write(new)
        shutil.rmtree(options.to, ignore_errors=True)
        shutil.copytree(new, options.to)
        if not options.only and options.to == FOLDER:
            features.write()
    finally:
        stage.ends.close()
        shutil.rmtree(new, ignore_errors=True)
    return 0


def _stage(browser: Browser, server: DemoServer, clock: Clock) -> Stage:
    return Stage(server.url, browser, clock, PEOPLE, server.session_cookie)


if __name__ == "__main__":
    sys.exit(main())
