"""Fixtures of the browser tests: a running demo, pages at two widths, axe, and a watch over everything loaded.

`page` is 1440 px wide, `phone_page` 390 px, `any_page` runs a test at both. `axe(page)` asserts zero violations.
`sms_code(phone)` and `totp_code(phone)` read the demo's inboxes. A console error, a CSP violation, a request to another host
or a 5xx fails the test; a test that expects one says so with `watch.allow.append("fragment")`.
"""

import fcntl
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.patience import make_patient
from tests.e2e.server import MANIFEST, ROOT, DemoServer, copy_data
from tests.e2e.watch import Watch
from tests.e2e.wizard_fixtures import (  # noqa: F401 - fixtures
    PHONE,
    add_phone,
    camera_context,
    claimed,
    engines,
    film,
    newcomer,
    one_phone,
    papers,
    phone_with,
)

WIDE = {"width": 1440, "height": 900}
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# All rules; what passed is not described, which is half of axe's work.
_VIOLATIONS = """exclude => axe
  .run({exclude: exclude.map(selector => [selector])}, {resultTypes: ["violations"]})
  .then(result => result.violations)"""
SMS_SECONDS = 15
# Tests that may fail once and pass when run again, in one run of all.
RUN_AGAIN_AT_MOST = 3
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the installed Chromium instead of a downloaded one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = next((found for name in names if (found := shutil.which(name))), None)
    if executable is None:
        pytest.fail("Chromium is missing: apt-get install chromium")
    return {**browser_type_launch_args, "executable_path": executable, "args": CHROMIUM_ARGUMENTS}


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in which more tests had to be run again than a busy machine explains."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    again = {report.nodeid for report in reporter.stats.get("rerun", [])} if reporter else set()
    if len(again) > RUN_AGAIN_AT_MOST:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print(f"\n{len(again)} browser tests had to be run again; at most {RUN_AGAIN_AT_MOST} may.")


@pytest.fixture(scope="session", autouse=True)
def _patience() -> Iterator[None]:
    """What a test does to a page waits for the page's scripts."""
    with pytest.MonkeyPatch.context() as patch:
        make_patient(patch)
        yield


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data directory with the demo province, loaded once per run and copied for each xdist worker."""
    if not MANIFEST.exists():
        pytest.fail("the front end is not built: make setup")
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if worker_id != "master" else base
    master = shared / "demo-master"
    with (shared / "demo-master.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (master / "complete").exists():
            shutil.rmtree(master, ignore_errors=True)
            DemoServer(master).stop()
            (master / "complete").touch()
    own = base / "demo"
    copy_data(master, own)
    return own


@pytest.fixture(scope="session")
def demo_server(demo_data: Path) -> Iterator[DemoServer]:
    """Web and worker on the demo province."""
    server = DemoServer(demo_data)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def base_url(demo_server: DemoServer) -> str:
    """The address of the running demo."""
    return demo_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Chinese, Henan time. The width is each fixture's own: a second `viewport` would be refused.

    Reduced motion: axe judges a page at rest, not a button halfway from closed to open.
    """
    asked = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}
    return {**browser_context_args, **asked}


@pytest.fixture
def watch(base_url: str, demo_server: DemoServer) -> Iterator[Watch]:
    """Everything that must not happen while the test runs."""
    watch = Watch(base_url)
    yield watch
    unexpected = watch.unexpected()
    if unexpected:
        errors = [line for line in demo_server.lines if '"ERROR"' in line][-3:]
        pytest.fail("\n".join([*unexpected, *errors]))


@pytest.fixture
def context(new_context: Callable[..., BrowserContext], watch: Watch) -> BrowserContext:
    """A watched browser context of its own."""
    context = new_context(viewport=WIDE)
    watch.attach(context)
    return context


@pytest.fixture
def phone_context(new_context: Callable[..., BrowserContext], watch: Watch) -> BrowserContext:
    """A watched context of the width of a phone."""
    context = new_context(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    watch.attach(context)
    return context


@pytest.fixture
def other_context(new_context: Callable[..., BrowserContext], watch: Watch) -> BrowserContext:
    """A second person's browser: the officer, the operator."""
    context = new_context(viewport=WIDE)
    watch.attach(context)
    return context


@pytest.fixture
def no_script_page(new_context: Callable[..., BrowserContext], watch: Watch) -> Page:
    """A page of a browser with JavaScript switched off."""
    context = new_context(viewport=WIDE, java_script_enabled=False)
    watch.attach(context)
    return context.new_page()


@pytest.fixture
def phone_page(phone_context: BrowserContext) -> Page:
    """A page 390 px wide."""
    return phone_context.new_page()


@pytest.fixture(params=["1440", "390"])
def any_page(request: pytest.FixtureRequest) -> Page:
    """The test runs once at each width."""
    page: Page = request.getfixturevalue("page" if request.param == "1440" else "phone_page")
    return page


@pytest.fixture(scope="session")
def axe() -> Callable[..., None]:
    """`axe(page)`: assert that axe-core finds nothing on the page, and that it does not scroll sideways."""
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page, *, exclude: list[str] | None = None) -> None:
        # A form on its way is not the page to judge, and without its style sheets a page is not the one that people see.
        expect(page.locator("form[method=post] button[aria-busy=true]")).to_have_count(0)
        page.wait_for_load_state("load")
        # Evaluated over the debugging protocol: the page's content security policy stays as it is.
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(source)
        found = page.evaluate(_VIOLATIONS, exclude or [])
        lines = [
            f"{violation['id']} ({violation['impact']}): {node['html'][:160]}\n    {node['failureSummary']}"
            for violation in found
            for node in violation["nodes"]
        ]
        assert not lines, f"{page.url}: {len(lines)} axe violations\n" + "\n".join(lines)
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{page.url} scrolls sideways by {overflow} px"

    return check


def _poll(look: Callable[[], str | None], what: str) -> str:
    pause = threading.Event()
    for _ in range(SMS_SECONDS * 5):
        found = look()
        if found is not None:
            return found
        pause.wait(0.2)
    raise AssertionError(f"no {what} within {SMS_SECONDS} s")


@pytest.fixture
def sms_code(page: Page, base_url: str, demo_server: DemoServer) -> Callable[[str], str]:
    """`sms_code(phone)`: the newest one-time code sent to a phone and not yet told, from the demo's inbox."""

    def look(phone: str) -> str | None:
        response = page.request.get(f"{base_url}/sandbox/sms.json?phone={phone}")
        for message in response.json() if response.ok else []:
            mark = f"{message['phone']} {message['sent_at']} {message['code']}"
            if mark in demo_server.codes_told:
                return None
            if message["code"]:
                demo_server.codes_told.add(mark)
                return str(message["code"])
        return None

    return lambda phone: _poll(lambda: look(phone), f"code for {phone}")


@pytest.fixture
def totp_code(page: Page, base_url: str) -> Callable[[str], str]:
    """`totp_code(phone)`: the present TOTP code of a demo officer or operator."""

    def look(phone: str) -> str | None:
        response = page.request.get(f"{base_url}/sandbox/totp.json?phone={phone}")
        return str(response.json()["code"]) if response.ok else None

    return lambda phone: _poll(lambda: look(phone), f"TOTP code for {phone}")


@pytest.fixture
def log_in(demo_server: DemoServer) -> Callable[[BrowserContext, str, str], None]:
    """`log_in(page.context, phone, "enterprise" or "staff")`: a session without the screens of logging in."""

    def give(context: BrowserContext, phone: str, side: str) -> None:
        context.add_cookies([{**demo_server.session_cookie(phone, side), "url": demo_server.url}])

    return give
