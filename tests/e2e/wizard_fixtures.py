"""Fixtures of the wizard's browser tests: warm engines, a film for the camera, papers, phones. Known to all by conftest.py."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType

from tests.e2e.server import DemoServer
from tests.e2e.watch import Watch
from tests.e2e.wizard import Papers, Phone, make_papers, warm
from tests.support.faces import films

PHONE = {"width": 390, "height": 844}
ENGINES_S = 120
SELF = "astronaut"
"""The face in the film and on the card."""


def wait_for_engines(server: DemoServer) -> None:
    """Until both are warm; fails when one is not within ``ENGINES_S``."""
    pause = threading.Event()
    for kind in ("ocr", "face"):
        for _ in range(ENGINES_S * 5):
            if any(f"{kind} engine ready" in line for line in server.lines):
                break
            pause.wait(0.2)
        else:
            pytest.fail(f"no {kind} engine: " + "\n".join(server.lines[-20:]))


@pytest.fixture(scope="session")
def engines(demo_server: DemoServer) -> None:
    """Both engines are warm."""
    wait_for_engines(demo_server)


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The film that the phone's camera plays."""
    path = tmp_path_factory.mktemp("camera") / "film.y4m"
    warm(path, SELF)
    return path


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """Of the person in the film."""
    return make_papers(tmp_path_factory.mktemp("papers"), seed=11, portrait=SELF)


@pytest.fixture
def camera_context(
    *,
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    watch: Watch,
    engines: None,
) -> Iterator[Callable[..., BrowserContext]]:
    """`camera_context(film, viewport=…)`: a watched context whose camera plays the film; those of one film share a browser."""
    browsers: dict[Path, Browser] = {}
    # A busy engine says so and is asked again.
    watch.allow.append("status 503")

    def add(film: Path, **arguments: Any) -> BrowserContext:
        if film not in browsers:
            flags = [*browser_type_launch_args["args"], *films.camera_arguments(film)]
            browsers[film] = browser_type.launch(**{**browser_type_launch_args, "args": flags})
        context = browsers[film].new_context(**browser_context_args, permissions=["camera"], **arguments)
        watch.attach(context)
        return context

    yield add
    for browser in browsers.values():
        browser.close()


@pytest.fixture
def phone_with(camera_context: Callable[..., BrowserContext], base_url: str) -> Callable[[Path], Phone]:
    """`phone_with(film)`: one more phone whose camera plays the film."""

    def add(film: Path) -> Phone:
        context = camera_context(film, viewport=PHONE, has_touch=True, is_mobile=True)
        return Phone(context.new_page(), base_url, film)

    return add


@pytest.fixture
def add_phone(phone_with: Callable[[Path], Phone], film: Path) -> Callable[[], Phone]:
    """`add_phone()`: one more phone whose camera plays the film of the person on the papers."""
    return lambda: phone_with(film)


@pytest.fixture(name="phone")
def one_phone(add_phone: Callable[[], Phone]) -> Phone:
    """A phone whose camera plays the film."""
    return add_phone()


@pytest.fixture
def newcomer(demo_server: DemoServer) -> Callable[..., None]:
    """`newcomer("claim", phone, name)`: see newcomer.py."""
    return demo_server.short_cut


@pytest.fixture
def claimed(newcomer: Callable[..., None]) -> Callable[..., None]:
    """`claimed(phone, papers)`: the enterprise of these papers is registered by this phone."""

    def claim(number: str, papers: Papers, uscc: str = "") -> None:
        newcomer("claim", number, papers.enterprise.name, uscc or papers.enterprise.uscc)

    return claim
