"""The phone of 1.1: papers of an invented person, and a camera that shows their face (see tests/e2e/wizard.py)."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from playwright.sync_api import BrowserType

from scripts.manual.pictures import PHONE, SIZES
from scripts.manual.stage import Clock, prepare
from tests.e2e.conftest import CHROMIUM_ARGUMENTS
from tests.e2e.server import DemoServer
from tests.e2e.wizard import Papers, Phone, make_papers, warm
from tests.support.faces import films

FACE = "astronaut"
SEED = 21
"""Of the papers: a woman as in the film, an enterprise in Henan."""
ENGINES_S = 120
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"


@dataclass
class Camera:
    """Made when first asked for: drawing the person takes some seconds."""

    launcher: BrowserType
    executable: str
    server: DemoServer
    clock: Clock
    film: Path = field(init=False)

    def __post_init__(self) -> None:
        self.film = self.server.data_dir.parent / "film.y4m"

    @cached_property
    def papers(self) -> Papers:
        """ID card and licence of the owner."""
        return make_papers(self.server.data_dir.parent / "papers", seed=SEED, portrait=FACE)

    @cached_property
    def phone(self) -> Phone:
        """The phone, with the engines warm."""
        warm(self.film, FACE)
        self._wait_for_engines()
        arguments = [*CHROMIUM_ARGUMENTS, *films.camera_arguments(self.film)]
        context = self.launcher.launch(executable_path=self.executable, args=arguments).new_context(
            viewport=SIZES[PHONE], has_touch=True, is_mobile=True, locale="zh-CN", timezone_id="Asia/Shanghai",
            user_agent=ANDROID, permissions=["camera"],
        )  # fmt: skip
        prepare(context, self.clock)
        return Phone(context.new_page(), self.server.url, self.film)

    def _wait_for_engines(self) -> None:
        pause = threading.Event()
        for _ in range(ENGINES_S * 5):
            ready = [line for line in self.server.lines if "engine ready" in line]
            if all(any(kind in line for line in ready) for kind in ("ocr", "face")):
                return
            pause.wait(0.2)
        raise TimeoutError("the engines are not ready")
