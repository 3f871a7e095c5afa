"""``make manual``: walk the main line on a fresh demo and keep a picture of every page in docs/tour/."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import threading
import urllib.request
from pathlib import Path

from playwright.sync_api import ViewportSize, expect, sync_playwright

from scripts.tour_album import Album
from scripts.tour_phone import PhoneTour
from tests.e2e.conftest import CHROMIUM_ARGUMENTS
from tests.e2e.main_line import Walk
from tests.e2e.server import ROOT, DemoServer

FOLDER = ROOT / "docs" / "tour"
SIZE: ViewportSize = {"width": 1440, "height": 900}
CODE_SECONDS = 60


class Inbox:
    """Reads the demo's codes, each once."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.told: set[str] = set()

    def sms(self, phone: str) -> str:
        """The newest code not told yet. Raises TimeoutError."""
        pause = threading.Event()
        for _ in range(CODE_SECONDS * 5):
            for message in self._ask(f"/sandbox/sms.json?phone={phone}")[:1]:
                mark = f"{phone} {message['sent_at']} {message['code']}"
                if message["code"] and mark not in self.told:
                    self.told.add(mark)
                    return str(message["code"])
            pause.wait(0.2)
        raise TimeoutError(f"no code for {phone}")

    def totp(self, phone: str) -> str:
        """The present TOTP code of a demo officer or operator."""
        return str(self._ask(f"/sandbox/totp.json?phone={phone}")["code"])

    def _ask(self, path: str) -> object:
        with urllib.request.urlopen(self.url + path, timeout=10) as response:  # noqa: S310 - our own loopback server
            return json.load(response)


def main() -> int:
    """Start a demo of its own, walk, write the pictures and their index."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        print("Chromium is missing: apt-get install chromium")
        return 1
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    expect.set_options(timeout=15_000)
    with tempfile.TemporaryDirectory(prefix="yzd-tour-") as data, sync_playwright() as playwright:
        server = DemoServer(Path(data))
        try:
            browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
            owner = browser.new_context(viewport=SIZE, locale="zh-CN").new_page()
            staff = browser.new_context(viewport=SIZE, locale="zh-CN").new_page()
            inbox, album = Inbox(server.url), Album(FOLDER)
            walk = Walk(server.url, inbox.sms, inbox.totp, album.take)
            album.chapter("一、电脑上从注册到放款")
            walk.whole(owner, staff)
            PhoneTour(server, walk, album, Path(data)).whole(playwright.chromium, executable, browser)
            album.write_index()
            browser.close()
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
