"""``make manual``: walk the main line on a fresh demo and keep a picture of every page in docs/tour/."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import threading
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright
from tests.e2e.conftest import CHROMIUM_ARGUMENTS
from tests.e2e.main_line import Walk
from tests.e2e.server import ROOT, DemoServer

FOLDER = ROOT / "docs" / "tour"
WIDTHS = (1440, 390)
HEIGHT = 900
CODE_SECONDS = 60


class Album:
    """Pictures in the order they were taken, each at both widths."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def take(self, page: Page, name: str) -> None:
        """Keep this page; it gets its first width back afterwards."""
        self.names.append(name)
        for width in reversed(WIDTHS):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.screenshot(
                path=FOLDER / self._file(len(self.names), width), full_page=True, type="jpeg", quality=45
            )
        print(f"{len(self.names):02d} {name}", flush=True)

    @staticmethod
    def _file(number: int, width: int) -> str:
        return f"{number:02d}.{width}.jpg"

    def write_index(self) -> None:
        """One page that shows them all."""
        lines = [
            "# 走一遍：从注册到放款",
            "",
            "由 `make manual` 在演示省上逐页截取，左为电脑（1440 px），右为手机（390 px）。",
            "",
        ]
        for number, name in enumerate(self.names, start=1):
            wide, narrow = (self._file(number, width) for width in WIDTHS)
            lines += [f"## {number}. {name}", "", f'<img src="{wide}" width="560" alt="{name}，电脑">']
            lines += [f'<img src="{narrow}" width="200" alt="{name}，手机">', ""]
        (FOLDER / "README.md").write_text("\n".join(lines), encoding="utf-8")


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
            size = {"width": WIDTHS[0], "height": HEIGHT}
            owner = browser.new_context(viewport=size, locale="zh-CN").new_page()
            staff = browser.new_context(viewport=size, locale="zh-CN").new_page()
            inbox, album = Inbox(server.url), Album()
            Walk(server.url, inbox.sms, inbox.totp, album.take).whole(owner, staff)
            album.write_index()
            browser.close()
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
