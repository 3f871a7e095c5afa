"""``make manual`` is the acceptance test of the whole: what is broken on a page makes its step fail, and the row is named.

Ten pages are broken on their way to the browser; each step is played whole first, so that it is the break that fails it. The
whole manual is not walked here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from scripts.manual.play import play_section
from scripts.manual.sections import PARTS
from scripts.manual.stage import Clock, Person, Stage
from scripts.manual.steps import Section, StepFailedError
from yuzhengdai.foundation.core.clock import now

OWNER = "13800000001"
WHOLE_MS, BROKEN_MS = 20_000, 2_500
"""How long a whole page may take, and how long a broken one is waited for."""


@dataclass(frozen=True, slots=True)
class Break:
    """Steps of a section (from, to) that need nothing before them; ``old`` becomes ``new`` in the pages; the row to be named."""

    row: str
    section: str
    steps: tuple[int, int]
    old: str
    new: str
    logged_in: bool = False


BREAKS = {
    "label of the way in": Break("R1", "1.1", (1, 1), ">注册</a>", ">登记</a>"),
    "link of the way in": Break("R1", "1.1", (1, 1), 'href="/register/"', 'href="/help/"'),
    "one of the ways to log in": Break("L1", "1.2", (1, 2), "CA登录", "证书登录"),
    "the scan's page": Break("L5", "1.2", (11, 11), 'href="/login/scan/', 'href="/login/?'),
    "the login platform": Break("L6", "1.3", (1, 1), "认证平台", "其他平台"),
    "a service in the menu": Break("C1", "2", (1, 2), "数据授权", "授权管理", logged_in=True),
    "a demand's button": Break("C7", "2.3.1", (1, 1), "编辑：", "更改：", logged_in=True),
    "words that nobody presses": Break("C11", "2.4", (1, 1), "历次版本", "旧版", logged_in=True),
    "the tags that filter": Break("P2", "2.6", (2, 2), "去掉条件", "取消", logged_in=False),
    "the floating button": Break(
        "F1", "2.8", (1, 1), 'class="feedback-button"', 'class="other"', logged_in=True
    ),
}


@pytest.fixture
def stage(base_url: str, tmp_path: Path, page: Page) -> Iterator[Stage]:
    """The running demo with one person in front of it, whoever the step is of."""
    clock = Clock(tmp_path / "clock")
    clock.at = now()
    people = {step.who: Person() for part in PARTS for one in part.sections for step in one.steps}
    stage = Stage(base_url, SimpleNamespace(), clock, people, None)  # type: ignore[arg-type]
    for who in people:
        stage.add_page(who, page)
    yield stage
    expect.set_options(timeout=WHOLE_MS)


def steps_of(one: Break) -> Section:
    """The steps without pictures; the last is not gone on from where that would change something."""
    section = next(found for part in PARTS for found in part.sections if found.number == one.section)
    first, last = one.steps
    return replace(
        section, steps=tuple(replace(step, has_picture=False) for step in section.steps[first - 1 : last])
    )


def be_patient(page: Page, patience_ms: int) -> None:
    page.set_default_timeout(patience_ms)
    expect.set_options(timeout=patience_ms)


@pytest.mark.parametrize("name", BREAKS)
def test_what_is_broken_fails_and_names_its_row(
    page: Page,
    stage: Stage,
    tmp_path: Path,
    log_in: Callable[[BrowserContext, str, str], None],
    name: str,
) -> None:
    one = BREAKS[name]
    section = steps_of(one)
    if one.logged_in:
        log_in(page.context, OWNER, "enterprise")
    be_patient(page, WHOLE_MS)
    play_section(section, stage, tmp_path)

    def broken(route: Route) -> None:
        if route.request.resource_type not in {"document", "fetch", "xhr"} or route.request.method != "GET":
            route.fallback()
            return
        answer = route.fetch(timeout=WHOLE_MS)
        is_page = "text/html" in answer.headers.get("content-type", "")
        route.fulfill(
            response=answer, body=answer.text().replace(one.old, one.new) if is_page else answer.body()
        )

    page.route("**/*", broken)
    be_patient(page, BROKEN_MS)
    page.set_default_navigation_timeout(WHOLE_MS)
    with pytest.raises(StepFailedError, match=f"^docs/spec.md {one.row}: {one.section} ") as failed:
        play_section(section, stage, tmp_path)
    assert failed.value.row == one.row
    page.unroute_all(behavior="ignoreErrors")
